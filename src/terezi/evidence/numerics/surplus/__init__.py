"""Surplus power: how much may be mined each hour, who gets it, and proof that no home goes without."""
