"""Look through a day of every licensed exchange for trading that chance does not explain, and keep the answer as `venue_alerts`."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from ibis import _

from terezi.base.errors import Refused
from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import VENUE_ALERTS
from terezi.evidence.numerics.abuse.alerts import Alert, alert_rows
from terezi.evidence.numerics.abuse.close import marking_close
from terezi.evidence.numerics.abuse.listing import ahead_of_listing
from terezi.evidence.numerics.abuse.policy import Policy
from terezi.evidence.numerics.abuse.pump import pump_and_dump
from terezi.evidence.numerics.abuse.spoofing import spoofing
from terezi.evidence.numerics.abuse.wash import Watch
from terezi.evidence.numerics.site_days import valid_on
from terezi.law.terms import Law

THIN_TRADES = 2_000
"""A venue with fewer trades in a day is also looked at over the learning period: a day tells too little."""
BAR_AT_MOST = 5.0
"""How many times higher the bar of a venue may become by what its learning days showed of others."""
LEARNED = {"venue_id": pl.String, "kind": pl.String, "cluster": pl.String, "log10_p_milli": pl.Int64}


@dataclass(frozen=True)
class Watched:
    """How many groups of accounts stand out on a day, and at how many venues that are still being learned."""

    day: date
    venues: int
    alerts: int
    trials: int

    def __str__(self) -> str:
        return f"{self.day}: {self.venues} venues watched; {self.alerts} groups of accounts stand out, {self.trials} more at venues still in their learning period."


def watch_markets(*, lake: Lake, law: Law) -> Watched:
    """Replace `venue_alerts` of the law's day; run twice, it writes nothing new.

    Where the law as known lacks a term nothing is judged; the indicators ABU-01 to ABU-05 then say which.
    """
    try:
        policy = Policy.of(law)
    except Refused:
        return Watched(law.day, 0, 0, 0)
    days = _days_seen(lake, law, policy)
    found = alerts(
        lake, law, policy, thin=[venue for venue, (_days, trades) in days.items() if trades < THIN_TRADES]
    )
    learned = _learned(lake, law) if found else pl.DataFrame(schema=LEARNED)
    rows = [
        _rows(
            law,
            policy,
            learned.filter(pl.col("venue_id") == venue),
            [each for each in found if each.venue_id == venue],
            seen,
        )
        for venue, (seen, _trades) in days.items()
    ]
    told = pl.concat([pl.DataFrame(schema=VENUE_ALERTS.polars_schema()), *rows])
    lake.replace_day("venue_alerts", law.day, told)
    trials = int(told["learning"].sum())
    return Watched(law.day, len(days), told.height - trials, trials)


def alerts(lake: Lake, law: Law, policy: Policy, *, thin: Sequence[str] = ()) -> list[Alert]:
    """Return what every detector finds on the law's day, each within the policy's share of false alarms."""
    zone, day = law.settlement.time_zone.value, law.day
    begins, ends = day_bounds(day, zone)
    window = days_up_to(day, days=policy.learning_days)
    history = Period(day - timedelta(days=policy.learning_days), day)
    trades, orders, earlier = (
        lake.on("venue_trades", day),
        lake.on("venue_orders", day),
        lake.within("venue_trades", history),
    )
    accounts = lake.table("venue_accounts").filter(_.day <= day)
    spared = lake.memory(lake.collect(_spared(lake, day, policy)))
    watch = Watch.of(lake, accounts, spared)
    found = watch.look(lake, trades, policy)
    if thin:
        halved = dataclasses.replace(policy, false_alarm_share=policy.false_alarm_share / 2)
        some = lake.within("venue_trades", window).filter(_.venue_id.isin(list(thin)))
        longer = watch.look(lake, some, halved)
        found = _rarest([*found, *(alert for alert in longer if alert.span.to_at >= begins)])
    found += spoofing(lake, orders, trades, spared, policy)
    history_begins = day_bounds(history.starts_on, zone)[0]
    found += marking_close(
        lake, trades, earlier, spared, policy, begins=begins, ends=ends, history_begins=history_begins
    )
    whole = lake.within("venue_trades", Period(history.starts_on, day + timedelta(days=1)))
    found += pump_and_dump(lake, whole, spared, policy, begins=history_begins, day_begins=begins)
    return found + ahead_of_listing(lake, whole, lake.on("venue_listings", day), spared, policy)


def _spared(lake: Lake, day: date, policy: Policy) -> Any:
    """Return the makers whose agreement stands on the day; none where the policy spares nobody."""
    makers = lake.table("ref_market_makers")
    standing = valid_on(makers, day)
    return makers.filter(standing & policy.makers_spared).select("venue_id", "account_id", "instrument")


def _days_seen(lake: Lake, law: Law, policy: Policy) -> dict[str, tuple[int, int]]:
    """Return by venue that traded on the day how many days before it traded within the learning period, and the day's trades."""
    period = Period(law.day - timedelta(days=policy.learning_days), law.day + timedelta(days=1))
    by_day = lake.collect(
        lake.within("venue_trades", period).group_by(["venue_id", "day"]).agg(trades=_.count().cast("int64"))
    )
    today = by_day.filter(pl.col("day") == law.day).sort("venue_id")
    earlier = dict(by_day.filter(pl.col("day") < law.day).group_by("venue_id").len().iter_rows())
    return {
        venue: (earlier.get(venue, 0), trades)
        for venue, trades in today.select("venue_id", "trades").iter_rows()
    }


def _rarest(found: Iterable[Alert]) -> list[Alert]:
    """Keep of the same group seen over two periods the rarer."""
    best: dict[tuple[str, str, str], Alert] = {}
    for alert in found:
        key = (alert.venue_id, alert.instrument, alert.cluster)
        if key not in best or alert.log10_p > best[key].log10_p:
            best[key] = alert
    return list(best.values())


def _learned(lake: Lake, law: Law) -> pl.DataFrame:
    """Return the trials of earlier days, of every venue."""
    trials = lake.table("venue_alerts").filter(_.learning == 1, _.day < law.day)
    return lake.collect(trials.select(*LEARNED))


def _rows(law: Law, policy: Policy, earlier: pl.DataFrame, found: list[Alert], seen: int) -> pl.DataFrame:
    learning = seen < policy.learning_days
    standing = [alert for alert in found if learning or alert.log10_p >= _bar(alert, earlier, policy)]
    return alert_rows(standing, day=law.day, compared_days=seen, learning=learning)


def _bar(alert: Alert, earlier: pl.DataFrame, policy: Policy) -> float:
    """Return how rare an alert has to be: rarer than what the learning days showed of others of its kind, within reason."""
    least = policy.least_log10_p
    others = earlier.filter(pl.col("kind") == alert.kind.value, pl.col("cluster") != alert.cluster)[
        "log10_p_milli"
    ]
    highest = float(others.max() or 0) / 1_000  # type: ignore[arg-type]
    return max(least, min(BAR_AT_MOST * least, highest))
