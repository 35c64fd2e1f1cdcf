"""Numbers of the whole country for one day: both pans of the scale."""

from collections.abc import Callable
from typing import cast

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.errors import Refused
from terezi.base.units import DAY_S
from terezi.desk.findings.basis import Basis, gap_of, money_of
from terezi.desk.findings.numbers.levies import levy_of_rows, levy_rule, site_parts
from terezi.desk.findings.numbers.terms import Ask, Definition, Input, Worked
from terezi.desk.findings.numbers.told import UNEXPLAINED_LOAD
from terezi.desk.findings.terms import SubjectKind
from terezi.desk.findings.words import refusal

SHOWN_PARTS = 12
PAYOUT_INDICATOR = "PAY-01"
THRESHOLD = "threshold"


def total(frame: pl.DataFrame, column: str) -> int | None:
    """Add up a column; None where no row holds a value, which is not the same as zero."""
    known = frame[column].drop_nulls()
    return int(known.sum()) if len(known) else None


def covered_ppm(frame: pl.DataFrame, column: str, sites: int) -> int | None:
    """Share of the sites' day which `column` (seconds) covers."""
    if not sites:
        return None
    return min(10**6, int(frame[column].sum()) * 10**6 // (DAY_S * sites))


def _energy_sold(basis: Basis, ask: Ask) -> Worked:
    days = basis.site_days
    metered = days.filter(pl.col("metered_wh").is_not_null())
    return Worked(
        total(days, "metered_wh"),
        "Wh",
        inputs=(
            Input(
                "metered", _("Energy through the site meters"), total(days, "metered_wh"), "Wh", source_rank=1
            ),
            Input("with_meter", _("Sites whose meter reported"), len(metered), "count"),
            Input("all_sites", _("Sites on the register"), len(basis.sites), "count"),
        ),
        coverage_ppm=covered_ppm(days, "metered_seconds", len(basis.sites)),
        until=days["metered_until"].max(),  # type: ignore[arg-type]
        note="" if len(metered) else _("No site meter has reported for this day."),
    )


def _coverage(basis: Basis, ask: Ask) -> Worked:
    seconds = int(basis.site_days["metered_seconds"].sum())
    return Worked(
        covered_ppm(basis.site_days, "metered_seconds", len(basis.sites)),
        "ppm",
        inputs=(
            Input("covered", _("Time the site meters cover, all sites together"), seconds, "s"),
            Input("whole", _("The whole day at every site"), DAY_S * len(basis.sites), "s"),
        ),
        note="" if len(basis.sites) else _("No site is on the register on this day."),
    )


def _levy_due(basis: Basis, ask: Ask) -> Worked:
    joined = basis.site_days.join(basis.sites, on="site_id", how="inner")
    rule = levy_rule(basis.law)
    metered = Input(
        "metered", _("Energy through the site meters"), total(basis.site_days, "metered_wh"), "Wh"
    )
    try:
        due = levy_of_rows(basis.law, joined)
    except Refused as refused:
        return Worked(None, "minor", basis.currency, (metered,), rule=rule, note=refusal(refused))
    return Worked(
        due.minor,
        "minor",
        due.currency,
        (*site_parts(basis.law, joined, SHOWN_PARTS), metered),
        coverage_ppm=covered_ppm(basis.site_days, "metered_seconds", len(basis.sites)),
        rule=rule,
    )


def _coins_earned(basis: Basis, ask: Ask) -> Worked:
    days = basis.site_days
    return Worked(
        total(days, "earned_satoshi"),
        "satoshi",
        inputs=(
            Input(
                "earned", _("Coins the pools credited, after fee"), total(days, "earned_satoshi"), "satoshi"
            ),
            Input("with_pool", _("Sites whose pool reported"), days["earned_satoshi"].count(), "count"),
        ),
        coverage_ppm=covered_ppm(days, "pool_seconds", len(basis.sites)),
        note="" if days["earned_satoshi"].count() else _("No pool has reported for this day."),
    )


def _coins_value(basis: Basis, ask: Ask) -> Worked:
    earned = total(basis.site_days, "earned_satoshi")
    prices = basis.network["price_usd_cents"].drop_nulls()
    price = int(cast(float, prices.mean())) if len(prices) else None
    value = None if earned is None or price is None else earned * price // 10**8
    return Worked(
        value,
        "minor",
        "USD",
        inputs=(
            Input("earned", _("Coins the pools credited, after fee"), earned, "satoshi"),
            Input("price", _("Reference price of one coin that day"), price, "minor", "USD"),
        ),
        coverage_ppm=covered_ppm(basis.site_days, "pool_seconds", len(basis.sites)),
        note=_("Counted at the reference price; nothing says the coins were sold."),
    )


def _unexplained_energy(basis: Basis, ask: Ask) -> Worked:
    supervised = {
        subject: found
        for subject, found in basis.by_subject.items()
        if found[0].subject_kind in {SubjectKind.SITE, SubjectKind.FEEDER}
    }
    gaps = [(subject, max(map(gap_of, found))) for subject, found in supervised.items()]
    gaps = sorted((pair for pair in gaps if pair[1]), key=lambda pair: -pair[1])
    return _sum_of_subjects(basis, gaps, "Wh", "")


def _money_at_stake(basis: Basis, ask: Ask) -> Worked:
    amounts = [(subject, max(map(money_of, found))) for subject, found in basis.by_subject.items()]
    amounts = sorted((pair for pair in amounts if pair[1]), key=lambda pair: -pair[1])
    return _sum_of_subjects(basis, amounts, "minor", basis.currency)


def _label(basis: Basis, subject: str) -> str:
    """Name a subject by its code, and by its name where the register has one."""
    names = basis.sites.filter(pl.col("site_id") == subject)["name"].to_list()
    return f"{subject} · {names[0]}" if names else subject


def _sum_of_subjects(basis: Basis, parts: list[tuple[str, int]], unit: str, currency: str) -> Worked:
    shown, rest = parts[:SHOWN_PARTS], parts[SHOWN_PARTS:]
    inputs = [Input("part", _label(basis, subject), value, unit, currency) for subject, value in shown]
    if rest:
        others = sum(value for _subject, value in rest)
        inputs.append(Input("part", _("Others: {n}").format(n=len(rest)), others, unit, currency))
    return Worked(sum(value for _subject, value in parts), unit, currency, tuple(inputs))


def _undeclared_payouts(basis: Basis, ask: Ask) -> Worked:
    found = [finding for finding in basis.findings if finding.indicator == PAYOUT_INDICATOR]
    return Worked(
        len(found),
        "count",
        inputs=tuple(
            Input("part", finding.subject, finding.measured, finding.unit) for finding in found[:SHOWN_PARTS]
        ),
    )


def _sites_all(basis: Basis, ask: Ask) -> Worked:
    return Worked(len(basis.sites), "count")


def _subjects_found(basis: Basis, ask: Ask) -> Worked:
    listed = tuple(
        Input("part", f"{subject} · {found[0].indicator}", len(found), "count")
        for subject, found in list(basis.by_subject.items())[:SHOWN_PARTS]
    )
    return Worked(len(basis.by_subject), "count", inputs=listed)


def _found_of(kind: SubjectKind, family: str = "") -> Callable[[Basis, Ask], Worked]:
    """Count the subjects of a kind; with a family only those with a finding of it."""

    def work_out(basis: Basis, ask: Ask) -> Worked:
        found = [
            (subject, each)
            for subject, each in basis.by_subject.items()
            if each[0].subject_kind == kind and (not family or family in {one.family for one in each})
        ]
        listed = tuple(
            Input("part", f"{_label(basis, subject)} · {each[0].indicator}", len(each), "count")
            for subject, each in found[:SHOWN_PARTS]
        )
        return Worked(len(found), "count", inputs=listed)

    return work_out


def _sites_agree(basis: Basis, ask: Ask) -> Worked:
    weighed = basis.weighings.select("site_id").unique()
    metered = basis.site_days.filter(pl.col("metered_wh").is_not_null())
    seen = set(metered.join(weighed, on="site_id", how="semi")["site_id"].to_list())
    found = {subject for subject in basis.by_subject if subject in seen}
    return Worked(
        len(seen) - len(found),
        "count",
        inputs=(
            Input("seen", _("Sites whose meter reported and which were weighed"), len(seen), "count"),
            Input("found", _("Of them, sites with a finding"), len(found), "count"),
        ),
    )


DEFINITIONS = (
    Definition(
        "energy-sold",
        gettext_lazy("Energy sold to licensed sites"),
        gettext_lazy("Energy drawn through the best-ranked meter of every licensed site during the day."),
        "{metered}",
        _energy_sold,
    ),
    Definition(
        "coverage",
        gettext_lazy("Coverage"),
        gettext_lazy("How much of the day, over all sites on the register, the site meters speak for."),
        "{covered} ÷ {whole}",
        _coverage,
    ),
    Definition(
        "levy-due",
        gettext_lazy("Levy due for the day"),
        gettext_lazy("Energy of each site at the rate of the band its purchase price falls in, added up."),
        "Σ {part}",
        _levy_due,
    ),
    Definition(
        "coins-earned",
        gettext_lazy("Coins earned"),
        gettext_lazy("What the pools credited to all licensed sites for the day, after their fee."),
        "{earned}",
        _coins_earned,
    ),
    Definition(
        "coins-value",
        gettext_lazy("Value of the coins earned"),
        gettext_lazy("Coins earned times the reference price of the day."),
        "{earned} × {price}",
        _coins_value,
    ),
    Definition(
        "unexplained-energy",
        gettext_lazy("Unexplained energy"),
        gettext_lazy(
            "The largest gap found at each site or feeder, added up; each is counted once. Customers are not in it."
        ),
        "Σ {part}",
        _unexplained_energy,
    ),
    Definition(
        "money-at-stake",
        gettext_lazy("Money at stake"),
        gettext_lazy("The largest amount at stake at each subject, added up; one subject is counted once."),
        "Σ {part}",
        _money_at_stake,
    ),
    Definition(
        "undeclared-payouts",
        gettext_lazy("Payouts to undeclared addresses"),
        gettext_lazy("Findings that a pool paid to an address the licensee has not declared."),
        "",
        _undeclared_payouts,
    ),
    Definition(
        "sites-all",
        gettext_lazy("Sites on the register"),
        gettext_lazy("Licensed sites whose registration is valid on the day."),
        "",
        _sites_all,
    ),
    Definition(
        "subjects-found",
        gettext_lazy("Subjects whose story does not add up"),
        gettext_lazy("Sites, feeders and customers with at least one finding that stands for the day."),
        "",
        _subjects_found,
    ),
    Definition(
        "sites-found",
        gettext_lazy("Sites whose story does not add up"),
        gettext_lazy("Sites with at least one finding that stands for the day; beside each, how many."),
        "",
        _found_of(SubjectKind.SITE),
    ),
    Definition(
        "customers-found",
        gettext_lazy("Customers above a threshold"),
        gettext_lazy(
            "Customers whose meter passed a threshold of the law. That is a reason to ask, not a story that does not add up."
        ),
        "",
        _found_of(SubjectKind.CUSTOMER, THRESHOLD),
    ),
    Definition(
        "customers-unexplained",
        gettext_lazy("Customers with load nobody has explained"),
        gettext_lazy(
            "Customers whose load stands out from that of their peers, at the rate of false alarms the policy sets. "
            "A bakery, a cold store or heating may explain it; it is a reason to look, and says nothing of anybody."
        ),
        "",
        _found_of(SubjectKind.CUSTOMER, UNEXPLAINED_LOAD),
    ),
    Definition(
        "feeders-found",
        gettext_lazy("Feeders with load no meter explains"),
        gettext_lazy(
            "Feeders into which more flows than their meters and the technical loss account for, at the rate of false "
            "alarms the policy sets. A silent or a wrong meter may explain it."
        ),
        "",
        _found_of(SubjectKind.FEEDER),
    ),
    Definition(
        "sites-agree",
        gettext_lazy("Sites whose witnesses agree"),
        gettext_lazy(
            "Sites whose meter reported, which were weighed, and about which no finding stands for the day."
        ),
        "{seen} − {found}",
        _sites_agree,
    ),
)
