"""Load nobody explains: leads, this week's visits, and what they found."""
