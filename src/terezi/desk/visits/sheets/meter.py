"""What stands on the page of a customer's meter: a year of hours, its peers, and why it stands out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.base.periods import days_up_to
from terezi.desk.findings.doors import number, sentence
from terezi.desk.findings.models import Finding
from terezi.desk.findings.quantities import Spoken
from terezi.desk.visits import quantities, queries, words
from terezi.desk.visits.basis import LoadBasis, days_of
from terezi.desk.visits.models import Clearing
from terezi.desk.visits.readings import HOURS
from terezi.desk.visits.sheets.leads import LeadLine, lead_lines
from terezi.desk.visits.sheets.network import day_says
from terezi.desk.visits.sheets.patterns import pattern_lines
from terezi.desk.visits.sheets.visit import VisitLine
from terezi.desk.visits.terms import SubjectKind

YEAR_DAYS = 365
WINDOW_DAYS = 28
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
LEAST_PEERS = 5  # below that a band would show a neighbour


@dataclass(frozen=True)
class MeterDay:
    """One day: mean power of each hour in W (None where no reading covers it), its lowest and mean."""

    day: date
    hours_w: tuple[int | None, ...]

    @property
    def covered(self) -> list[int]:
        return [watts for watts in self.hours_w if watts is not None]

    @property
    def lowest_w(self) -> int | None:
        return min(self.covered, default=None)

    @property
    def mean_w(self) -> int | None:
        return round(sum(self.covered) / len(self.covered)) if self.covered else None


@dataclass(frozen=True)
class Week:
    """A week of the table under the year; powers."""

    begins_on: date
    lowest: Spoken
    mean: Spoken
    highest: Spoken
    covered: Spoken


@dataclass(frozen=True)
class PeerHour:
    """One hour of the day: this meter, and where the middle four fifths of its peers lie; W."""

    hour: int
    own_w: int | None
    low_w: int
    middle_w: int
    high_w: int

    @property
    def spoken(self) -> dict[str, Spoken]:
        return {
            name: quantities.power(getattr(self, f"{name}_w")) for name in ("own", "low", "middle", "high")
        }


@dataclass(frozen=True)
class MeterSheet:
    """Everything on the page of a customer's meter."""

    customer_id: str
    customer: dict[str, Any]
    said: SafeString
    line: LeadLine | None
    patterns: tuple[SafeString, ...]
    days: tuple[MeterDay, ...]
    peers: tuple[PeerHour, ...]
    peers_count: int
    window_days: int
    findings: tuple[Finding, ...]
    clearing: Clearing | None
    visits: tuple[VisitLine, ...]

    @property
    def where(self) -> str:
        return words.where_says(self.customer["place"], self.customer["region"])

    @property
    def class_says(self) -> str:
        return words.class_says(self.customer["tariff_class"])

    @property
    def weeks(self) -> list[Week]:
        return weeks_of(self.days)

    @property
    def connection(self) -> Spoken:
        return quantities.power(self.customer["connection_w"])


def customer_seen(basis: LoadBasis, customer_id: str) -> dict[str, Any] | None:
    """Return the utility's row of a customer, where he lies in this officer's region and there is a reason to look."""
    customer = basis.readings.customer(customer_id)
    if customer is None or not basis.sees(customer["region"]):
        return None
    return customer if customer_id in queries.subjects_with_reason([customer_id]) else None


def meter_page(basis: LoadBasis, customer_id: str) -> MeterSheet | None:
    """Build the page of a customer; None where this officer may not see him or nothing gives a reason to look."""
    customer = customer_seen(basis, customer_id)
    if customer is None:
        return None
    lead = queries.lead_about(SubjectKind.CUSTOMER, customer_id, up_to=basis.day)
    line = lead_lines([lead], on=basis.day)[0] if lead else None
    clearing = queries.clearing_of(SubjectKind.CUSTOMER, customer_id, on=basis.day)
    peers, count = peers_of(basis, customer)
    return MeterSheet(
        customer_id,
        customer,
        meter_says(customer_id, line, clearing),
        line,
        patterns_of(basis, customer_id) if line else (),
        days_of_meter(basis, customer_id),
        peers,
        count,
        window_days(basis),
        tuple(queries.findings_about(customer_id, on=basis.day)),
        clearing,
        tuple(VisitLine(one) for one in queries.visits_of(SubjectKind.CUSTOMER, customer_id)),
    )


