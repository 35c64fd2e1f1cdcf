"""Where a week's power went: what was left over, through regions and feeders, to sites, losses and what nobody explains.

Energy is conserved at every node: what comes in goes out, in whole Wh.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.findings.quantities import Spoken, spoken

FEEDERS_SHOWN = 12
OUTCOMES = ("registered", "not_drawn", "not_given", "other", "missing", "loss", "unexplained")
OF_FEEDER = {
    "other": "other_wh", "missing": "missing_wh", "loss": "technical_loss_wh", "unexplained": "unexplained_wh",
}  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A place power passes; `column` from 0 (where it comes from) to 3 (where it went)."""

    code: str
    says: str
    column: int
    address: str = ""


@dataclass(frozen=True)
class Link:
    """So many Wh from one node to another."""

    source: str
    target: str
    wh: int

    @property
    def amount(self) -> Spoken:
        return spoken(self.wh, "Wh")


@dataclass(frozen=True)
class Flow:
    """All nodes and links of the picture, and the same as rows of a table."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    @property
    def by_code(self) -> Mapping[str, Node]:
        return {node.code: node for node in self.nodes}

    def through(self, code: str) -> int:
        """Return what passes a node in Wh."""
        comes = sum(link.wh for link in self.links if link.target == code)
        return comes or sum(link.wh for link in self.links if link.source == code)

    @property
    def rows(self) -> list[tuple[str, str, Spoken]]:
        names = self.by_code
        return [(names[link.source].says, names[link.target].says, link.amount) for link in self.links]


def says(code: str) -> str:
    """Name a part of the flow that is no region and no feeder."""
    return {
        "left_over": _("Left over for mines"),
        "beyond": _("Drawn beyond the plan"),
        "supply": _("Other supply"),
        "registered": _("Registered sites, metered"),
        "not_drawn": _("Given, not drawn"),
        "not_given": _("Given to nobody"),
        "other": _("Other customers' meters"),
        "missing": _("Silent meters, estimated"),
        "loss": _("Technical loss"),
        "unexplained": _("Unexplained"),
        "rest": _("Other feeders"),
        "none": _("Without a feeder balance"),
    }[code]


def week_flow(basis: EnergyBasis) -> Flow | None:
    """Return the flow of the week; None where neither a plan nor a meter tells of it."""
    regions = _regions(basis)
    feeders = _feeders(basis, regions)
    links = [link for link in (*_into_regions(regions), *_through_feeders(regions, feeders)) if link.wh > 0]
    if not links:
        return None
    return Flow(tuple(_nodes(links, regions, feeders)), tuple(_merged(links)))


@dataclass(frozen=True)
class _Region:
    name: str
    given: int
    unused: int
    drawn: int
    within: int


def _regions(basis: EnergyBasis) -> list[_Region]:
    """Compare plan and meters by hour; hours without a plan count all that was drawn as beyond it, if there is a plan."""
    plan = basis.public_week.select("region", "starts_at", "allocated_w", "unused_w")
    joined = plan.join(basis.drawn_week, on=["region", "starts_at"], how="full", coalesce=True).fill_null(0)
    if plan.is_empty():
        joined = joined.with_columns(allocated_w=pl.col("wh"))
    within = pl.min_horizontal("allocated_w", "wh")
    added = joined.group_by(name="region").agg(
        given=pl.col("allocated_w").sum(),
        unused=pl.col("unused_w").sum(),
        drawn=pl.col("wh").sum(),
        within=within.sum(),
    )
    return [_Region(**row) for row in added.sort("name").iter_rows(named=True)]


def _into_regions(regions: Sequence[_Region]) -> Iterator[Link]:
    for each in regions:
        yield Link("left_over", f"r:{each.name}", each.given)
        yield Link("beyond", f"r:{each.name}", each.drawn - each.within)
        yield Link(f"r:{each.name}", "not_drawn", each.given - each.within)
    yield Link("left_over", "not_given", sum(each.unused for each in regions))


def _feeders(basis: EnergyBasis, regions: Sequence[_Region]) -> list[dict[str, Any]]:
    """Return the week's balance of each feeder with its region; mines' energy as their own meters tell it."""
    of_region = dict(basis.feeders.select("feeder_id", "region").iter_rows())
    names = dict(basis.feeders.select("feeder_id", "name").iter_rows())
    rows = [
        {**row, "region": of_region[row["feeder_id"]], "name": names[row["feeder_id"]]}
        for row in basis.readings.flow(basis.week).iter_rows(named=True)
        if row["feeder_id"] in of_region
    ]
    drawn = {each.name: each.drawn for each in regions}
    for region in {row["region"] for row in rows}:
        here = [row for row in rows if row["region"] == region]
        told = sum(row["registered_wh"] for row in here)
        if told > drawn.get(region, 0):  # a meter that counts at the feeder and no longer at a site
            for row in here:
                row["registered_wh"] = row["registered_wh"] * drawn.get(region, 0) // told
    return sorted(rows, key=lambda row: -row["delivered_wh"])


def _through_feeders(regions: Sequence[_Region], feeders: Sequence[dict[str, Any]]) -> Iterator[Link]:
    for number, row in enumerate(feeders):
        code = f"f:{row['feeder_id']}" if number < FEEDERS_SHOWN else "rest"
        region = f"r:{row['region']}"
        parts = {part: max(row[column], 0) for part, column in OF_FEEDER.items()}
        yield Link("supply", region, sum(parts.values()))
        yield Link(region, code, row["registered_wh"] + sum(parts.values()))
        yield Link(code, "registered", row["registered_wh"])
        yield from (Link(code, part, wh) for part, wh in parts.items())
    for each in regions:
        told = sum(row["registered_wh"] for row in feeders if row["region"] == each.name)
        yield Link(f"r:{each.name}", "none", each.drawn - told)
        yield Link("none", "registered", each.drawn - told)


def _merged(links: Sequence[Link]) -> list[Link]:
    added: dict[tuple[str, str], int] = {}
    for link in links:
        added[link.source, link.target] = added.get((link.source, link.target), 0) + link.wh
    return [Link(source, target, wh) for (source, target), wh in added.items()]


def _nodes(
    links: Sequence[Link], regions: Sequence[_Region], feeders: Sequence[dict[str, Any]]
) -> Iterator[Node]:
    used = {link.source for link in links} | {link.target for link in links}
    names = dict.fromkeys([*(each.name for each in regions), *(row["region"] for row in feeders)])
    told = [Node(code, says(code), 0) for code in ("left_over", "beyond", "supply")]
    told += [Node(f"r:{name}", name, 1) for name in names]
    told += [
        Node(f"f:{row['feeder_id']}", row["name"], 2, row["feeder_id"]) for row in feeders[:FEEDERS_SHOWN]
    ]
    told += [Node(code, says(code), 2) for code in ("rest", "none")]
    told += [Node(code, says(code), 3) for code in OUTCOMES]
    yield from (node for node in told if node.code in used)
