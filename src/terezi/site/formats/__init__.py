"""How each language writes dates and numbers, where Django's own formats do not suit."""
