"""What pages of surplus power say in words, in the language of the moment."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from terezi.desk.energy.terms import Channel, Obeyed, OrderState, PlanState, Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STATES: "Mapping[str, StrOrPromise]" = {
    OrderState.PROPOSED: _("waits for a second officer"),
    OrderState.ISSUED: _("issued"),
    OrderState.DECLINED: _("declined"),
    OrderState.LIFTED: _("lifted"),
}
PLAN_STATES: "Mapping[str, StrOrPromise]" = {
    PlanState.PROPOSED: _("waits for a second officer"),
    PlanState.PUBLISHED: _("published"),
    PlanState.DECLINED: _("declined"),
}
REASONS: "Mapping[str, StrOrPromise]" = {
    Reason.SHORTAGE: _("Homes would lack power"),
    Reason.LINE: _("A line is out or full"),
    Reason.UNIT: _("A power plant is out"),
    Reason.BAN: _("The law bans mining now"),
    Reason.OTHER: _("Another reason"),
}
OBEYED: "Mapping[str, StrOrPromise]" = {
    Obeyed.YES: _("obeyed at the meter"),
    Obeyed.NO: _("the meter shows more than ordered"),
    Obeyed.PAPER: _("the machines report less, the meter does not show it"),
    Obeyed.PARTLY: _("what was read obeys, and part of the time was not read"),
    Obeyed.SILENT: _("no reading covers the time"),
    Obeyed.NOT_YET: _("the time to obey is not over"),
}
GLYPHS = {
    Obeyed.YES: "agrees",
    Obeyed.NO: "disagrees",
    Obeyed.PAPER: "disagrees",
    Obeyed.PARTLY: "watch",
    Obeyed.SILENT: "nodata",
    Obeyed.NOT_YET: "watch",
}
CHANNELS: "Mapping[str, StrOrPromise]" = {
    Channel.PORTAL: _("at the portal"),
    Channel.MQTT: _("by its gateway (MQTT)"),
    Channel.HTTP: _("by its gateway (HTTP)"),
}
KEYS: "Mapping[str, StrOrPromise]" = {
    "lowest_price_first": _("the lowest price first"),
    "latest_licensed_first": _("the latest licence first"),
    "largest_draw_first": _("the largest draw first"),
}
RULES: "Mapping[str, StrOrPromise]" = {
    "uniform": _("auction, one price for all"),
    "pay_as_bid": _("auction, each pays its bid"),
    "fair_share": _("fair share"),
}
WHYS: "Mapping[str, StrOrPromise]" = {
    "in_full": _("in full"),
    "banned": _("the law bans mining in that hour"),
    "below_reserve_price": _("bid below the least price"),
    "not_prepaid": _("not prepaid"),
    "outbid": _("others bid more"),
    "joint_cap": _("a cap on all mines"),
    "shared": _("shared with others"),
    "nothing_left": _("nothing was left over"),
}
PROOFS: "Mapping[str, tuple[StrOrPromise, str]]" = {  # what a certificate says of the day, and in what unit
    "is_feasible": (_("Every limit is kept, and homes lack no more than without mining"), ""),
    "is_secure": (_("No outage of one line overloads another"), ""),
    "is_best": (_("No other allocation is worth more to those who asked"), ""),
    "shortage_mwh": (_("Homes lack, with mining"), "MWh"),
    "least_shortage_mwh": (_("Homes would lack without any mine"), "MWh"),
    "worst_hour_shortage_added_mwh": (_("Mining adds to that, in the worst hour"), "MWh"),
    "broken_by_mw": (_("Furthest any rule is from being kept"), "MW"),
    "after_outage_mw": (_("Worst overload of a line after one outage"), "MW"),
    "unfairness_mw": (_("Furthest any mine is from its fair share"), "MW"),
    "value": (_("What this allocation is worth to those who asked"), "minor"),
    "value_bound": (_("What no allocation can be worth more than"), "minor"),
    "worth_of_tolerance": (_("What rounding can be worth in that"), "minor"),
    "inputs_sha256": (_("The inputs it is proved for (SHA-256)"), ""),
}
SILENT = ("value_unit",)  # said with each amount
DEMAND_METHODS: "Mapping[str, StrOrPromise]" = {
    "boosted": _("boosted trees"),
    "seasonal_naive": _("the same hour of a week before"),
}
