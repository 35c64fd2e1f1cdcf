"""Numbers of one site for a window of days: three witnesses and what the register says."""

from collections.abc import Callable

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.errors import Refused
from terezi.base.units import DAY_S
from terezi.desk.findings.basis import Basis
from terezi.desk.findings.numbers.coins import FORMULA as COINS_FORMULA
from terezi.desk.findings.numbers.coins import coins_inputs
from terezi.desk.findings.numbers.country import SHOWN_PARTS, total
from terezi.desk.findings.numbers.levies import levy_of_rows, levy_rule, rate_inputs
from terezi.desk.findings.numbers.terms import Ask, Definition, Input, Rule, Worked
from terezi.desk.findings.words import refusal

WITNESSES = ("meter", "machines", "coins")


def window_of(ask: Ask) -> int:
    """Return the days of the window which `part` names; 1 unless it does."""
    told = int(ask.part) if ask.part.isdecimal() and len(ask.part) < 10 else 0
    return min(366, told) or 1


def explained_days(weighings: pl.DataFrame) -> pl.DataFrame:
    """Return `day`, `machines_wh`, `coins_wh`: site energy each witness stands for, from one-day weighings."""
    one = weighings.filter(pl.col("window_days") == 1)

    def column(pair: str, which: str, name: str) -> pl.DataFrame:
        return one.filter(pl.col("pair") == pair).select("day", pl.col(which).alias(name))

    parts = (
        column("meter/machines", "expected_wh", "machines_by_meter"),
        column("machines/coins", "observed_wh", "machines_by_coins"),
        column("meter/coins", "expected_wh", "coins_by_meter"),
        column("machines/coins", "expected_wh", "coins_by_machines"),
    )
    joined = one.select("day").unique()
    for part in parts:
        joined = joined.join(part, on="day", how="left")
    return joined.select(
        "day",
        machines_wh=pl.coalesce("machines_by_meter", "machines_by_coins"),
        coins_wh=pl.coalesce("coins_by_meter", "coins_by_machines"),
    ).sort("day")


def witness_days(basis: Basis, site_id: str, days: int) -> pl.DataFrame:
    """Return `day`, `metered_wh`, `machines_wh`, `coins_wh` for every day of the window; empty where absent."""
    period = basis.period(days)
    every = pl.DataFrame({"day": list(period)})
    metered = basis.readings.site_days(period, site_id).select("day", "metered_wh", "metered_seconds")
    explained = explained_days(basis.readings.weighings(period, site_id))
    return every.join(metered, on="day", how="left").join(explained, on="day", how="left").sort("day")


