"""Hours that need no solver: all regions of an island as one, the best bids first, if the lines then bear it.

Taking the lines away can only make an allocation better. So where the best allocation without them keeps to their
limits, it is the best with them too; every other hour goes to hour_model.py.
"""

from dataclasses import dataclass, replace

import numpy as np

from terezi.evidence.numerics.surplus.case import Case, TieRule
from terezi.evidence.numerics.surplus.network import Network, shift_factors
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths

TOLERANCE_MW = 1e-9


@dataclass(frozen=True)
class Pooled:
    """An allocation of every hour as if no line were too weak; `holds` (hours,) says where that is so."""

    mining_mw: Floats
    flow_mw: Floats
    idle_mw: Floats
    spilled_mw: Floats
    price_per_mwh: Floats  # (hours, regions)
    holds: Truths
    homes_hold: Truths  # hours in which homes alone are served without the solver


def pooled(case: Case) -> Pooled:
    """Serve the best bids of every island in every hour and see where the lines bear it."""
    network, kept = _trading_lines(case)
    island = network.islands()
    shift = np.zeros((len(kept), len(network.regions)))
    shift[kept] = shift_factors(network)
    left = case.balance.left_mw
    no_mining = np.zeros(left.shape)
    mining, price, enough = _best_bids(case, island)
    drawn = _by_region(mining, case.offers.region, left.shape[1])
    spill, flow = _served(left - drawn, island, shift)
    homes_flow = _served(left - no_mining, island, shift)[1]
    idle = np.minimum(spill, case.balance.idle_mw)
    spilled = spill - idle
    bears = enough & _within(flow, case.limit_mw) & _capped(case, mining)
    if case.glut_cost_per_mwh > 0:
        bears &= ~(spilled > TOLERANCE_MW).any(axis=1)
    homes = enough & _within(homes_flow, case.limit_mw)
    return Pooled(mining, flow, idle, spilled, price, bears, homes)


def _trading_lines(case: Case) -> tuple[Network, Truths]:
    """Return the network inside the zones; where a flow can be chosen, any reactance gives one that may be chosen."""
    kept = ~case.crosses
    known = case.network.reactance[~np.isnan(case.network.reactance)]
    usual = float(np.median(known)) if len(known) else 1.0
    reactance = np.where(np.isnan(case.network.reactance), usual, case.network.reactance)
    lines = tuple(name for name, keep in zip(case.network.lines, kept, strict=True) if keep)
    inside = replace(
        case.network,
        lines=lines,
        sends=case.network.sends[kept],
        receives=case.network.receives[kept],
        reactance=reactance[kept],
        rating_mw=case.network.rating_mw[kept],
        emergency_mw=case.network.emergency_mw[kept],
    )
    return inside, kept


def _best_bids(case: Case, island: Ints) -> tuple[Floats, Floats, Truths]:
    """Return draws, prices by region, and whether every island has enough for its homes."""
    left = case.balance.left_mw
    mining, price = np.zeros(case.offers.most_mw.shape), np.zeros(left.shape)
    enough = np.ones(len(left), dtype=bool)
    for number in np.unique(island):
        regions = island == number
        budget = left[:, regions].sum(axis=1)
        enough &= budget >= 0
        mines = np.flatnonzero(regions[case.offers.region])
        mines = mines[np.argsort(case.offers.rank[mines], kind="stable")]
        most = np.where(case.offers.bid_per_mwh[:, mines] >= 0, case.offers.most_mw[:, mines], 0.0)
        drawn, marginal = merit_order(
            case.offers.bid_per_mwh[:, mines], most, np.maximum(budget, 0), tie_rule=case.tie_rule
        )
        mining[:, mines] = drawn
        price[:, regions] = marginal[:, None]
    return mining, price, enough


def merit_order(bid: Floats, most: Floats, budget: Floats, *, tie_rule: TieRule) -> tuple[Floats, Floats]:
    """Give `budget` (hours,) to the highest bids, (hours, mines) each; columns stand in the order of their time stamps.

    Returns the draws and, by hour, what one more MW would be worth: 0 where every offer is met.
    """
    if not bid.shape[1]:
        return np.zeros(bid.shape), np.zeros(len(bid))
    order = _order(bid)
    asked = np.take_along_axis(most, order, axis=1) if order.ndim == 2 else most[:, order]
    reach = np.cumsum(asked, axis=1)
    short = reach[:, -1] > budget
    first_open = np.argmax(reach > budget[:, None], axis=1)
    each = np.arange(len(bid))
    column = order[each, first_open] if order.ndim == 2 else order[first_open]
    marginal = np.where(short, bid[each, column], 0.0)
    if tie_rule == "pro_rata":
        return _shared(bid, most, budget, marginal=marginal, short=short), marginal
    in_order = np.clip(budget[:, None] - (reach - asked), 0, asked)
    drawn = np.empty(bid.shape)
    if order.ndim == 2:
        np.put_along_axis(drawn, order, in_order, axis=1)
    else:
        drawn[:, order] = in_order
    return drawn, marginal


def _order(bid: Floats) -> Ints:
    """Return the columns from the best bid down, once where all hours are alike."""
    alike = len(bid) > 0 and (bid == bid[0]).all()
    order: Ints = np.argsort(-bid[0] if alike else -bid, axis=-1, kind="stable")
    return order


def _shared(bid: Floats, most: Floats, budget: Floats, *, marginal: Floats, short: Truths) -> Floats:
    """Meet the bids above the marginal one, and every bid equal to it by the same share."""
    above = np.where(short[:, None], bid > marginal[:, None], True)
    equal = short[:, None] & (bid == marginal[:, None])
    rest = np.maximum(budget - (most * above).sum(axis=1), 0)
    tied = (most * equal).sum(axis=1)
    share = np.minimum(rest / np.where(tied > 0, tied, 1), 1)
    drawn: Floats = most * above + most * equal * share[:, None]
    return drawn


def _served(left: Floats, island: Ints, shift: Floats) -> tuple[Floats, Floats]:
    """Return what each region spills and each line carries when surpluses meet deficits in proportion."""
    spill = np.zeros(left.shape)
    for number in np.unique(island):
        inside = island == number
        surplus, deficit = np.maximum(left[:, inside], 0), np.maximum(-left[:, inside], 0)
        total = surplus.sum(axis=1)
        kept = 1 - deficit.sum(axis=1) / np.where(total > 0, total, 1)
        spill[:, inside] = surplus * np.maximum(kept, 0)[:, None]
    return spill, (left - spill) @ shift.T


def _within(flow: Floats, limit: Floats) -> Truths:
    return np.asarray((np.abs(flow) <= limit).all(axis=1))


def _capped(case: Case, mining: Floats) -> Truths:
    drawn = [mining[:, cap.members].sum(axis=1) <= cap.most_mw for cap in case.caps]
    held: Truths = np.logical_and.reduce([np.ones(len(mining), dtype=bool), *drawn])
    return held


def _by_region(mining: Floats, region: Ints, regions: int) -> Floats:
    belongs = np.zeros((mining.shape[1], regions))
    belongs[np.arange(mining.shape[1]), region] = 1
    drawn: Floats = mining @ belongs
    return drawn
