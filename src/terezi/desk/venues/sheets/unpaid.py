"""Whether anything of the levy is unpaid, in sentences: since when, and what was expected, declared and received of what is due."""

from collections.abc import Mapping, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.desk.venues import quantities
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.sheets.fees import FeeLine
from terezi.desk.venues.sheets.levies import LevyLine

Owed = Sequence[tuple[FeeLine, LevyLine]]


def levies_say(basis: MarketBasis, lines: Sequence[FeeLine]) -> str:
    """Say what is unpaid of the levy of all exchanges; empty where the law names no levy or no period is over."""
    every = [(line, levy) for line in lines for levy in line.levies]
    due = [(line, levy) for line, levy in every if levy.is_due]
    if every and not due:
        return _("No period of the levy is past its day of payment.")
    said = (_unpaid(basis, due), _under(due), _sums(basis, due), _unknown(due), _coming(basis, every))
    return " ".join(each for each in said if each)


def _unpaid(basis: MarketBasis, due: Owed) -> str:
    short = sorted(
        ((line, levy) for line, levy in due if levy.is_short), key=lambda each: (each[1].due_on, each[0].name)
    )
    if short:
        return " ".join(_missing(basis, line, levy) for line, levy in short)
    judged = any(levy.declared_minor is not None and levy.is_told for _line, levy in due)
    return _("Nothing that was declared is unpaid.") if judged else ""


def _missing(basis: MarketBasis, line: FeeLine, levy: LevyLine) -> str:
    days = (basis.day - levy.due_on).days
    told = ngettext(
        "{name} has not paid {missing} of the levy for {month}: it was due by {day}, {n} day ago.",
        "{name} has not paid {missing} of the levy for {month}: it was due by {day}, {n} days ago.",
        days,
    )
    due_on = date_format(levy.due_on, "DATE_FORMAT")
    return told.format(name=line.name, missing=levy.missing, month=levy.title, day=due_on, n=days)


def _under(due: Owed) -> str:
    """Name whose declarations make less levy than the law, and the days never declared."""
    below = sorted(
        ((line, levy) for line, levy in due if levy.is_under), key=lambda each: (each[1].due_on, each[0].name)
    )
    return " ".join(_less_declared(line, levy) for line, levy in below)


def _less_declared(line: FeeLine, levy: LevyLine) -> str:
    said = []
    if levy.under_minor:
        told = _(
            "{name} declared {under} less levy for {month} than the law makes of its trades and returns."
        )
        said.append(told.format(name=line.name, under=levy.under, month=levy.title))
    if days := levy.trades_undeclared_days:
        told = ngettext(
            "{name} declared nothing of {n} day of {month} on which it told of trades.",
            "{name} declared nothing of {n} days of {month} on which it told of trades.",
            days,
        )
        said.append(told.format(name=line.name, n=days, month=levy.title))
    return " ".join(said)


def _sums(basis: MarketBasis, due: Owed) -> str:
    known = sorted(
        (levy for _line, levy in due if levy.declared_minor is not None), key=lambda levy: levy.due_on
    )
    if not known:
        return ""
    sums = {
        name: quantities.money(sum(getattr(levy, f"{name}_minor") or 0 for levy in known), basis.currency)
        for name in ("expected", "declared", "received")
    }
    if known[0].period == known[-1].period:
        told = _(
            "Of the levy for {first}, {expected} was expected, {declared} declared and {received} received."
        )
    else:
        told = _("Of the levy for {first} to {last}, {expected} was expected, {declared} declared and {received} received.")  # fmt: skip
    return told.format(first=known[0].title, last=known[-1].title, **sums)


def _unknown(due: Owed) -> str:
    """Name who declared nothing, and say where the treasury's receipts end: of both nothing can be called unpaid."""
    months: dict[str, list[str]] = {}
    for line, levy in due:
        if levy.declared_minor is None and not levy.is_under:
            months.setdefault(line.name, []).append(levy.title)
    told = [_silent(months)] if months else []
    if any(levy.is_less and not levy.is_told for _line, levy in due):
        told.append(_("The treasury told of no later receipt, so the last period cannot be called unpaid."))
    return " ".join(told)


def _silent(months: Mapping[str, Sequence[str]]) -> str:
    if len(months) > 1:
        named = ", ".join(f"{name} ({len(titles)})" for name, titles in months.items())
        told = _("Declared nothing, with the number of periods: {named}. Whether they paid all they owe cannot be told.")  # fmt: skip
        return told.format(named=named)
    ((name, titles),) = months.items()
    told = ngettext(
        "{name} declared nothing for {first}: whether it paid all it owes cannot be told.",
        "{name} declared nothing for {n} periods from {first} to {last}: whether it paid all it owes cannot be told.",
        len(titles),
    )
    return told.format(name=name, n=len(titles), first=titles[0], last=titles[-1])


def _coming(basis: MarketBasis, every: Owed) -> str:
    coming = [levy for _line, levy in every if not levy.is_due]
    if not coming:
        return ""
    known = [levy.declared_minor for levy in coming if levy.declared_minor is not None]
    told = _("For {month}, due by {day}, {declared} is declared so far and {received} received.")
    return told.format(
        month=coming[0].title,
        day=date_format(coming[0].due_on, "DATE_FORMAT"),
        declared=quantities.money(sum(known) if known else None, basis.currency),
        received=quantities.money(sum(levy.received_minor for levy in coming), basis.currency),
    )
