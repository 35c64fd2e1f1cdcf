"""The subsidy meter: what licensed sites paid for what they drew, beside what the last MWh cost. Whole numbers throughout."""

from dataclasses import dataclass

import numpy as np

from terezi.evidence.numerics.witnesses import Ints, Truths

WH_PER_MWH = 1_000_000


@dataclass(frozen=True)
class Draws:
    """One entry per site and hour: `place` is the hour and region it belongs to, `wh` what its meter saw.

    Of that, `given_wh` is paid at `given_price` (of the allocation), the rest at `tariff`; minor units per MWh. Where
    `has_tariff` is false the rest has no price.
    """

    place: Ints
    wh: Ints
    given_wh: Ints
    given_price: Ints
    tariff: Ints
    has_tariff: Truths


@dataclass(frozen=True)
class Subsidy:
    """By place: energy in Wh, money in minor units. `paid` - cost of what was sold = `margin` - `subsidy`, to rounding."""

    sold_wh: Ints
    below_wh: Ints
    unpriced_wh: Ints
    paid_minor: Ints
    subsidy_minor: Ints
    margin_minor: Ints


def subsidy(draws: Draws, marginal_cost: Ints) -> Subsidy:
    """Weigh what was drawn against the marginal cost of each place, (places,) in minor units per MWh.

    Each Wh is weighed at its own price, so one that is sold above cost never hides one that is sold below.
    """
    given = np.minimum(draws.given_wh, draws.wh)
    rest = draws.wh - given
    rest_sold, unpriced = np.where(draws.has_tariff, rest, 0), np.where(draws.has_tariff, 0, rest)
    cost = marginal_cost[draws.place]
    sales = (
        (given, draws.given_price - cost, draws.given_price),
        (rest_sold, draws.tariff - cost, draws.tariff),
    )

    def added(amounts: Ints) -> Ints:
        sums = np.zeros(len(marginal_cost), dtype=np.int64)
        np.add.at(sums, draws.place, amounts)
        return sums

    def in_money(amounts: Ints) -> Ints:
        money: Ints = (added(amounts) + WH_PER_MWH // 2) // WH_PER_MWH
        return money

    return Subsidy(
        sold_wh=added(given + rest_sold),
        below_wh=added(sum((wh * (over < 0) for wh, over, _ in sales), start=np.zeros_like(given))),
        unpriced_wh=added(unpriced),
        paid_minor=in_money(sum((wh * price for wh, _, price in sales), start=np.zeros_like(given))),
        subsidy_minor=in_money(
            sum((wh * np.maximum(-over, 0) for wh, over, _ in sales), start=np.zeros_like(given))
        ),
        margin_minor=in_money(
            sum((wh * np.maximum(over, 0) for wh, over, _ in sales), start=np.zeros_like(given))
        ),
    )
