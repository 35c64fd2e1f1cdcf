"""Accounts that trade with each other more than chance explains: one owner's, those that share a key, and rings without either."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import polars as pl

from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.abuse import meetings as pass_over
from terezi.evidence.numerics.abuse.alerts import Alert, Kind, Method, Span
from terezi.evidence.numerics.abuse.matching import Met
from terezi.evidence.numerics.abuse.pairs import (
    LEAST_MEETINGS,
    LIFT,
    active_accounts,
    frequent_pairs,
    of_accounts,
    totals,
    with_quoters,
)
from terezi.evidence.numerics.abuse.policy import Policy
from terezi.evidence.numerics.abuse.rings import Group, apart, flows, judged, rings

FLAT = 0.4
"""The most a ring's members together may gain or give of what passed through them, as a share; one buyer and one seller have 1."""
OWN_SHARE = 0.15
"""The least part of each member's own volume that stays in a ring: who trades mostly with others, like an arbitrageur who takes the
stale orders of many, is no member."""
TIED_LIFT = 1.5
"""For accounts of one owner, or that share a key, how many times the odds of chance they must have met with. One account alone needs LIFT
as others do: who takes right after quoting finds its own quotes there, meaning it or not."""
Ties = dict[frozenset[str], tuple[str, ...]]


@dataclass(frozen=True)
class Place:
    """One instrument of one venue: the meetings of accounts that may belong together, and what else is needed to weigh them."""

    venue_id: str
    instrument: str
    rows: pl.DataFrame
    pairs: pl.DataFrame
    met: Met
    volume_e8: int
    ties: Ties
    spared: frozenset[str]


def wash(lake: Lake, trades: Any, accounts: Any, spared: Any, policy: Policy) -> list[Alert]:
    """Look through the trades of a period; `spared` are makers under agreement (venue_id, account_id, instrument).

    An alert is rarer than the policy's share of false alarms, over all groups a venue's accounts can form.
    """
    return Watch.of(lake, accounts, spared).look(lake, trades, policy)


@dataclass(frozen=True)
class Watch:
    """What is known of accounts, so that several periods can be looked through: who shares a key, and who is spared."""

    ties: dict[str, Ties]
    spared: pl.DataFrame

    @classmethod
    def of(cls, lake: Lake, accounts: Any, spared: Any) -> "Watch":
        agreed = lake.collect(spared.select("venue_id", "account_id", "instrument"))
        return cls(_tied(lake.collect(pass_over.tied_accounts(accounts))), agreed)

    def look(self, lake: Lake, trades: Any, policy: Policy) -> list[Alert]:
        """Return the groups that stand out in a period's trades."""
        places = list(_places(with_quoters(lake.collect(pass_over.meetings(trades))), self))
        at_venue: dict[str, int] = defaultdict(int)
        for place in places:
            at_venue[place.venue_id] += 1
        found = [alert for place in places for alert in _of_place(place, policy, at_venue[place.venue_id])]
        return [alert for alert in found if alert.log10_p >= policy.least_log10_p]


def _places(met: pl.DataFrame, watch: Watch) -> Iterator[Place]:
    pairs, ties = frequent_pairs(met, watch.spared), watch.ties
    rows = of_accounts(met, _looked_at(pairs, ties))
    whole_of, active = totals(met), active_accounts(met)
    for venue_id, instrument, count in active.sort("venue_id", "instrument").iter_rows():
        here = (pl.col("venue_id") == venue_id) & (pl.col("instrument") == instrument)
        some = rows.filter(here).sort("hour", "aggressor", "taker", "maker")
        if some.is_empty():
            continue
        whole = whole_of.filter(here)
        yield Place(
            venue_id, instrument, some, pairs.filter(here), Met.of(some, whole, accounts=count),
            int(whole["volume_e8"].sum()), ties.get(venue_id, {}), _at(watch.spared, venue_id, instrument),
        )  # fmt: skip


def _at(spared: pl.DataFrame, venue_id: str, instrument: str) -> frozenset[str]:
    rows = spared.filter(pl.col("venue_id") == venue_id, pl.col("instrument").is_in(["*", instrument]))
    return frozenset(rows["account_id"])


