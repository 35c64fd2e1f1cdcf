"""The subsidy meter: what licensed sites paid for what they drew, beside what the last MWh cost. Whole numbers throughout."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from terezi.base.units import WH_PER_MWH
from terezi.evidence.numerics.witnesses import Ints, Truths

Amount = TypeVar("Amount", int, Ints)


def minor_of(e6: Amount) -> Amount:
    """Return millionths of a minor unit (Wh times minor units per MWh) as minor units, rounded half up."""
    return (e6 + WH_PER_MWH // 2) // WH_PER_MWH


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
class Weighed:
    """One entry per site and hour: energy in Wh, money in millionths of a minor unit (Wh times minor units per MWh).

    `given_e6` of `paid_e6` is for `given_wh`, drawn within the allocation.
    """

    given_wh: Ints
    given_e6: Ints
    sold_wh: Ints
    below_wh: Ints
    unpriced_wh: Ints
    paid_e6: Ints
    subsidy_e6: Ints
    margin_e6: Ints


@dataclass(frozen=True)
class Subsidy:
    """By place: energy in Wh, money in minor units. `paid` - cost of what was sold = `margin` - `subsidy`, to rounding."""

    sold_wh: Ints
    below_wh: Ints
    unpriced_wh: Ints
    paid_minor: Ints
    subsidy_minor: Ints
    margin_minor: Ints


def weighed(draws: Draws, cost: Ints) -> Weighed:
    """Weigh what was drawn against what one MWh more cost, (draws,) in minor units per MWh.

    Each Wh is weighed at its own price, so one that is sold above cost never hides one that is sold below.
    """
    given = np.minimum(draws.given_wh, draws.wh)
    rest = draws.wh - given
    rest_sold: Ints = rest * draws.has_tariff
    over_given, over_rest = draws.given_price - cost, draws.tariff - cost
    return Weighed(
        given_wh=given,
        given_e6=given * draws.given_price,
        sold_wh=given + rest_sold,
        below_wh=given * (over_given < 0) + rest_sold * (over_rest < 0),
        unpriced_wh=rest - rest_sold,
        paid_e6=given * draws.given_price + rest_sold * draws.tariff,
        subsidy_e6=given * np.maximum(-over_given, 0) + rest_sold * np.maximum(-over_rest, 0),
        margin_e6=given * np.maximum(over_given, 0) + rest_sold * np.maximum(over_rest, 0),
    )


def subsidy(draws: Draws, marginal_cost: Ints) -> Subsidy:
    """Add up by place what was drawn, weighed against its marginal cost, (places,) in minor units per MWh."""
    of_each = weighed(draws, marginal_cost[draws.place])

    def added(amounts: Ints) -> Ints:
        sums = np.zeros(len(marginal_cost), dtype=np.int64)
        np.add.at(sums, draws.place, amounts)
        return sums

    return Subsidy(
        sold_wh=added(of_each.sold_wh),
        below_wh=added(of_each.below_wh),
        unpriced_wh=added(of_each.unpriced_wh),
        paid_minor=minor_of(added(of_each.paid_e6)),
        subsidy_minor=minor_of(added(of_each.subsidy_e6)),
        margin_minor=minor_of(added(of_each.margin_e6)),
    )
