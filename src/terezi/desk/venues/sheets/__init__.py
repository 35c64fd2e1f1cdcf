"""What the pages of the exchange monitor print."""
