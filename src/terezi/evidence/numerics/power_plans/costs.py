"""What one MWh more costs in each hour of a case, with the mines it serves."""

import numpy as np

from terezi.evidence.numerics.power_plans.grid import Grid, plant_of_unit
from terezi.evidence.numerics.surplus.case import Allocation, Case
from terezi.evidence.numerics.surplus.marginal_cost import Supply, marginal_costs
from terezi.evidence.numerics.surplus.scenarios import Scenario, Setting, availability
from terezi.evidence.numerics.witnesses import Floats


def drawn_by_region(case: Case, allocation: Allocation) -> Floats:
    """Return what mines draw, (hours, regions) in MW."""
    drawn = np.zeros(case.balance.demand_mw.shape)
    np.add.at(drawn.T, case.offers.region, allocation.mining_mw.T)
    return drawn


def costs_of(
    grid: Grid, setting: Setting, scenario: Scenario, case: Case, allocation: Allocation, *, demand_mw: Floats
) -> Floats:
    """Return the marginal cost by hour and region, (hours, regions) in minor units per MWh, at a demand of (hours, regions)."""
    needed = demand_mw + case.balance.exports_mw + drawn_by_region(case, allocation)
    units = setting.units
    output = availability(setting, scenario) * units.capacity_mw
    supply = Supply(
        region=units.region,
        cost=grid.marginal_cost[plant_of_unit(grid)],
        most_mw=output,
        least_mw=np.minimum(output, units.must_run_mw),
    )
    return marginal_costs(case.network, case.limit_mw[0], supply, needed)
