"""Every act, written once: a chain of entries that nobody can change without it showing."""
