"""What arrives: one file per source, each a parser and its named checks."""
