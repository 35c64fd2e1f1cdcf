"""False alarms and power of the feeder balance over simulated feeders: `python -m bench.feeder_balance [feeders [part of a world's name]]`.

Every world is a mean of 5 MW over sixty days of history and a window of thirty, unless its name says otherwise. Each is drawn
as often without a hidden load (false alarms) and a quarter as often with 16 kW of it (power); `least` is the median of what the
balance itself says it can find with power 0.9. Nothing here is tuned: bounds and shares are those of the product.
"""

import sys
from dataclasses import dataclass

import numpy as np
from scipy import stats

from bench.feeder_world import World, draw
from terezi.evidence.numerics.feeders.balance import Balance, balance

FEEDERS, SHARE, HIDDEN_W, SEED = 2_000, 0.01, 16_000.0, 4
PLAIN = World()
WORLDS = (
    PLAIN.but(name="0.5 % a day, follows the load, and 0.5 % common"),
    PLAIN.but(name="  history 180 days", history_days=180),
    PLAIN.but(name="  history 21 days", history_days=21),
    PLAIN.but(name="  loss error 1 %", day_error_sd=0.01, common_sd=0.01),
    PLAIN.but(name="  loss error 2 %", day_error_sd=0.02, common_sd=0.02),
    PLAIN.but(name="  days remember: 0.6", day_memory=0.6),
    PLAIN.but(name="  load grows 30 % over the span", load_drift=0.3),
    PLAIN.but(name="  load nearly flat inside the day (5 %)", swing=0.05),
    PLAIN.but(name="  2 % of energy silent in half the window", silent_share=0.02),
    PLAIN.but(name="  4 % of energy silent in half the window", silent_share=0.04),
    PLAIN.but(name="  true loss 1.5 times what the bounds expect", loss_times=1.5),
    PLAIN.but(name="  true loss twice what the bounds expect", loss_times=2.0),
    PLAIN.but(name="only the common 0.5 %", day_error_sd=0.0),
    PLAIN.but(name="0.5 % a day, half of it flat", day_error_follows=0.5),
    PLAIN.but(name="0.5 % a day, all flat inside the day", day_error_follows=0.0),
    PLAIN.but(name="  history 180 days", day_error_follows=0.0, history_days=180),
    PLAIN.but(name="  days remember: 0.6", day_error_follows=0.0, day_memory=0.6),
)
STOOD = (16e3, 90e3, 200e3, 300e3, 500e3)


@dataclass(frozen=True)
class Measured:
    """Shares of feeders that stood out, and the medians of what was told of them."""

    alarms: float
    least_w: float
    estimate_w: float
    covered: float


def measure(world: World, times: int, seed: int) -> Measured:
    """Draw and balance `times` feeders."""
    rng = np.random.default_rng(seed)
    found = [judged(world, rng) for _ in range(times)]
    told = [each.estimate for each in found if each.estimate]
    out = [each.estimate for each in found if each.stands_out and each.estimate]
    covers = [e.low_w(SHARE) <= world.hidden_w <= e.high_w(SHARE) for e in told]
    return Measured(
        alarms=sum(each.stands_out for each in found) / times,
        least_w=float(np.median([each.estimates[0].least_w(SHARE) for each in found])),
        estimate_w=float(np.median([e.estimate_w for e in out])) if out else float("nan"),
        covered=float(np.mean(covers)),
    )


def judged(world: World, rng: np.random.Generator) -> Balance:
    hours = draw(world, rng)
    return balance(hours, window_from=world.history_days, bounds=world.bounds, false_alarm_share=SHARE)


def main(feeders: int, only: str) -> None:
    """Print both tables."""
    worlds = [world for world in WORLDS if only in world.name]
    few = max(feeders // 4, 20)
    print(f"{feeders} feeders without, {few} with 16 kW, nominal {SHARE:.0%}; mean 5 MW, window 30 days")
    print(f"| {'world':50} | false alarms | 16 kW found | least kW (power .9) | interval holds |")
    print("|---|---|---|---|---|")
    for number, world in enumerate(worlds):
        none = measure(world, feeders, SEED + 2 * number)
        some = measure(world.but(hidden_w=HIDDEN_W), few, SEED + 2 * number + 1)
        interval = stats.binomtest(round(none.alarms * feeders), feeders).proportion_ci()
        said = f"{none.alarms:.2%} ({interval.low:.2%}..{interval.high:.2%})"
        print(
            f"| {world.name:50} | {said} | {some.alarms:.1%} | {none.least_w / 1e3:.1f} | {some.covered:.1%} |",
            flush=True,
        )
    if only:
        return
    print(
        "\nstood there before the history began: found | began 20 days before the window: found, median estimate kW"
    )
    for watts in STOOD:
        always = measure(PLAIN.but(hidden_w=watts, hidden_from=-10_000), few // 2, 900)
        before = measure(PLAIN.but(hidden_w=watts, hidden_from=-20), few // 2, 901)
        print(
            f"| {watts / 1e3:.0f} kW | {always.alarms:.1%} | {before.alarms:.1%}, {before.estimate_w / 1e3:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FEEDERS, sys.argv[2] if len(sys.argv) > 2 else "")
