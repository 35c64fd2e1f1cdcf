"""Terezi: scales for a state that supervises licensed crypto mining and exchanges."""
