"""The energy office of the demo: who pays what, who is ordered down, and in which turn."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from terezi.demo.country import LAST_DAY, drawn
from terezi.demo.energy.bills import LATE_DAYS, Billing, draw_payments
from terezi.demo.orders import DESK_FROM_HOUR, desk_order, order_days
from terezi.demo.span import PER_DAY, PER_HOUR, Span
from terezi.desk.billing.models import Bill
from terezi.evidence.numerics.surplus.curtailment import Draw, curtail
from terezi.law.book import law_on

DUE = date(2026, 2, 19)


def bills(count: int, due_on: date) -> list[Bill]:
    return [
        Bill(number=f"GG-BIL-2026-{n:06d}", month=date(2026, 1, 1), holder=f"Firm {n}", total_minor=100_000 + n, due_on=due_on, currency="GGM")
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_one_bill_is_paid_in_part_one_late_and_all_others_in_time(seed):
    told = draw_payments(bills(12, DUE), LAST_DAY, np.random.default_rng(seed))
    late = [one for one in told if one.on > DUE]
    little = [one for one in told if one.amount_minor < one.bill.total_minor]

    assert len(told) == 12
    assert [one.on for one in late] == [DUE + timedelta(days=LATE_DAYS)]
    assert [one.amount_minor for one in little] == [round(0.6 * little[0].bill.total_minor)]
    assert late != little


def test_of_bills_not_due_yet_some_are_paid_on_the_last_day_and_in_full():
    told = draw_payments(bills(40, LAST_DAY + timedelta(days=9)), LAST_DAY, np.random.default_rng(1))

    assert 0 < len(told) < 40
    assert {one.on for one in told} == {LAST_DAY}
    assert all(one.amount_minor == one.bill.total_minor for one in told)


def test_only_months_that_lie_whole_in_the_span_and_whose_bills_are_out_are_billed():
    def months(last_day: date, days: int) -> list[date]:
        span = Span(last_day - timedelta(days=days - 1), days)
        return Billing(None, span, None, np.random.default_rng(1)).months  # type: ignore[arg-type]

    assert months(LAST_DAY, 90) == [date(2026, 1, 1), date(2026, 2, 1)]
    assert months(date(2026, 3, 1), 90) == [date(2026, 1, 1)]
    assert months(LAST_DAY, 30) == []


@pytest.mark.parametrize("seed", [1, 5, 2026])
def test_the_order_of_the_desk_is_the_law_s_order_where_all_pay_one_price(seed):
    world, _ = drawn(seed=seed, sites=43, days=70, last_day=LAST_DAY)
    order = world.ordered_by_desk
    assert order is not None
    (region,) = order.regions
    here = [site for site in world.sites if site.region == region and site.industrial]
    draws = [Draw(site.site_id, region, 1_000_000, 0, 9_000, site.registered_on) for site in here]
    keys = law_on("GG", LAST_DAY).surplus.curtailment_order.value
    cut = curtail(draws, needed_w={region: len(order.named) * 1_000_000}, order=keys)

    assert {each.mine for each in cut.orders} == order.named
    assert {each.limit_w for each in cut.orders} == {0}
    assert order.limit_w(here[0]) == 0
    assert all(order.binds(site) == (site.site_id in order.named) for site in world.sites)


def test_the_order_of_the_desk_lies_on_a_morning_without_another_order_or_an_estimate():
    world, _ = drawn(seed=2026, sites=43, days=70, last_day=LAST_DAY)
    order = world.ordered_by_desk
    day, interval = divmod(order.intervals.start, PER_DAY)

    assert interval == DESK_FROM_HOUR * PER_HOUR
    assert day not in order_days(world.span)
    (estimated,) = [site for site in world.sites if site.story.estimated]
    moved = desk_order(
        _last(world), [*_without(world, estimated), _estimated_on(estimated, day, order)], world.span
    )
    assert moved.intervals.start // PER_DAY == day - 1


def _last(world):
    feigns = {site_id for site_id, role in world.roles.items() if getattr(role, "number", None) == 11}
    return next(site for site in world.sites if site.site_id in feigns)


def _without(world, site):
    return [each for each in world.sites if each.site_id != site.site_id]


def _estimated_on(site, day, order):
    """Move a site into the order's region, licensed last of all, so that it is cut first."""
    (region,) = order.regions
    story = replace(site.story, from_day=day)
    return replace(site, region=region, registered_on=date(2026, 1, 31), story=story)


def test_a_short_span_has_no_order_of_the_desk():
    world, _ = drawn(seed=2026, sites=43, days=30, last_day=LAST_DAY)

    assert world.ordered_by_desk is None
    assert world.all_orders == world.orders
