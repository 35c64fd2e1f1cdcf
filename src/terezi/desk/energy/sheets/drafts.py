"""What an order would do before it is given: whom it touches, to what each is cut, and whom nobody can see now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.base.errors import Refused
from terezi.desk.energy.actions import Ordered
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.terms import Addressee, Wanted
from terezi.desk.energy.words import KEYS
from terezi.desk.findings.quantities import Spoken, spoken
from terezi.desk.people.words import word
from terezi.evidence.facts.days import settlement_day
from terezi.evidence.numerics.surplus.curtailment import Draw, Order, curtail
from terezi.law.book import law_on
from terezi.law.terms import Law

NO_READINGS = "No site meter was ever read: load readings before orders go out"


@dataclass(frozen=True)
class DraftLine:
    """One mine an order would cut."""

    place: int
    to: Addressee
    draws: Spoken
    limit: Spoken
    cut: Spoken
    price: Spoken


@dataclass(frozen=True)
class Draft(Ordered):
    """An order as an officer looks at it before it is given, and what it rests on."""

    lines: Sequence[DraftLine]
    silent: Sequence[Addressee]
    read_until: datetime
    is_old: bool

    @property
    def said(self) -> str:
        cut = spoken(sum(each.cut_w for each in self.curtailment.orders), "W")
        told = ngettext(
            "{n} mine is to draw {cut} less.", "{n} mines together are to draw {cut} less.", len(self.lines)
        )
        return told.format(n=len(self.lines), cut=cut)

    @property
    def missing(self) -> list[tuple[str, Spoken]]:
        """What all mines of a region together cannot give."""
        return [(region, spoken(watts, "W")) for region, watts in self.curtailment.missing_w.items() if watts]

    @property
    def by_portal_only(self) -> int:
        return sum(1 for line in self.lines if not line.to.gateway_id)


def draft_of(basis: EnergyBasis, wanted: Wanted, *, at: datetime) -> Draft:
    """Work out who would be cut by what mines drew last, in the order of the law of the day the order is given.

    :raises Refused: when the law does not say who is cut first, or no meter was ever read.
    """
    law = law_on(basis.country, settlement_day(at, basis.zone))
    keys = law.surplus.curtailment_order.value
    until = basis.readings.read_until()
    if until is None:
        raise Refused(NO_READINGS)
    rows = _rows(basis, until)
    gateways = basis.readings.gateways()
    addressees = {row["site_id"]: _addressee(row, gateways) for row in rows.iter_rows(named=True)}
    draws = [_draw(row) for row in rows.filter(pl.col("draws_w").is_not_null()).iter_rows(named=True)]
    curtailment = curtail(draws, needed_w=dict(wanted.needed_w), order=keys)
    price = {draw.mine: draw.price_minor_per_mwh for draw in draws}
    silent = rows.filter(pl.col("draws_w").is_null(), pl.col("region").is_in(list(wanted.needed_w)))
    return Draft(
        law=law,
        wanted=wanted,
        curtailment=curtailment,
        addressees=addressees,
        lines=[
            _line(each, addressees[each.mine], price[each.mine], basis.currency)
            for each in curtailment.orders
        ],
        silent=[addressees[site] for site in silent["site_id"]],
        read_until=until,
        is_old=(at - until).total_seconds() > 2 * 3_600,
    )


def _rows(basis: EnergyBasis, until: datetime) -> pl.DataFrame:
    """Return every licensed site of this officer with what it draws now; null where no reading covers the last hour."""
    day = settlement_day(until, basis.zone)
    sites = basis.seen(basis.readings.sites(day)).select("site_id", "name", "licence_number", "region")
    prices = basis.readings.price_and_licence(day)
    return (
        sites.join(basis.readings.draws(until, day), on="site_id", how="left")
        .join(prices, on="site_id", how="left")
        .unique("site_id", keep="last")
        .sort("site_id")
    )


def _addressee(row: Mapping[str, str], gateways: Mapping[str, str]) -> Addressee:
    gateway = gateways.get(row["site_id"], "")
    return Addressee(row["site_id"], row["name"], row["licence_number"], row["region"], gateway)


def _draw(row: Mapping[str, object]) -> Draw:
    # a site whose price nobody knows pays nothing that is known, so it stands first among those who pay least
    price = row["price_minor_per_mwh"]
    return Draw(
        mine=str(row["site_id"]),
        region=str(row["region"]),
        draws_w=int(row["draws_w"]),  # type: ignore[call-overload]
        least_w=0,
        price_minor_per_mwh=0 if price is None else int(price),  # type: ignore[call-overload]
        licensed_on=row["licensed_on"],  # type: ignore[arg-type]
    )


def _line(cut: Order, to: Addressee, price: int, currency: str) -> DraftLine:
    draws, limit, less = (spoken(watts, "W") for watts in (cut.draws_w, cut.limit_w, cut.cut_w))
    return DraftLine(cut.place, to, draws, limit, less, spoken(price, "minor", currency))


def regions_drawing(basis: EnergyBasis) -> list[tuple[str, Spoken]]:
    """Return the regions of this officer with what their mines drew last."""
    until = basis.readings.read_until()
    if until is None:
        return []
    rows = _rows(basis, until)
    added = rows.group_by("region").agg(pl.col("draws_w").sum()).sort("region")
    return [(row["region"], spoken(row["draws_w"], "W")) for row in added.iter_rows(named=True)]


def keys_said(law: Law | None) -> str:
    """Say in which order the law cuts mines, or that nobody knows."""

    try:
        keys = law.surplus.curtailment_order.value if law else ()
    except Refused as unknown:
        return str(unknown)
    return _(", then ").join(word(KEYS, key) for key in keys)
