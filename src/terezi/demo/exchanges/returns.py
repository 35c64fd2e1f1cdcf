"""What an exchange files besides trading, money and balances: its accounts, a listing and an incident."""

from typing import Any

import polars as pl

from terezi.base.units import DAY_S
from terezi.demo.exchanges.clients import Clients
from terezi.demo.exchanges.terms import Exchange
from terezi.demo.span import Span

AT_ELEVEN = 11 * 3_600


def accounts(clients: Clients, span: Span) -> pl.DataFrame:
    """Return every account as it stands at the end of each day."""
    told = pl.DataFrame([vars(each) for each in clients.everybody()]).with_columns(
        venue_id=pl.lit(clients.venue.venue_id)
    )
    late = [day * DAY_S + 23 * 3_600 + 3_000 for day in range(span.days)]
    days = pl.DataFrame({"told_at": span.instants(late)})
    return told.join(days, how="cross")


def listings(venue: Exchange, span: Span) -> list[dict[str, Any]]:
    """Tell of the instruments that came to be traded within the days told of."""
    return [
        {"venue_id": venue.venue_id, "instrument": each.name, "event": event, "at": span.instants([second]).item()}
        for each in venue.instruments
        if 0 < each.from_day < span.days
        for event, second in (
            ("announced", (each.from_day - 2) * DAY_S + AT_ELEVEN),
            ("listed", each.from_day * DAY_S),
        )
    ]  # fmt: skip


def incidents(venue: Exchange, span: Span) -> list[dict[str, Any]]:
    """Tell of a night in which withdrawals stood still; nothing else did."""
    day = span.days // 3
    began, ended = (day * DAY_S + minute * 60 for minute in (2 * 60 + 10, 2 * 60 + 35))
    return [
        {
            "venue_id": venue.venue_id,
            "incident_id": f"{venue.venue_id}-I1",
            "began_at": span.instants([began]).item(),
            "ended_at": span.instants([ended]).item(),
            "kind": "other",
            "what": "Withdrawals waited for 25 minutes while a node of ours was restarted; trading went on",
        }
    ]
