"""The steps of bench/allocation.py that run in a process of their own: `python -m bench.allocation_steps WHAT ...`."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import networkx as nx
import numpy as np

from bench import allocation_floor as floor
from bench.allocation_world import country, random_country
from terezi.evidence.numerics.surplus.case import Case
from terezi.evidence.numerics.surplus.certificate import certify
from terezi.evidence.numerics.surplus.curtailment import Draw, curtail, is_in_order
from terezi.evidence.numerics.surplus.day_ahead import Starts, allocate_day
from terezi.evidence.numerics.surplus.hourly import allocate
from terezi.evidence.numerics.surplus.network import Network, outage_factors, secure_limits
from terezi.evidence.numerics.surplus.windows import WEEK_HOURS, allocate_windows

RAMP_SHARE = 0.3


def main() -> None:
    """Run one step and print what it measured as JSON."""
    what, *given = sys.argv[1:]
    steps: dict[str, Callable[..., dict[str, object]]] = {
        "year": year,
        "year_floor": year_floor,
        "weeks": weeks,
        "weeks_floor": weeks_floor,
        "day": day,
        "promise": promise,
        "outages": outages,
        "emergency": emergency,
        "export": export,
    }
    print(json.dumps(steps[what](*given)))


def measured(work: Callable[[], object]) -> tuple[object, float]:
    """Return what the work answers and the CPU seconds it took."""
    began = time.process_time()
    answer = work()
    return answer, time.process_time() - began


def scored(value: float, shortage_mwh: float) -> float:
    """Return the objective the peers are asked for."""
    return value - floor.SHORTAGE_COST * shortage_mwh


def year(hours: str, strain: str = "usual") -> dict[str, object]:
    case = country(hours=int(hours), strained=strain == "strained")
    allocation, took = measured(lambda: allocate(case))
    certificate, checked = measured(lambda: certify(case, allocation))
    return {
        "cpu_s": took,
        "check_cpu_s": checked,
        "objective": scored(certificate.value, certificate.shortage_mwh),
        "proved": certificate.is_feasible and certificate.is_best and certificate.is_secure,
        "solved_share": allocation.solved_hours / int(hours),
        "short_hours": int((allocation.shortage_mw.sum(axis=1) > 0).sum()),
    }


def year_floor(hours: str, strain: str = "usual") -> dict[str, object]:
    case = country(hours=int(hours), strained=strain == "strained")
    objective, took = measured(lambda: floor.hourly(case))
    return {"cpu_s": took, "objective": objective}


def ramping(hours: int) -> Case:
    case = country(hours=hours)
    return replace(case, offers=replace(case.offers, ramp_mw=case.offers.most_mw[0] * RAMP_SHARE))


def weeks(count: str) -> dict[str, object]:
    case = ramping(int(count) * WEEK_HOURS)
    windows, took = measured(lambda: allocate_windows(case))
    proofs = [certify(each.case, each.allocation) for each in windows]
    value = sum(proof.value - floor.SHORTAGE_COST * proof.shortage_mwh for proof in proofs)
    return {
        "cpu_s": took,
        "objective": value,
        "proved": all(proof.is_feasible and proof.is_best and proof.is_secure for proof in proofs),
        "seams_cut": sum(each.allocation.cut_at_seam for each in windows),
    }


def weeks_floor(count: str) -> dict[str, object]:
    case = ramping(int(count) * WEEK_HOURS)
    objective, took = measured(lambda: floor.weekly(case))
    return {"cpu_s": took, "objective": objective}


def starts(case: Case) -> Starts:
    """Every mine runs four hours at least, at 40 % of its power at least, and pays for a start."""
    rng, mines = np.random.default_rng(7), len(case.offers.mines)
    return Starts(case.offers.most_mw[0] * 0.4, np.full(mines, 4), rng.uniform(50, 300, mines))


def day(first: str) -> dict[str, object]:
    case = country().hours(int(first), int(first) + 24)
    began = time.perf_counter()
    plan, took = measured(lambda: allocate_day(case, starts(case)))
    certificate = certify(case, plan.allocation)
    return {
        "cpu_s": took,
        "wall_s": time.perf_counter() - began,
        "objective": plan.value - floor.SHORTAGE_COST * certificate.shortage_mwh,
        "gap": 1 - plan.value / plan.value_bound if plan.value_bound else 0.0,
        "proved": certificate.is_feasible and certificate.is_secure,
    }


def promise(first: str, last: str, hours: str) -> dict[str, object]:
    """Random countries by their number: no hour in which mining causes a shortage or an overload."""
    broken, worst, all_hours, solved, short, took = [], 0.0, 0, 0, 0, 0.0
    for number in range(int(first), int(last)):
        rule = "pro_rata" if number % 10 == 9 else "time_stamp"
        case = replace(random_country(np.random.default_rng(number), hours=int(hours)), tie_rule=rule)
        allocation, spent = measured(lambda case=case: allocate(case))
        proof = certify(case, allocation)
        worst = max(worst, proof.worst_hour_shortage_added_mwh)
        all_hours, solved, took = all_hours + int(hours), solved + allocation.solved_hours, took + spent
        short += int((allocation.shortage_mw.sum(axis=1) > 1e-6).sum())
        if not (proof.is_feasible and proof.is_best and proof.is_secure):
            broken.append(number)
    return {
        "cpu_s": took,
        "broken": broken,
        "worst_mwh": worst,
        "hours": all_hours,
        "solved": solved,
        "short": short,
    }


def outages(file: str) -> dict[str, object]:
    """Compare outage factors and flows after every outage with those pandapower wrote."""
    told = np.load(file)
    count, lines = len(told["sends"]), int(told["lines"])
    rating = np.full(count, 1_000.0)
    names = tuple(str(number) for number in range(count))
    regions = tuple(str(number) for number in range(int(told["buses"])))
    network = Network(
        regions, names, told["sends"], told["receives"], told["reactance"], rating, rating * 1.2
    )
    factors, build = measured(lambda: outage_factors(network))
    apart = np.isnan(factors).any(axis=0)
    flow = told["before"][:lines]
    after, each = measured(lambda: flow + factors[:lines, :lines].T * flow[:, None])
    away = ~np.eye(lines, dtype=bool) & ~apart[:lines, None]
    limits, limiting = measured(lambda: secure_limits(network))
    return {
        "build_ms": build * 1e3,
        "all_outages_ms": each * 1e3,
        "secure_limits_ms": limiting * 1e3,
        "factors_apart": float(np.abs(factors - told["factors"])[:, ~apart].max()),
        "flows_apart_mw": float(np.abs(after - told["after"])[away].max()),
        "islanding": int(apart.sum()),
        "bridges": len(list(bridges(told))),
        "least_limit": float(limits.min()),
    }


def bridges(told: dict[str, np.ndarray]) -> Iterator[tuple[int, int]]:
    """Return the branches whose loss splits the grid, found by another library."""
    grid = nx.MultiGraph(zip(told["sends"].tolist(), told["receives"].tolist(), strict=True))
    single = nx.Graph(grid)
    return (edge for edge in nx.bridges(single) if grid.number_of_edges(*edge) == 1)


def emergency(mines: str) -> dict[str, object]:
    rng, count = np.random.default_rng(3), int(mines)
    order = ("lowest_price_first", "latest_licensed_first")
    draws = [
        Draw(
            f"mine {number}",
            f"region {number % 6}",
            int(rng.integers(0, 20_000_000)),
            int(rng.integers(0, 2)) * 1_000_000,
            int(rng.integers(40, 120)) * 100,
            date.fromordinal(739_000 + int(rng.integers(0, 700))),
        )
        for number in range(count)
    ]
    needed = {f"region {number}": 5_000_000_000 for number in range(6)}
    began = time.perf_counter()
    cut = curtail(draws, needed_w=needed, order=order)
    return {
        "wall_s": time.perf_counter() - began,
        "orders": len(cut.orders),
        "in_order": is_in_order(cut, draws, order),
    }


def export(what: str, hours: str, file: str) -> dict[str, object]:
    """Write the arrays of a case for a peer; a day is named by its first hour."""
    size = int(hours)
    case = {
        "year": lambda: country(hours=size),
        "weeks": lambda: ramping(size),
        "day": lambda: country().hours(size, size + 24),
    }[what]()
    network, told, offers = case.network, case.balance, case.offers
    plan = starts(case)
    np.savez(
        Path(file),
        sends=network.sends,
        receives=network.receives,
        reactance=network.reactance,
        imports=network.imports(),
        loops=network.loops(),
        limit=case.limit_mw,
        left=told.left_mw,
        needed=told.needed_mw,
        supply=told.supply_mw,
        most=offers.most_mw,
        bids=offers.bid_per_mwh[0],
        mine_region=offers.region,
        ramp=offers.ramp_mw,
        before=offers.drawn_before_mw,
        least=plan.least_mw,
        run_hours=plan.run_hours,
        start_cost=plan.cost,
    )
    return {"hours": size}


if __name__ == "__main__":
    main()
