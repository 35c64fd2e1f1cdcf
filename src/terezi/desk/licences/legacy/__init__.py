"""Reading the books that were kept before there was a register: spreadsheets of many hands."""
