"""The one shape of an indicator: what it looks for, under which article, and how it says so."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import ibis.expr.types as ir

from terezi.evidence.facts.lake import Lake
from terezi.law.terms import Law, Term

ANSWERS = ("subject", "measured", "allowed", "gap_wh", "confidence_ppm")
CERTAIN_PPM = 1_000_000


class Severity(StrEnum):
    """How soon somebody should look."""

    NOTICE = "notice"
    SERIOUS = "serious"
    GRAVE = "grave"


Find = Callable[[Lake, Law], ir.Table]


@dataclass(frozen=True)
class Indicator:
    """One thing that may look wrong on one day, under the law of that day.

    `find` answers the columns of ANSWERS (integers, `gap_wh` per day) and any further integers that
    `sentence` names. An `event` stays on Today for as many days as the supervision policy says; a
    state is looked at afresh each day. `unmetered` says that the gap passed no meter, so that the levy
    on it is at stake too.
    """

    code: str
    version: int
    title: str
    says: str
    family: str
    severity: Severity
    subject_kind: str
    unit: str
    event: bool
    unmetered: bool
    sentence: str
    clears: tuple[str, ...]
    article: Callable[[Law], Term[Any]]
    find: Find


def indicator(
    *,
    code: str,
    family: str,
    severity: Severity,
    unit: str,
    sentence: str,
    clears: tuple[str, ...],
    article: Callable[[Law], Term[Any]],
    subject_kind: str = "site",
    event: bool = False,
    unmetered: bool = False,
    version: int = 1,
) -> Callable[[Find], Indicator]:
    """Declare an indicator; its title is the first line of the docstring, its meaning the rest."""

    def declare(find: Find) -> Indicator:
        title, _, says = inspect.cleandoc(find.__doc__ or "").partition("\n")
        return Indicator(
            code=code,
            version=version,
            title=title.rstrip("."),
            says=" ".join(says.split()),
            family=family,
            severity=severity,
            subject_kind=subject_kind,
            unit=unit,
            event=event,
            unmetered=unmetered,
            sentence=sentence,
            clears=clears,
            article=article,
            find=find,
        )

    return declare
