"""What exchanges hold for their clients against what they owe them, as told and as proved; docs/reserves.md has the encoding."""
