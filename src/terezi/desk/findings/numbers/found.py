"""Numbers of one finding: what was measured, what was allowed, the gap, the money, how sure."""

import re
from math import exp, log
from typing import TYPE_CHECKING

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from terezi.base.errors import Refused
from terezi.desk.findings.basis import Basis
from terezi.desk.findings.models import Finding
from terezi.desk.findings.numbers.terms import Ask, Definition, Input, Rule, Worked
from terezi.desk.findings.quantities import THIN_SPACE, spoken
from terezi.law.book import law_on

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAMED_IN_BRACES = re.compile(r"\{(\w+)\}")
INTERVAL_SIGMAS = 1.96
UNIT_OF_SUFFIX = {
    "wh": "Wh", "w": "W", "minor": "minor", "satoshi": "satoshi", "ppm": "ppm", "ghs": "GH/s", "seconds": "s", "s": "s",
    "thousandths": "thousandths",
}  # fmt: skip
PAIRS = {
    "REC-01": "meter/machines", "REC-02": "meter/machines", "REC-03": "meter/coins", "REC-04": "meter/coins",
    "REC-05": "machines/coins", "REC-06": "machines/coins", "REC-07": "meter/machines",
}  # fmt: skip

NO_INTERVAL = {"REC-07"}  # speaks of many months: the spread of one window says nothing of it
UNMETERED = {"REC-02", "REC-04"}  # the energy passed the meter by, so no levy was paid on it
RECONCILIATION = "reconciliation"
UNEXPLAINED_LOAD = "load"  # of meters and feeders: ranked, with a rate of false alarms
ESTIMATES = {RECONCILIATION, UNEXPLAINED_LOAD}
HOURS_A_DAY = 24
LEAST_DOUBT_PPM = 1  # nothing that was weighed is certain
MISSING: "dict[str, tuple[StrOrPromise, StrOrPromise]]" = {
    "LEV-01": (gettext_lazy("Due by the metered energy"), gettext_lazy("Declared")),
    "FEE-02": (gettext_lazy("Levy declared"), gettext_lazy("Levy received")),
}
"""What is missing from what, where money is missing, by indicator."""
MISSING_SAYS: "dict[str, StrOrPromise]" = {
    "LEV-01": gettext_lazy("Of the whole period declared, not of one day."),
    "FEE-02": gettext_lazy("Of all periods past their day of payment together, not of one day."),
}


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


def _measured(finding: Finding) -> Input:
    return Input("measured", _("Measured"), finding.measured, finding.unit, _currency(finding))


def _allowed(finding: Finding) -> Input:
    return Input("allowed", _("Explained or allowed"), finding.allowed, finding.unit, _currency(finding))


def _gone(unit: str) -> Worked:
    return Worked(None, unit, note=_("This finding no longer stands for the day; see the site's history."))


def _of(basis: Basis, ask: Ask, which: str) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None:
        return _gone("count")
    shown = _measured(finding) if which == "measured" else _allowed(finding)
    return Worked(shown.value, shown.unit, shown.currency, (shown,), rule=rule_of(finding))


def weighing_of(basis: Basis, finding: Finding) -> dict[str, float] | None:
    """Find the weighing a reconciliation finding speaks of: the stated window, else the clearest one."""
    pair = finding.values.get("pair") or PAIRS.get(finding.indicator, "")
    rows = basis.weighings.filter(pl.col("site_id") == finding.subject, pl.col("pair") == pair)
    if "window_days" in finding.values:
        rows = rows.filter(pl.col("window_days") == finding.values["window_days"])
    if rows.is_empty():
        return None
    return rows.sort(pl.col("z").abs(), descending=True).row(0, named=True)


def gap_interval(observed: float, expected: float, sigma: float) -> tuple[float, float]:
    """Return the ends of the 95 % interval of observed - expected, sigma being that of ln(observed / expected)."""
    ratio = log(observed / expected)
    lower, upper = (expected * (exp(ratio + side * INTERVAL_SIGMAS * sigma) - 1) for side in (-1, 1))
    return lower, upper


def _scaled_interval(basis: Basis, finding: Finding, value: int) -> tuple[int, int] | None:
    """Stretch the interval of the gap to `value`, which is proportional to the gap."""
    weighing = None if finding.indicator in NO_INTERVAL else weighing_of(basis, finding)
    if weighing is None or weighing["observed_wh"] <= 0 or weighing["expected_wh"] <= 0 or not value:
        return None
    gap = weighing["observed_wh"] - weighing["expected_wh"]
    if not gap:
        return None
    ends = gap_interval(weighing["observed_wh"], weighing["expected_wh"], weighing["sigma"])
    scaled = sorted(max(0.0, value * end / gap) for end in ends)
    return round(scaled[0]), round(scaled[1])


