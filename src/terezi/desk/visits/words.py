"""Words for what leads and visits keep as codes; a load is unexplained, and nobody is accused."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from terezi.desk.findings.words import refusal, translated, word
from terezi.desk.visits import quantities
from terezi.desk.visits.terms import Outcome, State, SubjectKind, Why

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = ["refusal", "translated", "word"]

KINDS: "dict[str, StrOrPromise]" = {
    SubjectKind.CUSTOMER: gettext_lazy("Customer"),
    SubjectKind.FEEDER: gettext_lazy("Feeder"),
    SubjectKind.TRANSFORMER: gettext_lazy("Transformer"),
}
CLASSES: "dict[str, StrOrPromise]" = {
    "household": gettext_lazy("household"),
    "commercial": gettext_lazy("commercial"),
    "industrial": gettext_lazy("industrial"),
    "mining": gettext_lazy("mining"),
    "agricultural": gettext_lazy("agricultural"),
    "public": gettext_lazy("public"),
}
WHY: "dict[str, StrOrPromise]" = {
    Why.RANKED: gettext_lazy("by expected recovery"),
    Why.RANDOM: gettext_lazy("by chance"),
    Why.BY_HAND: gettext_lazy("by hand, with a reason"),
}
STATES: "dict[str, StrOrPromise]" = {
    State.PLANNED: gettext_lazy("planned"),
    State.SEEN: gettext_lazy("seen"),
    State.COULD_NOT_ENTER: gettext_lazy("could not enter"),
    State.CANCELLED: gettext_lazy("cancelled"),
}
OUTCOMES: "dict[str, StrOrPromise]" = {
    Outcome.EXPLAINED: gettext_lazy("Explained by something else"),
    Outcome.MINING_REGISTERED: gettext_lazy("Mining, and it is registered"),
    Outcome.MINING_UNREGISTERED: gettext_lazy("Mining that is not registered"),
    Outcome.METER_FAULT: gettext_lazy("The meter does not measure well"),
    Outcome.BYPASS: gettext_lazy("Load that does not pass the meter"),
    Outcome.NOTHING_FOUND: gettext_lazy("Nothing was found"),
    Outcome.OTHER: gettext_lazy("Something else"),
}
CAN_TELL: "dict[str, StrOrPromise]" = {
    "changes": gettext_lazy("changes and level"),
    "level_only": gettext_lazy("the level only: the history is too short to tell when it changed"),
    "upper_bound": gettext_lazy("an upper bound only"),
    "nothing": gettext_lazy("nothing: too few days or meters are covered"),
}
LEVELS: "dict[str, StrOrPromise]" = {
    "feeder": gettext_lazy("feeder"),
    "transformer": gettext_lazy("transformer"),
    "phase": pgettext_lazy("of the grid", "phase"),
}


def class_says(customer_class: str) -> str:
    """Say a tariff class; a feeder has none."""
    return word(CLASSES, customer_class) if customer_class else ""


def reason_says(reason: Mapping[str, object]) -> str:
    """Say one reason, a code with its value; a code without words stands as it is, so that nothing is hidden."""
    code = str(reason.get("code", ""))
    say = REASONS.get(code)
    if say is None:
        return f"{code} {reason.get('value', '')}".strip()
    template, unit = say
    return str(template).format(value=_said(reason.get("value"), unit))


def _said(value: object, unit: str) -> str:
    if not isinstance(value, int):
        return str(value)
    speak = {"W": quantities.power, "Wh": quantities.energy, "ppm": quantities.share}.get(unit)
    return str(speak(value)) if speak else str(quantities.count(value))


def clears_says(code: str) -> str:
    """Say what would clear a lead."""
    return str(CLEARS.get(code, code))


REASONS: "dict[str, tuple[StrOrPromise, str]]" = {}
CLEARS: "dict[str, StrOrPromise]" = {}


def list_says(parts: list[str]) -> str:
    """Join some parts of a sentence."""
    return _(", ").join(parts)


LOOK_AT: "dict[str, tuple[StrOrPromise, ...]]" = {
    SubjectKind.CUSTOMER: (
        gettext_lazy("Number and seal of the meter, with a photograph"),
        gettext_lazy("Current of each phase by clamp meter, beside what the meter shows at that moment"),
        gettext_lazy("What runs day and night: ovens, cold rooms, pumps, servers, heating, chargers"),
        gettext_lazy("Cables that leave before the meter"),
        gettext_lazy("Serial numbers of mining machines, if there are any, and papers that register them"),
    ),
    SubjectKind.FEEDER: (
        gettext_lazy("The feeder's own meter: number, seal, ratio of its transformers"),
        gettext_lazy("Current at each branch, beside the sum of the meters behind it"),
        gettext_lazy("Taps and cables that no meter covers"),
        gettext_lazy("Customers whose meters fell silent or fell low when the load rose"),
    ),
    SubjectKind.TRANSFORMER: (
        gettext_lazy("The transformer's own meter: number, seal, ratio"),
        gettext_lazy("Current of each phase, beside the sum of the meters behind it"),
        gettext_lazy("Taps and cables that no meter covers"),
    ),
}
