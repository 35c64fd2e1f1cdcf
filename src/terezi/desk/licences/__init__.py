"""What a site is allowed, today and on any day."""