def _tied(keys: pl.DataFrame) -> dict[str, Ties]:
    """Return by venue the groups of accounts that share keys, directly or through each other, with the keys' names."""
    told: dict[str, Ties] = defaultdict(dict)
    for (venue_id,), rows in keys.group_by("venue_id"):
        graph = nx.Graph()
        for key, value, account in rows.select("key", "value", "account_id").iter_rows():
            graph.add_edge((key, value), account)
        for component in nx.connected_components(graph):
            members = frozenset(node for node in component if isinstance(node, str))
            names = sorted({node[0] for node in component if not isinstance(node, str)})
            told[str(venue_id)][members] = tuple(names)
    return told


def _looked_at(pairs: pl.DataFrame, ties: dict[str, Ties]) -> pl.DataFrame:
    tied = [(venue, account) for venue, groups in ties.items() for group in groups for account in group]
    paired = [row for side in ("taker", "maker") for row in pairs.select("venue_id", side).iter_rows()]
    schema = {"venue_id": pl.String, "account_id": pl.String}
    return pl.DataFrame(sorted(set(tied + paired)), schema=schema, orient="row")


def _of_place(place: Place, policy: Policy, instruments: int) -> list[Alert]:
    number = {name: at for at, name in enumerate(place.met.names)}
    tied = {
        frozenset(number[name] for name in names - place.spared if name in number): keys
        for names, keys in place.ties.items()
    }
    tied = {members: keys for members, keys in tied.items() if len(members) > 1}
    looked_at = float(np.log10(max(1, len(tied))))
    known = [judged(place.met, members, looked_at=looked_at) for members in tied]
    rare = [group for group in rings(place.met, place.pairs) if group.log10_p >= policy.least_log10_p]
    free = [group for group in rare if _goes_round(place.met, group) and _stays_inside(place.met, group)]
    ranked = sorted([*known, *free], key=lambda group: (-group.log10_p, sorted(group.members)))
    standing = apart(
        group for group in ranked if _stands_out(place, group, policy, tied=group.members in tied)
    )
    return [
        _alert(place, group, tied.get(group.members, ()), float(np.log10(instruments))) for group in standing
    ]


def _goes_round(met: Met, group: Group) -> bool:
    """Say whether the members end nearly where they began, as nearly as so few trades allow; one that trades with itself always does."""
    got, gave = flows(met, group.members)
    each = 2 * group.count.met / len(group.members)
    return bool(np.abs(got - gave).sum() <= (FLAT + 1 / np.sqrt(max(1.0, each))) * (got + gave).sum())


def _stays_inside(met: Met, group: Group) -> bool:
    inside = met.inside(group.members)
    for member in group.members:
        own = (met.taker == member) | (met.maker == member)
        if met.volume_e8[own & inside].sum() < OWN_SHARE * met.volume_e8[own].sum():
            return False
    return True


def _stands_out(place: Place, group: Group, policy: Policy, *, tied: bool) -> bool:
    """Ask for a size, and for an effect besides rarity: busy accounts make tiny departures rare."""
    volume, count = int(place.met.volume_e8[place.met.inside(group.members)].sum()), group.count
    beyond_chance = volume * max(0.0, 1 - 1 / max(count.odds, 1e-9))
    enough = beyond_chance >= policy.wash_least_share * place.volume_e8
    clear = count.odds >= (TIED_LIFT if tied else LIFT)
    return enough and clear and count.met >= LEAST_MEETINGS


def _alert(place: Place, group: Group, ties: tuple[str, ...], more_looked_at: float) -> Alert:
    rows = place.rows.filter(pl.Series(place.met.inside(group.members)))
    got, gave = flows(place.met, group.members)
    volume = int(rows["volume_e8"].sum())
    one_owner = len(group.members) == 1 or "owner" in ties
    by_volume = sorted(zip((got + gave).tolist(), sorted(group.members), strict=True), reverse=True)
    return Alert(
        venue_id=place.venue_id,
        instrument=place.instrument,
        kind=Kind.SELF_TRADE if one_owner else Kind.WASH,
        accounts=tuple(place.met.names[member] for _, member in by_volume),
        ties=ties,
        span=Span(
            *(
                rows["from_sequence"].min(),
                rows["to_sequence"].max(),
                rows["from_at"].min(),
                rows["to_at"].max(),
            )  # type: ignore[arg-type]
        ),
        trades=int(rows["trades"].sum()),
        orders=0,
        volume_e8=volume,
        net_e8=int(np.abs(got - gave).max()),
        share_ppm=volume * PPM // max(1, place.volume_e8),
        expected=group.count.expected,
        log10_p=max(0.0, group.log10_p - more_looked_at),
        method=Method.MATCHING,
        details={"meetings": group.count.met, "hours": rows["hour"].n_unique()},
    )
