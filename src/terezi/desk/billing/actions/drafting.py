"""Drafting a run: what the meters, the register and the law make of a month. It binds nobody."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.billing import queries, rules
from terezi.desk.billing.actions.numbers import BILL, RUN, take
from terezi.desk.billing.models import Bill, BillLine, Run
from terezi.desk.billing.terms import Act, BillState, RunKind, RunState, SiteBill
from terezi.desk.journal import actions as journal
from terezi.evidence.numerics.bills.lines import Line

BATCH = 1_000
OPEN = (RunState.DRAFT, RunState.PROPOSED)


@transaction.atomic
def draft(
    *,
    country: str,
    month: date,
    bills: Sequence[SiteBill],
    snapshot: str,
    law_version: str,
    by: str,
    at: datetime,
    kind: RunKind = RunKind.MONTH,
    ground: str = "",
) -> Run | None:
    """Draft what is new: a first bill of a site, or another version of one whose lines came out otherwise.

    An earlier draft of the month is dropped. Answers none where every bill stands as it was issued.

    :raises Refused: while a run of the month waits for a second officer.
    """
    dropped = _dropped(country, month, kind)
    standing = {bill.site_id: bill for bill in queries.standing(month, is_lawful=kind is RunKind.MONTH)}
    changed = [each for each in bills if _is_news(each, standing.get(each.site_id))]
    if not changed:
        _journal_dropped(dropped, by=by, at=at)
        return None
    (number,), numbering = take(RUN, country=country, on=month)
    run = Run.objects.create(
        number=number,
        kind=kind,
        month=month,
        country=country,
        law_version=law_version,
        snapshot=snapshot,
        drafted_at=at,
        ground=ground,
    )
    numbers, series = take(BILL, country=country, on=month, count=len(changed))
    made = Bill.objects.bulk_create(
        [
            _bill(run, number, each, standing.get(each.site_id))
            for number, each in zip(numbers, changed, strict=True)
        ],
        batch_size=BATCH,
    )
    told = [_lines(bill, each.charged.lines) for bill, each in zip(made, changed, strict=True)]
    lines = BillLine.objects.bulk_create([line for of_bill in told for line in of_bill], batch_size=BATCH)
    values = {
        "month": month.isoformat(),
        "bills": len(made),
        "held": sum(bill.state == BillState.HELD for bill in made),
        "snapshot": snapshot,
        "dropped": [row.number for row in dropped if isinstance(row, Run)],
    }
    journal.write(
        act=Act.DRAFT,
        subject=number,
        by=by,
        at=at,
        ground=ground,
        values=values,
        rows=[run, numbering, series, *made, *lines, *dropped],
    )
    return run


def _dropped(country: str, month: date, kind: RunKind) -> list[Run | Bill]:
    """Drop what was drafted of the month before; unlawful use stands beside other such use."""
    if kind is not RunKind.MONTH:
        return []
    before = Run.objects.select_for_update().filter(country=country, month=month, kind=kind, state__in=OPEN)
    rows: list[Run | Bill] = []
    for run in before:
        if run.state == RunState.PROPOSED:
            raise Refused(rules.OPEN_RUN.format(number=run.number))
        run.state = RunState.DROPPED
        run.save(update_fields=["state"])
        run.bills.update(state=BillState.DROPPED)
        rows += [run, *run.bills.all()]
    # bills that an issued run held back are overtaken by the new reckoning
    held = Bill.objects.filter(run__country=country, month=month, run__kind=kind, state=BillState.HELD)
    rows += list(held)
    held.update(state=BillState.DROPPED)
    return rows


def _journal_dropped(rows: Sequence[Run | Bill], *, by: str, at: datetime) -> None:
    for run in (row for row in rows if isinstance(row, Run)):
        journal.write(
            act=Act.DRAFT, subject=run.number, by=by, at=at, values={"dropped": [run.number]}, rows=rows
        )
        return


def _is_news(told: SiteBill, standing: Bill | None) -> bool:
    if standing is None:
        return True
    before = [(line.key, line.wh, line.amount_minor) for line in standing.lines.all()]
    after = [(line.key, line.wh, line.amount_minor) for line in told.charged.lines]
    return before != after or bool(told.charged.unknown)


def _bill(run: Run, number: str, told: SiteBill, standing: Bill | None) -> Bill:
    charged = told.charged
    plain = {
        name: getattr(told, name)
        for name in (
            "site_id", "licence_number", "holder", "region", "starts_on", "ends_before", "wh", "estimated_wh",
            "unmeasured_wh", "astride_wh", "seconds", "expected_seconds", "licensed_w", "power_source", "has_meter",
            "is_lawful",
        )
    }  # fmt: skip
    return Bill(
        run=run,
        number=number,
        month=run.month,
        version=standing.version + 1 if standing else 1,
        replaces=standing,
        state=BillState.HELD if charged.unknown else BillState.DRAFT,
        currency=charged.currency,
        total_minor=charged.total_minor,
        difference_minor=charged.total_minor - (standing.total_minor if standing else 0),
        average_price="" if told.average_price is None else str(told.average_price),
        unknown=list(charged.unknown),
        remarks=list(charged.remarks),
        **plain,
    )


def _lines(bill: Bill, lines: Iterable[Line]) -> list[BillLine]:
    return [BillLine(bill=bill, position=n, **vars(line)) for n, line in enumerate(lines, start=1)]
