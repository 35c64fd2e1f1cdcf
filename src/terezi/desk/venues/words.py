"""Words for what the monitor keeps as codes; an alert is unexplained trading, and nobody is accused."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_lazy

from terezi.desk.venues.terms import AlertState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DUTIES: "dict[str, StrOrPromise]" = {
    "orders": gettext_lazy("Order events"),
    "trades": gettext_lazy("Trades"),
    "balances": gettext_lazy("Balances"),
    "fees": gettext_lazy("Fees"),
    "accounts": gettext_lazy("Accounts"),
    "transfers": gettext_lazy("Transfers"),
    "listings": gettext_lazy("Listings"),
    "incidents": gettext_lazy("Incidents"),
    "reserve_proof": gettext_lazy("Proof of reserves"),
}
KINDS: "dict[str, StrOrPromise]" = {
    "self_trade": gettext_lazy("Trading with oneself"),
    "wash": gettext_lazy("Trading within a group"),
    "spoofing": gettext_lazy("Orders shown and taken back"),
    "layering": gettext_lazy("Orders shown at several prices and taken back"),
    "marking_close": gettext_lazy("Trading at the end of the day"),
    "pump_and_dump": gettext_lazy("Bought before a rise, sold into it"),
    "ahead_of_listing": gettext_lazy("Bought before a listing was announced"),
}
SENTENCES: "dict[str, StrOrPromise]" = {
    "self_trade": gettext_lazy("{who} share {ties} and traded {times} with each other; when it was over, none of them had gained or given more than {net} of the {volume} that changed hands."),
    "wash": gettext_lazy("{who} traded {times} with each other; when it was over, none of them had gained or given more than {net} of the {volume} that changed hands. The book alone would bring about {expected} such trades."),
    "spoofing": gettext_lazy("{who} showed {large_orders} and took them back untraded, {times_other} while trading on the other side of the book and {times_same} on the same side."),
    "layering": gettext_lazy("{who} showed {large_orders} at several prices and took them back untraded, {times_other} while trading on the other side of the book and {times_same} on the same side."),
    "marking_close": gettext_lazy("{who} took {traded} in the last minutes of the day, {share} of what was traded then, and the price moved by {move} with them."),
    "pump_and_dump": gettext_lazy("{who} held {had} before the price rose by {move}, and sold {volume} while it stood high."),
    "ahead_of_listing": gettext_lazy("{who} bought {volume} in {traded} in the hours before the instrument was announced, {share} of what was traded then."),
}  # fmt: skip
FLAT: "dict[str, StrOrPromise]" = {
    "self_trade": gettext_lazy("{who} share {ties} and traded {times} with each other at zero net: nothing of the {volume} that changed hands stayed with any of them."),
    "wash": gettext_lazy("{who} traded {times} with each other at zero net: nothing of the {volume} that changed hands stayed with any of them. The book alone would bring about {expected} such trades."),
}  # fmt: skip
EXPLAINS: "dict[str, tuple[StrOrPromise, ...]]" = {
    "self_trade": (gettext_lazy("Desks of one firm that do not know of each other"), gettext_lazy("A broker who keeps clients apart but funds them from one account")),
    "wash": (gettext_lazy("A market maker whose agreement was not filed"), gettext_lazy("Two regulars who happen to trade at the same hours")),
    "spoofing": (gettext_lazy("A market maker who moves quotes with the price"), gettext_lazy("Orders cancelled by a limit of the firm's own risk control")),
    "layering": (gettext_lazy("A market maker who keeps a ladder of quotes and moves it with the price"),),
    "marking_close": (gettext_lazy("A fund that has to trade at the closing price"), gettext_lazy("A client order that was due that day")),
    "pump_and_dump": (gettext_lazy("News everybody could read before the rise"), gettext_lazy("A holder who sells whenever the price is high")),
    "ahead_of_listing": (gettext_lazy("An announcement made elsewhere before"), gettext_lazy("Regular purchases of the same size on other days")),
}  # fmt: skip
TIES: "dict[str, StrOrPromise]" = {
    "owner": gettext_lazy("an owner"),
    "device": gettext_lazy("a device"),
    "bank": gettext_lazy("a bank account or wallet"),
}
STATISTICS: "dict[str, StrOrPromise]" = {
    "first_digits": gettext_lazy("First digits against Benford's, of sizes not chosen round: mean deviation"),
    "lognormal": gettext_lazy("Farthest from the lognormal of the same mean and spread"),
    "round_sizes": gettext_lazy("Sizes chosen round: share"),
    "turnover_step": gettext_lazy("Last step of daily turnover that stayed: new level over the old"),
    "tail": gettext_lazy("Exponent of the tail of sizes"),
}
HONEST_SIZES: "dict[str, StrOrPromise]" = {
    "first_digits": gettext_lazy("about {usual}; one in twenty more than {bound}"),
    "lognormal": gettext_lazy("about {usual}; one in twenty more than {bound}"),
    "round_sizes": gettext_lazy("about {usual}; one in twenty less than {bound}"),
    "turnover_step": gettext_lazy("mostly no step; but where a day says much of the next, some three honest markets in ten show one too: a day to ask about"),
    "tail": gettext_lazy("Points the wrong way: not used. The rule (1 to 2) calls {called} of simulated honest markets as large odd, and on books that leaked it pointed away from wash trading."),
}  # fmt: skip
STATISTIC_SOURCES = {
    "first_digits": "Cong, Li, Tang, Yang 2023; Nigrini 2012",
    "lognormal": "Kolmogorov-Smirnov; Cong, Li, Tang, Yang 2023",
    "round_sizes": "Cong, Li, Tang, Yang 2023",
    "turnover_step": "Killick, Fearnhead, Eckley 2012",
    "tail": "Hill 1975; Aloosh, Li 2024",
}
STATES: "dict[str, StrOrPromise]" = {
    "": gettext_lazy("nobody has looked yet"),
    AlertState.LOOKING: gettext_lazy("being looked into"),
    AlertState.ASKED: gettext_lazy("the exchange was asked"),
    AlertState.EXPLAINED: gettext_lazy("closed: explained"),
    AlertState.RECORDS_WRONG: gettext_lazy("closed: the records were wrong"),
    AlertState.UNEXPLAINED: gettext_lazy("closed: stays unexplained, handed on"),
}
ANSWERED: "StrOrPromise" = gettext_lazy("the exchange has answered")
CHOICES: "dict[str, StrOrPromise]" = {
    AlertState.LOOKING: gettext_lazy("I am looking into it"),
    AlertState.ASKED: gettext_lazy("Ask the exchange: what is written below goes to its portal"),
    AlertState.EXPLAINED: gettext_lazy("Close it: something else explains it"),
    AlertState.RECORDS_WRONG: gettext_lazy("Close it: the exchange's records were wrong and are corrected"),
    AlertState.UNEXPLAINED: gettext_lazy("Close it: it stays unexplained, and I hand it on to a case"),
}
SIDES: "dict[str, StrOrPromise]" = {"buy": gettext_lazy("buys"), "sell": gettext_lazy("sells")}
EVENTS: "dict[str, StrOrPromise]" = {
    "add": gettext_lazy("order added"),
    "modify": gettext_lazy("order changed"),
    "cancel": gettext_lazy("order taken back"),
}


def of_check(kept: Mapping[str, Any], part: str) -> str:
    """Say `says` or `remedy` of a problem or note a receipt keeps in the reader's language, values and all."""
    made = kept.get("made_of") or {}
    if part not in made:
        return gettext(kept[part]) if kept.get(part) else ""
    values = {name: gettext(value) if value else "" for name, value in made["values"].items()}
    return gettext(made[part]).format(**values)
