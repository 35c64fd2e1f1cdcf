"""Storey 1: what the law says, by country and day."""
