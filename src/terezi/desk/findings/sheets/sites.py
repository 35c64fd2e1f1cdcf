"""The list of sites as rows; ten thousand of them are narrowed as a frame and only a page is dressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.translation import gettext_lazy as _

from terezi.desk.findings.basis import Basis
from terezi.desk.findings.numbers import figure
from terezi.desk.findings.numbers.feeds import site_states
from terezi.desk.findings.numbers.terms import Ask, Figure, Worked
from terezi.desk.findings.sheets.lines import SERIOUS

STORIES = {
    "": _("all"),
    "found": _("do not add up"),
    "agrees": _("agree"),
    "stale": _("meter stale"),
    "absent": _("meter absent"),
}


@dataclass(frozen=True)
class SiteRow:
    """One site in the list."""

    site_id: str
    name: str
    region: str
    licence_number: str
    licensed: Figure
    metered: Figure
    meter_state: str
    meaning: str
    findings: int
    money: Figure | None


def _found_meaning(severity: str) -> str:
    return "disagrees" if severity in SERIOUS else "watch"


def listed(basis: Basis, *, q: str, region: str, story: str) -> Sequence[dict[str, Any]]:
    """Return the rows which the filter lets through: findings first by their weight, then by name."""
    place = {subject: number for number, subject in enumerate(basis.by_subject)}
    places = pl.DataFrame(
        {"site_id": list(place), "place": list(place.values())},
        schema={"site_id": pl.String, "place": pl.Int64},
    )
    rows = (
        basis.sites.select("site_id", "name", "region", "licence_number", "licensed_w")
        .join(basis.site_days.select("site_id", "metered_wh"), on="site_id", how="left")
        .join(site_states(basis, "meters").select("site_id", "state"), on="site_id", how="left")
        .join(places, on="site_id", how="left")
    )
    return rows.filter(*_narrowed(q, region, story)).sort("place", "name", nulls_last=True).rows(named=True)


def _narrowed(q: str, region: str, story: str) -> list[pl.Expr]:
    wanted = []
    if q:
        texts = pl.concat_str(["site_id", "name", "licence_number"], separator=" ").str.to_lowercase()
        wanted.append(texts.str.contains(q.lower(), literal=True))
    if region:
        wanted.append(pl.col("region") == region)
    if story == "found":
        wanted.append(pl.col("place").is_not_null())
    if story == "agrees":
        wanted.append(pl.col("place").is_null() & pl.col("state").is_in(["fresh", "zero"]))
    if story in {"stale", "absent"}:
        wanted.append(pl.col("state") == story)
    return wanted


def regions_of(basis: Basis) -> list[str]:
    return sorted(basis.sites["region"].unique().to_list())


def row_of(basis: Basis, row: dict[str, Any]) -> SiteRow:
    """Dress one row for the page."""
    site_id = row["site_id"]
    found = basis.by_subject.get(site_id, ())
    return SiteRow(
        site_id,
        row["name"],
        row["region"],
        row["licence_number"],
        Figure(Ask("site-licensed-power", basis.day, site_id), Worked(row["licensed_w"], "W")),
        Figure(Ask("site-metered", basis.day, site_id), Worked(row["metered_wh"], "Wh")),
        row["state"],
        _found_meaning(found[0].severity)
        if found
        else "agrees"
        if row["state"] in {"fresh", "zero"}
        else "nodata",
        len(found),
        figure(basis, "finding-money", finding=found[0].pk) if found else None,
    )
