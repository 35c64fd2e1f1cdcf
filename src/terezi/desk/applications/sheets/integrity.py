"""The integrity report in words: every number with its interval and how many files it rests on."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.desk.applications.queries.integrity import Integrity, Pair
from terezi.desk.applications.rules.medians import Interval
from terezi.desk.applications.sheets import words
from terezi.desk.findings.quantities import THIN_SPACE


@dataclass(frozen=True)
class Timed:
    """How long somebody's files were in hand."""

    who: str
    days: str
    interval: str
    files: int


@dataclass(frozen=True)
class PairLine:
    """An agent and an officer beside their random peers."""

    agent: str
    officer: str
    files: int
    says: str
    chance: str
    corrected: str
    stands_out: bool


@dataclass(frozen=True)
class Agreement:
    """How often a second officer signs."""

    officer: str
    signed: int
    declined: int
    share: str
    interval: str


@dataclass(frozen=True)
class Report:
    """The report as a page prints it."""

    told: Integrity
    sentence: str
    by_officer: tuple[Timed, ...]
    by_agent: tuple[Timed, ...]
    pairs: tuple[PairLine, ...]
    reviewers: tuple[Agreement, ...]
    by_hand_share: str
    by_hand_interval: str


def report(told: Integrity) -> Report:
    """Set the report in words."""
    return Report(
        told=told,
        sentence=_sentence(told),
        by_officer=tuple(_timed(one.who, one.days) for one in told.by_officer),
        by_agent=tuple(_timed(one.who, one.days) for one in told.by_agent),
        pairs=tuple(_pair(one) for one in told.pairs),
        reviewers=tuple(
            Agreement(
                one.officer, one.signed, one.declined, _percent(one.agreement.value), _range(one.agreement)
            )
            for one in told.reviewers
        ),
        by_hand_share=_percent(told.by_hand_share.value),
        by_hand_interval=_range(told.by_hand_share),
    )


def _sentence(told: Integrity) -> str:
    if not told.files:
        return _("There is nothing to report: no file was given to an officer in these days.")
    out = sum(one.stands_out for one in told.pairs)
    files = ngettext("{n} file was given to an officer", "{n} files were given to officers", told.files)
    pairs = ngettext(
        "{n} pair of agent and officer stands out", "{n} pairs of agent and officer stand out", out
    )
    jumps = ngettext("{n} file passed over older ones", "{n} files passed over older ones", len(told.jumps))
    counted = ((files, told.files), (pairs, out), (jumps, len(told.jumps)))
    return "; ".join(words_.format(n=words.number(count)) for words_, count in counted) + "."


def _timed(who: str, days: Interval) -> Timed:
    return Timed(who, _days(days.value), _range(days, share=False), days.count)


def _pair(one: Pair) -> PairLine:
    says = _("{mine} days, random peers {theirs} days").format(
        mine=_days(one.days), theirs=_days(one.peers_days)
    )
    return PairLine(
        one.agent, one.officer, one.files, says, _chance(one.p_value), _chance(one.q_value), one.stands_out
    )


def _days(days: float) -> str:
    return words.apart(words.decimal(days, 1))


def _percent(share: float) -> str:
    return words.apart(f"{words.decimal(share * 100, 0)}{THIN_SPACE}%")


def _range(found: Interval, *, share: bool = True) -> str:
    """Say the interval; too few files tell none."""
    if found.low is None or found.high is None:
        return _("too few to say")
    ends = [found.low * 100, found.high * 100] if share else [found.low, found.high]
    unit = f"{THIN_SPACE}%" if share else ""
    return words.apart(
        f"{words.decimal(ends[0], 0 if share else 1)}–{words.decimal(ends[1], 0 if share else 1)}{unit}"
    )


def _chance(value: float) -> str:
    return words.apart("< 0.001" if value < 0.001 else words.decimal(value, 3))
