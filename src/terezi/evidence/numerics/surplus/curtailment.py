"""Emergency: who is cut, in which order, to what. A sort, so that anybody can repeat it with a pencil.

Whole watts in and out. The order is the law's list of keys; what they leave equal is told apart by the mine's name.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from terezi.base.errors import BadData
from terezi.law.surplus import CurtailmentKey


@dataclass(frozen=True)
class Draw:
    """What a mine draws now and how the order sees it; below `least_w` it cannot run, so it is cut to nothing."""

    mine: str
    region: str
    draws_w: int
    least_w: int
    price_minor_per_mwh: int
    licensed_on: date


@dataclass(frozen=True)
class Order:
    """One mine's new limit; `cut_before_w` is what those before it in the order give."""

    mine: str
    region: str
    place: int
    draws_w: int
    limit_w: int
    cut_before_w: int

    @property
    def cut_w(self) -> int:
        return self.draws_w - self.limit_w


@dataclass(frozen=True)
class Curtailment:
    """All orders in their order, what was asked and is found by region in watts, and a digest of what it was made of."""

    orders: tuple[Order, ...]
    asked_w: dict[str, int]
    missing_w: dict[str, int]
    inputs_sha256: str


def curtail(
    draws: Sequence[Draw], *, needed_w: dict[str, int], order: Sequence[CurtailmentKey]
) -> Curtailment:
    """Cut mines of each region in the law's order until `needed_w` of the region is found.

    The last one is cut only as far as needed, unless that is below what it can run at. What all mines together cannot
    give is told as missing, never taken from homes here.

    :raises BadData: naming the first mine that stands twice or draws less than nothing.
    """
    _refuse(draws)
    found: dict[str, int] = dict.fromkeys(needed_w, 0)
    orders = []
    for place, draw in enumerate(sorted(draws, key=lambda draw: sort_key(draw, order)), start=1):
        before = found.get(draw.region, 0)
        needed = needed_w.get(draw.region, 0) - before
        if needed <= 0 or draw.draws_w == 0:
            continue
        limit = max(draw.draws_w - needed, 0)
        limit = limit if limit >= draw.least_w else 0
        orders.append(Order(draw.mine, draw.region, place, draw.draws_w, limit, before))
        found[draw.region] = before + draw.draws_w - limit
    missing = {region: max(needed - found[region], 0) for region, needed in needed_w.items()}
    return Curtailment(tuple(orders), dict(needed_w), missing, _digest(draws, needed_w, order))


def sort_key(draw: Draw, order: Sequence[CurtailmentKey]) -> tuple[int | str, ...]:
    """Return what the mines are sorted by: the law's keys, then the name."""
    values: dict[CurtailmentKey, int] = {
        "lowest_price_first": draw.price_minor_per_mwh,
        "latest_licensed_first": -draw.licensed_on.toordinal(),
        "largest_draw_first": -draw.draws_w,
    }
    return (*(values[key] for key in order), draw.mine)


def is_in_order(curtailment: Curtailment, draws: Sequence[Draw], order: Sequence[CurtailmentKey]) -> bool:
    """Check orders without sorting: in each region nobody uncut stands before one who is cut, and no more is cut than asked.

    Beyond what was asked only the last one of a region may go, when it could not run any lower.
    """
    limits = {each.mine: each for each in curtailment.orders}
    for region, asked in curtailment.asked_w.items():
        here = [draw for draw in draws if draw.region == region and draw.draws_w > 0]
        cut = [draw for draw in here if draw.mine in limits]
        last = max((sort_key(draw, order) for draw in cut), default=())
        spared = [draw for draw in here if draw.mine not in limits]
        if any(sort_key(draw, order) < last for draw in spared):
            return False
        got = sum(limits[draw.mine].cut_w for draw in cut)
        if got + curtailment.missing_w[region] < asked or (spared and curtailment.missing_w[region]):
            return False
        for draw in cut:
            limit = limits[draw.mine].limit_w
            if limit and (sort_key(draw, order) != last or limit < draw.least_w or got != asked):
                return False
    return True


def _refuse(draws: Sequence[Draw]) -> None:
    seen: set[str] = set()
    for draw in draws:
        if draw.mine in seen or draw.draws_w < 0:
            fault = "stands twice" if draw.mine in seen else f"draws {draw.draws_w} W"
            raise BadData(
                f"Mine {draw.mine} in {draw.region} {fault}: correct the readings before orders go out."
            )
        seen.add(draw.mine)


def _digest(draws: Sequence[Draw], needed_w: dict[str, int], order: Sequence[CurtailmentKey]) -> str:
    told = sorted([str(value) for value in vars(draw).values()] for draw in draws)
    return hashlib.sha256(json.dumps([told, sorted(needed_w.items()), list(order)]).encode()).hexdigest()
