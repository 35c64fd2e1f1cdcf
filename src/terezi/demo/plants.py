"""The planted truths that sites play: what is done, what reveals it, what it is worth.

Sizes are drawn above what the evidence of the site's grade finds with power 0.9 in 30 days
(3.6 standard deviations) and below what nobody could overlook.
"""

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from terezi.demo import names
from terezi.demo.books import Books
from terezi.demo.levy import gap_minor, levy_minor, periods
from terezi.demo.pools import SOLO, UNACCREDITED
from terezi.demo.roles import Plant, begin
from terezi.demo.site import FULL_POWER_MARGIN, Site, Story
from terezi.demo.site_run import ALIVE
from terezi.demo.span import Span
from terezi.evidence.facts.grades import Grade, Scheme

LEAST_Z, MOST_Z = 6.5, 11.0
LEAST_SHARE, MOST_SHARE = 0.06, 0.30
LASTING = 35
WEIGHABLE = (Grade.SAMPLED, Grade.SUBMETERED, Grade.CALIBRATED)
FEEDS = {"meter": "MTR-01", "telemetry": "TEL-01", "pool": "POL-01"}
ORDERED_W = 2_000_000
FEIGNED_OBEDIENCE = 11


def industrial(site: Site) -> bool:
    """Say whether it is an industrial site whose pay does not depend on a pool's luck."""
    return site.industrial and site.scheme != Scheme.PPLNS


def _weighable(site: Site) -> bool:
    return industrial(site) and site.grade in WEIGHABLE


def _gap_share(site: Site, rng: Generator) -> float:
    return float(np.clip(1 - np.exp(-rng.uniform(LEAST_Z, MOST_Z) * site.sigma), LEAST_SHARE, MOST_SHARE))


def _hide_machines(site: Site, span: Span, rng: Generator) -> Site:
    share = _gap_share(site, rng)
    room = site.headroom + float(rng.uniform(0.02, 0.1))  # licensed for a growth it never declared
    return replace(site, headroom=room).with_story(
        Story(from_day=begin(span, rng, lasting=LASTING), hidden_share=share)
    )


def _bypass_meter(site: Site, span: Span, rng: Generator) -> Site:
    return site.with_story(
        Story(from_day=begin(span, rng, lasting=LASTING), unread_share=_gap_share(site, rng))
    )


def _divert_work(site: Site, span: Span, rng: Generator) -> Site:
    return site.with_story(
        Story(from_day=begin(span, rng, lasting=LASTING), diverted_share=_gap_share(site, rng))
    )


def _pay_elsewhere(site: Site, span: Span, rng: Generator) -> Site:
    story = Story(
        from_day=max(1, begin(span, rng, lasting=10)),
        undeclared_wallet=names.wallet(rng),
        undeclared_part=float(rng.uniform(0.25, 1.0)),
    )
    return replace(site, payment_days=1).with_story(story)


def _feign_obedience(site: Site, _span: Span, _rng: Generator) -> Site:
    return site.with_story(Story(defies_orders=True))


def _fall_silent(site: Site, span: Span, rng: Generator) -> Site:
    return site.with_story(
        Story(
            from_day=span.days - int(rng.integers(3, 6)),
            silent_hour=int(rng.integers(0, 24)),
            silent_feed=str(rng.choice(list(FEEDS))),
        )
    )


def _exceed_licence(site: Site, _span: Span, rng: Generator) -> Site:
    return replace(site, headroom=ALIVE / FULL_POWER_MARGIN / (1 + float(rng.uniform(0.06, 0.15))))


def _change_pool(site: Site, span: Span, rng: Generator) -> Site:
    return site.with_story(Story(from_day=begin(span, rng, lasting=10), pool_used=UNACCREDITED))


def _mine_alone(site: Site, span: Span, rng: Generator) -> Site:
    return site.with_story(
        Story(from_day=begin(span, rng, lasting=10), pool_used=SOLO, scheme_used=str(Scheme.SOLO))
    )


def _declare_less(site: Site, span: Span, rng: Generator) -> Site:
    first = max(span.index(periods(span)[0][0]), 0) if periods(span) else 0
    return site.with_story(Story(from_day=first, declared_part=1 - float(rng.uniform(0.1, 0.35))))


