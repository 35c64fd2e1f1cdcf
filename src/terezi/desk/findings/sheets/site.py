"""The page of one site: three witnesses, what could explain a gap, what would clear it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.desk.findings.basis import HISTORY_DAYS, Basis
from terezi.desk.findings.doors import sentence
from terezi.desk.findings.models import Finding
from terezi.desk.findings.numbers import DEFINITIONS, figure
from terezi.desk.findings.numbers.feeds import SOURCES, site_states
from terezi.desk.findings.numbers.site import witness_days
from terezi.desk.findings.numbers.terms import Ask, Figure, Worked
from terezi.desk.findings.sheets.lines import FindingLine, lines
from terezi.desk.findings.sheets.today import Pan


@dataclass(frozen=True)
class WitnessDay:
    """One day of the strip: three figures (or absent), and whether the grid ordered less."""

    day: date
    metered: Figure
    machines: Figure
    coins: Figure
    gap: Figure
    curtailed: bool


@dataclass(frozen=True)
class Witness:
    """Who says what, and how good a source it is."""

    title: str
    state: str
    until: datetime | None
    says: Figure
    rank: int | None
    rank_says: str


@dataclass(frozen=True)
class Told:
    """One finding of the site's history, with its sheet as it was; `replaced_at` where it no longer stands."""

    day: date
    indicator: str
    replaced_at: datetime | None
    sheet: Ask


@dataclass(frozen=True)
class SitePage:
    """Everything on the page of one site."""

    site_id: str
    name: str
    region: str
    status: str
    row: dict[str, Any]
    day: date
    sentence: SafeString
    strip: tuple[WitnessDay, ...]
    witnesses: tuple[Witness, ...]
    findings: tuple[FindingLine, ...]
    facts: tuple[tuple[str, Figure], ...]
    gain: Pan
    risk: Pan
    history: tuple[Told, ...]

    @property
    def lead(self) -> FindingLine | None:
        return self.findings[0] if self.findings else None

    @property
    def weighed(self) -> FindingLine | None:
        """The weightiest finding that comes with competing explanations."""
        return next((line for line in self.findings if line.finding.hypotheses), None)


def site_page(basis: Basis, site_id: str, *, history: tuple[Finding, ...]) -> SitePage | None:
    """Build the page of one site for the day of `basis`; None when the site is not on the register."""
    rows = basis.sites.filter(pl.col("site_id") == site_id)
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    found = lines(basis.by_subject.get(site_id, ()), basis)
    return SitePage(
        site_id=site_id,
        name=row["name"],
        region=row["region"],
        status=row["status"],
        row=row,
        day=basis.day,
        sentence=_sentence(basis, row, found),
        strip=strip_of(basis, site_id),
        witnesses=_witnesses(basis, site_id),
        findings=found,
        facts=_facts(basis, row),
        gain=_gain(basis, site_id),
        risk=_risk(basis, site_id, found),
        history=tuple(_told(basis, each) for each in history),
    )


def _told(basis: Basis, finding: Finding) -> Told:
    replaced = finding.superseded_at
    if replaced and basis.known_at and replaced > basis.known_at:
        replaced = None
    kind = "finding-gap" if finding.gap_wh else "finding-measured"
    sheet = Ask(kind, finding.day, finding=finding.pk, known_at=basis.known_at)
    return Told(finding.day, finding.indicator, replaced, sheet)


def name_of(basis: Basis, site_id: str) -> str:
    """Return the name of a site on the register of the day; else its number."""
    names = basis.sites.filter(pl.col("site_id") == site_id)["name"].to_list()
    return str(names[0]) if names else site_id


def strip_of(basis: Basis, site_id: str) -> tuple[WitnessDay, ...]:
    """Return the three witnesses of the last 30 days, oldest first; absent stays absent."""
    curtailed = _curtailed_days(basis, site_id)
    days = witness_days(basis, site_id, HISTORY_DAYS)
    return tuple(_witness_day(site_id, row, row["day"] in curtailed) for row in days.iter_rows(named=True))


def _witness_day(site_id: str, row: dict[str, Any], curtailed: bool) -> WitnessDay:
    def of(kind: str, value: int | None) -> Figure:
        return Figure(Ask(kind, row["day"], site_id), Worked(value, "Wh"))

    metered, machines = row["metered_wh"], row["machines_wh"]
    gap = None if metered is None or machines is None else metered - machines
    return WitnessDay(
        row["day"],
        of("site-metered", metered),
        of("site-machines", machines),
        of("site-coins", row["coins_wh"]),
        of("site-gap", gap),
        curtailed,
    )