def meter_says(customer_id: str, line: LeadLine | None, clearing: Clearing | None) -> SafeString:
    """Say in one sentence what is unexplained, or what explains it."""
    told: dict[str, object] = {"code": customer_id}
    if clearing is not None:
        told |= {"words": clearing.explanation, "until": day_says(clearing.until), "by": clearing.by.name}
        holds = line is None or line.clearing is not None
        if holds:
            return sentence(_("Explained until {until}: {words} (seen by {by})."), told)
        return sentence(
            _(
                "Explained until {until}: {words} (seen by {by}). But the load has risen above what was explained."
            ),
            told,
        )
    if line is None:
        return sentence(_("No screening says that load of this customer is unexplained."), told)
    if not line.lead.is_above_line:
        return sentence(
            _(
                "Nothing about this load stands out: it was drawn by chance, so that we also look where we expect nothing."
            ),
            told,
        )
    told |= {"watts": number(line.unexplained), "rarity": line.rarity}
    return sentence(_("{watts} of this customer's load are unexplained. {rarity}"), told)


def window_days(basis: LoadBasis) -> int:
    """Return over how many days meters are screened."""
    return days_of(basis.law.detection.screening_window_days, WINDOW_DAYS) if basis.law else WINDOW_DAYS


def days_of_meter(basis: LoadBasis, customer_id: str, days: int = YEAR_DAYS) -> tuple[MeterDay, ...]:
    """Return the days of a customer from the first that was read, at most `days`, hours of several meters added up."""
    last = basis.screened_on or basis.day
    period = days_up_to(last, days=days)
    meters = basis.readings.meters_of(customer_id, last)
    frame = basis.readings.meter_days(meters, period)
    by_day = {row["day"]: tuple(row[hour] for hour in HOURS) for row in _added(frame).iter_rows(named=True)}
    nothing = (None,) * len(HOURS)
    first = min(by_day, default=last)
    return tuple(MeterDay(day, by_day.get(day, nothing)) for day in period if day >= first) if by_day else ()


def _added(frame: pl.DataFrame) -> pl.DataFrame:
    """Add up the hours of a day; an hour in which one of the meters is silent stays empty."""
    whole = [pl.when(pl.col(hour).null_count() == 0).then(pl.col(hour).sum()).alias(hour) for hour in HOURS]
    return frame.group_by("day").agg(whole).sort("day")


def weeks_of(days: Sequence[MeterDay]) -> list[Week]:
    """Return the year as weeks that begin on Monday, the last first."""
    weeks: dict[date, list[MeterDay]] = {}
    for day in days:
        weeks.setdefault(day.day - timedelta(days=day.day.weekday()), []).append(day)
    return [_week(monday, each) for monday, each in sorted(weeks.items(), reverse=True)]


def _week(monday: date, days: Sequence[MeterDay]) -> Week:
    watts = [each for day in days for each in day.covered]
    lowest = [day.lowest_w for day in days if day.lowest_w is not None]
    return Week(
        monday,
        quantities.power(round(sum(lowest) / len(lowest)) if lowest else None),
        quantities.power(round(sum(watts) / len(watts)) if watts else None),
        quantities.power(max(watts, default=None)),
        quantities.share(round(1_000_000 * len(watts) / (24 * len(days)))),
    )


def peers_of(basis: LoadBasis, customer: dict[str, Any]) -> tuple[tuple[PeerHour, ...], int]:
    """Return the hours of the day of this customer and of its peers over the window, and how many peers there are."""
    last = basis.screened_on or basis.day
    period = days_up_to(last, days=window_days(basis))
    meters = basis.readings.meters_of(customer["customer_id"], last)
    others = _mean_day(basis.readings.peers(meters, customer, period))
    if len(others) < LEAST_PEERS:
        return (), len(others)
    own = _mean_day(_added(basis.readings.meter_days(meters, period)).with_columns(meter_id=pl.lit("own")))
    return tuple(_peer_hour(hour, own, others) for hour in range(len(HOURS))), len(others)


def patterns_of(basis: LoadBasis, customer_id: str) -> tuple[SafeString, ...]:
    """Say what the hours of a customer do over the window: outages, steps, the way of its floor."""
    last = basis.screened_on or basis.day
    meters = basis.readings.meters_of(customer_id, last)
    days = _added(basis.readings.meter_days(meters, days_up_to(last, days=window_days(basis))))
    return tuple(pattern_lines(basis.readings.patterns(days))) if len(days) else ()


def _mean_day(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.group_by("meter_id").agg(pl.col(*HOURS).mean()) if len(frame) else frame


def _peer_hour(hour: int, own: pl.DataFrame, others: pl.DataFrame) -> PeerHour:
    watts = others[HOURS[hour]].drop_nulls().to_numpy()
    ends = np.quantile(watts, [LOW, MIDDLE, HIGH]) if len(watts) else np.zeros(3)
    mine = own[HOURS[hour]][0] if len(own) else None
    return PeerHour(hour, None if mine is None else round(mine), *(round(float(end)) for end in ends))
