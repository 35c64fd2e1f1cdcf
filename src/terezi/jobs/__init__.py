"""Storey 5: what the clock starts; every job may be run twice."""
