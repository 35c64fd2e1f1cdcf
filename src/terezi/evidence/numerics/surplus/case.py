"""What an allocation is worked out from, and what it answers."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.balance import Balance, refuse
from terezi.evidence.numerics.surplus.network import Network
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths

TieRule = Literal["time_stamp", "pro_rata"]


@dataclass(frozen=True)
class Offers:
    """What each mine may draw and would pay, after licence, bans, reserve price and prepayment (admission.py).

    `most_mw` and `bid_per_mwh` (money, may be negative) are (hours, mines), the rest (mines,). `ramp_mw` is the most by
    which a draw may change from hour to hour, `drawn_before_mw` the draw of the hour before the first, `quota_mwh` the
    energy left for all hours together; infinite where nothing limits. `rank` orders equal bids, the lowest first.
    """

    mines: tuple[str, ...]
    region: Ints
    most_mw: Floats
    bid_per_mwh: Floats
    rank: Ints
    ramp_mw: Floats
    drawn_before_mw: Floats
    quota_mwh: Floats

    @classmethod
    def of(
        cls, mines: tuple[str, ...], region: Ints, *, most_mw: Floats, bid_per_mwh: Floats, rank: Ints
    ) -> "Offers":
        """Return offers that no ramp and no quota ties from hour to hour."""
        free = np.full(len(mines), np.inf)
        return cls(mines, region, most_mw, bid_per_mwh, rank, free, np.zeros(len(mines)), free)

    def hours(self, first: int, last: int) -> "Offers":
        return replace(self, most_mw=self.most_mw[first:last], bid_per_mwh=self.bid_per_mwh[first:last])


@dataclass(frozen=True)
class JointCap:
    """All `members` (mines,) together draw at most `most_mw` (hours,)."""

    name: str
    members: Truths
    most_mw: Floats


@dataclass(frozen=True)
class Case:
    """One question: the grid, its secure limits (hours, lines), the balance, the offers, the caps of the law.

    `zone` (regions,) numbers the zones of trading; `glut_cost_per_mwh` is what it costs to spill a MWh that must run;
    bids below its negative are never worth taking.
    """

    network: Network
    limit_mw: Floats
    balance: Balance
    offers: Offers
    zone: Ints
    caps: tuple[JointCap, ...] = ()
    tie_rule: TieRule = "time_stamp"
    glut_cost_per_mwh: float = 0.0

    def __post_init__(self) -> None:
        """:raises BadData: naming what is absent or impossible, with region, line or mine and the hour."""
        starts_at = self.balance.starts_at
        refuse("The limit of the line", self.limit_mw, self.network.lines, starts_at)
        refuse("The offer of the mine", self.offers.most_mw, self.offers.mines, starts_at)
        wrong = ~np.isfinite(self.offers.bid_per_mwh)
        if wrong.any():
            hour, mine = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
            raise BadData(
                f"The bid of {self.offers.mines[mine]} in the hour from {starts_at[hour]} is no number."
            )
        for cap in self.caps:
            refuse("The cap", cap.most_mw[:, None], (cap.name,), starts_at)
        self._refuse_zones()

    def _refuse_zones(self) -> None:
        for line in np.flatnonzero(self.crosses):
            if not np.isnan(self.network.reactance[line]):
                raise BadData(
                    f"Line {self.network.lines[line]} joins two zones of trading and its flow cannot be controlled: "
                    "put its regions into one zone, or leave its reactance out."
                )

    @cached_property
    def crosses(self) -> Truths:
        """Say of each line whether it joins two zones of trading."""
        joins: Truths = self.zone[self.network.sends] != self.zone[self.network.receives]
        return joins

    def hours(self, first: int, last: int) -> "Case":
        """Return the case of the hours from `first` up to, not including, `last`; quotas stay what they are."""
        caps = tuple(replace(cap, most_mw=cap.most_mw[first:last]) for cap in self.caps)
        return replace(
            self,
            limit_mw=self.limit_mw[first:last],
            balance=self.balance.hours(first, last),
            offers=self.offers.hours(first, last),
            caps=caps,
        )


@dataclass(frozen=True)
class Duals:
    """Shadow prices that prove an allocation (certificate.py says how), 0 where nothing binds.

    `homes` (hours, regions) and `homes_loops` (hours, lines) prove that the shortage is the least there can be,
    `crossing` and `crossing_loops` that homes need what flows between zones of trading, the others that no allocation is
    worth more. Of `ramps` (hours, mines) a row stands for the step into its hour.
    """

    homes: Floats
    homes_loops: Floats
    crossing: Floats
    crossing_loops: Floats
    regions: Floats  # (hours, regions), money per MWh
    loops: Floats  # (hours, lines)
    caps: Floats  # (hours, caps)
    ramps: Floats
    quotas: Floats  # (mines,)


@dataclass(frozen=True)
class Allocation:
    """Who draws what: MW by (hours, mines | lines | regions), and the price of each region and hour.

    `idle_mw` is generation turned down, `spilled_mw` generation that must run and is used by nobody. `price_per_mwh`
    is what one more MW would be worth there, and what a uniform auction charges if the reserve price is not above it.
    `cut_at_seam` says that homes left no room for the slow ramp down into the first hour.
    """

    mining_mw: Floats
    flow_mw: Floats
    shortage_mw: Floats
    idle_mw: Floats
    spilled_mw: Floats
    price_per_mwh: Floats
    duals: Duals
    cut_at_seam: bool = False
    solved_hours: int = field(default=0, compare=False)  # hours that needed the solver

    def value(self, case: Case) -> float:
        """Return what the mines bid for what they got, less what spilling cost, in money."""
        bids = float((self.mining_mw * case.offers.bid_per_mwh).sum())
        return bids - case.glut_cost_per_mwh * float(self.spilled_mw.sum())
