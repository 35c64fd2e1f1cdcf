"""What is written into a table for a spreadsheet."""

import re

# A spreadsheet passes over spaces in front, and reads the wide forms of the signs as the signs
FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05]")


def inert(text: str) -> str:
    """Return a text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if FORMULA.match(text) or text.startswith(("\t", "\r")) else text
