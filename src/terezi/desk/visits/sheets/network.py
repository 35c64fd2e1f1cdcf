"""What stands on the page of all load: feeders, regions, and one sentence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.desk.findings.doors import number, sentence
from terezi.desk.findings.quantities import Spoken
from terezi.desk.visits import quantities
from terezi.desk.visits.basis import LoadBasis
from terezi.desk.visits.sheets.what_if import Outlook

UNEXPLAINED, EXPLAINED, CANNOT_TELL = "disagrees", "agrees", "nodata"


@dataclass(frozen=True)
class FeederLine:
    """One feeder and what its balance says; powers in W."""

    feeder_id: str
    name: str
    region: str
    rated_w: int
    at: tuple[float, float] | None  # longitude, latitude
    balance: Mapping[str, Any] | None

    @property
    def meaning(self) -> str:
        """Whether load is unexplained, explained, or nobody can tell."""
        if (
            self.balance is None
            or self.balance["unexplained_w"] is None
            or self.balance["can_tell"] == "nothing"
        ):
            return CANNOT_TELL
        return UNEXPLAINED if (self.balance["low_w"] or 0) > 0 else EXPLAINED

    @property
    def unexplained_w(self) -> int:
        """The load nobody explains where it stands out, else 0."""
        return self.balance["unexplained_w"] if self.balance and self.meaning == UNEXPLAINED else 0

    @property
    def unexplained(self) -> Spoken:
        return quantities.power(self.balance["unexplained_w"] if self.balance else None)

    @property
    def delivered(self) -> Spoken:
        return quantities.power(self.balance["delivered_w"] if self.balance else None)

    @property
    def rated(self) -> Spoken:
        return quantities.power(self.rated_w)

    @property
    def interval(self) -> SafeString:
        return interval_says(self.balance, "low_w", "high_w")

    @property
    def says(self) -> SafeString:
        return balance_says(self.balance)

    @property
    def state_says(self) -> str:
        return meaning_says(self.meaning)


def meaning_says(meaning: str) -> str:
    """Say one of the three things a balance can say."""
    said = {UNEXPLAINED: _("unexplained"), EXPLAINED: _("explained"), CANNOT_TELL: _("cannot tell")}
    return said[meaning]


def interval_says(balance: Mapping[str, Any] | None, low: str, high: str) -> SafeString:
    """Set the ends of a balance's interval; nothing where there is none."""
    if balance is None or balance[low] is None or balance[high] is None:
        return SafeString("")
    return format_html("<bdi>{} – {}</bdi>", quantities.power(balance[low]), quantities.power(balance[high]))


def balance_says(balance: Mapping[str, Any] | None) -> SafeString:
    """Say in one sentence what a balance found, or why it cannot."""
    if balance is None:
        return sentence(_("Not balanced: no meter of its own, or no readings yet."), {})
    if balance["unexplained_w"] is None or balance["can_tell"] == "nothing":
        return sentence(_("Nobody can tell yet: {why}."), {"why": _cannot(balance)})
    told = {
        "watts": number(quantities.power(balance["unexplained_w"])),
        "interval": interval_says(balance, "low_w", "high_w"),
        "least": number(quantities.power(balance["least_w"] or balance["least_standing_w"])),
        "since": day_says(balance["changed_on"]) if balance["changed_on"] else "",
    }
    if (balance["low_w"] or 0) <= 0:
        return sentence(_("Meters and losses explain it. From {least} on it would have stood out."), told)
    if balance["changed_on"]:
        return sentence(
            _("{watts} ({interval}) that neither meters nor losses explain, since {since}."), told
        )
    return sentence(_("{watts} ({interval}) that neither meters nor losses explain."), told)


def _cannot(balance: Mapping[str, Any]) -> str:
    return _("{days} of {window} days could be counted").format(
        days=balance["days_covered"], window=balance["window_days"]
    )


def day_says(day: date) -> str:
    """Say a day as the language does."""
    return date_format(day, "DATE_FORMAT")


@dataclass(frozen=True)
class RegionLine:
    """A region as a row: the fallback of the map."""

    region: str
    feeders: int
    standing_out: int
    cannot_tell: int
    unexplained_w: int
    leads: int

    @property
    def unexplained(self) -> Spoken:
        return quantities.power(self.unexplained_w)


def feeder_lines(basis: LoadBasis) -> list[FeederLine]:
    """Return the feeders this officer sees, the most unexplained load first."""
    balances = {
        row["subject_id"]: row
        for row in basis.balances.filter(pl.col("level") == "feeder").iter_rows(named=True)
    }
    lines = [feeder_line(row, balances.get(row["feeder_id"])) for row in basis.feeders.iter_rows(named=True)]
    order = (UNEXPLAINED, CANNOT_TELL, EXPLAINED)
    return sorted(lines, key=lambda line: (order.index(line.meaning), -line.unexplained_w, line.feeder_id))


def feeder_line(row: Mapping[str, Any], balance: Mapping[str, Any] | None) -> FeederLine:
    """Return one feeder of the utility's list with its balance."""
    at = None
    if row["latitude_udeg"] is not None and row["longitude_udeg"] is not None:
        at = (row["longitude_udeg"] / 1e6, row["latitude_udeg"] / 1e6)
    return FeederLine(row["feeder_id"], row["name"], row["region"], row["rated_w"], at, balance)


def region_lines(lines: Sequence[FeederLine], lead_regions: Iterable[str]) -> list[RegionLine]:
    """Count feeders and leads by region, the most unexplained load first."""
    leads: dict[str, int] = defaultdict(int)
    for region in lead_regions:
        leads[region] += 1
    regions = sorted({line.region for line in lines} | set(leads))
    told = [
        _region(region, [line for line in lines if line.region == region], leads[region])
        for region in regions
    ]
    return sorted(told, key=lambda line: -line.unexplained_w)


def _region(region: str, lines: Sequence[FeederLine], leads: int) -> RegionLine:
    return RegionLine(
        region,
        len(lines),
        sum(line.meaning == UNEXPLAINED for line in lines),
        sum(line.meaning == CANNOT_TELL for line in lines),
        sum(line.unexplained_w for line in lines),
        leads,
    )


def network_says(lines: Sequence[FeederLine], leads: int, outlook: Outlook | None) -> list[SafeString]:
    """Say what no meter explains behind feeders, and how many meters stand out where how many would by chance."""
    out = [line for line in lines if line.meaning == UNEXPLAINED]
    told: dict[str, object] = {
        "feeders": len(lines),
        "out": len(out),
        "watts": number(quantities.power(sum(line.unexplained_w for line in out))),
        "leads": quantities.count(leads),
    }
    said = []
    if out:
        said.append(
            sentence(
                _("{out} of {feeders} feeders draw {watts} that neither meters nor losses explain."), told
            )
        )
    elif lines:
        said.append(sentence(_("None of {feeders} feeders draws load that stands out."), told))
    if outlook is not None:
        told |= {
            name: quantities.count(getattr(outlook, name)) for name in ("named", "screened", "by_chance")
        }
        said.append(
            sentence(
                _("{named} of {screened} screened meters stand out; {by_chance} would by chance alone."), told
            )
        )
    elif leads:
        said.append(sentence(_("{leads} meters stand out."), told))
    return said
