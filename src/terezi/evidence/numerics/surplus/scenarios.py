"""What if: the same days with a change, allocated and put side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.balance import Balance, Instants, ReserveRule, Units, balance
from terezi.evidence.numerics.surplus.case import Allocation, Case, JointCap, Offers, TieRule
from terezi.evidence.numerics.surplus.charges import AuctionKind, prices
from terezi.evidence.numerics.surplus.network import Network, secure_limits
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths


@dataclass(frozen=True)
class Setting:
    """Everything an allocation hangs on before the balance is drawn up; arrays as in network, balance and case."""

    network: Network
    starts_at: Instants
    units: Units
    demand_mw: Floats
    exports_mw: Floats
    offers: Offers
    zone: Ints
    reserve_rule: ReserveRule
    reserve_price: Floats
    auction_kind: AuctionKind
    tie_rule: TieRule
    caps: tuple[JointCap, ...] = ()
    glut_cost_per_mwh: float = 0.0


@dataclass(frozen=True)
class NewMines:
    """Mining that begins at an instant: `mw` in the region, at one bid."""

    region: str
    mw: float
    bid_per_mwh: float
    from_instant: np.datetime64


@dataclass(frozen=True)
class Scenario:
    """A change, by the names of regions, lines and units (their positions); what is not named stays as it is.

    Factors hold between `from_instant` and `until_instant` (not included; none: all hours). A line that is out is gone
    from the network, so that the others carry its share and the secure limits are drawn anew.
    """

    name: str
    demand_factor: Mapping[str, float] = field(default_factory=dict)
    generation_factor: Mapping[int, float] = field(default_factory=dict)
    lines_out: tuple[str, ...] = ()
    units_out: tuple[int, ...] = ()
    new_mines: tuple[NewMines, ...] = ()
    from_instant: np.datetime64 | None = None
    until_instant: np.datetime64 | None = None


@dataclass(frozen=True)
class Outcome:
    """What a scenario comes to over all its hours: energy in MWh, money in the bids' unit."""

    scenario: str
    mined_mwh: float
    mined_by_region_mwh: tuple[float, ...]
    paid: float
    mean_price_per_mwh: float  # NaN where nothing is mined
    shortage_mwh: float
    short_hours: int
    spilled_mwh: float
    idle_mwh: float
    hours_with_a_full_line: int


def case_of(setting: Setting, scenario: Scenario) -> Case:
    """Apply the scenario and draw up balance, limits and offers.

    :raises BadData: naming a region, line or unit that is not there.
    """
    during = _during(setting.starts_at, scenario)
    network = without_lines(setting.network, scenario.lines_out)
    limit = np.broadcast_to(secure_limits(network), (len(setting.starts_at), len(network.lines)))
    demand = setting.demand_mw.copy()
    for region, factor in scenario.demand_factor.items():
        demand[during, _position(region, network.regions, "region")] *= factor
    return Case(
        network=network,
        limit_mw=limit,
        balance=_balance(setting, scenario, demand),
        offers=_with_new_mines(setting, scenario),
        zone=setting.zone,
        caps=tuple(_widened(cap, len(scenario.new_mines)) for cap in setting.caps),
        tie_rule=setting.tie_rule,
        glut_cost_per_mwh=setting.glut_cost_per_mwh,
    )


def outcome(setting: Setting, scenario: Scenario, case: Case, allocation: Allocation) -> Outcome:
    """Add an allocation of the scenario up."""
    price = prices(case, allocation, kind=setting.auction_kind, reserve_price=setting.reserve_price)
    mined = float(allocation.mining_mw.sum())
    paid = float((price * allocation.mining_mw).sum())
    by_region = np.bincount(
        case.offers.region, allocation.mining_mw.sum(axis=0), minlength=len(case.network.regions)
    )
    full = (np.abs(allocation.flow_mw) >= case.limit_mw - 1e-6) & (case.limit_mw > 0)
    return Outcome(
        scenario=scenario.name,
        mined_mwh=mined,
        mined_by_region_mwh=tuple(float(energy) for energy in by_region),
        paid=paid,
        mean_price_per_mwh=paid / mined if mined > 0 else float("nan"),
        shortage_mwh=float(allocation.shortage_mw.sum()),
        short_hours=int((allocation.shortage_mw.sum(axis=1) > 1e-6).sum()),
        spilled_mwh=float(allocation.spilled_mw.sum()),
        idle_mwh=float(allocation.idle_mw.sum()),
        hours_with_a_full_line=int(full.any(axis=1).sum()),
    )


