"""Comparisons as pure functions: what they compare is given to them, and they open no list themselves."""
