"""What a page of bills shows: sentences and rows, ready to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.desk.billing import queries, words
from terezi.desk.billing.models import Bill, CreditNote, Run
from terezi.desk.billing.terms import BillState, NoteState, RunState
from terezi.desk.people.models import Officer


@dataclass(frozen=True)
class MonthSheet:
    """One month: its run as it stands, the bills in it, and what this officer may do next."""

    month: date
    runs: Sequence[Run]
    bills: Sequence[Bill]
    says: str
    next_says: str
    tone: str
    may_propose: bool
    may_issue: bool
    run: Run | None
    total_minor: int
    currency: str


@dataclass(frozen=True)
class BillSheet:
    """One bill: its sentence, what is owed on it, its versions, credit notes and payments."""

    bill: Bill
    says: str
    next_says: str
    tone: str
    lines: Sequence[object]
    differences: Sequence[queries.Difference]
    versions: Sequence[Bill]
    notes: Sequence[CreditNote]
    allocations: Sequence[object]
    owed_minor: int
    is_last: bool


def month_sheet(month: date, *, officer: Officer, may_issue: bool) -> MonthSheet:
    """Return the sheet of a month as this officer sees it; overtaken drafts are not among its bills."""
    runs = list(queries.runs().filter(month=month))
    found = queries.in_region(queries.bills().filter(month=month), officer.region)
    bills = [bill for bill in found if bill.state != BillState.DROPPED]
    open_run = next((run for run in runs if run.state in {RunState.DRAFT, RunState.PROPOSED}), None)
    waits_for_him = (
        open_run is not None and open_run.state == RunState.PROPOSED and open_run.proposed_by_id != officer.pk
    )
    of_run = [bill for bill in bills if open_run is None or bill.run_id == open_run.pk]
    issuable = any(bill.state == BillState.DRAFT for bill in of_run)
    return MonthSheet(
        month=month,
        runs=runs,
        bills=bills,
        says=_month_says(month, bills),
        next_says=_month_next(open_run, of_run, officer),
        tone=_tone(bills),
        may_propose=may_issue and open_run is not None and open_run.state == RunState.DRAFT and issuable,
        may_issue=may_issue and waits_for_him,
        run=open_run,
        total_minor=sum(bill.difference_minor for bill in of_run if bill.state == BillState.DRAFT),
        currency=bills[0].currency if bills else "",
    )


def bill_sheet(bill: Bill) -> BillSheet:
    """Return the sheet of one bill."""
    versions = queries.versions(bill)
    return BillSheet(
        bill=bill,
        says=_bill_says(bill),
        next_says=_bill_next(bill, versions),
        tone=_tone([bill]),
        lines=list(bill.lines.all()),
        differences=queries.differences(bill),
        versions=versions,
        notes=queries.notes_of(bill),
        allocations=queries.allocations_of(bill),
        owed_minor=queries.owed(bill) if bill.is_issued else 0,
        is_last=bool(versions) and versions[-1].pk == bill.pk,
    )


def _month_says(month: date, bills: Sequence[Bill]) -> str:
    if not bills:
        return _("{month} has not been reckoned yet.").format(month=words.month(month))
    issued = [bill for bill in bills if bill.state == BillState.ISSUED]
    owed = sum(bill.difference_minor for bill in issued)
    told = ngettext(
        "{month}: {n} bill is issued, over {money}.",
        "{month}: {n} bills are issued, over {money}.",
        len(issued),
    )
    return told.format(month=words.month(month), n=len(issued), money=words.money(owed, bills[0].currency))


def _month_next(run: Run | None, bills: Sequence[Bill], officer: Officer) -> str:
    if run is None:
        return _("Nothing waits. Late readings are found when the month is reckoned again.")
    drafts = [bill for bill in bills if bill.state == BillState.DRAFT]
    held = sum(bill.state == BillState.HELD for bill in bills)
    over = words.money(sum(bill.difference_minor for bill in drafts), bills[0].currency) if bills else ""
    told = [
        ngettext(
            "Run {run} holds {n} bill to issue, {money}.",
            "Run {run} holds {n} bills to issue, {money}.",
            len(drafts),
        ).format(run=run.number, n=len(drafts), money=over)
    ]
    if held:
        told.append(
            ngettext(
                "{n} is held back: the law or the readings leave something open.",
                "{n} are held back: the law or the readings leave something open.",
                held,
            ).format(n=held)
        )
    if run.state == RunState.PROPOSED and run.proposed_by_id == officer.pk:
        told.append(_("You proposed it; another officer issues it."))
    return " ".join(told)


def _bill_says(bill: Bill) -> str:
    owes = _("{site} owes {money} for {month}: {energy} kWh, readings cover {covered} of the time.")
    would = _("{site} would owe {money} for {month}: {energy} kWh, readings cover {covered} of the time.")
    return (owes if bill.is_issued else would).format(
        site=bill.holder,
        money=words.money(bill.total_minor, bill.currency),
        month=words.month(bill.month),
        energy=words.kilowatt_hours(bill.billed_wh),
        covered=words.covered(bill.seconds, bill.expected_seconds),
    )


def _bill_next(bill: Bill, versions: Sequence[Bill]) -> str:
    if bill.state == BillState.HELD:
        return _("It is held back and owed by nobody: see what is open below.")
    if bill.state == BillState.DRAFT:
        return _("It is a draft and owed by nobody until two officers issue it.")
    if bill.state == BillState.DROPPED:
        return _("It was a draft that another reckoning overtook; nobody ever owed it.")
    if versions and versions[-1].pk != bill.pk:
        return _("Version {n} of {number} replaced it; this one stays as it was issued.").format(
            n=versions[-1].version, number=versions[-1].number
        )
    if bill.due_on is None:
        return _("The law on file does not say until when it is to be paid.")
    return _("To be paid by {day}.").format(day=words.day(bill.due_on))


def _tone(bills: Sequence[Bill]) -> str:
    states = {bill.state for bill in bills}
    if BillState.HELD in states:
        return "watch"
    return "good" if states == {BillState.ISSUED} else ""


def open_notes(notes: Sequence[CreditNote], officer: Officer) -> list[CreditNote]:
    """Return the credit notes that wait for this officer's word."""
    return [note for note in notes if note.state == NoteState.PROPOSED and note.proposed_by_id != officer.pk]
