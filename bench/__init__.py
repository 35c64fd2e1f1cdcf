"""Measurements: one file per workload, one JSON object per line."""
