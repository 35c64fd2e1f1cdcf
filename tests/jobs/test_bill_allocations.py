"""Energy drawn within a signed allocation is paid at its price: bill, board, plan and subsidy meter say the same."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from terezi.base.periods import Period
from terezi.desk.billing import queries
from terezi.desk.billing.models import Bill
from terezi.desk.billing.papers import invoice
from terezi.desk.billing.terms import BillState
from terezi.desk.energy import actions as energy
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.readings import LakeReadings
from terezi.desk.energy.sheets.subsidy import subsidy_by_site
from terezi.desk.energy.terms import Allocated
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.plans import keep_plan
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.power_plans.versions import keep_version
from terezi.evidence.numerics.subsidy import minor_of
from terezi.jobs.bill_month import bill_month
from terezi.jobs.meter_subsidy import meter_subsidy
from terezi.law.book import law_on
from tests.jobs.test_bill_month import AT, FEB, HOURS, country, home, issue, readings, two

__all__ = ["country", "home", "two"]
pytestmark = pytest.mark.django_db
MONTH = Period(FEB, date(2026, 3, 1))
DAYS = [date(2026, 2, 24 + n) for n in range(2)]
MW = 1_000_000
PLANT = ("P", "R", "Falls", "hydro", 200 * MW, 50 * MW, 20 * MW, 20_000)


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=5)


def price(hour):
    return 9_000 + 37 * hour


def rows(day, *, watts=600_000, firm=True):
    """What a plan gives S1 and S2 on a day, each hour at a price of its own."""
    told = [
        {
            "day": day, "site_id": site, "region": "R", "starts_at": midnight(day) + timedelta(hours=hour), "asked_w": MW,
            "allocated_w": watts, "price_minor_per_mwh": price(hour), "firm": firm, "rule": "uniform", "why": "in_full",
            "bid_day": day, "planned_on": day - timedelta(days=1),
        }
        for site in ("S1", "S2")
        for hour in range(24)
    ]  # fmt: skip
    return pl.DataFrame(told, schema=TABLES["allocations"].polars_schema())


def planned(home, day, **told):
    """Plan a day as the nightly job does; answers the certificate."""
    lake = Lake.open(home)
    given = rows(day, **told)
    plan = {"day": str(day), "firm": told.get("firm", True), "rule": "uniform", "told": str(told)}
    kept = keep_plan(home, day, plan)
    keep_version(lake, day, kept.sha256, given)
    lake.replace_day("allocations", day, given)
    return kept


def signed(home, day, two, *, at=None, **told):
    """Let one officer propose the plan of a day and another publish it, the evening before unless said otherwise."""
    kept = planned(home, day, **told)
    at = at or midnight(day) - timedelta(hours=9)
    allocated = Allocated("GG", day, kept.sha256, "uniform", kept.is_firm, 2, 28_800_000)
    plan = energy.propose_plan(allocated=allocated, law=law_on("GG", day), by=two[0], at=at)
    return energy.publish_plan(plan=plan.pk, certificate_sha256=kept.sha256, by=two[1], at=at)


def sold_minor(country):
    lake = Lake.open(country)
    rows = lake.collect(lake.within("site_sales", MONTH)).filter(pl.col("site_id") == "S1")
    return minor_of(rows["given_paid_e6"].sum())


def lines(bill, kind):
    return list(bill.lines.filter(kind=kind))


def bill_of(home, name="S1", state=BillState.DRAFT):
    bill_month(home=home, month=FEB, at=AT)
    return Bill.objects.get(site_id=name, state=state)


def reckoned(readings_wh, given):
    """Reckon another way: whole numbers by hour; answers Wh within the allocations and minor units, rounded half up."""
    hours = pl.DataFrame({"at": list(readings_wh), "wh": list(readings_wh.values())})
    both = hours.join(pl.DataFrame(given, schema=["at", "w", "price"], orient="row"), on="at")
    within = pl.min_horizontal("wh", "w")
    wh, e6 = both.select(within.sum(), e6=(within * pl.col("price")).sum()).row(0)
    return wh, (e6 + 500_000) // 1_000_000


def test_what_was_drawn_within_the_allocation_is_a_line_at_its_price_and_the_rest_is_at_the_tariff(
    country, two
):
    readings(country)
    for day in DAYS:
        signed(country, day, two)
    bill = bill_of(country)
    (line,) = lines(bill, "allocation")
    drawn = {midnight(day) + timedelta(hours=h): MW for day in DAYS for h in range(24)}
    given = [(at, 600_000, price(n % 24)) for n, at in enumerate(drawn)]

    by_hand = (28_800_000, 271_454)  # 1.2 MWh in each hour of the day, whose prices come to 2,262.12 GGM
    assert (line.wh, line.amount_minor) == reckoned(drawn, given) == by_hand
    assert line.article == law_on("GG", FEB).tariffs.allocated_energy.article
    assert sum(each.wh for each in lines(bill, "energy")) == 672_000_000 - 28_800_000
    assert bill.wh == 672_000_000


def test_bill_board_plan_and_subsidy_meter_say_the_same_of_a_site_and_month(country, two):
    lake = Lake.open(country)
    lake.publish(
        "ref_plants", pl.DataFrame([PLANT], schema=TABLES["ref_plants"].polars_schema(), orient="row")
    )
    readings(country, wh=400_000)
    for day in DAYS:
        signed(country, day, two)
    bill = bill_of(country)
    for day in DAYS:
        meter_subsidy(lake=Lake.open(country), law=law_on("GG", day))
    billed = sum(line.amount_minor for line in lines(bill, "allocation"))
    basis = EnergyBasis("GG", DAYS[-1], LakeReadings(), two[0])
    of_it = [each for each in subsidy_by_site(basis) if each.site_id == "S1"]

    assert billed == sold_minor(country) == sum(each.given_paid_minor for each in of_it)
    assert sum(line.wh for line in lines(bill, "allocation")) == sum(each.given_wh for each in of_it)
    assert billed == 180_970  # 0.8 MWh x 2,262.12 GGM, to the nearest hundredth
    assert "1809.70" in invoice(bill, "en").replace("\u202f", "")


def test_late_readings_of_an_allocated_day_come_as_a_difference_and_the_issued_bill_stays(country, two):
    first = [n for n in range(HOURS) if not 23 * 24 <= n < 24 * 24]
    readings(country, hours=first)
    signed(country, DAYS[0], two)
    issue(bill_month(home=country, month=FEB, at=AT).run, two)
    before = list(queries.bill(Bill.objects.get(site_id="S1").number).lines.values())
    readings(country, hours=range(23 * 24, 24 * 24), at=AT + timedelta(days=1))
    again = bill_month(home=country, month=FEB, at=AT + timedelta(days=2))
    after = Bill.objects.get(site_id="S1", version=2)
    (line,) = [each for each in queries.differences(after) if each.kind == "allocation"]

    assert (line.before_minor, line.after_wh) == (0, 24 * 600_000)
    assert (
        after.difference_minor == again.total_minor == sum(each.minor for each in queries.differences(after))
    )
    assert list(Bill.objects.get(site_id="S1", version=1).lines.values()) == before
