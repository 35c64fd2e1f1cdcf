"""Bills: two officers issue them, nothing issued is changed, and money finds its bill."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from terezi.base.errors import Refused
from terezi.desk.billing import actions, queries
from terezi.desk.billing.models import Bill, BillLine, Payment, Reader, Run
from terezi.desk.billing.terms import BillState, Declared, How, RunState, SiteBill
from terezi.desk.journal.queries import record
from terezi.desk.journal.queries.audits.rows import rows_against_seals
from terezi.desk.people.terms import Role
from terezi.evidence.numerics.bills.charges import charges
from terezi.evidence.numerics.bills.lines import Charged
from terezi.evidence.numerics.bills.use import Supply
from tests.evidence.numerics.bills.tariff import FEBRUARY, flat

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 6, tzinfo=UTC)
FEB = date(2026, 2, 1)
HEADING = "reference,paid_on,amount,currency,payer,text\n"


def site_bill(site="S1", *, watts=1_000_000, unknown=(), holder="Günbatar Hash", **changed) -> SiteBill:
    """What a run says of a site that draws the same power all February."""
    month = flat("GG", FEBRUARY, watts)
    supply = Supply(licensed_w=1_000_000, average_price=Decimal("0.18"))
    charged = charges(month, supply, levied=month)
    told = SiteBill(
        site_id=site,
        licence_number=f"GG-MIN-{site}",
        holder=holder,
        region="Balkan",
        starts_on=FEBRUARY.starts_on,
        ends_before=FEBRUARY.ends_before,
        charged=replace(charged, unknown=tuple(unknown)),
        wh=month.billed_wh,
        estimated_wh=0,
        unmeasured_wh=0,
        astride_wh=0,
        seconds=28 * 86_400,
        expected_seconds=28 * 86_400,
        licensed_w=1_000_000,
        power_source="grid",
    )
    return replace(told, **changed)


def drafted(*bills, at=AT) -> Run | None:
    return actions.draft(
        country="GG", month=FEB, bills=bills, snapshot="meter_readings=3", law_version="abc", by="test", at=at
    )


@pytest.fixture
def two(officer):
    return officer(username="aman"), officer(username="bahar")


@pytest.fixture
def issued(two):
    """Issue bills as two officers do, and return those of the run."""

    def do(*bills, at=AT):
        run = drafted(*bills, at=at)
        actions.propose(number=run.number, by=two[0], at=at)
        actions.issue(number=run.number, by=two[1], at=at)
        return list(run.bills.order_by("site_id"))

    return do


def pay(text, amount="166030.64", *, reference="R1", payer="", currency="GGM", paid_on="2026-03-20"):
    row = f'{reference},{paid_on},{amount},{currency},"{payer}","{text}"\n'
    return actions.load_payments(name="bank.csv", data=(HEADING + row).encode(), by="test", at=AT)


def test_a_bill_is_owed_when_two_officers_have_issued_it(issued):
    (bill,) = issued(site_bill())

    assert (bill.state, bill.total_minor, bill.version) == (BillState.ISSUED, 16_603_064, 1)
    # proposed and issued on 10 March; 15 calendar days, and the 25th is a Wednesday
    assert (bill.issued_on, bill.due_on) == (date(2026, 3, 10), date(2026, 3, 25))
    assert queries.owed(bill) == 16_603_064


def test_whoever_proposed_a_run_may_not_issue_it(two):
    run = drafted(site_bill())
    actions.propose(number=run.number, by=two[0], at=AT)

    with pytest.raises(Refused, match="may not sign it"):
        actions.issue(number=run.number, by=two[0], at=AT)
    assert Bill.objects.get().state == BillState.DRAFT


def test_the_database_itself_refuses_a_run_of_one_officer(two):
    run = drafted(site_bill())

    with pytest.raises(IntegrityError):
        Run.objects.filter(pk=run.pk).update(proposed_by=two[0], decided_by=two[0])


def test_a_draft_is_owed_by_nobody_and_a_declined_one_never_will_be(two):
    run = drafted(site_bill())
    actions.propose(number=run.number, by=two[0], at=AT)
    actions.decline(number=run.number, by=two[1], reason="The readings of 3 February are doubtful", at=AT)

    assert Run.objects.get().state == RunState.DECLINED
    assert Bill.objects.get().state == BillState.DROPPED
    assert queries.arrears(date(2027, 1, 1), country="GG") == []


def test_a_bill_that_leaves_something_open_is_held_back_and_the_others_are_issued(issued):
    held, free = issued(
        site_bill("S1", unknown=["How missing readings are made good is unknown"]), site_bill("S2")
    )

    assert (held.state, free.state) == (BillState.HELD, BillState.ISSUED)


def test_a_run_of_held_bills_alone_cannot_be_proposed(two):
    run = drafted(site_bill(unknown=["open"]))

    with pytest.raises(Refused, match="no bill that can be issued"):
        actions.propose(number=run.number, by=two[0], at=AT)


def test_the_same_month_reckoned_again_makes_no_bill(issued):
    issued(site_bill())

    assert drafted(site_bill()) is None
    assert Bill.objects.count() == 1


def test_a_draft_is_replaced_by_the_next_reckoning_and_stays_on_record():
    first = drafted(site_bill())
    second = drafted(site_bill(watts=900_000))

    assert Run.objects.get(pk=first.pk).state == RunState.DROPPED
    assert [bill.state for bill in Bill.objects.order_by("pk")] == [BillState.DROPPED, BillState.DRAFT]
    assert second.bills.get().version == 1


def test_a_run_that_waits_for_its_second_officer_is_not_pulled_away(two):
    run = drafted(site_bill())
    actions.propose(number=run.number, by=two[0], at=AT)

    with pytest.raises(Refused, match="waits for a second officer"):
        drafted(site_bill(watts=900_000))


def test_late_readings_make_another_version_with_the_difference_line_by_line(issued):
    (before,) = issued(site_bill())
    lines_before = list(BillLine.objects.filter(bill=before).values())
    (after,) = issued(site_bill(watts=1_100_000), at=AT + timedelta(days=5))

    assert (after.version, after.replaces_id) == (2, before.pk)
    assert after.difference_minor == after.total_minor - before.total_minor
    told = queries.differences(queries.bill(after.number))
    assert sum(each.minor for each in told) == after.difference_minor
    peak = next(each for each in told if each.title == "Winter peak" and each.starts_on == FEB)
    assert (peak.before_minor, peak.after_minor) == (1_591_200, 1_750_320)
    # the issued bill is as it was, to the last field
    assert list(BillLine.objects.filter(bill=before).values()) == lines_before
    assert Bill.objects.get(pk=before.pk).total_minor == 16_603_064
    assert queries.owed(before) == queries.owed(after) == after.total_minor


def test_a_line_that_is_no_more_counts_as_a_difference_too(issued):
    issued(site_bill(watts=200_000))  # pays for contracted energy it did not draw
    (after,) = issued(site_bill(), at=AT + timedelta(days=5))
    told = {each.kind: each for each in queries.differences(queries.bill(after.number))}

    assert told["take_or_pay"].after_minor == 0
    assert told["take_or_pay"].minor < 0
    assert (
        sum(each.minor for each in queries.differences(queries.bill(after.number))) == after.difference_minor
    )


def test_a_credit_note_counts_when_another_officer_has_signed_it(issued, two):
    (bill,) = issued(site_bill())
    note = actions.propose_credit(
        bill=bill.number, amount_minor=100_000, reason="The meter ran fast", by=two[0], at=AT
    )
    assert queries.owed(bill) == 16_603_064

    with pytest.raises(Refused, match="may not sign it"):
        actions.credit(number=note.number, by=two[0], at=AT)
    actions.credit(number=note.number, by=two[1], at=AT)

    assert queries.owed(bill) == 16_503_064
    assert Bill.objects.get().total_minor == 16_603_064


def test_no_more_is_credited_than_the_bill_comes_to(issued, two):
    (bill,) = issued(site_bill())
    actions.propose_credit(bill=bill.number, amount_minor=16_000_000, reason="Half a month", by=two[0], at=AT)

    with pytest.raises(Refused, match="credited already"):
        actions.propose_credit(bill=bill.number, amount_minor=700_000, reason="More", by=two[0], at=AT)


@pytest.mark.parametrize(("amount", "reason"), [(0, "why"), (-5, "why"), (5, "  ")])
def test_a_credit_is_more_than_nothing_and_has_a_reason(issued, two, amount, reason):
    (bill,) = issued(site_bill())

    with pytest.raises(Refused):
        actions.propose_credit(bill=bill.number, amount_minor=amount, reason=reason, by=two[0], at=AT)


def test_a_declined_credit_note_takes_nothing_off(issued, two):
    (bill,) = issued(site_bill())
    note = actions.propose_credit(bill=bill.number, amount_minor=5, reason="why", by=two[0], at=AT)
    actions.decline_credit(number=note.number, by=two[1], reason="The meter was tested", at=AT)

    assert queries.owed(bill) == 16_603_064


@pytest.mark.parametrize(
    "text", ["{n}", "rent and {n} thanks", "gg bil 2026 000001", "GG/BIL/2026/000001", "GGBIL2026000001"]
)
def test_a_payment_finds_its_bill_by_the_number_however_it_is_written(issued, text):
    (bill,) = issued(site_bill())
    loaded = pay(text.format(n=bill.number))

    assert (loaded.new, loaded.matched, queries.owed(bill)) == (1, 1, 0)


def test_a_number_that_goes_on_is_another_number(issued):
    (bill,) = issued(site_bill())

    assert pay(f"{bill.number}7").matched == 0


def test_a_payment_without_a_number_finds_the_one_bill_of_its_payer_and_amount(issued):
    issued(site_bill("S1", holder="Günbatar Hash"), site_bill("S2", holder="Other"))
    pay("electricity", payer="GÜNBATAR HASH")
    (allocation,) = Payment.objects.get().allocations.all()

    assert (allocation.bill.site_id, allocation.how) == ("S1", How.AMOUNT)


def test_where_two_bills_would_fit_an_officer_chooses(issued):
    first, second = issued(site_bill("S1"), site_bill("S2"))
    assert pay("electricity", payer="Günbatar Hash").matched == 0

    actions.match(payment=Payment.objects.get().pk, bill=second.number, by="aman", at=AT)

    assert (queries.owed(first), queries.owed(second)) == (16_603_064, 0)


def test_what_is_paid_too_much_stays_with_the_payment(issued):
    (bill,) = issued(site_bill())
    pay(bill.number, "200000.00")
    ((payment, left),) = queries.unmatched()

    assert (queries.owed(bill), left) == (0, 20_000_000 - 16_603_064)
    with pytest.raises(Refused, match="paid already"):
        actions.match(payment=payment.pk, bill=bill.number, by="aman", at=AT)


def test_the_same_payment_told_twice_counts_once(issued):
    (bill,) = issued(site_bill())
    pay(bill.number, "100.00")

    assert pay(bill.number, "100.00").known == 1
    assert queries.owed(bill) == 16_603_064 - 10_000


def test_money_of_another_currency_pays_nothing(issued):
    (bill,) = issued(site_bill())

    assert pay(bill.number, currency="USD").matched == 0
    with pytest.raises(Refused, match="in GGM"):
        actions.match(payment=Payment.objects.get().pk, bill=bill.number, by="aman", at=AT)


def test_a_payment_for_a_bill_that_was_replaced_settles_the_version_that_stands(issued):
    (before,) = issued(site_bill())
    (after,) = issued(site_bill(watts=1_100_000), at=AT + timedelta(days=5))
    pay(before.number)

    assert queries.owed(after) == after.total_minor - 16_603_064


def test_arrears_are_those_of_a_day_with_the_interest_of_the_law(issued):
    (bill,) = issued(site_bill())
    pay(bill.number, "66030.64", paid_on="2026-04-10")

    assert queries.arrears(date(2026, 3, 25), country="GG") == []  # the last day to pay is not late
    (first,) = queries.arrears(date(2026, 3, 26), country="GG")
    (later,) = queries.arrears(date(2026, 4, 14), country="GG")
    assert (first.owed_minor, first.days_late) == (16_603_064, 1)
    # 100,000.00 for 20 days at 0.05 % a day
    assert (later.owed_minor, later.days_late, later.interest_minor) == (10_000_000, 20, 100_000)


def test_the_levy_is_shown_as_expected_declared_and_received(issued):
    (bill,) = issued(site_bill())
    actions.tell_declared(
        declared=[Declared("S1", FEB, date(2026, 3, 1), 2_000_000, "GGM")], by="test", at=AT
    )
    pay(bill.number, "83015.32")  # half
    (stand,) = queries.levy_stands(FEB, date(2026, 3, 1))

    assert (stand.expected_minor, stand.declared_minor, stand.received_minor) == (
        2_688_000,
        2_000_000,
        1_344_000,
    )


def test_a_levy_nobody_declared_is_a_dash_and_not_zero(issued):
    issued(site_bill())
    (stand,) = queries.levy_stands(FEB, date(2026, 3, 1))

    assert stand.declared_minor is None


def test_unlawful_use_is_billed_beside_the_bill_of_the_month(issued, two):
    (bill,) = issued(site_bill())
    run = actions.draft(
        country="GG", month=FEB, bills=[site_bill(is_lawful=False)], snapshot="", law_version="abc", by="test",
        at=AT, kind="unlawful", ground="Visit of 3 March",
    )  # fmt: skip
    actions.propose(number=run.number, by=two[0], at=AT)
    actions.issue(number=run.number, by=two[1], at=AT)
    unlawful = run.bills.get()

    assert (unlawful.version, queries.owed(unlawful), queries.owed(bill)) == (1, 16_603_064, 16_603_064)
    assert {each.bill.number for each in queries.arrears(date(2026, 5, 1), country="GG")} == {
        bill.number,
        unlawful.number,
    }


def test_every_row_of_billing_is_sealed_and_a_changed_amount_shows(issued, two):
    (bill,) = issued(site_bill())
    pay(bill.number)
    note = actions.propose_credit(bill=bill.number, amount_minor=5, reason="why", by=two[0], at=AT)
    actions.credit(number=note.number, by=two[1], at=AT)
    unsealed = [row for model in record.sealed_models() for row in record.unsealed(model)]
    assert [row for row in unsealed if row._meta.app_label == "billing"] == []

    BillLine.objects.filter(bill=bill, position=1).update(amount_minor=1)

    faults = [fault for fault in rows_against_seals().faults if fault.table.startswith("billing.")]
    assert [(fault.table, fault.fields) for fault in faults] == [("billing.billline", ("amount_minor",))]


def test_a_reader_is_told_the_bills_of_his_licence_and_of_no_other(issued, officer):
    issued(site_bill("S1"), site_bill("S2"))
    applicant = officer(Role.APPLICANT, "miner")
    actions.tell_readers(licences={"GG-MIN-S1": [applicant]}, by="test", at=AT)

    assert [bill.site_id for bill in queries.visible_to(applicant)] == ["S1"]
    actions.tell_readers(licences={}, by="test", at=AT)
    assert list(queries.visible_to(applicant)) == []


def test_a_bill_without_lines_is_nothing_to_pay():
    assert Charged("GGM", ()).total_minor == 0


def test_an_account_is_admitted_to_an_older_licence_on_a_ground_and_stays_admitted(officer):
    firm = officer(Role.APPLICANT, "firm")
    told = {"licence_number": "GG-MIN-000002", "by": "test", "at": AT}
    with pytest.raises(Refused, match="on what ground"):
        actions.admit_reader(reader=firm, ground=" ", **told)
    with pytest.raises(Refused, match="account of an applicant"):
        actions.admit_reader(reader=officer(username="aman2"), ground="Power of attorney", **told)

    actions.admit_reader(reader=firm, ground="Power of attorney of 1 March", **told)
    actions.tell_readers(licences={}, by="test", at=AT)

    assert [row.licence_number for row in Reader.objects.all()] == ["GG-MIN-000002"]
