"""Who is visited: by expected recovery, and a published share by chance; innocent until seen."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from terezi.desk.visits.terms import Chosen, D, Drawable, Outcome, Why, Worth

MONDAY = 0
NOT_MONDAY = "A week begins on Monday: name that day"
UNREASONED = "A visit out of turn has a reason: write it down"
SAID_TWICE = "A household is visited once: say in the reason why somebody has to go again"
UNEXPLAINED = "Write down what explains the load"
UNSAID = "Write down what was found"
CLOSED = "This visit is closed: nothing about it changes any more"
ENDS_BEFORE = "An explanation holds until a day that is still to come"
MILLION = 1_000_000


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def recovery(lead: Drawable, *, by_money: bool) -> int:
    """Return what one visit is expected to recover in a month: probability x money, or x energy in Wh."""
    worth = (lead.money_minor or 0) if by_money else lead.expected_wh_per_month
    return lead.probability_ppm * worth // MILLION


def counts_money(leads: Iterable[Drawable]) -> bool:
    """Answer whether every lead has a price; else all are ordered by energy, so that none falls behind for want of one."""
    return all(lead.money_minor is not None for lead in leads)


def ranked(leads: Sequence[D]) -> list[D]:
    """Order leads by expected recovery per visit, the most first; equals, as all are without a model, by their p-value."""
    by_money = counts_money(leads)
    ordered = sorted(leads, key=lambda lead: (lead.p_value_ppm, lead.subject_kind, lead.subject))
    return sorted(ordered, key=lambda lead: recovery(lead, by_money=by_money), reverse=True)


def by_chance(leads: Iterable[D], *, seed: str) -> list[D]:
    """Order leads by the SHA-256 of seed and code: whoever knows the seed can draw again."""
    return sorted(leads, key=lambda lead: _lot(seed, f"{lead.subject_kind}|{lead.subject}"))


def _lot(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}|{name}".encode()).hexdigest()


def explored(budget: int, share_ppm: int) -> int:
    """Return how many of `budget` visits go by chance: the share of the law, rounded up."""
    return math.ceil(budget * share_ppm / MILLION)


def drawn(leads: Sequence[D], *, budget: int, exploration_share_ppm: int, seed: str) -> list[Chosen[D]]:
    """Fill a week: leads above the line by rank, and a share of the rest by chance.

    Where chance finds nobody its places go to the ranking. Where too few are above the line places stay empty:
    nobody is visited because there was time left.
    """
    above = ranked([lead for lead in leads if lead.is_above_line])
    below = [lead for lead in leads if not lead.is_above_line]
    wanted = explored(budget, exploration_share_ppm)
    # without a sample of the others, the rest is what the ranking would not reach
    rest = below or above[max(0, budget - wanted) :]
    lots = by_chance(rest, seed=seed)[:wanted]
    first = [lead for lead in above if lead not in lots][: budget - len(lots)]
    by_rank = [Chosen(lead, Why.RANKED, rank, MILLION) for rank, lead in enumerate(first, start=1)]
    return by_rank + [
        Chosen(lead, Why.RANDOM, rank, chance_ppm(lead, len(lots), len(rest)))
        for rank, lead in enumerate(lots, start=len(by_rank) + 1)
    ]


def chance_ppm(lead: Drawable, places: int, rest: int) -> int:
    """Return how likely a subject of the rest was to be drawn, before anything was drawn."""
    return max(1, lead.sampled_ppm * places // rest)


def officer_drawn(usernames: Sequence[str], taken: Sequence[str], *, subject: str, seed: str) -> str | None:
    """Draw an officer among those with the fewest visits on this list; None where nobody may go."""
    if not usernames:
        return None
    fewest = min(taken.count(name) for name in usernames)
    free = sorted(name for name in usernames if taken.count(name) == fewest)
    return min(free, key=lambda name: _lot(seed, f"{subject}|{name}"))


def leads_digest(leads: Iterable[Drawable]) -> str:
    """Return the SHA-256 over everything a draw looked at, so that a draw made again is known to be the same."""
    lines = sorted(
        f"{one.subject_kind}|{one.subject}|{one.p_value_ppm}|{one.probability_ppm}|{one.expected_wh_per_month}"
        f"|{one.money_minor}|{one.is_above_line}|{one.sampled_ppm}"
        for one in leads
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def explained_up_to(lead: Worth) -> int:
    """Return up to which power, in W, an explanation of this load holds: what rises above it is worth a visit of its own."""
    return lead.high_w + lead.least_w


def is_pattern_new(*, low_w: int, explained_up_to_w: int) -> bool:
    """Answer whether load is surely above what was explained."""
    return low_w > explained_up_to_w


def against_closing(*, outcome: Outcome | None, explanation: str, notes: str) -> list[str]:
    """List the reasons against closing a visit this way; none means it may be closed."""
    if outcome is Outcome.EXPLAINED and not explanation.strip():
        return [UNEXPLAINED]
    # nobody can learn from, or answer, an outcome without words
    return [] if outcome is Outcome.EXPLAINED or notes.strip() else [UNSAID]
