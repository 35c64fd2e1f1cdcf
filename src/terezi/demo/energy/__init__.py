"""What the energy office of the demo did: bills, plans made public, an order to draw less."""
