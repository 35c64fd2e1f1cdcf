"""What it means in numbers: pure functions with units in their names."""
