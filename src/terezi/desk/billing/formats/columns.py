"""Payments as CSV with headings, for banks that send nothing better."""

import csv
import io

from terezi.base.errors import BadData
from terezi.desk.billing.formats.amounts import LONGEST_TEXT, currency, day, minor, plain
from terezi.desk.billing.terms import Statement, Told

WANTED = ("reference", "paid_on", "amount", "currency")
ALSO = ("account", "payer", "text")


def read_columns(name: str, data: bytes) -> Statement:
    """Read columns reference, paid_on, amount, currency, and where there are any account, payer, text.

    :raises BadData: naming file, row and remedy.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadData(f"{name}: PAY-07 the file is not UTF-8: save it as UTF-8") from None
    rows = csv.DictReader(io.StringIO(text), dialect=_dialect(text), strict=True)
    missing = [heading for heading in WANTED if heading not in (rows.fieldnames or ())]
    if missing:
        raise BadData(f"{name}: PAY-08 columns {', '.join(missing)} are missing: name them in the first row")
    try:
        return Statement(tuple(_told(row, f"{name}, row {n}") for n, row in enumerate(rows, start=2)))
    except csv.Error as wrong:
        raise BadData(f"{name}: PAY-09 row {rows.line_num}: {wrong}: save the file as CSV again") from None


def _dialect(text: str) -> type[csv.Dialect]:
    heading = text.partition("\n")[0]

    class Sent(csv.excel):
        delimiter = max(",;\t", key=heading.count)

    return Sent


def _told(row: dict[str, str | None], place: str) -> Told:
    def cell(heading: str) -> str:
        return row.get(heading) or ""

    reference = plain(cell("reference"), 200)
    if not reference:
        raise BadData(f"{place}: PAY-10 the reference is empty: without it a payment could count twice")
    return Told(
        account=plain(cell("account"), 60),
        reference=reference,
        paid_on=day(cell("paid_on"), place),
        amount_minor=minor(cell("amount"), place),
        currency=currency(cell("currency"), place),
        payer=plain(cell("payer"), 300),
        text=plain(cell("text"), LONGEST_TEXT),
    )
