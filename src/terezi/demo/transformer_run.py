"""Let a transformer run: what its meters see of its customers, and what it takes for itself above them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from terezi.demo.feeder_run import METER_SD, read_wh, some_days, warm_line
from terezi.demo.grid import ALL_PHASES, PHASES, Grid, Transformer
from terezi.demo.span import INTERVAL_SECONDS, Flags, Ints, Reals

IRON_SHARE, COPPER_SHARE = 0.0012, 0.011  # of the rated power: always, and when fully loaded
CABLE_SHARE = 0.012  # of the load, lost in the street's cables when the transformer is fully loaded


@dataclass(frozen=True)
class TransformerRun:
    """What a transformer took from its feeder, and what its meters read, Wh by interval."""

    taken_wh: Reals
    read_wh: dict[str, Ints]  # by meter


def run_transformer(
    transformer: Transformer,
    used_wh: Mapping[str, Ints],
    grid: Grid,
    *,
    temperature: Reals,
    outage: Flags,
    rng: Generator,
) -> TransformerRun:
    """Add up customers (`used_wh` by customer) by phase, with the loss of cables, iron and copper."""
    phases = {phase: np.zeros(len(temperature)) for phase in PHASES}
    for customer, wh in used_wh.items():
        _share_out(phases, grid.connections[customer].phase, wh.astype(float))
    full_wh = transformer.rated_w * INTERVAL_SECONDS / 3600
    days = some_days(len(temperature), rng) * warm_line(temperature)
    sent = {phase: wh + CABLE_SHARE * days * wh**2 / (full_wh / len(PHASES)) for phase, wh in phases.items()}
    total: Reals = np.sum(list(sent.values()), axis=0)
    copper = COPPER_SHARE * warm_line(temperature) * total**2 / full_wh
    seen = {**sent, ALL_PHASES: total}
    return TransformerRun(
        taken_wh=total + copper + IRON_SHARE * full_wh * ~outage,
        read_wh={
            meter: read_wh(seen[counted], rng.normal(0, METER_SD), rng)
            for counted, meter in transformer.meters.items()
        },
    )


def _share_out(phases: dict[str, Reals], connected: str, wh: Reals) -> None:
    for phase in connected:
        phases[phase] += wh / len(connected)
