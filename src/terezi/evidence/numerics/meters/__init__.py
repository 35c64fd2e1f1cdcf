"""What the load of one electricity meter looks like, and which load nothing known explains."""
