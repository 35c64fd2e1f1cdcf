"""One day's plan: what is left over where, who may draw it, and the certificate that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from terezi.base.periods import Period
from terezi.desk.decisions.words import day as said_day
from terezi.desk.energy import queries
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.models import Plan
from terezi.desk.energy.terms import Allocated, PlanState
from terezi.desk.energy.words import DEMAND_METHODS, PROOFS, RULES, SILENT, WHYS
from terezi.desk.findings.quantities import DASH, Spoken, grouped, spoken
from terezi.desk.people.words import word
from terezi.evidence.facts.plans import KeptPlan

FINEST = 0.000001  # of what a certificate says; what is proved is proved to this
BALANCE = ("available_w", "reserve_w", "demand_w", "export_w", "allocated_w", "unused_w", "shortage_w")


@dataclass(frozen=True)
class SiteLine:
    """What one site may draw on the day, and why not more."""

    site_id: str
    name: str
    region: str
    asked: Spoken
    given: Spoken
    highest: Spoken
    price: str
    why: str


@dataclass(frozen=True)
class PlanSheet:
    """The page."""

    day: date
    kept: KeptPlan | None
    said: str
    tone: str
    balance: Sequence[tuple[str, list[Spoken]]]
    sites: Sequence[SiteLine]
    allocated_wh: int
    proofs: Sequence[tuple[str, str]]
    plans: Sequence[Plan]

    @property
    def allocated(self) -> Spoken:
        return spoken(self.allocated_wh, "Wh")

    @property
    def waiting(self) -> Plan | None:
        return next((plan for plan in self.plans if plan.state == PlanState.PROPOSED), None)

    @property
    def published(self) -> Plan | None:
        return next((plan for plan in self.plans if plan.state == PlanState.PUBLISHED), None)

    @property
    def may_be_proposed(self) -> bool:
        """A planned day may be proposed where none waits, none is firm already, and it is not what is published."""
        published = self.published
        if self.kept is None or self.waiting is not None:
            return False
        return published is None or (
            not published.is_firm and published.certificate_sha256 != self.kept.sha256
        )

    @property
    def is_changed(self) -> bool:
        """Answer whether the day was worked out again since it was published."""
        return bool(self.kept and self.published and self.published.certificate_sha256 != self.kept.sha256)


def plan_sheet(basis: EnergyBasis) -> PlanSheet:
    """Return the plan of the day of `basis`, as this officer sees it."""
    period = Period(basis.day, basis.day + timedelta(days=1))
    kept = basis.readings.certificate(basis.day)
    given = basis.seen(basis.readings.allocations(period))
    surplus = basis.seen(basis.readings.surplus(period))
    plans = list(queries.plans(basis.day))
    public = next((plan for plan in plans if plan.state == PlanState.PUBLISHED), None)
    return PlanSheet(
        day=basis.day,
        kept=kept,
        said=_said(basis, kept, given, plans, public),
        tone="good" if public else "watch" if kept else "",
        balance=_balance(surplus),
        sites=_sites(basis, given),
        allocated_wh=int(given["allocated_w"].sum()),
        proofs=_proofs(kept, basis.currency),
        plans=plans,
    )


def allocated_of(basis: EnergyBasis, kept: KeptPlan) -> Allocated:
    """Return what is proposed to be published: the day as its certificate fixes it, of all regions."""
    rows = basis.readings.allocations(Period(basis.day, basis.day + timedelta(days=1)))
    return Allocated(
        country=basis.country,
        day=basis.day,
        certificate_sha256=kept.sha256,
        rule=str(kept.told["rule"]),
        is_firm=kept.is_firm,
        sites=rows["site_id"].n_unique(),
        allocated_wh=int(rows["allocated_w"].sum()),
    )


def _said(
    basis: EnergyBasis,
    kept: KeptPlan | None,
    given: pl.DataFrame,
    plans: Sequence[Plan],
    public: Plan | None,
) -> str:
    """Say what is published, in the figures that were signed; else what is worked out."""
    day = said_day(basis.day)
    if kept is None:
        return _("{day} has not been planned.").format(day=day)
    if public is not None:
        told = _("For {day}, {energy} are given to {n} mines, published.")
        given = basis.seen(basis.readings.signed({basis.day: public.certificate_sha256}))
    elif any(plan.state == PlanState.PROPOSED for plan in plans):
        told = _("For {day}, {energy} for {n} mines wait for a second officer.")
    else:
        told = _("For {day}, {energy} are worked out for {n} mines; nothing is published.")
    is_firm = kept.is_firm if public is None else public.is_firm
    firm = _("It is firm.") if is_firm else _("It is what is expected; it may still change.")
    energy = spoken(int(given["allocated_w"].sum()), "Wh")
    n = given.filter(pl.col("allocated_w") > 0)["site_id"].n_unique()
    return f"{told.format(day=day, energy=energy, n=n)} {firm}"


def _balance(surplus: pl.DataFrame) -> list[tuple[str, list[Spoken]]]:
    added = surplus.group_by("region").agg(pl.col(*BALANCE).sum()).sort("region")
    return [
        (row["region"], [spoken(row[name], "Wh") for name in BALANCE]) for row in added.iter_rows(named=True)
    ]


def _sites(basis: EnergyBasis, given: pl.DataFrame) -> list[SiteLine]:
    names = dict(basis.readings.sites(basis.day).select("site_id", "name").iter_rows())
    added = given.group_by("site_id", "region").agg(
        asked=pl.col("asked_w").sum(),
        given=pl.col("allocated_w").sum(),
        highest=pl.col("allocated_w").max(),
        low=pl.col("price_minor_per_mwh").min(),
        high=pl.col("price_minor_per_mwh").max(),
        # what held it back most often; in full only where nothing did
        why=pl.col("why").filter(pl.col("why") != "in_full").mode().sort().first(),
    )
    return [
        _site(row, names, basis.currency)
        for row in added.sort("given", "site_id", descending=[True, False]).iter_rows(named=True)
    ]


def _site(row: dict[str, Any], names: dict[str, str], currency: str) -> SiteLine:
    low, high = (spoken(row[name], "minor", currency) for name in ("low", "high"))
    return SiteLine(
        site_id=row["site_id"],
        name=names.get(row["site_id"], row["site_id"]),
        region=row["region"],
        asked=spoken(row["asked"], "Wh"),
        given=spoken(row["given"], "Wh"),
        highest=spoken(row["highest"], "W"),
        price=_price(low, high) if row["given"] else DASH,
        why=word(WHYS, row["why"] or "in_full"),
    )


def _price(low: Spoken, high: Spoken) -> str:
    return str(low) if low == high else f"{low.number} – {high}"


def _proofs(kept: KeptPlan | None, currency: str) -> list[tuple[str, str]]:
    """Return what the certificate says, a sentence and a value for each thing it proves."""
    if kept is None:
        return []
    told = dict(kept.told.get("certificate", {}))
    found = [(_("Rule"), word(RULES, str(kept.told.get("rule", ""))))]
    demand = kept.told.get("demand") or {}
    if demand:
        method = word(DEMAND_METHODS, str(demand.get("method")))
        kept_for_homes = _("quantile {q}, by {method}").format(q=demand.get("quantile"), method=method)
        found.append((_("Demand kept for homes"), kept_for_homes))
        held = spoken(_ppm(demand.get("held_back_coverage")), "ppm")
        found.append((_("Held-back hours that stayed below it"), str(held)))
    for name, (says, unit) in PROOFS.items():
        if told.get(name) is not None:
            found.append((str(says), _proved(told[name], unit, currency)))
    unnamed = [name for name in told if name not in PROOFS and name not in SILENT]
    return found + [(name.replace("_", " "), _plain(told[name])) for name in unnamed]


def _proved(value: object, unit: str, currency: str) -> str:
    """Say a value of the certificate; of breaches by rule the worst."""
    if isinstance(value, dict):
        value = max(value.values(), default=0.0)
    if unit == "minor" and isinstance(value, int | float):
        return str(spoken(round(value), "minor", currency))
    return f"{_plain(value)}\u202f{unit}" if unit else _plain(value)


def _ppm(share: float | None) -> int | None:
    return None if share is None else round(share * 1_000_000)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        if 0 < abs(value) < FINEST:
            return _("under {n}").format(n=grouped(Decimal(str(FINEST)), 6))
        return grouped(Decimal(value), 0 if value.is_integer() else 6)
    return str(value)