def _metered(basis: Basis, ask: Ask) -> Worked:
    days = window_of(ask)
    rows = basis.site_month_of(ask.site, days)
    known = rows.filter(pl.col("metered_wh").is_not_null())
    rank = int(known["metered_rank"].max()) if len(known) and known["metered_rank"].count() else None  # type: ignore[arg-type]
    until = known["metered_until"].max()
    seconds = int(known["metered_seconds"].sum()) if len(known) else 0
    coverage = min(10**6, seconds * 10**6 // (DAY_S * days))
    value = total(rows, "metered_wh")
    return Worked(
        value,
        "Wh",
        inputs=(
            Input("metered", _("Energy through the site meter"), value, "Wh", "", rank, coverage, until),  # type: ignore[arg-type]
            Input("days", _("Days of the window with a reading"), len(known), "count"),
        ),
        coverage_ppm=coverage,
        until=until,  # type: ignore[arg-type]
        note="" if len(known) else _("The site meter has not reported for these days."),
    )


def _coverage(basis: Basis, ask: Ask) -> Worked:
    metered = _metered(basis, ask)
    seconds = int(basis.site_month_of(ask.site, window_of(ask))["metered_seconds"].sum())
    inputs = (
        Input("covered", _("Time the site meter covers"), seconds, "s"),
        Input("whole", _("The whole window"), DAY_S * window_of(ask), "s"),
    )
    return Worked(metered.coverage_ppm, "ppm", inputs=inputs, until=metered.until)


def _explained(column: str, says: Callable[[], str]) -> Callable[[Basis, Ask], Worked]:
    def work_out(basis: Basis, ask: Ask) -> Worked:
        days = window_of(ask)
        rows = witness_days(basis, ask.site, days)
        value = total(rows, column)
        covered = rows[column].count()
        inputs, formula, note = _arithmetic(basis, ask, column, rows)
        return Worked(
            value,
            "Wh",
            inputs=(
                *inputs,
                Input("explained", says(), value, "Wh"),
                Input("days", _("Days of the window with this witness"), covered, "count"),
            ),
            coverage_ppm=covered * 10**6 // days,
            note=note if covered else _("This witness is absent for these days."),
            formula=formula,
        )

    return work_out


def _arithmetic(
    basis: Basis, ask: Ask, column: str, rows: pl.DataFrame
) -> tuple[tuple[Input, ...], str | None, str]:
    """Return inputs, formula and a note: of one day the whole arithmetic, of more days the last of them."""
    if len(rows) == 1:
        inputs = coins_inputs(basis, ask) if column == "coins_wh" else ()
        return inputs, COINS_FORMULA if inputs else None, ""
    known = rows.filter(pl.col(column).is_not_null()).sort("day", descending=True)
    shown, rest = known.head(SHOWN_PARTS), known.slice(SHOWN_PARTS)
    parts = [Input("part", str(row["day"]), row[column], "Wh") for row in shown.iter_rows(named=True)]
    if len(rest):
        parts.append(Input("part", _("Earlier days: {n}").format(n=len(rest)), total(rest, column), "Wh"))
    note = _("Each day is worked out by itself and added up: its own sheet shows the arithmetic.")
    return tuple(parts), "Σ {part}", note


def _gap(column: str) -> Callable[[Basis, Ask], Worked]:
    def work_out(basis: Basis, ask: Ask) -> Worked:
        rows = witness_days(basis, ask.site, window_of(ask))
        both = rows.filter(pl.col("metered_wh").is_not_null(), pl.col(column).is_not_null())
        metered, explained = total(both, "metered_wh"), total(both, column)
        known = metered is not None and explained is not None
        return Worked(
            (metered or 0) - (explained or 0) if known else None,
            "Wh",
            inputs=(
                Input("metered", _("Metered on days with both witnesses"), metered, "Wh"),
                Input("explained", _("Explained on the same days"), explained, "Wh"),
                Input("days", _("Days with both witnesses"), len(both), "count"),
            ),
            coverage_ppm=len(both) * 10**6 // window_of(ask),
            note="" if known else _("One of the two witnesses is absent for these days."),
        )

    return work_out


def _earned(basis: Basis, ask: Ask) -> Worked:
    rows = basis.site_month_of(ask.site, window_of(ask))
    value = total(rows, "earned_satoshi")
    return Worked(
        value,
        "satoshi",
        inputs=(
            Input("earned", _("Credited by the pools, after fee"), value, "satoshi"),
            Input("fee", _("Highest pool fee applied"), rows["fee_ppm"].max(), "ppm"),  # type: ignore[arg-type]
            Input("rejected", _("Highest share of work rejected"), rows["rejected_ppm"].max(), "ppm"),  # type: ignore[arg-type]
        ),
        coverage_ppm=min(10**6, int(rows["pool_seconds"].sum()) * 10**6 // (DAY_S * window_of(ask))),
        note="" if value is not None else _("No pool has reported for these days."),
    )


def _levy(basis: Basis, ask: Ask) -> Worked:
    rows = basis.site_month_of(ask.site, window_of(ask)).join(basis.sites, on="site_id", how="inner")
    metered = Input("metered", _("Energy through the site meter"), total(rows, "metered_wh"), "Wh")
    try:
        due = levy_of_rows(basis.law, rows)
    except Refused as refused:
        return Worked(
            None, "minor", basis.currency, (metered,), rule=levy_rule(basis.law), note=refusal(refused)
        )
    inputs = (metered, *rate_inputs(basis.law, rows))
    return Worked(due.minor, "minor", due.currency, inputs, rule=levy_rule(basis.law))


def _registered(
    column: str, unit: str, says: Callable[[], str], *, currency: bool = False
) -> Callable[[Basis, Ask], Worked]:
    def work_out(basis: Basis, ask: Ask) -> Worked:
        rows = basis.sites.filter(pl.col("site_id") == ask.site)
        if rows.is_empty():
            return Worked(None, unit, note=_("The site is not on the register on this day."))
        row = rows.row(0, named=True)
        value, money = row[column], basis.currency if currency else ""
        rule = Rule(_("Licence {number}").format(number=row["licence_number"]), str(row["valid_from"]))
        return Worked(value, unit, money, (Input("registered", says(), value, unit, money, 5),), rule=rule)

    return work_out


def _machines(column: str, unit: str, says: Callable[[], str]) -> Callable[[Basis, Ask], Worked]:
    def work_out(basis: Basis, ask: Ask) -> Worked:
        batches = basis.readings.machines(ask.site, basis.day)
        inputs = tuple(
            Input("batch", f"{batch['model']} × {batch['machines']}",
                  batch["machines"] * (batch[column] if column != "machines" else 1), unit, source_rank=6)
            for batch in batches.iter_rows(named=True)
        )  # fmt: skip
        value = sum(each.value or 0 for each in inputs) if inputs else None
        note = "" if inputs else says()
        return Worked(value, unit, inputs=inputs, note=note)

    return work_out


def _least_share(basis: Basis, ask: Ask) -> Worked:
    rows = basis.weighings.filter(
        pl.col("site_id") == ask.site,
        pl.col("window_days") == window_of(ask),
        pl.col("pair") == "meter/coins",
    )
    value = rows["least_share_ppm"].max() if len(rows) else None
    sigma = round(float(rows["sigma"].max()) * 10**6) if len(rows) else None  # type: ignore[arg-type]
    return Worked(
        value,  # type: ignore[arg-type]
        "ppm",
        inputs=(Input("sigma", _("Spread of the comparison if all is true"), sigma, "ppm"),),
        note="" if value is not None else _("The site was not weighed over this window."),
    )


def _window_numbers() -> tuple[Definition, ...]:
    return (
        Definition(
            "site-metered", gettext_lazy("Metered energy"),
            gettext_lazy("Energy through the site's best-ranked meter in the window of days that ends with the day."),
            "{metered}", _metered,
        ),
        Definition(
            "site-coverage", gettext_lazy("Coverage"),
            gettext_lazy("How much of the window the site's meter speaks for."),
            "{covered} ÷ {whole}", _coverage,
        ),
        Definition(
            "site-machines", gettext_lazy("Energy explained by machines"),
            gettext_lazy("Site energy the work reported by the machines needs at their registered efficiency and overhead."),
            "{explained}", _explained("machines_wh", lambda: _("Energy the reported work needs")),
        ),
        Definition(
            "site-coins", gettext_lazy("Energy explained by coins"),
            gettext_lazy("Site energy needed to earn the coins credited, at the difficulty of the days and the registered efficiency."),
            "{explained}", _explained("coins_wh", lambda: _("Energy the credited coins needed")),
        ),
        Definition(
            "site-gap", gettext_lazy("Metered, but not explained by machines"),
            gettext_lazy("Metered energy less energy explained by machines, on the days with both; below zero the machines claim more."),
            "{metered} − {explained}", _gap("machines_wh"),
        ),
        Definition(
            "site-gap-coins", gettext_lazy("Metered, but not explained by coins"),
            gettext_lazy("Metered energy less energy explained by coins, on the days with both; below zero the coins claim more."),
            "{metered} − {explained}", _gap("coins_wh"),
        ),
        Definition(
            "site-earned", gettext_lazy("Coins earned"),
            gettext_lazy("What the pools credited to the site in the window, after their fee."),
            "{earned}", _earned,
        ),
        Definition(
            "site-levy", gettext_lazy("Levy due"),
            gettext_lazy("Metered energy of the window at the rate of the site's band."),
            "{metered} × {rate}", _levy,
        ),
        Definition(
            "site-least-share", gettext_lazy("Smallest hidden share this evidence can find"),
            gettext_lazy("With this quality of evidence, a smaller hidden share would be missed more than one time in five."),
            "", _least_share,
        ),
    )  # fmt: skip


def _register_numbers() -> tuple[Definition, ...]:
    return (
        Definition(
            "site-licensed-power", gettext_lazy("Licensed power"),
            gettext_lazy("The highest power the licence allows."), "{registered}",
            _registered("licensed_w", "W", lambda: _("As written in the licence")),
        ),
        Definition(
            "site-overhead", gettext_lazy("Declared overhead"),
            gettext_lazy("Site power divided by machine power, as the licensee declared it."), "{registered}",
            _registered("pue_ppm", "ppm", lambda: _("As declared")),
        ),
        Definition(
            "site-tariff", gettext_lazy("Price of its power per MWh"),
            gettext_lazy("What the site pays its supplier for one MWh."), "{registered}",
            _registered("tariff_minor_per_mwh", "minor", lambda: _("As registered"), currency=True),
        ),
        Definition(
            "site-machines-registered", gettext_lazy("Machines on the register"),
            gettext_lazy("Machines of all batches valid on the day."), "Σ {batch}",
            _machines("machines", "count", lambda: _("No machine is on the register for this site.")),
        ),
        Definition(
            "site-hash-registered", gettext_lazy("Registered hash rate"),
            gettext_lazy("Machines of every batch times the registered hash rate of one."), "Σ {batch}",
            _machines("hash_rate_ghs", "GH/s", lambda: _("No machine is on the register for this site.")),
        ),
        Definition(
            "site-power-registered", gettext_lazy("Registered machine power"),
            gettext_lazy("Machines of every batch times the registered power of one, without overhead."), "Σ {batch}",
            _machines("power_w", "W", lambda: _("No machine is on the register for this site.")),
        ),
    )  # fmt: skip


DEFINITIONS = (*_window_numbers(), *_register_numbers())
