"""Garagum, the fictional demo country: a seeded generator and its answers."""
