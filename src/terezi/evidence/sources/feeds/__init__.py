"""Readers of the public feeds of venues, by how a venue says what it says; each answers rows of `raw_captures.COLUMNS`."""
