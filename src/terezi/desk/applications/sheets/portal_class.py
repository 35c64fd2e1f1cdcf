"""What applies to somebody who wants to be of a class of actors: what is asked, what it costs, how long it takes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from terezi.base.errors import Refused
from terezi.desk.applications.rules.asked import Asked, asked_of
from terezi.desk.applications.sheets import portal_words as words
from terezi.desk.people.words import word
from terezi.law.licensing import ActorClass
from terezi.law.terms import Law, Term


@dataclass(frozen=True)
class Rule:
    """One thing the law says of a class, with its article."""

    label: str
    says: str
    article: str


@dataclass(frozen=True)
class ClassSheet:
    """A class of actors as somebody who may want to apply reads of it."""

    id: str
    title: str
    regime: str
    is_short: bool
    who: str
    fee: str
    decided: str
    needs: tuple[str, ...]
    papers: tuple[str, ...]
    rules: tuple[Rule, ...]


def class_sheet(law: Law, actor_class: ActorClass) -> ClassSheet:
    """Return what applies to an applicant of the class."""
    asked = asked_of(actor_class)
    rules = tuple(_rules(law, actor_class))
    return ClassSheet(
        id=actor_class.id,
        title=title_of(actor_class),
        regime=_said(actor_class.regime, lambda regime: word(words.REGIMES, regime)),
        is_short=is_short(actor_class),
        who=_said(actor_class.applicant_kinds, _kinds),
        fee=fee(law, actor_class),
        decided=_said(actor_class.decision, words.within),
        needs=tuple(gettext(one.title) for one in asked.prerequisites),
        papers=tuple(_papers(asked)),
        rules=rules,
    )


def title_of(actor_class: ActorClass) -> str:
    """Say a class as the law names it; its code where nobody knows the name."""
    return gettext(actor_class.title.value) if actor_class.title.is_known else actor_class.id


def is_short(actor_class: ActorClass) -> bool:
    """Whether the whole form stands on one page."""
    return actor_class.form.is_known and actor_class.form.value == "short"


def fee(law: Law, actor_class: ActorClass) -> str:
    """Say what is paid: in money where the worth of the index unit is known, else as the law counts it."""
    return _fee(law, actor_class.fee)


def _fee(law: Law, term: Term[Any]) -> str:
    try:
        stated = term.value
    except Refused as refused:
        return words.unknown(refused)
    try:
        money = law.licensing.in_money(term)
    except Refused:
        return gettext("{n} index units").format(n=stated.amount)
    return f"{number_format(money.amount.normalize(), use_l10n=True, force_grouping=True)} {money.currency}"


def _rules(law: Law, actor_class: ActorClass) -> Iterator[Rule]:
    told: tuple[tuple[str, Term[Any], Callable[[Any], str]], ...] = (
        (gettext("Who may apply"), actor_class.applicant_kinds, _kinds),
        (gettext("Fee"), actor_class.fee, lambda _value: _fee(law, actor_class.fee)),
        (gettext("Every month"), actor_class.monthly_fee, lambda _value: _fee(law, actor_class.monthly_fee)),
        (gettext("Least capital"), actor_class.capital, lambda _value: _fee(law, actor_class.capital)),
        (gettext("We decide within"), actor_class.decision, words.within),
        (gettext("It holds for"), actor_class.validity, lambda validity: gettext(str(validity))),
        (gettext("Must stand first"), actor_class.follows, lambda first: _first(law, first)),
    )
    for label, term, says in told:
        yield Rule(label, _said(term, says), term.article)


def _first(law: Law, first: str) -> str:
    return title_of(law.licensing.actor_class(first))


def _kinds(kinds: tuple[str, ...]) -> str:
    return ", ".join(word(words.KINDS, kind) for kind in kinds)


def _said(term: Term[Any], says: Callable[[Any], str]) -> str:
    try:
        return says(term.value)
    except Refused as refused:
        return words.unknown(refused)


def _papers(asked: Asked) -> Iterator[str]:
    for document in asked.documents:
        yield gettext(document.title)
