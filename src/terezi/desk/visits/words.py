"""Words for what leads and visits keep as codes; a load is unexplained, and nobody is accused."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy

from terezi.desk.findings.doors import number, sentence
from terezi.desk.findings.words import translated
from terezi.desk.people.words import word
from terezi.desk.visits import quantities
from terezi.desk.visits.terms import Outcome, State, SubjectKind, Why

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = ["translated", "word"]

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


def reason_says(reason: Mapping[str, object]) -> SafeString:
    """Say one reason, a code with its value; a code without words stands as it is, so that nothing is hidden."""
    code, value = str(reason.get("code", "")), reason.get("value", "")
    template, unit = REASONS.get(code, ("{code} {value}", ""))
    return sentence(str(template), {"code": code, "value": _said(value, unit)})


def _said(value: object, unit: str) -> object:
    if unit == "day":
        return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    speak = {"W": quantities.power, "ppm": quantities.share, "count": quantities.count}.get(unit)
    return number(speak(value)) if speak and isinstance(value, int) else value


def where_says(place: str, region: str) -> str:
    """Say a place with its region, unless the place already names it."""
    return place if region in place else ", ".join(part for part in (place, region) if part)


def clears_says(code: str) -> str:
    """Say what would clear a lead."""
    return str(CLEARS.get(code, code))


REASONS: "dict[str, tuple[StrOrPromise, str]]" = {
    "floor_w": (gettext_lazy("It never falls below {value}, day or night"), "W"),
    "floor_hardly_drifts_w": (gettext_lazy("Its lowest hours differ by only {value} from day to day"), "W"),
    "some_days_w": (gettext_lazy("On some days {value} run without a pause, on others they do not"), "W"),
    "by_the_clock_w": (gettext_lazy("{value} come and go at the same hours every day"), "W"),
    "run_hours": (gettext_lazy("They run {value} hours a day without a pause"), "count"),
    "peers_below_ppm": (gettext_lazy("{value} of its class in the same place keep up less"), "ppm"),
    "load_factor_ppm": (gettext_lazy("Its mean is {value} of its highest hour"), "ppm"),
    "rose_ppm": (gettext_lazy("Its level rose by {value} within the window"), "ppm"),
    "feeder_balance_w": (gettext_lazy("{value} go in that neither meters nor losses explain"), "W"),
    "rose_on": (gettext_lazy("The rise began on {value}"), "day"),
}
CLEARS: "dict[str, StrOrPromise]" = {
    "activity_needs_steady_power": gettext_lazy(
        "An activity that needs power day and night, told to the utility: a bakery, a mast, servers"
    ),
    "cooling_or_pumps_seen": gettext_lazy("Cold rooms or pumps of its own, seen"),
    "heating_or_car_by_night_tariff": gettext_lazy("Heating or a car that is charged when power is cheap"),
    "several_homes_on_one_meter": gettext_lazy("Several homes on one meter"),
    "meter_tested": gettext_lazy("A test of the meter"),
    "feeder_meter_tested": gettext_lazy("A test of the feeder's own meter and its transformers"),
    "meters_assigned": gettext_lazy("Customers that hang on this feeder but are listed on another"),
    "taps_walked": gettext_lazy("A walk along the line that finds no tap"),
}


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
