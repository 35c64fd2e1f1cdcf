"""How missing readings are made good, by the law's rule: never silently with nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from terezi.base.errors import Refused
from terezi.base.units import HOUR_S
from terezi.evidence.numerics.bills.parts import Part
from terezi.evidence.numerics.bills.use import BandUse
from terezi.law.tariffs import Estimate


def made_good(
    uses: Sequence[BandUse], parts: Sequence[Part], licensed_w: int
) -> tuple[tuple[BandUse, ...], str]:
    """Estimate what is missing, each part by its own law; answers also why that cannot be, empty where it can.

    Without a rule nothing is estimated: the energy stays as told, and whoever bills must not take it for the whole.
    """
    missing = _missing_share(uses)
    if missing == 0:
        return tuple(uses), ""
    try:
        return tuple(_estimated(use, uses, parts, missing, licensed_w) for use in uses), ""
    except Refused as refused:
        return tuple(uses), str(refused)


def _missing_share(uses: Sequence[BandUse]) -> Fraction:
    expected = sum(use.expected_seconds for use in uses)
    return Fraction(sum(use.missing_seconds for use in uses), expected) if expected else Fraction(0)


def _estimated(
    use: BandUse, uses: Sequence[BandUse], parts: Sequence[Part], missing: Fraction, licensed_w: int
) -> BandUse:
    if use.missing_seconds == 0:
        return use
    rules = parts[use.part].law.tariffs.missing_readings
    for rule in _applying(rules.value, missing):
        watts = _watts(rule, use, uses, licensed_w)
        if watts is not None:
            wh = round(watts * use.missing_seconds / HOUR_S)
            return replace(use, estimated_wh=wh, method=rule.method)
    raise Refused(
        f"{rules.article}: no rule makes good {float(missing):.1%} of missing readings. "
        "What to do: get the readings, or let an officer decide."
    )


def _applying(rules: Sequence[Estimate], missing: Fraction) -> Iterator[Estimate]:
    return (rule for rule in rules if missing <= Fraction(rule.missing_at_most))


def _watts(rule: Estimate, use: BandUse, uses: Sequence[BandUse], licensed_w: int) -> Fraction | None:
    """Return the mean power to assume; none where the band was never seen in the month."""
    if rule.method == "licensed_power":
        return Fraction(licensed_w)
    same = [each for each in uses if each.band == use.band]
    seconds = sum(each.seconds for each in same)
    return Fraction(sum(each.wh for each in same) * HOUR_S, seconds) if seconds else None