def _told_interval(finding: Finding) -> tuple[int, int] | None:
    """The energy of a day at the ends of an interval of power which the finding itself names."""
    ends = (finding.values.get("low_w"), finding.values.get("high_w"))
    low, high = (end * HOURS_A_DAY if isinstance(end, int) else None for end in ends)
    return None if low is None or high is None else (low, high)


def _gap(basis: Basis, ask: Ask) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None:
        return _gone("Wh")
    inputs = [_measured(finding), _allowed(finding)]
    formula = "" if finding.unit != "Wh" or not finding.gap_wh else "{measured} − {allowed}"
    days = finding.values.get("window_days", finding.values.get("days", 1))
    if formula and days > 1:
        inputs.append(Input("days", _("Days of the window"), days, "count"))
        formula = "({measured} − {allowed}) ÷ {days}"
    ends = _told_interval(finding) or _scaled_interval(basis, finding, abs(finding.gap_wh))
    sign = -1 if finding.gap_wh < 0 else 1
    low, high = (None, None) if ends is None else sorted(sign * end for end in ends)
    return Worked(finding.gap_wh, "Wh", "", tuple(inputs), low, high, rule=rule_of(finding), formula=formula)


def _share(basis: Basis, ask: Ask) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None or not finding.allowed:
        return _gone("ppm")
    value = (finding.measured - finding.allowed) * 10**6 // finding.allowed
    return Worked(value, "ppm", inputs=(_measured(finding), _allowed(finding)), rule=rule_of(finding))


def _money(basis: Basis, ask: Ask) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None:
        return _gone("minor")
    worth, currency = money_and_currency(finding)
    if worth is None:
        note = _("No amount follows from this finding, or the law of the day names no rate.")
        return Worked(None, "minor", note=note, rule=rule_of(finding))
    inputs = _money_inputs(basis, finding)
    low, high = _scaled_interval(basis, finding, worth) or (None, None)
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
        inputs.append(_measured(finding))
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


def _confidence(basis: Basis, ask: Ask) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None:
        return _gone("ppm")
    if not is_estimate(finding):
        note = _("A rule, not an estimate: what was read off the facts is beyond what the article allows.")
        return Worked(None, "ppm", note=note, rule=rule_of(finding), formula="")
    return Worked(
        min(finding.confidence_ppm, 10**6 - LEAST_DOUBT_PPM),
        "ppm",
        inputs=_weighing_inputs(basis, finding),
        rule=rule_of(finding),
        formula=_confidence_formula(finding),
        note=_confidence_note(finding),
    )


def _confidence_note(finding: Finding) -> str:
    by = _("Worked out by {module}.").format(module=_module_of(finding))
    if finding.family != UNEXPLAINED_LOAD or finding.subject_kind != "customer":
        return by
    says = _(
        "For a meter it is the calibrated probability of the model; while no model is trained, how rare such a load is "
        "among ordinary supplies."
    )
    return f"{says} {by}"


WEIGHING_MODULE = "terezi/evidence/numerics/weighing.py"
LOAD_MODULES = {
    "customer": "terezi/evidence/numerics/meters/conformal.py",
    "feeder": "terezi/evidence/numerics/feeders/balance.py",
}


def _module_of(finding: Finding) -> str:
    """Where the confidence of an estimate was worked out."""
    by_kind = LOAD_MODULES if finding.family == UNEXPLAINED_LOAD else {}
    return by_kind.get(finding.subject_kind, WEIGHING_MODULE)


def _confidence_formula(finding: Finding) -> str | None:
    """None is the formula of the definition; a load tells its confidence and no parts of it."""
    if finding.family == UNEXPLAINED_LOAD:
        return ""
    return "100 % − {p}" if finding.indicator in NO_INTERVAL else None


def _weighing_inputs(basis: Basis, finding: Finding) -> tuple[Input, ...]:
    """Return z, spread and window of the weighing a finding speaks of, as far as they are stored."""
    weighing = weighing_of(basis, finding)
    if weighing is None:
        return ()
    ppm = 10**6
    return (
        Input("window", _("Days of the window"), int(weighing["window_days"]), "count"),
        Input("covered", _("Days with both witnesses"), int(weighing["days_covered"]), "count"),
        Input("sigma", _("Spread of the comparison if all is true"), round(weighing["sigma"] * ppm), "ppm"),
        Input(
            "z", _("How many times that spread the gap is (z)"), round(weighing["z"] * 1000), "thousandths"
        ),
        Input("p", _("Chance of such a gap when all is true"), round(weighing["p_value"] * ppm), "ppm"),
        Input(
            "q",
            _("Share of false leads among leads as clear as this one"),
            round(weighing["q_value"] * ppm),
            "ppm",
        ),
    )


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


