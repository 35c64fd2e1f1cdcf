"""What templates of licensing and the portal share."""
