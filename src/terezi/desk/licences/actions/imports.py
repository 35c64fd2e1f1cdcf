"""Taking in a register: sites and venues with their licences, machines, meters, wallets and pools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.db import transaction
from django.db.models import Model

from terezi.base.errors import BadData
from terezi.desk.journal import actions as journal
from terezi.desk.licences.actions.chains import alone
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Provenance
from terezi.desk.parties import actions as parties
from terezi.desk.parties.actions import Book
from terezi.desk.parties.models import (
    KNOWN_NOW,
    MachineBatch,
    MarketMaker,
    Meter,
    Pool,
    ReserveAddress,
    SiteEntry,
    VenueEntry,
    VenueFee,
    Wallet,
)
from terezi.desk.parties.queries import unknown_sites, unknown_venues
from terezi.desk.parties.terms import Act, Kept, MeterKind
from terezi.desk.people.here import day_here

if TYPE_CHECKING:
    import polars as pl

SITES = Book(
    "ref_sites",
    SiteEntry,
    ("site_id",),
    (
        "region",
        "feeder_id",
        "pue_ppm",
        "evidence_grade",
        "asset",
        "scheme",
        "pool_id",
        "pool_share_ppm",
        "tariff_minor_per_mwh",
        "power_source",
    ),
)
LICENCES = Book(
    "ref_sites",
    Licence,
    ("site_id",),
    ("number", "holder_id", "status", "actor_class", "licensed_w", "region"),
    closed=("provenance", Provenance.DECISION.value),
)
MACHINES = Book(
    "ref_machines", MachineBatch, ("site_id", "batch_id"), ("model", "machines", "hash_rate_ghs", "power_w")
)
METERS = Book(
    "ref_meters",
    Meter,
    ("meter_id",),
    ("kind", "subject_id", "feeder_id", "source_rank", "interval_seconds", "customer_class"),
)
WALLETS = Book("ref_wallets", Wallet, ("address", "site_id"), ())
POOLS = Book("ref_pools", Pool, ("pool_id",), ("name", "accredited"))
VENUES = Book("ref_venues", VenueEntry, ("venue_id",), ("licence_number", "assets"))
VENUE_LICENCES = Book(
    "ref_venues",
    Licence,
    ("number",),
    ("holder_id", "status", "actor_class"),
    closed=("provenance", Provenance.DECISION.value),
)
VENUE_FEES = Book(
    "ref_venue_fees", VenueFee, ("venue_id", "instrument"), ("maker_ppm", "taker_ppm", "minimum_e8")
)
MARKET_MAKERS = Book("ref_market_makers", MarketMaker, ("venue_id", "account_id", "instrument"), ())
RESERVE_ADDRESSES = Book(
    "ref_reserve_addresses", ReserveAddress, ("venue_id", "asset", "address"), ("storage",)
)
OF_SITES = (MACHINES, WALLETS)
OF_VENUES = (VENUE_FEES, MARKET_MAKERS, RESERVE_ADDRESSES)
TABLES = {book.table for book in (SITES, MACHINES, METERS, WALLETS, POOLS, VENUES, *OF_VENUES)}


@transaction.atomic
def import_register(*, rows: Mapping[str, pl.DataFrame], by: str, at: datetime) -> Mapping[str, Kept]:
    """Take in frames by the name of their `ref_*` table; what they do not mention stays.

    The same rows again change nothing. A row that says something new ends the one that stood.

    :raises BadData: when rows contradict each other or a decision, or name a site that is not on the register.
    """
    alone()
    known: list[Model] = []
    kept = dict(_kept(rows, at, known))
    if any(count.changed for count in kept.values()):
        values = {name: count.counts for name, count in kept.items()}
        written = known + [row for count in kept.values() for row in count.rows]
        journal.write(act=Act.IMPORT, subject="register", by=by, at=at, values=values, rows=written)
    return kept


def _kept(rows: Mapping[str, pl.DataFrame], at: datetime, known: list[Model]) -> Iterator[tuple[str, Kept]]:
    if unknown := set(rows) - TABLES:
        raise BadData(f"{', '.join(sorted(unknown))}: no table of the register has this name")
    if (frame := rows.get("ref_sites")) is not None:
        yield from _kept_sites(frame, at, known)
    if (frame := rows.get("ref_pools")) is not None:
        yield "ref_pools", _keep(POOLS, frame, at)
    if (frame := rows.get("ref_meters")) is not None:
        known += parties.know_feeders(frame["feeder_id"])
        of_sites = frame.filter(frame["kind"] == MeterKind.SITE.value)
        _refuse("ref_meters", "sites", unknown_sites(of_sites["subject_id"]))
        yield "ref_meters", _keep(METERS, frame, at)
    for book in OF_SITES:
        if (frame := rows.get(book.table)) is not None:
            _refuse(book.table, "sites", unknown_sites(frame["site_id"]))
            yield book.table, _keep(book, frame, at)
    yield from _kept_venues(rows, at, known)


def _kept_sites(frame: pl.DataFrame, at: datetime, known: list[Model]) -> Iterator[tuple[str, Kept]]:
    _refuse_shared_numbers(frame)
    known += parties.know_sites(frame["site_id"])
    known += parties.know_feeders(frame["feeder_id"])
    holders, new = parties.know_parties(frame["name"])
    known += new
    licences = frame.with_columns(
        number=frame["licence_number"], holder_id=frame["name"].replace_strict(holders, return_dtype=None)
    )
    yield "ref_sites", _keep(SITES, frame, at)
    yield "licences", _keep(LICENCES, licences, at)


def _kept_venues(
    rows: Mapping[str, pl.DataFrame], at: datetime, known: list[Model]
) -> Iterator[tuple[str, Kept]]:
    if (frame := rows.get("ref_venues")) is not None:
        known += parties.know_venues(frame["venue_id"])
        holders, new = parties.know_parties(frame["name"])
        known += new
        licences = frame.with_columns(
            number=frame["licence_number"],
            holder_id=frame["name"].replace_strict(holders, return_dtype=None),
        )
        yield "ref_venues", _keep(VENUES, frame, at)
        yield "venue licences", _keep(VENUE_LICENCES, licences.unique(VENUE_LICENCES.columns), at)
    for book in OF_VENUES:
        if (frame := rows.get(book.table)) is not None:
            _refuse(book.table, "venues", unknown_venues(frame["venue_id"]))
            yield book.table, _keep(book, frame, at)


def _refuse_shared_numbers(frame: pl.DataFrame) -> None:
    """Refuse one number at two sites: a licence is found by its number alone."""
    held = {row.number: str(row.site_id) for row in Licence.objects.filter(KNOWN_NOW, site__isnull=False)}
    for number, site_id in frame.select("licence_number", "site_id").unique(maintain_order=True).iter_rows():
        if (other := held.setdefault(number, site_id)) != site_id:
            raise BadData(
                f"ref_sites: licence {number} is told at {site_id} and at {other}: give each its own number"
            )


def _keep(book: Book, frame: pl.DataFrame, at: datetime) -> Kept:
    return parties.keep(book, frame.select(book.columns).iter_rows(), on=day_here(at), at=at)


def _refuse(table: str, what: Literal["sites", "venues"], unknown: list[str]) -> None:
    if unknown:
        shown = ", ".join(unknown[:5])
        raise BadData(
            f"{table}: {len(unknown)} {what} are not on the register ({shown}): send ref_{what} first"
        )
