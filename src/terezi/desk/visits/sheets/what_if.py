"""What another false-alarm rate would do: whom it would name, how many of them rightly, how many visits it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import polars as pl
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.desk.findings.doors import number, sentence
from terezi.desk.findings.quantities import Spoken
from terezi.desk.visits import quantities, words
from terezi.desk.visits.basis import LoadBasis
from terezi.desk.visits.readings import MILLION

RATES_PPM = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
SUMS = ("meters", "probability_ppm", "expected_wh")


@dataclass(frozen=True)
class Outlook:
    """Whom a rate would name among `screened`: expected hits are the calibrated probabilities added up."""

    rate_ppm: int
    screened: int
    named: int
    hits_ppm: int
    recovered_wh: int

    @property
    def innocent_ppm(self) -> int:
        """Visits that would find nothing, in millionths: all the others."""
        return self.named * MILLION - self.hits_ppm

    @property
    def by_chance(self) -> int:
        """How many would stand out if all were innocent."""
        return round(self.screened * self.rate_ppm / MILLION)

    @property
    def is_learned(self) -> bool:
        """Whether a model says how likely a find is; the physical rule alone does not."""
        return self.hits_ppm > 0 or self.named == 0

    @property
    def rate(self) -> Spoken:
        return quantities.share(self.rate_ppm)

    @property
    def screened_says(self) -> Spoken:
        return quantities.count(self.screened)

    @property
    def named_says(self) -> Spoken:
        return quantities.count(self.named)

    @property
    def hits(self) -> Spoken:
        return quantities.about(self.hits_ppm)

    @property
    def innocent(self) -> Spoken:
        return quantities.about(self.innocent_ppm)

    @property
    def recovered(self) -> Spoken:
        return quantities.energy(self.recovered_wh)

    @property
    def named_share(self) -> Spoken:
        return quantities.share(round(MILLION * self.named / self.screened) if self.screened else None)

    @property
    def right_share(self) -> Spoken:
        return quantities.share(round(self.hits_ppm / self.named) if self.named else None)


@dataclass(frozen=True)
class FairRow:
    """One class or region at the chosen rate."""

    name: str
    outlook: Outlook

    @property
    def is_uneven(self) -> bool:
        """Whether more are named than rate and expected hits allow: three standard deviations of chance above."""
        expected = self.outlook.screened * self.outlook.rate_ppm / MILLION + self.outlook.hits_ppm / MILLION
        return self.outlook.named > expected + 3 * sqrt(max(expected, 1))


@dataclass(frozen=True)
class WhatIf:
    """Everything on the page."""

    said: SafeString
    chosen: Outlook
    law_ppm: int | None
    steps: tuple[Outlook, ...]
    classes: tuple[FairRow, ...]
    regions: tuple[FairRow, ...]
    visits_per_week: int | None

    @property
    def weeks(self) -> int | None:
        """How many weeks the visits would take."""
        return ceil(self.chosen.named / self.visits_per_week) if self.visits_per_week else None


def rates(basis: LoadBasis, asked_ppm: int = 0) -> tuple[int, ...]:
    """Return the rates to choose from: the usual steps, the law's, and the one asked for."""
    also = {basis.false_alarm_ppm or 0, asked_ppm if 0 < asked_ppm < MILLION else 0} - {0}
    return tuple(sorted({*RATES_PPM, *also}))


def what_if(basis: LoadBasis, asked_ppm: int = 0) -> WhatIf | None:
    """Work the page out at the rate asked for, or the law's; None where nothing was screened."""
    if basis.screened_on is None:
        return None
    lines = rates(basis, asked_ppm)
    told = basis.readings.screened_by_line(basis.screened_on, lines, basis.region)
    chosen_ppm = asked_ppm if asked_ppm in lines else (basis.false_alarm_ppm or RATES_PPM[6])
    steps = tuple(outlook(told, rate) for rate in lines)
    chosen = next(step for step in steps if step.rate_ppm == chosen_ppm)
    rule = basis.law.detection.visits_per_week if basis.law else None
    return WhatIf(
        _says(chosen),
        chosen,
        basis.false_alarm_ppm,
        steps,
        _by(told, "customer_class", chosen_ppm),
        _by(told, "region", chosen_ppm),
        int(rule.value) if rule is not None and rule.is_known else None,
    )


def outlook(told: pl.DataFrame, rate_ppm: int) -> Outlook:
    """Return what a rate would name, of rows counted by line."""
    above = told.filter(pl.col("line_ppm").is_not_null(), pl.col("line_ppm") <= rate_ppm)
    named, hits, recovered = (int(above[name].sum() or 0) for name in SUMS)
    return Outlook(rate_ppm, int(told["meters"].sum() or 0), named, hits, recovered)


def _by(told: pl.DataFrame, column: str, rate_ppm: int) -> tuple[FairRow, ...]:
    parts: Sequence[str] = sorted(told[column].unique().to_list())
    rows = [
        FairRow(_named(column, part), outlook(told.filter(pl.col(column) == part), rate_ppm))
        for part in parts
    ]
    return tuple(sorted(rows, key=lambda row: -row.outlook.named))


def _named(column: str, part: str) -> str:
    return words.class_says(part) if column == "customer_class" else part


def _says(chosen: Outlook) -> SafeString:
    told = {
        "rate": number(chosen.rate),
        "named": quantities.count(chosen.named),
        "hits": number(chosen.hits),
        "innocent": number(chosen.innocent),
        "screened": quantities.count(chosen.screened),
    }
    if not chosen.is_learned:
        return sentence(
            _("If {rate} of innocent meters may stand out, {named} of {screened} are named."), told
        )
    return sentence(
        _(
            "If {rate} of innocent meters may stand out, {named} of {screened} are named: about {hits} of these visits would find something, and {innocent} would disturb somebody for nothing."
        ),
        told,
    )
