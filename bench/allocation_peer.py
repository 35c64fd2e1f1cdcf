"""The same questions to other people's programmes: run by the interpreter of a peer's own venv, never by Terezi's.

python allocation_peer.py linopy|linopy_ramps|linopy_day|pypsa|pandapower FILE.npz prints CPU seconds and the objective.
"""

# ruff: noqa: PLC0415 - each peer is imported only where it is asked for

import json
import resource
import sys
import time
from typing import Any

import numpy as np

SHORTAGE_COST = 1e4


def main() -> None:
    """Load the arrays, import the peer, then measure from arrays to objective."""
    what, file = sys.argv[1], sys.argv[2]
    asked = {"linopy": linopy, "linopy_ramps": linopy, "linopy_day": linopy_day, "pypsa": pypsa}
    if what == "pandapower":
        print(json.dumps(pandapower(file)))
        return
    told = dict(np.load(file, allow_pickle=False))
    __import__(what.split("_")[0])
    began = time.process_time()
    objective = asked[what](told, ramps=what == "linopy_ramps")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu_s": time.process_time() - began, "objective": objective, "peak_mib": peak}))


def linopy(told: dict[str, Any], *, ramps: bool) -> float:
    """One linopy model of all hours."""
    model, mining = _linopy_model(told)
    if ramps:
        mine = [mining.indexes["mine"]]
        step, before = _labelled(told["ramp"], mine), _labelled(told["before"], mine)
        change = mining - mining.shift(hour=1)
        later = np.arange(1, len(told["left"]))
        model.add_constraints(change.sel(hour=later) <= step, name="up")
        model.add_constraints(change.sel(hour=later) >= -step, name="down")
        model.add_constraints(mining.sel(hour=0) <= step + before, name="first up")
        model.add_constraints(mining.sel(hour=0) >= before - step, name="first down")
    model.solve(solver_name="highs", output_flag=False, threads=1)
    return -float(model.objective.value)


def linopy_day(told: dict[str, Any], *, ramps: bool) -> float:
    """The day ahead with whole decisions."""
    import pandas as pd

    model, mining = _linopy_model(told)
    hours, mines = told["most"].shape
    coords = [pd.RangeIndex(hours, name="hour"), pd.RangeIndex(mines, name="mine")]
    runs = model.add_variables(binary=True, coords=coords, name="runs")
    starts = model.add_variables(0, 1, coords=coords, name="starts")
    model.add_constraints(mining <= _labelled(told["most"], coords) * runs, name="while running")
    model.add_constraints(mining >= _labelled(told["least"] + 0 * told["most"], coords) * runs, name="least")
    change = runs - runs.shift(hour=1)
    model.add_constraints(
        change.sel(hour=np.arange(1, hours)) - starts.sel(hour=np.arange(1, hours)) <= 0, name="start"
    )
    model.add_constraints(runs.sel(hour=0) - starts.sel(hour=0) <= 0, name="first start")
    length = int(told["run_hours"][0])
    begun = sum((starts.shift(hour=k) for k in range(1, length)), 1 * starts)
    model.add_constraints(begun - runs <= 0, name="no early end")
    cost = pd.Series(told["start_cost"], index=coords[1])
    model.objective += (starts * cost).sum()
    model.solve(solver_name="highs", output_flag=False, threads=1, mip_rel_gap=2e-4, time_limit=120)
    return -float(model.objective.value)


def _labelled(values: Any, coords: list[Any]) -> Any:
    import xarray as xr

    return xr.DataArray(values, coords=coords)


