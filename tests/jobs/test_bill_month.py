"""A month of readings becomes bills; late readings become differences; nothing issued is touched."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from terezi.base.errors import Refused
from terezi.desk.billing import actions, queries
from terezi.desk.billing.models import Bill
from terezi.desk.billing.terms import BillState
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.jobs.bill_month import bill_month, bill_unlawful
from terezi.jobs.load import load
from tests.evidence.conftest import home
from tests.evidence.senders import meter_file, reading

__all__ = ["home"]
pytestmark = pytest.mark.django_db
FEB = date(2026, 2, 1)
BEGINS = datetime(2026, 1, 31, 19, tzinfo=UTC)  # midnight in Ashgabat
AT = datetime(2026, 3, 5, 6, tzinfo=UTC)
HOURS = 28 * 24
SITES = (
    "site_id,name,licence_number,status,actor_class,region,feeder_id,licensed_w,pue_ppm,evidence_grade,asset,"
    "scheme,pool_id,pool_share_ppm,tariff_minor_per_mwh,power_source,valid_from,valid_until"
)
METERS = (
    "meter_id,kind,subject_id,feeder_id,source_rank,interval_seconds,customer_class,valid_from,valid_until"
)


def site(name, *, tariff=18_000):
    return f"{name},Firm {name},L-{name},licensed,industrial,R,F,1000000,1080000,submetered,BTC,FPPS,p,0,{tariff},grid,2025-01-01,"


def told(home, name, lines, heading, at=AT):
    file = meter_file(home.path.parent / "sent" / name, lines, heading=heading)
    (receipt,) = load(
        home=home, paths=[file], options={}, at=at, by="test", progress=lambda what, done, of: None
    )
    assert receipt.outcome == "accepted", receipt


def readings(home, meter="M1", *, hours=range(HOURS), wh=1_000_000, at=AT):
    rows = [reading(meter, (BEGINS + timedelta(hours=h)).isoformat(), wh, seconds=3_600) for h in hours]
    told(
        home,
        f"{meter}-{len(rows)}-{wh}.csv",
        rows,
        "meter_id,read_at,interval_seconds,energy_wh,quality,source_rank",
        at,
    )


@pytest.fixture
def country(home, settings):
    settings.TEREZI_HOME = home.path
    told(home, "sites.csv", [site("S1"), site("S2")], SITES)
    told(home, "meters.csv", ["M1,site,S1,F,1,3600,mining,2025-01-01,"], METERS)
    return home


@pytest.fixture
def two():
    named = {"role": Role.ENERGY_INSPECTOR, "appointed_at": AT}
    return [Officer.objects.create(username=name, name=name, **named) for name in ("aman", "bahar")]


def issue(run, two):
    actions.propose(number=run, by=two[0], at=AT)
    actions.issue(number=run, by=two[1], at=AT)


def bill_of(name, state=BillState.DRAFT):
    return Bill.objects.get(site_id=name, state=state)


def test_a_month_of_readings_is_billed_as_worked_by_hand(country):
    readings(country)
    bill_month(home=country, month=FEB, at=AT)
    bill = bill_of("S1")

    assert (bill.total_minor, bill.wh, bill.seconds, bill.estimated_wh) == (
        16_603_064,
        672_000_000,
        HOURS * 3_600,
        0,
    )
    assert bill.average_price == "0.18"


def test_a_site_without_a_meter_is_estimated_at_its_licensed_power_and_levied_at_the_highest_rate(country):
    readings(country)
    bill_month(home=country, month=FEB, at=AT)
    bill = bill_of("S2")
    (levy,) = bill.lines.filter(kind="levy")

    assert (bill.wh, bill.estimated_wh, bill.seconds, bill.has_meter) == (0, 672_000_000, 0, False)
    assert levy.amount_minor == 16_800_000  # 672 MWh at 0.25


def test_hours_without_readings_are_made_good_and_never_taken_for_nothing(country):
    readings(country, hours=range(48, HOURS))
    bill_month(home=country, month=FEB, at=AT)
    bill = bill_of("S1")

    assert (bill.wh, bill.estimated_wh) == (624_000_000, 48_000_000)
    assert bill.seconds == (HOURS - 48) * 3_600
    assert bill.total_minor == 16_603_064  # the mean of each band is what was drawn


def test_the_month_again_finds_late_readings_and_bills_the_difference_alone(country, two):
    readings(country, hours=range(48, HOURS))
    first = bill_month(home=country, month=FEB, at=AT)
    issue(first.run, two)
    before = dict(Bill.objects.filter(site_id="S1").values()[0])
    readings(country, hours=range(48), wh=2_000_000, at=AT + timedelta(days=2))
    again = bill_month(home=country, month=FEB, at=AT + timedelta(days=3))

    assert (again.drafted, again.unchanged) == (1, 1)
    after = bill_of("S1")
    assert (after.version, after.difference_minor) == (2, again.total_minor)
    assert after.difference_minor == sum(
        each.minor for each in queries.differences(queries.bill(after.number))
    )
    assert Bill.objects.filter(pk=before["id"]).values()[0] == before


def test_the_month_again_without_news_makes_nothing(country, two):
    readings(country)
    issue(bill_month(home=country, month=FEB, at=AT).run, two)

    again = bill_month(home=country, month=FEB, at=AT + timedelta(days=1))

    assert (again.run, again.drafted, again.unchanged) == ("", 0, 2)


def test_a_month_that_is_not_over_is_not_billed(country):
    with pytest.raises(Refused, match="2026-03 is not over: bill it from 2026-04-01 on"):
        bill_month(home=country, month=date(2026, 3, 1), at=AT)


def test_unlawful_use_is_billed_at_three_times_the_price_in_garagum(country):
    bill_unlawful(
        home=country, subject="C7", holder="Somebody", region="R", month=FEB, energy_kwh=672_000,
        ground="Visit of 3 March", at=AT,
    )  # fmt: skip
    bill = bill_of("C7")
    energy = bill.lines.filter(kind="energy")

    # three times 114,892.80, spread over the hours as a flat megawatt is
    assert sum(line.amount_minor for line in energy) == 3 * 11_489_280
    assert sum(line.wh for line in energy) == 672_000_000
    assert not bill.lines.filter(kind__in=["levy", "block", "take_or_pay"]).exists()


def test_a_site_that_came_in_the_middle_of_the_month_is_billed_from_its_first_day(country):
    row = site("S3").replace("2025-01-01", "2026-02-16")
    told(country, "sites2.csv", [site("S1"), site("S2"), row], SITES)
    readings(country)
    bill_month(home=country, month=FEB, at=AT)

    assert bill_of("S3").expected_seconds == 13 * 86_400
    assert {line.starts_on for line in bill_of("S3").lines.filter(kind="energy")} == {date(2026, 2, 16)}


def test_the_bills_of_garagum_agree_with_another_reckoning_in_polars(country):
    readings(country, wh=987_654)
    bill_month(home=country, month=FEB, at=AT)
    at = pl.datetime_range(
        BEGINS, BEGINS + timedelta(hours=HOURS), "1h", closed="left", eager=True, time_zone="UTC"
    )
    local = pl.DataFrame({"at": at.dt.convert_time_zone("Asia/Ashgabat")}).select(
        hour=pl.col("at").dt.hour(), weekday=pl.col("at").dt.weekday(), new=pl.col("at").dt.day() >= 16
    )
    counted = local.group_by(
        "new",
        band=pl.when((pl.col("weekday") < 7) & pl.col("hour").is_between(17, 21)).then(pl.lit("winter_peak"))
        .when((pl.col("hour") < 7) | (pl.col("hour") == 23)).then(pl.lit("night")).otherwise(pl.lit("day")),
    ).len()  # fmt: skip
    wh = {(row["band"], row["new"]): row["len"] * 987_654 for row in counted.iter_rows(named=True)}
    billed = {
        (line.code, line.starts_on.day == 16): line.wh for line in bill_of("S1").lines.filter(kind="energy")
    }

    assert billed == wh
