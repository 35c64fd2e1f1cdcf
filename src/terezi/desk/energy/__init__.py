"""The energy board: what may be mined each hour, who gets it, and what was drawn."""