def without_lines(network: Network, out: Sequence[str]) -> Network:
    """Return the network without the lines named.

    :raises BadData: naming a line that is not there.
    """
    gone = {_position(line, network.lines, "line") for line in out}
    kept = np.array([number for number in range(len(network.lines)) if number not in gone], dtype=np.int64)
    return replace(
        network,
        lines=tuple(network.lines[number] for number in kept),
        **{
            name: getattr(network, name)[kept]
            for name in ("sends", "receives", "reactance", "rating_mw", "emergency_mw")
        },
    )


def _position(name: str, names: tuple[str, ...], kind: str) -> int:
    if name not in names:
        raise BadData(f"There is no {kind} {name!r}: choose one of {', '.join(names)}.")
    return names.index(name)


def _during(starts_at: Instants, scenario: Scenario) -> Truths:
    during = np.ones(len(starts_at), dtype=bool)
    if scenario.from_instant is not None:
        during &= starts_at >= scenario.from_instant
    if scenario.until_instant is not None:
        during &= starts_at < scenario.until_instant
    return during


def availability(setting: Setting, scenario: Scenario) -> Floats:
    """Return the share of its capacity each unit can give in the scenario, (hours, units).

    :raises BadData: naming a unit that is not there.
    """
    available = setting.units.available.copy()
    during = _during(setting.starts_at, scenario)
    factors = {**scenario.generation_factor, **dict.fromkeys(scenario.units_out, 0.0)}
    for unit, factor in factors.items():
        if not 0 <= unit < available.shape[1]:
            raise BadData(f"There is no unit {unit}: choose one from 0 to {available.shape[1] - 1}.")
        available[during, unit] = np.clip(available[during, unit] * factor, 0, 1)
    return available


def _balance(setting: Setting, scenario: Scenario, demand: Floats) -> Balance:
    return balance(
        setting.network.regions,
        setting.starts_at,
        replace(setting.units, available=availability(setting, scenario)),
        demand_mw=demand,
        exports_mw=setting.exports_mw,
        reserve_rule=setting.reserve_rule,
        zone=setting.zone,
    )


def _with_new_mines(setting: Setting, scenario: Scenario) -> Offers:
    """Add the new mines behind the others: among equal bids they come last."""
    offers, new = setting.offers, scenario.new_mines
    if not new:
        return offers
    region = np.array([_position(each.region, setting.network.regions, "region") for each in new])
    begun = np.array([setting.starts_at >= each.from_instant for each in new]).T
    bids = np.broadcast_to([each.bid_per_mwh for each in new], begun.shape)
    allowed = bids >= setting.reserve_price[region]
    most = np.where(begun & allowed, [each.mw for each in new], 0.0)
    free = np.full(len(new), np.inf)
    last = int(offers.rank.max(initial=0))
    return Offers(
        mines=(*offers.mines, *(f"new in {each.region} {number + 1}" for number, each in enumerate(new))),
        region=np.append(offers.region, region),
        most_mw=np.hstack([offers.most_mw, most]),
        bid_per_mwh=np.hstack([offers.bid_per_mwh, bids]),
        rank=np.append(offers.rank, last + 1 + np.arange(len(new))),
        ramp_mw=np.append(offers.ramp_mw, free),
        drawn_before_mw=np.append(offers.drawn_before_mw, np.zeros(len(new))),
        quota_mwh=np.append(offers.quota_mwh, free),
    )


def _widened(cap: JointCap, count: int) -> JointCap:
    """A joint cap of all mines binds new ones too; one of some mines does not."""
    return replace(cap, members=np.append(cap.members, np.full(count, bool(cap.members.all()))))
