"""Pictures: one Altair specification each, the same for the screen, for print and for interaction."""
