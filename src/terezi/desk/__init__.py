"""Storey 3: the record. Django apps, all with the same rooms."""
