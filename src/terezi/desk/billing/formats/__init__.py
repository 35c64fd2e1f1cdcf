"""Files of banks, read strictly: one file per format."""
