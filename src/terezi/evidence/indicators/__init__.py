"""What looks wrong, and under which article: one file per indicator."""
