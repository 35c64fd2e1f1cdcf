"""How fresh each source of facts is: fresh, zero, stale and absent are four different things."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import cast

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.errors import Refused
from terezi.desk.findings.basis import Basis
from terezi.desk.findings.numbers.terms import Ask, Definition, Input, Rule, Worked

SOURCES = ("meters", "machines", "pools")
STATES = ("fresh", "zero", "stale", "absent")
_VALUE = {"meters": "metered_wh", "machines": "machine_gigahashes", "pools": "earned_satoshi"}
_UNTIL = {"meters": "metered_until", "machines": "machines_until"}


@dataclass(frozen=True)
class FeedRule:
    """From when on a source is called stale, and who says so."""

    hours: int | None
    rule: Rule | None


def feed_rule(basis: Basis) -> FeedRule:
    """Return the hours of silence after which a source is stale; None where no policy says."""
    try:
        term = basis.law.supervision.stale_after_hours if basis.law else None
        return (
            FeedRule(term.value, Rule(term.source, basis.law.version, term.status))
            if term and basis.law
            else FeedRule(None, None)
        )
    except Refused:
        return FeedRule(None, None)


def site_states(basis: Basis, source: str) -> pl.DataFrame:
    """Return `site_id`, `until` (UTC, may be null) and `state` of every site for one source."""
    reported = basis.site_month.filter(pl.col(_VALUE[source]).is_not_null())
    last = reported.group_by("site_id").agg(
        until=_until(source, basis).max(),
        today=pl.col(_VALUE[source]).filter(pl.col("day") == basis.day).sum(),
        reports_today=(pl.col("day") == basis.day).sum(),
    )
    hours = feed_rule(basis).hours
    stale_before = basis.day_end - timedelta(hours=hours if hours is not None else 0)
    is_stale = (pl.col("until") < stale_before) | (pl.col("reports_today") == 0)
    state = (
        pl.when(pl.col("until").is_null()).then(pl.lit("absent"))
        .when(is_stale).then(pl.lit("stale"))
        .when(pl.col("today") == 0).then(pl.lit("zero"))
        .otherwise(pl.lit("fresh"))
    )  # fmt: skip
    return (
        basis.sites.select("site_id")
        .join(last, on="site_id", how="left")
        .select("site_id", "until", state=state)
    )


def _until(source: str, basis: Basis) -> pl.Expr:
    """The end of the last interval a row speaks for; pools report whole days."""
    if source in _UNTIL:
        return pl.col(_UNTIL[source])
    days_ago = (pl.lit(basis.day) - pl.col("day")).dt.total_days()
    return pl.lit(basis.day_end) - pl.duration(days=days_ago)


def last_data(basis: Basis, source: str) -> datetime | None:
    """Return the end of the newest interval any site reported."""
    return cast("datetime | None", site_states(basis, source)["until"].max())


def _in_state(basis: Basis, ask: Ask) -> Worked:
    """Count the sites of `part`, which reads `source.state`."""
    source, _dot, state = ask.part.partition(".")
    if source not in SOURCES:
        return Worked(None, "count", note=_("This source is not known."))
    states = site_states(basis, source)
    counted = states.filter(pl.col("state") == state)
    rule = feed_rule(basis)
    inputs = [Input("sites", _("Sites on the register"), len(states), "count")]
    if rule.hours is not None:
        inputs.append(Input("limit", _("Silence after which a source is stale"), rule.hours * 3600, "s"))
    inputs += [
        Input("part", site, None, "count", until=until)
        for site, until in counted.select("site_id", "until").head(12).iter_rows()
        if state != "fresh"
    ]
    return Worked(len(counted), "count", inputs=tuple(inputs), until=last_data(basis, source), rule=rule.rule)


def _sites_heard(basis: Basis, *, by_all: bool) -> Worked:
    """Count the sites of which every witness, or not every witness, is fresh; a fresh zero is fresh."""
    heard = [
        site_states(basis, source).filter(pl.col("state").is_in(("fresh", "zero"))).select("site_id")
        for source in SOURCES
    ]
    everybody = site_states(basis, SOURCES[0])
    by_each = reduce(lambda one, other: one.join(other, on="site_id", how="semi"), heard)
    return Worked(
        len(by_each) if by_all else len(everybody) - len(by_each),
        "count",
        inputs=(Input("sites", _("Sites on the register"), len(everybody), "count"),),
        until=max((at for source in SOURCES if (at := last_data(basis, source))), default=None),
        rule=feed_rule(basis).rule,
    )


DEFINITIONS = (
    Definition(
        "feed-sites",
        gettext_lazy("Sites of a source by freshness"),
        gettext_lazy(
            "Fresh: reported up to the end of the day within the hours the authority allows. Zero: fresh, and "
            "the value is 0. Stale: reported in the last 30 days, but not lately. Absent: nothing in 30 days."
        ),
        "",
        _in_state,
    ),
    Definition(
        "sites-fresh",
        gettext_lazy("Sites of which every witness is fresh"),
        gettext_lazy(
            "Sites whose meter, machines and pools all reported up to the end of the day, within the hours the authority allows."
        ),
        "",
        lambda basis, ask: _sites_heard(basis, by_all=True),
    ),
    Definition(
        "sites-not-fresh",
        gettext_lazy("Sites with a silent witness"),
        gettext_lazy(
            "Sites whose meter, machines or pools are stale or absent: about them the other numbers say too little."
        ),
        "",
        lambda basis, ask: _sites_heard(basis, by_all=False),
    ),
)
