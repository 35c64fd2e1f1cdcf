"""A list of machines as a file: taken whole or not at all, every fault with its row, column and remedy."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from terezi.base.errors import BadData
from terezi.desk.applications.terms import MOST_CSV_BYTES, MOST_MACHINES, BadRows, Machine, RowError
from terezi.desk.screening.rules.serials import normal

NEEDED = ("serial", "model", "power_w")
RATES = {"hash_rate_ghs": 1, "hash_rate_ths": 1_000}
SITE = "site"
MOST_SHOWN = 100
MOST_GHS, MOST_W = 10_000_000, 1_000_000  # above any machine there is: a slip of the unit
_SERIAL = re.compile(r"[A-Z0-9]{4,64}")
Fault = tuple[str, str, str, str]  # column, check, what is wrong, remedy


def machines(content: bytes, *, filename: str, sites: Sequence[str]) -> list[Machine]:
    """Read a CSV of machines at the sites of these labels.

    :raises BadData: when it is no table of machines at all.
    :raises BadRows: naming the rows that are wrong; then nothing of it is taken.
    """
    found: list[Machine] = []
    errors: list[RowError] = []
    count, seen = 0, dict[str, int]()
    for line, row in _rows(content, filename):
        faults = [*_faults(row, sites), *_repeated(row, line, seen)]
        count += len(faults)
        errors += [RowError(filename, line, *fault) for fault in faults[: MOST_SHOWN - len(errors)]]
        if not faults:
            found.append(_machine(row, sites))
    if errors:
        raise BadRows(tuple(errors), count)
    return found


def _rows(content: bytes, filename: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(_text(content, filename), newline=""), delimiter=_parted(content))
    header = [cell.strip().lower() for cell in next(reader, [])]
    _refuse_header(header, filename)
    count = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if (count := count + 1) > MOST_MACHINES:
                raise BadData(
                    f"{filename} has more than {MOST_MACHINES} machines: send them by site in parts"
                )
            yield reader.line_num, _row(header, cells)
    except csv.Error as broken:
        raise BadData(f"{filename}, row {reader.line_num}: {broken}. Save the table as CSV again") from broken
    if not count:
        raise BadData(f"{filename} holds no machine below its heading: add one row per machine")


def _row(header: list[str], cells: list[str]) -> dict[str, str]:
    row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    return {**row, "": "surplus"} if len(cells) > len(header) else row


def _text(content: bytes, filename: str) -> str:
    if len(content) > MOST_CSV_BYTES:
        raise BadData(
            f"{filename} is bigger than {MOST_CSV_BYTES // 1024**2} MiB: leave out what is not asked"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadData(f"{filename} is no UTF-8 text: save it as “CSV UTF-8”") from None
    if "\0" in text:
        raise BadData(f"{filename} holds signs no text has: save the table as CSV again")
    return text


def _parted(content: bytes) -> str:
    head = content.split(b"\n", 1)[0]
    return max(",;\t", key=lambda sign: head.count(sign.encode()))


def _refuse_header(header: list[str], filename: str) -> None:
    lacking = [name for name in NEEDED if name not in header]
    if not set(RATES) & set(header):
        lacking.append(" or ".join(RATES))
    if lacking:
        raise BadData(f"{filename}, row 1: the heading lacks {', '.join(lacking)}. Write it in the first row")
    if twice := {name for name in header if header.count(name) > 1}:
        raise BadData(f"{filename}, row 1: {', '.join(sorted(twice))} stands twice. Keep one of them")


def _faults(row: Mapping[str, str], sites: Sequence[str]) -> Iterator[Fault]:
    if "" in row:
        yield "", "EQP-07", "The row has more cells than the heading", "Put cells with commas into quotes"
    serial = normal(row.get("serial", ""))
    if not _SERIAL.fullmatch(serial):
        yield "serial", "EQP-01", f"{serial[:40]!r} is no serial number", "Copy it from the machine's label"
    if not 0 < len(row.get("model", "")) <= 200:
        yield "model", "EQP-02", "The model is missing or too long", "Write make and model"
    if not 0 < _whole(row.get("power_w", ""), 1) <= MOST_W:
        yield "power_w", "EQP-03", "Not a number of watts", "Write whole watts, as 3500"
    rate = _rate_column(row)
    if not 0 < _whole(row.get(rate, ""), RATES[rate]) <= MOST_GHS:
        yield rate, "EQP-04", "Not a hash rate", "Write the nameplate's rate, as 200 TH/s"
    if (fault := _site_fault(row.get(SITE, ""), sites)) is not None:
        yield SITE, "EQP-05", *fault


def _site_fault(label: str, sites: Sequence[str]) -> tuple[str, str] | None:
    if label in sites or (not label and len(sites) <= 1):
        return None
    told = ", ".join(sites) or "none is claimed yet"
    said = f"{label[:40]!r} is no site of the file" if label else "The row does not say at which site"
    return said, f"Write one of: {told}"


def _repeated(row: Mapping[str, str], line: int, seen: dict[str, int]) -> Iterator[Fault]:
    serial = normal(row.get("serial", ""))
    if serial and serial in seen:
        yield (
            "serial",
            "EQP-06",
            f"{serial[:40]} stands in row {seen[serial]} already",
            "Keep one of the rows",
        )
    seen.setdefault(serial, line)


def _rate_column(row: Mapping[str, str]) -> str:
    return next((name for name in RATES if row.get(name)), next(iter(RATES)))


def _whole(text: str, times: int) -> int:
    """Return a number in whole units; -1 where the text is none."""
    try:
        number = Decimal(text) * times
        return int(number) if number.is_finite() and number == number.to_integral_value() else -1
    except (InvalidOperation, OverflowError):
        return -1


def _machine(row: Mapping[str, str], sites: Sequence[str]) -> Machine:
    rate = _rate_column(row)
    return Machine(
        serial=normal(row["serial"]),
        model=row["model"],
        hash_rate_ghs=_whole(row[rate], RATES[rate]),
        power_w=_whole(row["power_w"], 1),
        site=row.get(SITE) or (sites[0] if sites else ""),
    )