def _value(basis: Basis, ask: Ask) -> Worked:
    """One of the values which the finding's sentence names; `part` is its name."""
    finding = basis.finding(ask.finding)
    value = finding.values.get(ask.part) if finding else None
    if finding is None or not isinstance(value, int):
        return _gone("count")
    unit, currency = unit_of_value(finding, ask.part)
    inputs = _weighing_inputs(basis, finding) if is_estimate(finding) else ()
    return Worked(value, unit, currency, inputs, rule=rule_of(finding), note=value_says(ask.part))


def _hypothesis(basis: Basis, ask: Ask) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None:
        return _gone("ppm")
    weighed = {each["code"]: each for each in finding.hypotheses}
    weights = [Input(code, _(each["title"]), each["weight_ppm"], "ppm") for code, each in weighed.items()]
    chosen = weighed.get(ask.part)
    return Worked(
        chosen["weight_ppm"] if chosen else None,
        "ppm",
        inputs=(*weights, *_before_looking(ask.part), *_weighing_inputs(basis, finding)),
        rule=rule_of(finding),
        note=_(
            "Its weight before looking times how well it foretells the gaps seen, divided by the same of all "
            "explanations. Worked out by {module}."
        ).format(module="terezi/evidence/numerics/hypotheses.py"),
    )


def _before_looking(code: str) -> tuple[Input, ...]:
    """Return the weight an explanation has before any evidence: an opinion that can be replaced."""
    from terezi.evidence.numerics.explanations import HYPOTHESES  # noqa: PLC0415 - takes SciPy along

    says = _("Its weight before looking; an opinion that can be replaced")
    priors = [each.prior for each in HYPOTHESES if each.code == code]
    return tuple(Input("prior", says, round(prior * 10**6), "ppm") for prior in priors)


def _hypothesis_value(basis: Basis, ask: Ask) -> Worked:
    """A number in a reason for or against an explanation; `part` is code and name."""
    finding = basis.finding(ask.finding)
    code, _dot, key = ask.part.partition(".")
    told = [each for each in finding.hypotheses if each["code"] == code] if finding else []
    reasons = [reason for each in told for reason in (*each["for"], *each["against"])]
    values = [
        reason["values"][key] for reason in reasons if isinstance(reason, dict) and key in reason["values"]
    ]
    if finding is None or not values:
        return _gone("count")
    unit, currency = unit_of_value(finding, key)
    return Worked(values[0], unit, currency, rule=rule_of(finding))


DEFINITIONS = (
    Definition(
        "finding-measured",
        gettext_lazy("Measured"),
        gettext_lazy("What the first witness shows, in the unit of the indicator."),
        "{measured}",
        lambda basis, ask: _of(basis, ask, "measured"),
    ),
    Definition(
        "finding-allowed",
        gettext_lazy("Explained or allowed"),
        gettext_lazy("What the second witness explains, or what the law allows, in the same unit."),
        "{allowed}",
        lambda basis, ask: _of(basis, ask, "allowed"),
    ),
    Definition(
        "finding-gap",
        gettext_lazy("Unexplained gap"),
        gettext_lazy("The energy nothing on record explains, with its 95 % interval where it was weighed."),
        "{measured} − {allowed}",
        _gap,
    ),
    Definition(
        "finding-share",
        gettext_lazy("Gap as a share"),
        gettext_lazy("The gap divided by what is explained or allowed."),
        "({measured} − {allowed}) ÷ {allowed}",
        _share,
    ),
    Definition(
        "finding-money",
        gettext_lazy("Money at stake"),
        gettext_lazy(
            "What the unexplained energy, coins or levy is worth: energy by the coins it could have mined, at the "
            "price of the day and the official rate. It ranks the work; it is not a debt."
        ),
        "{coins} + {levy}",
        _money,
    ),
    Definition(
        "finding-confidence",
        gettext_lazy("Not by chance"),
        gettext_lazy(
            "How unlikely it is that measuring error and luck alone made the gap, over all sites at once. "
            "It does not say who or what made it: an honest cause is as little chance as any other."
        ),
        "100 % − {q}",
        _confidence,
    ),
    Definition(
        "finding-value",
        gettext_lazy("Value in the sentence of the finding"),
        gettext_lazy("Counted by the indicator from the facts of the day, as its sentence says."),
        "",
        _value,
    ),
    Definition(
        "hypothesis-value",
        gettext_lazy("Value in a reason"),
        gettext_lazy("Read off the weighing of the witnesses over the clearest window of days."),
        "",
        _hypothesis_value,
    ),
    Definition(
        "hypothesis-weight",
        gettext_lazy("Weight of an explanation"),
        gettext_lazy(
            "How well this explanation fits all the evidence, compared with the others; the weights add up to 100 %."
        ),
        "",
        _hypothesis,
    ),
)
