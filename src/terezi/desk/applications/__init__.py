"""Asking for a licence or a change of it: the file from its first draft to its decision."""
