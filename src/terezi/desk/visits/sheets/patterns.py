"""What the hours of one customer do, said in short lines; a line only where there is something to say."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.desk.findings.doors import number, sentence
from terezi.desk.visits import quantities

LEAST_OUTAGES = 2
MOSTLY_PPM = 600_000  # of many machines tried, one fits up to half of a home's steps by chance
LEAST_DAYS, LEAST_EXPLAINED = 14, 0.5
LEAST_WEEKLY_SHARE = 0.02  # of the floor; less is the refrigerator's season


def pattern_lines(told: Mapping[str, Any]) -> Iterator[SafeString]:
    """Say what `window_patterns.patterns` found about one meter."""
    if (told.get("outages") or 0) >= LEAST_OUTAGES:
        values: dict[str, object] = {
            name: number(quantities.count(told[name])) for name in ("back", "outages")
        }
        yield sentence(_("Came back to its level within an hour after {back} of {outages} outages"), values)
    if (told.get("steps_share_ppm") or 0) >= MOSTLY_PPM:
        values = {"share": number(quantities.share(told["steps_share_ppm"]))}
        values |= {"watts": number(quantities.power(told["machine_w"]))}
        yield sentence(_("{share} of its steps are multiples of {watts}"), values)
    if _moves(told):
        a_week = told["floor_w_per_week"]
        template = (
            _("Its floor rises by {watts} a week") if a_week > 0 else _("Its floor falls by {watts} a week")
        )
        yield sentence(template, {"watts": number(quantities.power(round(abs(a_week))))})


def _moves(told: Mapping[str, Any]) -> bool:
    if (told.get("days") or 0) < LEAST_DAYS or (told.get("trend_share") or 0) < LEAST_EXPLAINED:
        return False
    return bool(abs(told["floor_w_per_week"]) >= max(LEAST_WEEKLY_SHARE * told["mean_floor_w"], 1))
