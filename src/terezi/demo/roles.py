"""Parts to be played by sites of the country, and how they are given out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from numpy.random import Generator

from terezi.base.errors import Refused
from terezi.demo.books import Books
from terezi.demo.site import Site
from terezi.demo.span import Span

SITES_PER_COPY, MOST_COPIES = 43, 20


@dataclass(frozen=True)
class Role:
    """A part: who may play it, what it changes at the site, and over how many days it can be seen."""

    kind: str
    suits: Callable[[Site], bool]
    change: Callable[[Site, Span, Generator], Site]
    says: Callable[[Site], str]
    days_needed: int


@dataclass(frozen=True)
class Plant(Role):
    """A part with something to hide, the indicators that reveal it and what it is worth (minor units)."""

    number: int | None
    reveals: Callable[[Site], tuple[str, ...]]
    money: Callable[[Books, Span], int]


def copies(sites: int) -> int:
    """Return how often each part is given in a country of so many sites."""
    return min(max(1, round(sites / SITES_PER_COPY)), MOST_COPIES)


def cast(
    sites: Sequence[Site], roles: Sequence[Role], *, times: int, span: Span, rng: Generator
) -> tuple[list[Site], dict[str, Role]]:
    """Give each role to `times` random sites that suit, one role to a site; answer sites and roles by site id.

    :raises Refused: when the country is too small for them.
    """
    free = {site.site_id: site for site in sites}
    changed: dict[str, Site] = {}
    given: dict[str, Role] = {}
    for role in roles:
        if role.days_needed > span.days:
            continue
        suited = [site for site in free.values() if role.suits(site)]
        if len(suited) < times:
            raise Refused(
                f"A country of {len(sites)} sites has no room for {role.kind}: build one with more sites"
            )
        for chosen in rng.choice(len(suited), times, replace=False):
            site = free.pop(suited[chosen].site_id)
            changed[site.site_id] = role.change(site, span, rng)
            given[site.site_id] = role
    return [changed.get(site.site_id, site) for site in sites], given


def begin(span: Span, rng: Generator, *, lasting: int) -> int:
    """Draw the day a story begins so that it lasts at least so many days of the span, or all of it."""
    return int(rng.integers(0, max(1, span.days - lasting + 1)))
