"""Storey 4: shells only: settings, layout and the front doors."""