def _linopy_model(told: dict[str, Any]) -> tuple[Any, Any]:
    import linopy as peer
    import pandas as pd
    import xarray as xr

    hours, regions = told["left"].shape
    hour = pd.RangeIndex(hours, name="hour")
    line, region = pd.RangeIndex(told["limit"].shape[1], name="line"), pd.RangeIndex(regions, name="region")
    mine = pd.RangeIndex(told["most"].shape[1], name="mine")
    model = peer.Model()
    limit = _labelled(told["limit"], [hour, line])
    flow = model.add_variables(-limit, limit, name="flow")
    short = model.add_variables(0, _labelled(told["needed"], [hour, region]), name="short")
    spill = model.add_variables(0, _labelled(told["supply"], [hour, region]), name="spill")
    mining = model.add_variables(0, _labelled(told["most"], [hour, mine]), name="mining")
    brought = xr.DataArray(told["imports"], coords=[region, line])
    at = np.zeros((regions, len(mine)))
    at[told["mine_region"], np.arange(len(mine))] = 1
    drawn = mining.groupby(pd.Series(told["mine_region"], index=mine, name="region")).sum()
    balance = (brought * flow).sum("line") + short - spill - drawn
    model.add_constraints(balance == _labelled(-told["left"], [hour, region]), name="balance")
    if len(told["loops"]):
        loops = xr.DataArray(told["loops"], coords=[pd.RangeIndex(len(told["loops"]), name="loop"), line])
        model.add_constraints((loops * flow).sum("line") == 0, name="loops")
    bids = xr.DataArray(told["bids"], coords=[mine])
    model.add_objective((mining * -bids).sum() + SHORTAGE_COST * short.sum())
    return model, mining


def pypsa(told: dict[str, Any], *, ramps: bool) -> float:
    """One PyPSA network of all hours: lines with reactance, mines as generators that consume."""
    import pandas as pd
    import pypsa as peer

    hours, regions = told["left"].shape
    lines, mines = told["limit"].shape[1], told["most"].shape[1]
    net = peer.Network()
    net.set_snapshots(pd.RangeIndex(hours))
    buses = [f"r{number}" for number in range(regions)]
    net.add("Bus", buses)
    names = [f"l{number}" for number in range(lines)]
    ends = {"bus0": [buses[at] for at in told["sends"]], "bus1": [buses[at] for at in told["receives"]]}
    net.add("Line", names, x=told["reactance"], s_nom=told["limit"][0], **ends)

    def series(values: Any, names: list[str]) -> Any:
        return pd.DataFrame(values, index=net.snapshots, columns=names)

    net.add(
        "Load", buses, suffix=" load", bus=buses, p_set=series(told["needed"], [f"{b} load" for b in buses])
    )
    for kind, most, cost in (("supply", told["supply"], 0.0), ("short", told["needed"], SHORTAGE_COST)):
        called = [f"{bus} {kind}" for bus in buses]
        net.add("Generator", called, bus=buses, p_nom=1.0, p_max_pu=series(most, called), marginal_cost=cost)
    called = [f"m{number}" for number in range(mines)]
    at = [buses[place] for place in told["mine_region"]]
    # Constant offers, so that PyPSA is given its cheapest form: no series for the mines.
    net.add("Generator", called, bus=at, p_nom=told["most"][0], sign=-1, marginal_cost=-told["bids"])
    net.optimize(
        solver_name="highs",
        solver_options={"output_flag": False, "threads": 1},
        include_objective_constant=False,
    )
    return -float(net.objective)


def pandapower(file: str) -> dict[str, Any]:
    """Write branches, base flows, outage factors and the flows after each outage of the 118-bus case."""
    import pandapower as peer
    from pandapower import networks
    from pandapower.pypower.makeLODF import makeLODF
    from pandapower.pypower.makePTDF import makePTDF

    net = networks.case118()
    peer.rundcpp(net)
    inside = net._ppc.get("internal", net._ppc)
    branch, bus = inside["branch"].real, inside["bus"].real
    tap = np.where(branch[:, 8] == 0, 1, branch[:, 8])
    factors = makeLODF(branch, makePTDF(inside["baseMVA"], bus, branch))
    began, after = time.process_time(), []
    for line in range(len(net.line)):
        net.line.loc[net.line.index[line], "in_service"] = False
        peer.rundcpp(net)
        after.append(net.res_line.p_from_mw.to_numpy(copy=True))
        net.line.loc[net.line.index[line], "in_service"] = True
    took = time.process_time() - began
    peer.rundcpp(net)
    np.savez(
        file.replace(".npz", "_case118.npz"),
        sends=branch[:, 0].astype(int),
        receives=branch[:, 1].astype(int),
        reactance=branch[:, 3] * tap,
        factors=factors,
        lines=len(net.line),
        flow=branch[:, 13],
        after=np.array(after),
        before=net.res_line.p_from_mw.to_numpy(),
        buses=len(bus),
    )
    return {"cpu_s": took, "outages": len(net.line), "branches": len(branch)}


if __name__ == "__main__":
    main()
