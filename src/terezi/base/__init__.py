"""Storey 0: words every storey shares. No I/O, no clock."""
