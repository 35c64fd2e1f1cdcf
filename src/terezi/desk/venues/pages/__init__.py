"""The pages of the exchange monitor."""
