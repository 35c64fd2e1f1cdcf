"""Domestic demand of the days ahead, by region and hour, at quantiles."""
