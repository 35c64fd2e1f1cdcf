"""The exchange monitor: venues, what they file, and what their markets show."""
