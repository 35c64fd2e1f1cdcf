"""Numbers of one finding: what was measured, what was allowed, the gap, how sure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.desk.findings.basis import Basis
from terezi.desk.findings.models import Finding
from terezi.desk.findings.numbers.stakes import money
from terezi.desk.findings.numbers.terms import Ask, Definition, Input, Worked
from terezi.desk.findings.numbers.told import (
    UNEXPLAINED_LOAD,
    allowed_of,
    gone,
    is_estimate,
    measured_of,
    rule_of,
    unit_of_value,
    value_says,
)
from terezi.desk.findings.numbers.weighed import NO_INTERVAL, scaled_interval, told_interval, weighing_inputs

LEAST_DOUBT_PPM = 1  # nothing that was weighed is certain


def _of(basis: Basis, ask: Ask, which: str) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None:
        return gone("count")
    shown = measured_of(finding) if which == "measured" else allowed_of(finding)
    return Worked(shown.value, shown.unit, shown.currency, (shown,), rule=rule_of(finding))


def _gap(basis: Basis, ask: Ask) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None:
        return gone("Wh")
    inputs = [measured_of(finding), allowed_of(finding)]
    formula = "" if finding.unit != "Wh" or not finding.gap_wh else "{measured} − {allowed}"
    days = finding.values.get("window_days", finding.values.get("days", 1))
    if formula and days > 1:
        inputs.append(Input("days", _("Days of the window"), days, "count"))
        formula = "({measured} − {allowed}) ÷ {days}"
    ends = told_interval(finding) or scaled_interval(basis, finding, abs(finding.gap_wh))
    sign = -1 if finding.gap_wh < 0 else 1
    low, high = (None, None) if ends is None else sorted(sign * end for end in ends)
    return Worked(finding.gap_wh, "Wh", "", tuple(inputs), low, high, rule=rule_of(finding), formula=formula)


def _share(basis: Basis, ask: Ask) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None or not finding.allowed:
        return gone("ppm")
    value = (finding.measured - finding.allowed) * 10**6 // finding.allowed
    return Worked(value, "ppm", inputs=(measured_of(finding), allowed_of(finding)), rule=rule_of(finding))


def _confidence(basis: Basis, ask: Ask) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None:
        return gone("ppm")
    if not is_estimate(finding):
        note = _("A rule, not an estimate: what was read off the facts is beyond what the article allows.")
        return Worked(None, "ppm", note=note, rule=rule_of(finding), formula="")
    return Worked(
        min(finding.confidence_ppm, 10**6 - LEAST_DOUBT_PPM),
        "ppm",
        inputs=weighing_inputs(basis, finding),
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


def _value(basis: Basis, ask: Ask) -> Worked:
    """One of the values which the finding's sentence names; `part` is its name."""
    finding = basis.finding(ask.finding)
    value = finding.values.get(ask.part) if finding else None
    if finding is None or not isinstance(value, int):
        return gone("count")
    unit, currency = unit_of_value(finding, ask.part)
    inputs = weighing_inputs(basis, finding) if is_estimate(finding) else ()
    return Worked(value, unit, currency, inputs, rule=rule_of(finding), note=value_says(ask.part))


def _hypothesis(basis: Basis, ask: Ask) -> Worked:
    finding = basis.finding(ask.finding)
    if finding is None:
        return gone("ppm")
    weighed = {each["code"]: each for each in finding.hypotheses}
    weights = [Input(code, _(each["title"]), each["weight_ppm"], "ppm") for code, each in weighed.items()]
    chosen = weighed.get(ask.part)
    return Worked(
        chosen["weight_ppm"] if chosen else None,
        "ppm",
        inputs=(*weights, *_before_looking(ask.part), *weighing_inputs(basis, finding)),
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
        return gone("count")
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
        money,
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
