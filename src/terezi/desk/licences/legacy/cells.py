"""Reading one cell of an older book: a day, a power, a word, a number of a licence."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from terezi.desk.licences.legacy.words import meanings, plain, unit_of, words

EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(10_000, 100_000)  # 1927 to 2173
WATTS = {"w": 1, "kw": 1_000, "mw": 1_000_000, "gw": 1_000_000_000}
ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")
PLAIN = re.compile(r"(\d{1,2})\s*([-./])\s*(\d{1,2})\s*[-./]\s*(\d{4}|\d{2})(?:\s*[^\W\d]\.?)?")
WORDED = re.compile(r"(\d{1,2})\W*([^\W\d_]+)\W+(\d{4})")
WORDED_FIRST = re.compile(r"([^\W\d_]+)\W+(\d{1,2})\W+(\d{4})")
AMOUNT = re.compile(r"[-+]?\d[\d\s.,']*")


class Ambiguous(ValueError):
    """A cell that may be read in two ways."""


def month_first(cells: Iterable[str]) -> bool | None:
    """Say whether a column writes the month before the day: none where it does both."""
    seen = {
        (int(one) > 12, int(other) > 12)
        for cell in cells
        if (found := PLAIN.fullmatch(cell.strip())) and found[2] == "/"
        for one, other in [(found[1], found[3])]
    }
    day_first, months_first = (True, False) in seen, (False, True) in seen
    return None if day_first and months_first else months_first


@cache
def day(text: str, month_is_first: bool | None = False) -> date | None:
    """Return the day a cell names; none where it names that there is no end.

    :raises ValueError: when it names no day; `Ambiguous` when it may name two.
    """
    text = text.strip()
    if not text or plain(text) in {plain(word) for word in words()["unlimited"]}:
        return None
    if found := ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := PLAIN.fullmatch(text):
        return _in_order(found, month_is_first)
    if re.fullmatch(r"\d{5}(\.0*)?", text) and int(text[:5]) in SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(text[:5]))
    return _worded(plain(text))


def _in_order(found: re.Match[str], month_is_first: bool | None) -> date:
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0
    if found[2] != "/" or other > 12 >= one or one > 12:
        return date(year, one, other) if other > 12 else date(year, other, one)
    if month_is_first is None and one != other:
        raise Ambiguous(f"{one}/{other} may be two days")
    return date(year, one, other) if month_is_first else date(year, other, one)


def _worded(text: str) -> date:
    if found := WORDED.match(text):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := WORDED_FIRST.match(text):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    raise ValueError(f"{text} is not a day")


def _month(text: str) -> int:
    try:
        return int(meanings("months")[text])
    except KeyError as unknown:
        raise ValueError(f"{text} is not a month") from unknown


@cache
def power_w(text: str, unit: str | None) -> int:
    """Return a power in W; the cell's own unit counts before that of its heading.

    :raises ValueError: when it is no power, or its unit is named nowhere.
    """
    if not text.strip():
        return 0
    amount = AMOUNT.match(text.strip())
    rest = text.strip()[amount.end() :] if amount else text
    unit = unit_of(rest) or (unit if not plain(rest) else None)
    if amount is None or unit is None:
        raise ValueError(f"{text} is not a power with a unit")
    watts = _amount(amount[0]) * WATTS[unit]
    if watts < 0 or watts != int(watts):
        raise ValueError(f"{text} is not a whole number of W")
    return int(watts)


def _amount(text: str) -> Decimal:
    digits = re.sub(r"[\s']", "", text).strip(".,")
    marks = re.sub(r"\d", "", digits)
    if len(set(marks)) == 2:  # the last mark is that of the decimals
        digits = digits.replace("," if marks[-1] == "." else ".", "")
    elif len(marks) > 1:
        digits = digits.replace(marks[0], "")
    elif re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits):
        raise Ambiguous(f"{text} may be thousands or decimals")
    return Decimal(digits.replace(",", "."))


def meaning(text: str, kind: str) -> str | None:
    """Return what a word of a list means; none when the list does not hold it."""
    return meanings(kind).get(plain(text))


def number(text: str) -> str:
    """Return the number of a licence: capitals, no spaces, one kind of dash, letters of one alphabet."""
    tidy = re.sub(r"[‐-―−]", "-", re.sub(r"\s+", "", text)).upper()
    if re.search(r"[A-Z]", tidy) or not re.search(r"[А-Я]", tidy):
        tidy = "".join(words()["lookalikes"].get(letter, letter) for letter in tidy)
    return tidy.removesuffix(".0")


def tidy(text: str) -> str:
    """Return a text on one line, with one space between words."""
    return " ".join(text.split())
