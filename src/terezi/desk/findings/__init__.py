"""What the indicators said, and what officers and firms said about it."""
