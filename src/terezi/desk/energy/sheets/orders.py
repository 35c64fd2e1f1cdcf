"""One order as it stands: what it says, who has it, and what the meter shows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.errors import Refused
from terezi.base.periods import Period
from terezi.base.units import HOUR_S, WH_PER_MWH
from terezi.desk.energy import queries
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.models import CurtailmentOrder, OrderToSite, Outbox
from terezi.desk.energy.terms import Obeyed, OrderState, Post
from terezi.desk.energy.words import GLYPHS, OBEYED
from terezi.desk.findings.quantities import Spoken, spoken
from terezi.desk.people.words import word
from terezi.evidence.facts.days import settlement_day
from terezi.law.book import law_on
from terezi.law.terms import Law

WORST_FIRST = (Obeyed.PAPER, Obeyed.NO, Obeyed.PARTLY, Obeyed.SILENT, Obeyed.NOT_YET, Obeyed.YES)
GIVEN = {OrderState.ISSUED, OrderState.LIFTED}


@dataclass(frozen=True)
class Response:
    """What one site was told and what it did, in W; None where nobody measured it."""

    site_id: str
    holder: str
    region: str
    limit_w: int
    before_w: int | None
    metered_w: int | None
    reported_w: int | None
    obeyed: Obeyed
    above_wh: int
    penalty_minor: int | None
    currency: str
    to: OrderToSite | None

    @property
    def limit(self) -> Spoken:
        return spoken(self.limit_w, "W")

    @property
    def before(self) -> Spoken:
        return spoken(self.before_w, "W")

    @property
    def metered(self) -> Spoken:
        return spoken(self.metered_w, "W")

    @property
    def reported(self) -> Spoken:
        return spoken(self.reported_w, "W")

    @property
    def penalty(self) -> Spoken:
        return spoken(self.penalty_minor, "minor", self.currency)

    @property
    def says(self) -> str:
        return word(OBEYED, self.obeyed)

    @property
    def glyph(self) -> str:
        return GLYPHS[self.obeyed]


@dataclass(frozen=True)
class OrderSheet:
    """The page of an order; `order` is None where the grid operator gave it and its file brought it in."""

    number: str
    order: CurtailmentOrder | None
    starts_at: datetime
    ends_at: datetime
    responses: Sequence[Response]
    outbox: Sequence[Outbox]
    said: str
    tone: str
    unknown: str
    penalty: Spoken | None

    @property
    def messages_sent(self) -> int:
        return sum(1 for row in self.outbox if row.kind == Post.MQTT and row.sent_at)

    @property
    def messages_waiting(self) -> int:
        return sum(1 for row in self.outbox if row.sent_at is None)

    @property
    def is_in_lake(self) -> bool:
        return any(row.kind == Post.LAKE and row.sent_at for row in self.outbox)

    @property
    def needed(self) -> list[tuple[str, Spoken, Spoken | None]]:
        if self.order is None:
            return []
        missing = self.order.missing_w
        return [
            (region, spoken(watts, "W"), spoken(missing[region], "W") if missing.get(region) else None)
            for region, watts in self.order.needed_w.items()
        ]


def sheet_of_record(basis: EnergyBasis, order: CurtailmentOrder) -> OrderSheet:
    """Return the page of an order of the record, as this officer sees it."""
    sites = queries.sites_of(order, basis.region)
    rows = [
        {"site_id": to.site_id, "holder": to.holder, "region": to.region, "limit_w": to.limit_w, "before_w": to.draws_w, "to": to}
        for to in sites
    ]  # fmt: skip
    # what is only proposed has bound nobody, so nobody is measured by it
    is_given = order.state in GIVEN
    return _sheet(
        basis,
        order.number,
        order,
        order.starts_at,
        order.ends_at,
        rows,
        queries.outbox_of(order),
        is_given=is_given,
    )


def sheet_of_lake(basis: EnergyBasis, number: str) -> OrderSheet | None:
    """Return the page of an order that a file of the grid operator brought in; None where none did."""
    told = basis.readings.order_rows(number)
    known = {row["site_id"]: row for row in basis.sites.iter_rows(named=True)}
    found = [row for row in told.iter_rows(named=True) if row["site_id"] in known]
    if not found:
        return None
    rows = [
        {"site_id": row["site_id"], "holder": known[row["site_id"]]["name"], "region": known[row["site_id"]]["region"],
         "limit_w": row["limit_w"], "before_w": None, "to": None}
        for row in found
    ]  # fmt: skip
    starts_at, ends_at = found[0]["starts_at"], found[0]["ends_at"]
    return _sheet(basis, number, None, starts_at, ends_at, rows, [], is_given=True)


def _sheet(
    basis: EnergyBasis,
    number: str,
    order: CurtailmentOrder | None,
    starts_at: datetime,
    ends_at: datetime,
    rows: Sequence[dict[str, Any]],
    outbox: Sequence[Outbox],
    *,
    is_given: bool,
) -> OrderSheet:
    unknown, found = "", []
    try:
        measured = _measured(basis, number, starts_at, ends_at, rows) if is_given else {}
        found = [_response(basis, row, measured.get(row["site_id"]), starts_at, ends_at) for row in rows]
    except Refused as refused:
        unknown = str(refused)
        found = [_unmeasured(basis, row) for row in rows]
    found.sort(key=lambda each: (WORST_FIRST.index(each.obeyed), -each.above_wh))
    penalties = [each.penalty_minor for each in found if each.penalty_minor]
    return OrderSheet(
        number=number,
        order=order,
        starts_at=starts_at,
        ends_at=ends_at,
        responses=found,
        outbox=outbox,
        said=_said(found, is_given=is_given),
        tone=_tone(found) if is_given else "watch",
        unknown=unknown,
        penalty=spoken(sum(penalties), "minor", basis.currency) if penalties else None,
    )


def law_of(basis: EnergyBasis, at: datetime) -> Law:
    """Return the law of the settlement day of an instant."""
    return law_on(basis.country, settlement_day(at, basis.zone))


def _grace(law: Law) -> timedelta:
    return timedelta(minutes=int(law.power.curtailment_minutes_to_obey.value))


def _measured(
    basis: EnergyBasis, number: str, starts_at: datetime, ends_at: datetime, rows: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    from_at = starts_at + _grace(law_of(basis, starts_at))
    frame = pl.DataFrame(
        {
            "order_id": [number] * len(rows),
            "site_id": [row["site_id"] for row in rows],
            "limit_w": [row["limit_w"] for row in rows],
            "from_s": [int(from_at.timestamp())] * len(rows),
            "until_s": [int(ends_at.timestamp())] * len(rows),
        }
    )
    first, last = settlement_day(starts_at, basis.zone), settlement_day(ends_at, basis.zone)
    told = basis.readings.responses(frame, Period(first, last + timedelta(days=1)))
    return {row["site_id"]: row for row in told.iter_rows(named=True)}


def _response(
    basis: EnergyBasis,
    row: Mapping[str, Any],
    told: Mapping[str, Any] | None,
    starts_at: datetime,
    ends_at: datetime,
) -> Response:
    law = law_of(basis, starts_at)
    metered = told["mean_w"] if told else None
    reported = told["reported_w"] if told else None
    most = row["limit_w"] * (1 + law.power.curtailment_tolerance.value)
    from_at = starts_at + _grace(law)
    is_whole = told is not None and _is_whole(told, from_at, _read_to(basis, ends_at))
    obeyed = _obeyed(metered, reported, float(most), is_over=_is_read(basis, from_at), is_whole=is_whole)
    above = 0
    if told and obeyed in {Obeyed.NO, Obeyed.PAPER}:
        above = (told["mean_w"] - row["limit_w"]) * told["seconds"] // HOUR_S
    return Response(
        **{name: row[name] for name in ("site_id", "holder", "region", "limit_w", "before_w", "to")},
        metered_w=metered,
        reported_w=reported,
        obeyed=obeyed,
        above_wh=above,
        penalty_minor=_penalty(basis, law, row["site_id"], above, starts_at) if above else None,
        currency=basis.currency,
    )


def _unmeasured(basis: EnergyBasis, row: Mapping[str, Any]) -> Response:
    told = {name: row[name] for name in ("site_id", "holder", "region", "limit_w", "before_w", "to")}
    return Response(
        **told,
        metered_w=None,
        reported_w=None,
        obeyed=Obeyed.SILENT,
        above_wh=0,
        penalty_minor=None,
        currency="",
    )


def _obeyed(
    metered: int | None, reported: int | None, most: float, *, is_over: bool, is_whole: bool
) -> Obeyed:
    if metered is None:
        return Obeyed.SILENT if is_over else Obeyed.NOT_YET
    if metered <= most:
        return Obeyed.YES if is_whole else Obeyed.PARTLY
    return Obeyed.PAPER if reported is not None and reported <= most else Obeyed.NO


def _is_whole(told: Mapping[str, Any], from_at: datetime, until: datetime) -> bool:
    """Answer whether readings leave out no more than an interval at either end, which may lie astride it."""
    asked_s = (until - from_at).total_seconds()
    return bool(told["whole_seconds"] + 2 * told["shortest_seconds"] >= asked_s)


def _read_to(basis: EnergyBasis, ends_at: datetime) -> datetime:
    until = basis.readings.read_until()
    return min(ends_at, until) if until else ends_at


def _is_read(basis: EnergyBasis, at: datetime) -> bool:
    """Answer whether readings go beyond an instant, so that silence after it means something."""
    until = basis.readings.read_until()
    return until is not None and until > at


def _penalty(basis: EnergyBasis, law: Law, site_id: str, above_wh: int, at: datetime) -> int | None:
    """Return what the law makes of the energy above the limit, in minor units; None where law or price is unknown."""
    multiplier = law.surplus.disobedience_multiplier
    price = basis.prices_on(settlement_day(at, basis.zone)).get(site_id)
    if not multiplier.is_known or price is None:
        return None
    return int(above_wh * price * multiplier.value / WH_PER_MWH)


def _said(found: Sequence[Response], *, is_given: bool) -> str:
    if not is_given:
        return ngettext("It would touch {n} site.", "It would touch {n} sites.", len(found)).format(
            n=len(found)
        )
    measured = [each for each in found if each.metered_w is not None]
    obeyed = sum(1 for each in measured if each.obeyed == Obeyed.YES)
    if not measured:
        return _("No meter has shown yet what the sites did.")
    told = ngettext(
        "{obeyed} of {n} site obeyed, as its meter shows.",
        "{obeyed} of {n} sites obeyed, as their meters show.",
        len(measured),
    )
    return told.format(obeyed=obeyed, n=len(measured))


def _tone(found: Sequence[Response]) -> str:
    states = {each.obeyed for each in found}
    if states & {Obeyed.NO, Obeyed.PAPER}:
        return "bad"
    return "watch" if states & {Obeyed.PARTLY, Obeyed.SILENT, Obeyed.NOT_YET} else "good"
