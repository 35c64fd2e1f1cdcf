"""The innocent twins among sites: each looks like a planted truth for a moment and is none."""

from dataclasses import replace

from numpy.random import Generator

from terezi.demo import names
from terezi.demo.orders import order_days
from terezi.demo.roles import Role, begin
from terezi.demo.settlers import batches_of, reporters_of
from terezi.demo.site import Site, Story
from terezi.demo.span import Span
from terezi.evidence.facts.grades import Grade, Scheme

ROUGH = (Grade.NAMEPLATE, Grade.SAMPLED)


def _stop_for_repair(site: Site, span: Span, rng: Generator) -> Site:
    length = int(rng.integers(30, 150))
    start = int(rng.integers(24, max(25, span.days * 24 - length - 24)))
    return site.with_story(Story(off_hours=range(start, start + length)))


def _join(site: Site, span: Span, rng: Generator) -> Site:
    first = int(rng.integers(span.days // 4, span.days // 2))
    batches = tuple(replace(batch, from_day=first) for batch in site.batches)
    return replace(
        site,
        registered_on=span.day(first),
        batches=batches,
        reporters=reporters_of(batches, 20, rng),
    )


def _replace_machines(site: Site, span: Span, rng: Generator) -> Site:
    turn = int(rng.integers(span.days // 4, span.days - span.days // 4))
    watts = sum(batch.watts for batch in site.batches)
    batches = (
        *(replace(batch, until_day=turn) for batch in site.batches),
        *batches_of(watts, kinds=1, days=range(turn, span.days), rng=rng),
    )
    return replace(
        site,
        batches=batches,
        reporters=reporters_of(batches, 30, rng),
    )


def _estimate(site: Site, span: Span, rng: Generator) -> Site:
    """Estimate a day without an order: a flat estimate could neither keep nor break one."""
    days = [day for day in range(7, span.days) if day not in order_days(span)]
    return site.with_story(Story(from_day=int(rng.choice(days)), estimated=True))


def _change_wallet(site: Site, span: Span, rng: Generator) -> Site:
    return site.with_story(
        Story(from_day=max(1, begin(span, rng, lasting=5)), declared_wallet=names.wallet(rng))
    )


def _overclock(site: Site, span: Span, rng: Generator) -> Site:
    """Go above the licence for two hours on the last day and on some others."""
    days = {span.days - 1, *rng.integers(0, span.days, 3).tolist()}
    hours = tuple(24 * day + hour for day in sorted(days) for hour in (3, 4))
    return replace(site, headroom=1.02, story=Story(overclocked_hours=hours))


def _steady(site: Site) -> bool:
    return site.industrial and site.scheme != Scheme.PPLNS


TWINS = (
    Role(
        kind="bad luck",
        suits=lambda site: site.industrial and site.scheme == Scheme.PPLNS,
        change=lambda site, _span, _rng: site,
        says=lambda _: "Its pool pays by blocks found and found few this month; machines and meter agree",
        days_needed=1,
    ),
    Role(
        kind="estimated readings",
        suits=lambda site: _steady(site) and site.grade in ROUGH,
        change=_estimate,
        says=lambda _: "Its meter was read by estimate for one day",
        days_needed=9,
    ),
    Role(
        kind="brief excess",
        suits=_steady,
        change=_overclock,
        says=lambda _: "Above licence for two hours a day on a few days, fewer hours than the law minds",
        days_needed=1,
    ),
    Role(
        kind="repair",
        suits=lambda _: True,
        change=_stop_for_repair,
        says=lambda _: "Stood still for repair: meter, machines and coins are truly zero",
        days_needed=14,
    ),
    Role(
        kind="newcomer",
        suits=lambda _: True,
        change=_join,
        says=lambda _: "Registered within the period; it has nothing to report from before",
        days_needed=8,
    ),
    Role(
        kind="new machines",
        suits=_steady,
        change=_replace_machines,
        says=lambda _: "Replaced its machines and updated the register the same day",
        days_needed=8,
    ),
    Role(
        kind="new wallet",
        suits=lambda _: True,
        change=_change_wallet,
        says=lambda _: "Changed its wallet and declared it the same day",
        days_needed=8,
    ),
)
"""Given after the plants, so that every site that plays a twin is honest."""
