"""The energy board: one sentence, both pans, the week by hour, and the regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.periods import days_up_to
from terezi.base.units import PPM, WH_PER_MWH
from terezi.desk.decisions.words import day as said_day
from terezi.desk.energy import queries
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.models import CurtailmentOrder, Plan
from terezi.desk.energy.sheets.subsidy import SiteSubsidy, subsidy_by_site
from terezi.desk.findings.doors import number, sentence
from terezi.desk.findings.quantities import Spoken, spoken

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Hour:
    """One hour of the strip, in W; None where nobody planned or measured it. `limit_w` is what orders left of the draw."""

    starts_at: datetime
    allocated_w: int | None
    drawn_w: int | None
    ordered: int  # sites under an order to draw less


@dataclass(frozen=True)
class StripDay:
    """A day of the strip as a row of its table."""

    day: date
    allocated: Spoken
    drawn: Spoken
    ordered_hours: int
    is_ahead: bool


@dataclass(frozen=True)
class RegionLine:
    """One region on the day: what was left over, given, drawn, and what the last MWh cost."""

    region: str
    left_over_wh: int | None
    given_wh: int | None
    drawn_wh: int
    shortage_wh: int | None
    cost_minor: int | None
    feeders: int
    currency: str

    @property
    def left_over(self) -> Spoken:
        return spoken(self.left_over_wh, "Wh")

    @property
    def given(self) -> Spoken:
        return spoken(self.given_wh, "Wh")

    @property
    def drawn(self) -> Spoken:
        return spoken(self.drawn_wh, "Wh")

    @property
    def shortage(self) -> Spoken:
        return spoken(self.shortage_wh, "Wh")

    @property
    def cost(self) -> Spoken:
        return spoken(self.cost_minor, "minor", self.currency)

    @property
    def drawn_share(self) -> Spoken:
        return spoken(self.drawn_wh * PPM // self.given_wh if self.given_wh else None, "ppm")

    @property
    def given_share(self) -> float | None:
        """What of what was left over was given to mines; None where nothing is planned."""
        return None if not self.left_over_wh or self.given_wh is None else self.given_wh / self.left_over_wh


@dataclass(frozen=True)
class Meter:
    """The subsidy meter of 30 days: both pans, each with hours, energy and money."""

    period_days: int
    hours: int
    below: Spoken
    subsidy: Spoken
    sold: Spoken
    paid: Spoken
    margin: Spoken
    unpriced: Spoken | None
    subsidy_minor: int
    margin_minor: int
    sold_wh: int
    paid_minor: int


@dataclass(frozen=True)
class Silent:
    """A site that was given power and whose meter told nothing: nobody knows what it drew."""

    site_id: str
    name: str
    given: Spoken


@dataclass(frozen=True)
class Board:
    """The page."""

    said: SafeString
    tone: str
    hours: tuple[Hour, ...]
    days: tuple[StripDay, ...]
    regions: tuple[RegionLine, ...]
    meter: Meter | None
    by_site: Sequence[SiteSubsidy]
    silent: Sequence[Silent]
    holding: Sequence[CurtailmentOrder]
    unsigned: Sequence[CurtailmentOrder]
    plans: Sequence[tuple[date, Plan | None]]
    has_plan: bool
    currency: str

    @property
    def given(self) -> Spoken | None:
        """What sites drew within allocations in the days of the meter; none where nothing was."""
        return spoken(self._given_wh, "Wh") if self._given_wh else None

    @property
    def given_paid(self) -> Spoken:
        return spoken(self._given_minor, "minor", self.currency)

    @property
    def given_price(self) -> Spoken:
        wh = self._given_wh
        return spoken(round(self._given_minor * WH_PER_MWH / wh) if wh else None, "minor", self.currency)

    @property
    def rest(self) -> Spoken:
        return spoken(max(0, self.meter.sold_wh - self._given_wh) if self.meter else None, "Wh")

    @property
    def rest_paid(self) -> Spoken:
        paid = self.meter.paid_minor if self.meter else 0
        return spoken(max(0, paid - self._given_minor), "minor", self.currency)

    @property
    def _given_wh(self) -> int:
        return sum(site.given_wh for site in self.by_site)

    @property
    def _given_minor(self) -> int:
        return sum(site.given_paid_minor for site in self.by_site)


def board_of(basis: EnergyBasis, at: datetime) -> Board:
    """Build the board of the day of `basis`; `at` is now, for what holds and what waits."""
    lines = region_lines(basis)
    hours = strip_of(basis)
    ahead = [basis.day + timedelta(days=n) for n in range(1, 8)]
    planned = set(basis.readings.planned_days())
    published = queries.published(ahead)
    return Board(
        said=_said(basis, lines),
        tone=_tone(lines),
        hours=hours,
        days=_days(basis, hours),
        regions=lines,
        meter=meter_of(basis),
        by_site=subsidy_by_site(basis),
        silent=silent_sites(basis),
        holding=list(queries.with_counts(queries.in_region(queries.holding(at), basis.region))),
        unsigned=list(queries.in_region(queries.unsigned(), basis.region)),
        plans=[(day, published.get(day)) for day in ahead if day in planned],
        has_plan=any(line.left_over_wh is not None for line in lines),
        currency=basis.currency,
    )


def silent_sites(basis: EnergyBasis) -> tuple[Silent, ...]:
    """Return the sites that were given power on the day and not measured; of a day that was not added up, none."""
    if basis.day not in basis.readings.measured_days():
        return ()
    names = dict(basis.sites.select("site_id", "name").iter_rows())
    given = basis.given(days_up_to(basis.day, days=1)).group_by("site_id").agg(wh=pl.col("allocated_w").sum())
    told = basis.readings.measured(basis.day)
    return tuple(
        Silent(site, names.get(site, site), spoken(wh, "Wh"))
        for site, wh in given.filter(pl.col("wh") > 0).sort("site_id").iter_rows()
        if site not in told
    )


def region_lines(basis: EnergyBasis) -> tuple[RegionLine, ...]:
    """Return the day by region, by name."""
    day = pl.col("day") == basis.day
    plan = basis.public_week.filter(day)
    added = plan.group_by("region").agg(
        left_over=(pl.col("allocated_w") + pl.col("unused_w")).sum(),
        given=pl.when(pl.col("is_given").any()).then(pl.col("allocated_w").sum()),
        shortage=pl.col("shortage_w").sum(),
        cost=pl.col("marginal_cost_minor_per_mwh").max(),
    )
    told = {row["region"]: row for row in added.iter_rows(named=True)}
    hours = basis.drawn_week.filter(
        pl.col("starts_at").is_between(basis.begins(basis.day), basis.day_end, "left")
    )
    drawn = dict(hours.group_by("region").agg(pl.col("wh").sum()).iter_rows())
    feeders = dict(basis.feeders.group_by("region").len().iter_rows())
    names = sorted({*told, *drawn, *feeders, *basis.sites["region"]})
    return tuple(
        _line(name, told.get(name, {}), drawn.get(name, 0), feeders.get(name, 0), basis) for name in names
    )


def _line(name: str, told: dict[str, int], drawn: int, feeders: int, basis: EnergyBasis) -> RegionLine:
    return RegionLine(
        region=name,
        left_over_wh=told.get("left_over"),
        given_wh=told.get("given"),
        drawn_wh=drawn,
        shortage_wh=told.get("shortage"),
        cost_minor=told.get("cost"),
        feeders=feeders,
        currency=basis.currency,
    )


def _said(basis: EnergyBasis, lines: Sequence[RegionLine]) -> SafeString:
    drawn = sum(line.drawn_wh for line in lines)
    given = [line.given_wh for line in lines if line.given_wh is not None]
    short = sum(line.shortage_wh or 0 for line in lines)
    told = {
        "day": said_day(basis.day),
        "drawn": number(spoken(drawn, "Wh")),
        "given": number(spoken(sum(given), "Wh")),
        "short": number(spoken(short, "Wh")),
    }
    if not given and any(line.left_over_wh is not None for line in lines):
        words = _(
            "On {day} registered mines drew {drawn}; a plan was worked out and nobody made it public, so nothing was given."
        )
    elif not given:
        words = _(
            "On {day} registered mines drew {drawn}; nobody has planned that day, so nobody knows what was left over."
        )
    elif short:
        words = _(
            "On {day} registered mines drew {drawn} of the {given} they were given; homes lacked {short} at the demand kept for them, with or without mines."
        )
    else:
        words = _(
            "On {day} registered mines drew {drawn} of the {given} they were given, and homes lacked nothing at the demand kept for them."
        )
    return sentence(words, told)


def _tone(lines: Sequence[RegionLine]) -> str:
    if any(line.shortage_wh for line in lines):
        return "watch"
    return "good" if any(line.given_wh is not None for line in lines) else ""


def strip_of(basis: EnergyBasis) -> tuple[Hour, ...]:
    """Return the 168 hours: what was given, what was drawn, and how many sites were under an order."""
    period = basis.strip
    plan = _by_hour(basis.given(period), "allocated_w")
    drawn = _by_hour(basis.drawn_all, "wh")
    begins, ends = basis.begins(period.starts_on), basis.begins(period.ends_before)
    starts = [begins + HOUR * n for n in range(int((ends - begins) / HOUR))]
    ordered = _ordered(basis, starts)
    return tuple(Hour(at, plan.get(at), drawn.get(at), ordered.get(at, 0)) for at in starts)


def _by_hour(frame: pl.DataFrame, column: str) -> dict[datetime, int]:
    return dict(frame.group_by("starts_at").agg(pl.col(column).sum()).iter_rows())


def _ordered(basis: EnergyBasis, starts: Sequence[datetime]) -> dict[datetime, int]:
    """Count the sites under an order in each hour, from the lake and from what has not reached it yet."""
    period = basis.strip
    sites = set(basis.sites["site_id"])
    lake = basis.readings.orders(period).filter(pl.col("site_id").is_in(list(sites)))
    spans = {
        (row["order_id"], row["site_id"]): (row["starts_at"], row["ends_at"])
        for row in lake.iter_rows(named=True)
    }
    for to in queries.orders_between(starts[0], starts[-1] + HOUR) if starts else []:
        if to.site_id in sites:
            spans[to.order.number, to.site_id] = (to.order.starts_at, to.order.ends_at)
    return {
        at: n
        for at in starts
        if (n := len({site for (_o, site), (a, b) in spans.items() if a < at + HOUR and b > at}))
    }


def _days(basis: EnergyBasis, hours: Sequence[Hour]) -> tuple[StripDay, ...]:
    found = []
    for day in basis.strip:
        begins, ends = basis.begins(day), basis.begins(day + timedelta(days=1))
        here = [hour for hour in hours if begins <= hour.starts_at < ends]
        found.append(
            StripDay(
                day,
                _total([hour.allocated_w for hour in here]),
                _total([hour.drawn_w for hour in here]),
                sum(1 for hour in here if hour.ordered),
                day > basis.day,
            )
        )
    return tuple(found)


def _total(amounts: Sequence[int | None]) -> Spoken:
    known = [amount for amount in amounts if amount is not None]
    return spoken(sum(known) if known else None, "Wh")


def meter_of(basis: EnergyBasis) -> Meter | None:
    """Return the subsidy meter of the 30 days up to the day; None where nothing was compared."""
    rows = basis.seen(basis.readings.subsidy(basis.month))
    if rows.is_empty():
        return None
    columns = ("sold_wh", "below_wh", "unpriced_wh", "paid_minor", "subsidy_minor", "margin_minor")
    added = rows.select(pl.col(*columns).sum()).row(0, named=True)

    def money(name: str) -> Spoken:
        return spoken(added[name], "minor", basis.currency)

    return Meter(
        period_days=rows["day"].n_unique(),
        hours=rows.filter(pl.col("below_wh") > 0)["starts_at"].n_unique(),
        below=spoken(added["below_wh"], "Wh"),
        subsidy=money("subsidy_minor"),
        sold=spoken(added["sold_wh"], "Wh"),
        paid=money("paid_minor"),
        margin=money("margin_minor"),
        unpriced=spoken(added["unpriced_wh"], "Wh") if added["unpriced_wh"] else None,
        subsidy_minor=added["subsidy_minor"],
        margin_minor=added["margin_minor"],
        sold_wh=added["sold_wh"],
        paid_minor=added["paid_minor"],
    )


def order_says(order: CurtailmentOrder) -> str:
    """Say in a few words how far an order is."""
    count = getattr(order, "sites_count", None)
    heard = getattr(order, "acknowledged_count", 0)
    if count is None:
        return ""
    told = ngettext("{heard} of {n} site has acknowledged", "{heard} of {n} sites have acknowledged", count)
    return told.format(heard=heard, n=count)