def _curtailed_days(basis: Basis, site_id: str) -> set[date]:
    orders = basis.readings.curtailments(site_id, basis.period(HISTORY_DAYS))
    return set(orders["day"].to_list())


def _month(basis: Basis, kind: str, site_id: str) -> Figure:
    return figure(basis, kind, site=site_id, part=str(HISTORY_DAYS))


def _sentence(basis: Basis, row: dict[str, Any], found: tuple[FindingLine, ...]) -> SafeString:
    values: dict[str, object] = {
        "power": figure(basis, "site-licensed-power", site=row["site_id"]),
        "metered": _month(basis, "site-metered", row["site_id"]),
        "machines": _month(basis, "site-machines", row["site_id"]),
        "coins": _month(basis, "site-coins", row["site_id"]),
        "status": status_says(row["status"]),
    }
    if values["metered"].worked.value is None:  # type: ignore[attr-defined]
        told = _(
            "{status} up to {power}; its meter has not reported in the last 30 days, so its story cannot be weighed."
        )
    elif not found:
        told = _(
            "{status} up to {power}; over 30 days its meter shows {metered}, its machines explain {machines} and its coins {coins}: they agree."
        )
    else:
        told = _(
            "{status} up to {power}; over 30 days its meter shows {metered}, its machines explain {machines} and its coins {coins}."
        )
    return sentence(told, values)


def status_says(status: str) -> str:
    """Say what a status of the register allows."""
    return {
        "registered": _("May operate"),
        "licensed": _("May operate"),
        "limited": _("May operate, with conditions,"),
        "suspended": _("May not operate for now; licensed"),
        "withdrawn": _("May not operate; was licensed"),
        "struck_off": _("May not operate; was licensed"),
    }.get(status, status)


def rank_says(rank: int | None) -> str:
    """Name a source rank, from the fiscal meter (1) to the nameplate (6)."""
    return {
        1: _("fiscal meter"), 2: _("check meter"), 3: _("PDU"), 4: _("machine"), 5: _("declared"), 6: _("nameplate"),
    }.get(rank or 0, "")  # fmt: skip


def _witnesses(basis: Basis, site_id: str) -> tuple[Witness, ...]:
    metered = _month(basis, "site-metered", site_id)
    meter_rank = metered.worked.inputs[0].source_rank
    told = {
        "meters": (_("Meter"), metered, meter_rank, rank_says(meter_rank)),
        "machines": (_("Machines"), _month(basis, "site-machines", site_id), 4, rank_says(4)),
        "pools": (_("Coins"), _month(basis, "site-coins", site_id), None, _("pool or chain")),
    }
    witnesses = []
    for source in SOURCES:
        title, says, rank, ranked = told[source]
        state = site_states(basis, source).filter(pl.col("site_id") == site_id).row(0, named=True)
        witnesses.append(Witness(title, state["state"], state["until"], says, rank, ranked))
    return tuple(witnesses)


def _facts(basis: Basis, row: dict[str, Any]) -> tuple[tuple[str, Figure], ...]:
    kinds = (
        "site-licensed-power", "site-machines-registered", "site-hash-registered",
        "site-power-registered", "site-overhead", "site-tariff", "site-least-share",
    )  # fmt: skip
    return tuple(
        (
            str(DEFINITIONS[kind].title),
            figure(
                basis, kind, site=row["site_id"], part=str(HISTORY_DAYS) if kind == "site-least-share" else ""
            ),
        )
        for kind in kinds
    )


def _gain(basis: Basis, site_id: str) -> Pan:
    return Pan(
        _("Gain"),
        (
            (_("Energy bought"), _month(basis, "site-metered", site_id)),
            (_("Levy due"), _month(basis, "site-levy", site_id)),
            (_("Coins earned"), _month(basis, "site-earned", site_id)),
        ),
        _month(basis, "site-coverage", site_id),
    )


def _risk(basis: Basis, site_id: str, found: tuple[FindingLine, ...]) -> Pan:
    figures = [
        (_("Not explained by machines"), _month(basis, "site-gap", site_id)),
        (_("Not explained by coins"), _month(basis, "site-gap-coins", site_id)),
    ]
    if found:
        figures.append((_("Money at stake in the first finding"), found[0].money))
    return Pan(_("Risk"), tuple(figures), _month(basis, "site-coverage", site_id))
