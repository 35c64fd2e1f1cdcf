"""What a screen shows, as frozen values: built here, set by the templates, never computed there."""
