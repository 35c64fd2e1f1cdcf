"""Tags of pages of surplus power."""
