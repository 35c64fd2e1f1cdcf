"""Amounts and days as banks write them, read strictly."""

from datetime import date
from decimal import Decimal, InvalidOperation

from terezi.base.errors import BadData

MOST_MINOR = 10**15
LONGEST_TEXT = 2_000


def minor(text: str, place: str) -> int:
    """Return an amount in major units, point as decimal mark, as minor units; never nothing or less.

    :raises BadData: when it is no such amount.
    """
    try:
        amount = Decimal(text.strip()) * 100
    except InvalidOperation:
        raise BadData(f"{place}: PAY-04 {text!r} is no amount: write it like 1234.56") from None
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 < amount < MOST_MINOR:
        raise BadData(f"{place}: PAY-04 {text!r} is no amount above nothing in hundredths")
    return int(amount)


def day(text: str, place: str) -> date:
    """Return a day, with or without a time behind it.

    :raises BadData: when it is none.
    """
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise BadData(f"{place}: PAY-05 {text!r} is no day: write it like 2026-03-10") from None


def currency(text: str, place: str) -> str:
    """Return a code of three letters.

    :raises BadData: when it is none.
    """
    code = text.strip().upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise BadData(f"{place}: PAY-06 {text!r} is no currency: write three letters like USD")
    return code


def plain(text: str, most: int) -> str:
    """Return what a bank wrote in one line without what cannot be shown, at most so many letters."""
    return "".join(c if c.isprintable() else " " for c in text).strip()[:most]
