"""The money a finding puts at stake, and what it is worked out from."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.errors import Refused
from terezi.desk.findings.basis import Basis
from terezi.desk.findings.models import Finding
from terezi.desk.findings.numbers.terms import Ask, Input, Worked
from terezi.desk.findings.numbers.told import gone, measured_of, rule_of
from terezi.desk.findings.numbers.weighed import scaled_interval
from terezi.law.book import law_on

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNMETERED = {"REC-02", "REC-04"}  # the energy passed the meter by, so no levy was paid on it
MISSING: "dict[str, tuple[StrOrPromise, StrOrPromise]]" = {
    "LEV-01": (gettext_lazy("Due by the metered energy"), gettext_lazy("Declared")),
    "FEE-02": (gettext_lazy("Levy declared"), gettext_lazy("Levy received")),
    "FEE-04": (gettext_lazy("Levy the law makes"), gettext_lazy("Levy declared")),
}
"""What is missing from what, where money is missing, by indicator."""
MISSING_SAYS: "dict[str, StrOrPromise]" = {
    "LEV-01": gettext_lazy("Of the whole period declared, not of one day."),
    "FEE-02": gettext_lazy("Of all periods past their day of payment together, not of one day."),
    "FEE-04": gettext_lazy("Of all periods past their day of payment together, not of one day."),
}


def money(basis: Basis, ask: Ask) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None:
        return gone("minor")
    worth, currency = money_and_currency(finding)
    if worth is None:
        note = _("No amount follows from this finding, or the law of the day names no rate.")
        return Worked(None, "minor", note=note, rule=rule_of(finding))
    inputs = _money_inputs(basis, finding)
    low, high = scaled_interval(basis, finding, worth) or (None, None)
    return Worked(
        worth,
        "minor",
        currency,
        tuple(inputs),
        low,
        high,
        rule=rule_of(finding),
        formula=_money_formula(finding, {each.name for each in inputs}),
        note=_money_note(finding),
    )


def money_and_currency(finding: Finding) -> tuple[int | None, str]:
    """Return what is at stake: in the country's money, else in US cents where no official rate is known."""
    if finding.money_minor is not None:
        return finding.money_minor, finding.currency
    return finding.values.get("worth_usd_cents"), "USD"


def _money_note(finding: Finding) -> str:
    if "missing_minor" in finding.values:
        return str(MISSING_SAYS.get(finding.indicator, MISSING_SAYS["LEV-01"]))
    if finding.levy_minor is None or finding.indicator not in UNMETERED:
        return _("Of one day.")
    return _("Of one day; the levy is counted because this energy may have passed the meter by.")


def _money_formula(finding: Finding, names: set[str]) -> str:
    """Write the worth from what is known: coins or energy at price and official rate, and the levy."""
    if "missing" in names:
        return "{due} − {declared}"
    start = "{measured} × {price}" if {"measured", "price"} <= names else "{usd}" if "usd" in names else ""
    coins = f"{start} × {{rate}}" if start and "rate" in names else start
    if finding.money_minor is None:
        return coins
    coins = coins or ("{coins}" if "coins" in names else "")
    return " + ".join(part for part in (coins, "{levy}" if "levy" in names else "") if part)


def _money_inputs(basis: Basis, finding: Finding) -> list[Input]:
    if "missing_minor" in finding.values:
        due, told = MISSING.get(finding.indicator, MISSING["LEV-01"])
        return [
            Input("due", str(due), finding.allowed, "minor", finding.currency),
            Input("declared", str(told), finding.measured, "minor", finding.currency),
            Input("missing", _("Missing"), finding.values["missing_minor"], "minor", finding.currency),
        ]
    inputs = []
    usd, price = finding.values.get("worth_usd_cents"), _price_usd_cents(basis, finding)
    if finding.unit == "satoshi":
        inputs.append(measured_of(finding))
    elif finding.gap_wh:
        inputs.append(Input("gap", _("Gap in energy, a day"), abs(finding.gap_wh), "Wh"))
        if usd is not None and price:
            mined = _("Coins this energy could have mined that day with the registered machines")
            inputs.append(Input("mined", mined, round(usd * 10**8 / price), "satoshi"))
    if price:
        inputs.append(Input("price", _("Reference price of one coin that day"), price, "minor", "USD"))
    if usd is not None:
        says = _("The coins in US dollars, at the price of the day")
        inputs.append(Input("usd", says, usd, "minor", "USD"))
    levy = finding.levy_minor or 0
    if finding.money_minor is not None and finding.money_minor > levy:
        if (rate := _usd_rate(finding)) is not None:
            inputs.append(Input("rate", _("Official rate of the US dollar"), rate, "millionths"))
        coins = Input("coins", _("Coins at stake"), finding.money_minor - levy, "minor", finding.currency)
        inputs.append(coins)
    if finding.levy_minor is not None:
        inputs.append(Input("levy", _("Levy at stake"), finding.levy_minor, "minor", finding.currency))
    return inputs


def _price_usd_cents(basis: Basis, finding: Finding) -> int | None:
    prices = basis.readings.network(finding.day)["price_usd_cents"].drop_nulls()
    return int(prices[-1]) if len(prices) else None


def _usd_rate(finding: Finding) -> int | None:
    """The official rate of the finding's day, in millionths; None where the law names none."""
    try:
        return round(law_on(finding.law_country, finding.day).settlement.usd_rate.value * 10**6)
    except Refused:
        return None
