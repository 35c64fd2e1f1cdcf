"""Reckon a month of electricity for every site meter and let the record draft its bills; run again, it finds late readings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from terezi.base.errors import Refused
from terezi.base.periods import Period
from terezi.base.units import WH_PER_KWH
from terezi.desk.applications.models import Application
from terezi.desk.billing import actions as billing
from terezi.desk.billing.models import Run
from terezi.desk.billing.terms import BillState, Declared, RunKind, SiteBill
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.bills.calendar import calendar
from terezi.evidence.numerics.bills.charges import charges
from terezi.evidence.numerics.bills.missing import made_good
from terezi.evidence.numerics.bills.parts import Part, month_of, parts_of, quarter_of
from terezi.evidence.numerics.bills.sites import billed_sites, metered_sites, site_uses
from terezi.evidence.numerics.bills.use import BandUse, Supply, Use
from terezi.evidence.numerics.purchase_prices import with_purchase_price
from terezi.jobs.publish_reference import publish_reference
from terezi.law.book import law_on

BY = "terezi bill"
MINOR_PER_MWH_TO_MAJOR_PER_KWH = Decimal(100_000)


@dataclass(frozen=True)
class Billed:
    """What a run of the month came to: bills drafted, held, and sites whose bill stands as issued."""

    month: date
    run: str
    drafted: int
    held: int
    unchanged: int
    total_minor: int
    currency: str

    def __str__(self) -> str:
        if not self.run:
            return f"{self.month:%Y-%m}: nothing to bill anew; {self.unchanged} bills stand"
        return (
            f"{self.month:%Y-%m}: {self.run} holds {self.drafted} bills of {self.total_minor / 100:,.2f} "
            f"{self.currency} and {self.held} held back; {self.unchanged} stand as issued"
        )


def bill_month(*, home: Home, month: date, at: datetime) -> Billed:
    """Draft the bills of the month a day lies in, from the lake as it stands; two officers issue them.

    :raises Refused: when the month is not over, or a run of it waits for a second officer.
    """
    period = month_of(month)
    lake = Lake.open(home)
    publish_reference(lake=lake, at=at)
    _refuse_unfinished(home.country, period, at)
    parts = parts_of(home.country, period)
    bills = site_bills(lake, home.country, period)
    billing.tell_declared(declared=_declared(lake), by=BY, at=at)
    billing.tell_readers(licences=_readers(), by=BY, at=at)
    run = billing.draft(
        country=home.country,
        month=period.starts_on,
        bills=bills,
        snapshot=str(lake.snapshot()),
        law_version=parts[-1].law.version,
        by=BY,
        at=at,
    )
    return _told(run, period, bills)


def bill_unlawful(
    *,
    home: Home,
    subject: str,
    holder: str,
    region: str,
    month: date,
    energy_kwh: int,
    ground: str,
    at: datetime,
) -> Billed:
    """Draft a bill for energy somebody mined with unlawfully in a month, as the law multiplies its price.

    Without readings the energy is spread evenly over the hours of the month.

    :raises Refused: when no ground is given.
    """
    if not ground.strip():
        raise Refused("Say on what the energy rests: the visit, the meter, the decision")
    period = month_of(month)
    parts = parts_of(home.country, period)
    use = Use(parts, _spread(energy_kwh * WH_PER_KWH, parts))
    charged = charges(use, Supply(licensed_w=0, is_lawful=False), levied=None)
    bill = SiteBill(
        site_id=subject,
        licence_number="",
        holder=holder,
        region=region,
        starts_on=period.starts_on,
        ends_before=period.ends_before,
        charged=charged,
        **_sums(use.bands),
        licensed_w=0,
        power_source="grid",
        is_lawful=False,
    )
    run = billing.draft(
        country=home.country,
        month=period.starts_on,
        bills=[bill],
        snapshot="",
        law_version=parts[-1].law.version,
        by=BY,
        at=at,
        kind=RunKind.UNLAWFUL,
        ground=ground,
    )
    return _told(run, period, [bill])


def site_bills(lake: Lake, country: str, period: Period) -> list[SiteBill]:
    """Reckon every site of a month; what owes nothing and leaves nothing open has no bill."""
    parts = parts_of(country, period)
    sites = billed_sites(lake.collect(lake.table("ref_sites")), period)
    last = sites.unique("site_id", keep="last", maintain_order=True)
    priced = with_purchase_price(last, lake.collect(lake.table("levy_declarations")), period.ends_before)
    uses = site_uses(lake, parts, sites)
    levied = _levied(lake, country, period, sites, uses)
    metered = metered_sites(lake, period)
    bills = [
        _site_bill(
            row, uses[row["site_id"]], levied.get(row["site_id"]), is_metered=row["site_id"] in metered
        )
        for row in priced.iter_rows(named=True)
    ]
    return [bill for bill in bills if bill.charged.lines or bill.charged.unknown]


def _levied(
    lake: Lake, country: str, month: Period, sites: pl.DataFrame, uses: dict[str, Use]
) -> dict[str, Use]:
    """Return the use of the levy period that ends with the month: the month's, the quarter's, or none."""
    period = law_on(country, month.starts_on).levy.period
    if not period.is_known or period.value == "month":
        return uses
    quarter = quarter_of(month.starts_on)
    if quarter.ends_before != month.ends_before:
        return {}
    standing = billed_sites(lake.collect(lake.table("ref_sites")), quarter)
    return site_uses(lake, parts_of(country, quarter), standing)


def _site_bill(row: dict[str, Any], month: Use, levied: Use | None, *, is_metered: bool) -> SiteBill:
    used, why = _made_good(month, row["licensed_w"])
    price = row["purchase_price_minor_per_mwh"]
    supply = Supply(
        licensed_w=row["licensed_w"],
        power_source=row["power_source"],
        has_meter=is_metered,
        average_price=None if price is None else Decimal(price) / MINOR_PER_MWH_TO_MAJOR_PER_KWH,
    )
    due, why_levy = (
        (used, "") if levied is month else _made_good(levied, row["licensed_w"]) if levied else (None, "")
    )
    charged = charges(used, supply, levied=due)
    open_ends = dict.fromkeys(each for each in (why, why_levy, *charged.unknown) if each)
    return SiteBill(
        site_id=row["site_id"],
        licence_number=row["licence_number"],
        holder=row["name"],
        region=row["region"],
        starts_on=month.period.starts_on,
        ends_before=month.period.ends_before,
        charged=replace(charged, unknown=tuple(open_ends)),
        **_sums(used.bands),
        licensed_w=row["licensed_w"],
        power_source=row["power_source"],
        has_meter=is_metered,
        average_price=supply.average_price,
    )


def _made_good(use: Use, licensed_w: int) -> tuple[Use, str]:
    bands, why = made_good(use.bands, use.parts, licensed_w)
    return Use(use.parts, bands), why


def _sums(bands: Iterable[BandUse]) -> dict[str, Any]:
    told = list(bands)
    names = ("wh", "estimated_wh", "unmeasured_wh", "astride_wh", "expected_seconds")
    covered = sum(min(band.seconds, band.expected_seconds) for band in told)
    return {"seconds": covered, **{name: sum(getattr(band, name) for band in told) for name in names}}


def _spread(wh: int, parts: tuple[Part, ...]) -> tuple[BandUse, ...]:
    """Spread energy over the bands by their hours; the watt-hours left over go to the last."""
    sums: dict[tuple[int, str], int] = {}
    for of_day in calendar(parts).seconds.values():
        for key, seconds in of_day.items():
            sums[key] = sums.get(key, 0) + seconds
    whole, left = sum(sums.values()), wh
    bands = []
    for n, (key, seconds) in enumerate(sums.items(), start=1):
        share = left if n == len(sums) else wh * seconds // whole
        left -= share
        bands.append(BandUse(*key, wh=share, seconds=seconds, expected_seconds=seconds))
    return tuple(bands)


def _refuse_unfinished(country: str, period: Period, at: datetime) -> None:
    from terezi.evidence.facts.days import settlement_day  # noqa: PLC0415

    zone = law_on(country, period.starts_on).settlement.time_zone.value
    if settlement_day(at, zone) < period.ends_before:
        raise Refused(f"{period.starts_on:%Y-%m} is not over: bill it from {period.ends_before} on")


def _declared(lake: Lake) -> list[Declared]:
    rows = lake.collect(lake.table("levy_declarations")).sort("site_id", "period_from")
    return [
        Declared(
            row["site_id"],
            row["period_from"],
            row["period_until"],
            row["declared_levy_minor"],
            row["currency"],
        )
        for row in rows.iter_rows(named=True)
    ]


def _readers() -> dict[str, list[Any]]:
    """Return whose application each licence was granted on: who reads its bills at the portal."""
    told: dict[str, list[Any]] = {}
    for file in Application.objects.exclude(licence_number="").select_related("applicant"):
        told.setdefault(file.licence_number, []).append(file.applicant)
    return told


def _told(run: Run | None, period: Period, bills: list[SiteBill]) -> Billed:
    made = list(run.bills.all()) if run else []
    drafts = [bill for bill in made if bill.state == BillState.DRAFT]
    return Billed(
        month=period.starts_on,
        run=run.number if run else "",
        drafted=len(drafts),
        held=len(made) - len(drafts),
        unchanged=len(bills) - len(made),
        total_minor=sum(bill.difference_minor for bill in drafts),
        currency=bills[0].charged.currency if bills else "",
    )
