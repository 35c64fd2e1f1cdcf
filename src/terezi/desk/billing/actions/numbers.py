"""Numbers of runs, bills and credit notes: one series each, a country and year at a time."""

from datetime import date

from terezi.desk.billing.models import Numbering

RUN, BILL, CREDIT = "RUN", "BIL", "CRN"


def take(series: str, *, country: str, on: date, count: int = 1) -> tuple[list[str], Numbering]:
    """Take the next numbers of a series; whoever takes one holds the series until his act is done."""
    Numbering.objects.get_or_create(series=series, country=country, year=on.year)
    row = Numbering.objects.select_for_update().get(series=series, country=country, year=on.year)
    first, row.last = row.last + 1, row.last + count
    row.save(update_fields=["last"])
    return [f"{country}-{series}-{on.year}-{n:06d}" for n in range(first, row.last + 1)], row