def _hidden_work(books: Books, _span: Span) -> int:
    share = books.site.story.hidden_share
    return round(books.since(books.work_minor) * share / (1 - share))


def _unread_energy(books: Books, _span: Span) -> int:
    unread = books.since(books.drawn_wh) * books.site.story.unread_share
    return books.price(unread) + levy_minor(unread, books.site.tariff_minor_per_mwh)


def _diverted_work(books: Books, _span: Span) -> int:
    return round(books.since(books.work_minor) * books.site.story.diverted_share)


def _all_work(books: Books, _span: Span) -> int:
    return round(books.since(books.work_minor))


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


PLANTS = (
    Plant(
        kind="undeclared machines",
        number=1,
        suits=_weighable,
        change=_hide_machines,
        says=lambda s: (
            f"{_percent(s.story.hidden_share)} of the machines at work are on no register and no pool account"
        ),
        reveals=lambda _: ("REC-01", "REC-03", "REC-07"),
        money=_hidden_work,
        days_needed=7,
    ),
    Plant(
        kind="under-reading meter",
        number=2,
        suits=_weighable,
        change=_bypass_meter,
        says=lambda s: f"The meter misses {_percent(s.story.unread_share)} of the energy drawn",
        reveals=lambda _: ("REC-02", "REC-04", "REC-07"),
        money=_unread_energy,
        days_needed=7,
    ),
    Plant(
        kind="work diverted",
        number=None,
        suits=_weighable,
        change=_divert_work,
        says=lambda s: (
            f"{_percent(s.story.diverted_share)} of the machines' work goes to a pool nobody declared"
        ),
        reveals=lambda _: ("REC-03", "REC-05", "REC-07"),
        money=_diverted_work,
        days_needed=7,
    ),
    Plant(
        kind="feigned obedience",
        number=FEIGNED_OBEDIENCE,
        suits=lambda site: industrial(site) and site.licensed_w >= ORDERED_W,
        change=_feign_obedience,
        says=lambda _: "Telemetry goes down when ordered; the meter and the coins do not",
        reveals=lambda _: ("CUR-01",),
        money=lambda books, _: books.price(books.since(books.above_orders_wh)),
        days_needed=1,
    ),
    Plant(
        kind="undeclared wallet",
        number=5,
        suits=industrial,
        change=_pay_elsewhere,
        says=lambda s: (
            f"{_percent(s.story.undeclared_part)} of each payment goes to a wallet nobody declared"
        ),
        reveals=lambda _: ("PAY-01",),
        money=lambda books, _: round(books.since(books.undeclared_minor)),
        days_needed=3,
    ),
    Plant(
        kind="silent feed",
        number=15,
        suits=lambda _: True,
        change=_fall_silent,
        says=lambda s: f"The {s.story.silent_feed} feed stopped; silence is not zero",
        reveals=lambda s: (FEEDS[s.story.silent_feed or ""],),
        money=lambda _books, _span: 0,
        days_needed=7,
    ),
    Plant(
        kind="above licence",
        number=None,
        suits=industrial,
        change=_exceed_licence,
        says=lambda s: f"Draws more than the {s.licensed_w / 1e6:.2f} MW licensed, day and night",
        reveals=lambda _: ("PWR-01",),
        money=lambda books, _: books.price(books.since(books.above_licence_wh)),
        days_needed=1,
    ),
    Plant(
        kind="pool not accredited",
        number=None,
        suits=industrial,
        change=_change_pool,
        says=lambda _: "All work goes to a pool that is not accredited",
        reveals=lambda _: ("PAY-02",),
        money=_all_work,
        days_needed=1,
    ),
    Plant(
        kind="scheme not licensed",
        number=None,
        suits=industrial,
        change=_mine_alone,
        says=lambda _: "Mines alone, a payout scheme the law does not allow",
        reveals=lambda _: ("PAY-02",),
        money=_all_work,
        days_needed=1,
    ),
    Plant(
        kind="levy declared short",
        number=None,
        suits=industrial,
        change=_declare_less,
        says=lambda s: (
            f"Declares {_percent(1 - s.story.declared_part)} less energy for the levy than it used"
        ),
        reveals=lambda _: ("LEV-01",),
        money=gap_minor,
        days_needed=62,  # so that a whole month has been declared
    ),
)
