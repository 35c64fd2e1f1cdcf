"""What is to be found at the exchanges, and who is innocent there."""

from datetime import date, timedelta

from terezi.base.units import DAY_S, E8
from terezi.demo.answers import Innocent, Truth
from terezi.demo.exchanges.build import Exchanges, Traded, refused_at
from terezi.demo.exchanges.plants import (
    FEES_UNDER_DECLARED,
    RESERVES_BELOW,
    SHORT_DAYS,
    SHORT_SHARE,
    SILENT_FEED,
    WASH_PAIR,
    WASH_TRADES,
    Plants,
)
from terezi.demo.exchanges.terms import (
    ALTYN,
    BEREKET,
    CARWA,
    E8_PER_MINOR,
    LEVY_SHARE,
    MONEY,
    UNLICENSED,
    Exchange,
)

FEWEST_DAYS = 7
ALL_OF_ALTYN = (
    "Its fees fell to a third for a week, as a filed campaign says; a quoter there shows large amounts on both sides and "
    "takes both back; its reserves dipped for forty minutes and stayed above what it owes"
)


def truths(exchanges: Exchanges, traded: Traded) -> list[Truth]:
    """Return what is hidden, numbered by nobody yet; nothing where the days told of are too few to learn a venue."""
    plants, span = exchanges.plants, exchanges.span
    if span.days < FEWEST_DAYS:
        return []
    unlicensed = _truth(
        exchanges, None, "venue without licence", UNLICENSED, ("VEN-05", "VLC-02"),
        since=min(refused_at(span.last_day).date(), span.day(max(0, span.days - 5))), says="Nobody licensed it, and it files returns; three clients of a licensed exchange sent coins there",
    )  # fmt: skip
    return [unlicensed] if plants is None else [*_planted(exchanges, plants, traded), unlicensed]


def _planted(exchanges: Exchanges, plants: Plants, traded: Traded) -> list[Truth]:
    span = exchanges.span
    price = float(exchanges.worth["BTC"][plants.below_from]) / E8
    return [
        _truth(
            exchanges, FEES_UNDER_DECLARED, "fees under-declared", BEREKET, ("FEE-01",), since=span.day(plants.short_from),
            says=f"Declared {SHORT_SHARE:.1%} less fees than it took, on {SHORT_DAYS} days",
            money_minor=round(traded.fees_short_minor * LEVY_SHARE),
        ),
        _truth(
            exchanges, WASH_PAIR, "wash pair", BEREKET, ("ABU-01",), since=span.day(plants.wash_from),
            says=f"Two accounts handed the same coins to and fro, {WASH_TRADES} times, and both ended as they began",
        ),
        _truth(
            exchanges, RESERVES_BELOW, "reserves below liabilities", CARWA, ("RSV-01",),
            since=span.day(plants.below_from // DAY_S),
            says="Owed its clients more bitcoins than it held, for forty minutes",
            money_minor=round(traded.below_e8 * price / E8_PER_MINOR),
        ),
        _truth(
            exchanges, SILENT_FEED, "silent exchange feed", CARWA, ("VEN-01",),
            since=span.day(plants.silent_from // DAY_S), says="Its orders and trades stopped on the last day but one, and were not nothing",
        ),
    ]  # fmt: skip


def _truth(
    exchanges: Exchanges,
    plant: int | None,
    kind: str,
    subject: Exchange | str,
    indicators: tuple[str, ...],
    *,
    since: date,
    says: str,
    money_minor: int = 0,
) -> Truth:
    return Truth(
        id="",
        plant=plant,
        kind=kind,
        subjects=(subject if isinstance(subject, str) else subject.venue_id,),
        indicators=indicators,
        since=since,
        until=exchanges.span.last_day + timedelta(days=1),
        money_minor=money_minor,
        currency=MONEY,
        says=says,
    )


def innocent(exchanges: Exchanges) -> list[Innocent]:
    """Return the exchange that only looks odd."""
    return [Innocent(ALTYN.venue_id, ALL_OF_ALTYN)] if exchanges.plants else []
