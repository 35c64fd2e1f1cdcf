"""What a finding tells, value by value: its unit, its rule, its sentence in plain words."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import override

from terezi.desk.findings.models import Finding
from terezi.desk.findings.numbers.terms import Input, Rule, Worked
from terezi.desk.findings.quantities import THIN_SPACE, spoken

NAMED_IN_BRACES = re.compile(r"\{(\w+)\}")
UNIT_OF_SUFFIX = {
    "wh": "Wh", "w": "W", "minor": "minor", "satoshi": "satoshi", "ppm": "ppm", "ghs": "GH/s", "seconds": "s", "s": "s",
    "thousandths": "thousandths",
}  # fmt: skip
RECONCILIATION = "reconciliation"
UNEXPLAINED_LOAD = "load"  # of meters and feeders: ranked, with a rate of false alarms
ESTIMATES = {RECONCILIATION, UNEXPLAINED_LOAD}


def is_estimate(finding: Finding) -> bool:
    """Say whether chance could have made the finding; all others are rules, which hold or do not."""
    return finding.family in ESTIMATES


def rule_of(finding: Finding) -> Rule:
    return Rule(finding.article, finding.law_version)


def unit_of_value(finding: Finding, key: str) -> tuple[str, str]:
    """Tell unit and currency of a named value of a finding: from the last word of its name."""
    if key in {"measured", "allowed"}:
        return finding.unit, _currency(finding)
    if key.endswith("_usd_cents"):
        return "minor", "USD"
    unit = UNIT_OF_SUFFIX.get(key.removesuffix("_per_month").rpartition("_")[2], "count")
    return unit, finding.currency if unit == "minor" else ""


def _currency(finding: Finding) -> str:
    """The currency, where what was measured is money."""
    return finding.currency if finding.unit == "minor" else ""


IN_WORDS = {
    "%": "percent",
    "MWh": "megawatt-hours",
    "MW": "megawatts",
    "h": "hours",
    "PH/s": "petahashes per second",
}


def plain_sentence(finding: Finding) -> str:
    """Say the finding's sentence as plain English text, each value with its unit in words."""
    with override("en"):
        told = {
            key: _plain(finding, key, value)
            for key, value in finding.values.items()
            if isinstance(value, int) and not isinstance(value, bool)
        }
    return NAMED_IN_BRACES.sub(
        lambda place: told.get(place[1], str(finding.values.get(place[1], place[0]))), finding.sentence
    )


def _plain(finding: Finding, key: str, value: int) -> str:
    said = spoken(value, *unit_of_value(finding, key))
    text = f"{said.number} {IN_WORDS.get(said.unit, said.unit)}".strip()
    return text.replace(THIN_SPACE, " ")


def measured_of(finding: Finding) -> Input:
    return Input("measured", _("Measured"), finding.measured, finding.unit, _currency(finding))


def allowed_of(finding: Finding) -> Input:
    return Input("allowed", _("Explained or allowed"), finding.allowed, finding.unit, _currency(finding))


def gone(unit: str) -> Worked:
    return Worked(None, unit, note=_("This finding no longer stands for the day; see the site's history."))


def value_says(key: str) -> str:
    """Say what a named value of a finding means, where its sentence alone does not."""
    return {
        "cusum_thousandths": _(
            "A running sum over 30-day windows: each window adds how far its gap lies beyond half a spread, counted "
            "in spreads (z), and takes away where the gap points the other way. Worked out by "
            "terezi/evidence/numerics/cusum.py."
        ),
        "limit_thousandths": _(
            "The limit of the running sum in the supervision policy; an honest site passes it about once in 200 windows."
        ),
        "sigma_ppm": _(
            "The ordinary spread between the two witnesses: errors of meter, efficiency, overhead, uptime, fees and "
            "luck together. Worked out by terezi/evidence/numerics/sigma.py."
        ),
        "gap_ppm": _("The gap divided by the larger of the two energies."),
        "window_days": _("The window of 1, 7 or 30 days in which the gap is clearest."),
        "base_ppm": _(
            "The power below which the supply lies only a twentieth of the time, over its mean power."
        ),
        "mean_w": _("Energy of the months over the time the readings cover."),
    }.get(key, "")
