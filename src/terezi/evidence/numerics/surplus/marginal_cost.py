"""What one MWh more would cost in a region: the cheapest dispatch of the plants over the lines, and its shadow prices."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, coo_array, csr_array, hstack, vstack

from terezi.base.errors import Unavailable
from terezi.evidence.numerics.surplus.network import Network
from terezi.evidence.numerics.witnesses import Floats, Ints


@dataclass(frozen=True)
class Supply:
    """Plants: `region` and `cost` (money per MWh) are (plants,), `most_mw` and `least_mw` (must run) (hours, plants)."""

    region: Ints
    cost: Floats
    most_mw: Floats
    least_mw: Floats


def marginal_costs(network: Network, limit_mw: Floats, supply: Supply, needed_mw: Floats) -> Floats:
    """Return the cost of one MWh more by hour and region, (hours, regions); `needed_mw` likewise, `limit_mw` (lines,).

    Where a line is full, regions differ. Where power is short it is the cost of the dearest plant of all: nothing is made
    up for hours in which homes go without. Where what must run is spilled it is 0.

    :raises Unavailable: when the solver fails.
    """
    hours, regions = needed_mw.shape
    if not hours:
        return np.zeros(needed_mw.shape)
    one, dearest = _hour(network, supply), float(supply.cost.max(initial=0))
    rows: Any = block_diag([one] * hours, format="csr")
    bounds: Any = _bounds(network, limit_mw, supply, hours, regions)
    found: Any = linprog(
        np.tile(
            np.concatenate(
                [supply.cost, np.zeros(len(network.lines)), np.full(regions, dearest), np.zeros(regions)]
            ),
            hours,
        ),
        A_eq=rows,
        b_eq=np.hstack([needed_mw, np.zeros((hours, one.shape[0] - regions))]).ravel(),
        bounds=bounds,
        method="highs",
    )
    if found.x is None:
        raise Unavailable(f"The cheapest dispatch was not found ({found.message}): try again.")
    dual = np.asarray(found.eqlin.marginals).reshape(hours, -1)[:, :regions]
    costs: Floats = np.clip(dual, 0, dearest)
    return costs


def _hour(network: Network, supply: Supply) -> csr_array:
    """Return the rows of an hour (regions, then loops) over its plants, lines, shortages and spills."""
    regions, loops = len(network.regions), network.loops()
    each = np.arange(len(supply.region))
    plants = coo_array((np.ones(len(each)), (supply.region, each)), shape=(regions, len(each)))
    more = coo_array(np.hstack([np.eye(regions), -np.eye(regions)]))
    balance = hstack([plants, coo_array(network.imports()), more])
    empty = np.zeros((len(loops), len(each))), np.zeros((len(loops), 2 * regions))
    around = coo_array(np.hstack([empty[0], loops, empty[1]]))
    return csr_array(vstack([balance, around]))


def _bounds(network: Network, limit_mw: Floats, supply: Supply, hours: int, regions: int) -> Floats:
    lines = np.tile(limit_mw, (hours, 1))
    endless = np.full((hours, 2 * regions), np.inf)
    low = np.hstack(
        [np.minimum(supply.least_mw, supply.most_mw), -lines, 0 * np.nan_to_num(endless, posinf=0)]
    )
    high = np.hstack([supply.most_mw, lines, endless])
    both: Floats = np.column_stack([low.ravel(), high.ravel()])
    return both
