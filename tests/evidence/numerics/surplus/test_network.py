"""Flows, outages and secure limits of the grid."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.network import Network, outage_factors, secure_limits, shift_factors
from tests.evidence.numerics.surplus.conftest import network

NAN = float("nan")


@st.composite
def networks(draw, *, most=7):
    """Grids of any shape, with lines side by side, islands and controllable lines."""
    regions = draw(st.integers(2, most))
    ends = st.integers(0, regions - 1)
    pairs = draw(st.lists(st.tuples(ends, ends).filter(lambda ab: ab[0] != ab[1]), min_size=1, max_size=12))
    lines = [
        (a, b, draw(st.one_of(st.just(NAN), st.floats(0.01, 1))), draw(st.floats(1, 1_000))) for a, b in pairs
    ]
    return network(lines, regions)


def flows_by_angles(net: Network, injection, lines):
    """The independent method: one system for all angles, least squares."""
    brought = net.imports()[:, lines]
    stiffness = (brought / net.reactance[lines]) @ brought.T
    angle = np.linalg.lstsq(stiffness, injection, rcond=None)[0]
    return -(brought.T @ angle) / net.reactance[lines]


def test_one_megawatt_goes_two_thirds_along_the_short_way_round_a_ring_of_three():
    ring = network([(0, 1, 1, 9), (1, 2, 1, 9), (0, 2, 1, 9)], 3)
    shift = shift_factors(ring)

    assert shift[:, 0] - shift[:, 1] == pytest.approx([2 / 3, -1 / 3, 1 / 3])


def test_the_flow_of_a_failed_line_moves_to_its_twin():
    twins = network([(0, 1, 1, 9), (0, 1, 1, 9)], 2)

    assert outage_factors(twins) == pytest.approx(np.array([[-1, 1], [1, -1]]))


def test_two_lines_side_by_side_carry_together_no_more_than_one_alone():
    twins = network([(0, 1, 1, 100), (0, 1, 1, 100)], 2)

    assert secure_limits(twins) == pytest.approx([50, 50])


def test_a_line_whose_outage_splits_the_grid_keeps_its_rating_and_has_no_factors():
    chain = network([(0, 1, 1, 100), (1, 2, 1, 80)], 3)

    assert secure_limits(chain) == pytest.approx([100, 80])
    assert np.isnan(outage_factors(chain)[[0, 1], [1, 0]]).all()


def test_a_controllable_line_takes_no_part_in_the_flows_of_the_others():
    mixed = network([(0, 1, 1, 100), (0, 1, NAN, 100)], 2)

    assert shift_factors(mixed)[1] == pytest.approx([0, 0])
    assert secure_limits(mixed) == pytest.approx([100, 100])
    assert len(mixed.loops()) == 0


@settings(max_examples=60, deadline=None)
@given(net=networks(), seed=st.integers(0, 2**32 - 1))
def test_shift_factors_give_the_flows_of_the_voltage_angles(net, seed):
    lines = np.flatnonzero(~np.isnan(net.reactance))
    through = np.random.default_rng(seed).normal(size=len(lines))
    injection = -net.imports()[:, lines] @ through

    assert (shift_factors(net) @ injection)[lines] == pytest.approx(
        flows_by_angles(net, injection, lines), abs=1e-7
    )


@settings(max_examples=60, deadline=None)
@given(net=networks(), seed=st.integers(0, 2**32 - 1))
def test_flows_close_every_loop_and_there_are_as_many_loops_as_the_grid_has(net, seed):
    lines = np.flatnonzero(~np.isnan(net.reactance))
    grid = nx.MultiGraph()
    grid.add_nodes_from(range(len(net.regions)))
    grid.add_edges_from(zip(net.sends[lines].tolist(), net.receives[lines].tolist(), strict=True))
    flow = shift_factors(net) @ -(net.imports() @ np.random.default_rng(seed).normal(size=len(net.lines)))

    assert len(net.loops()) == len(lines) - len(net.regions) + nx.number_connected_components(grid)
    assert np.abs(net.loops() @ flow).max(initial=0) == pytest.approx(0, abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(net=networks(), seed=st.integers(0, 2**32 - 1))
def test_within_secure_limits_no_single_outage_overloads_another_line(net, seed):
    """Outages are worked out anew, without the factors the limits were made of."""
    limits = secure_limits(net)
    joined = np.flatnonzero(~np.isnan(net.reactance))
    rng = np.random.default_rng(seed)
    injection = -(net.imports()[:, joined] @ (rng.choice([-1, 1], len(joined)) * limits[joined]))
    flow = flows_by_angles(net, injection, joined)
    with np.errstate(divide="ignore"):
        injection *= min(1.0, (limits[joined] / np.maximum(np.abs(flow), 1e-12)).min(initial=1.0))
    assert (np.abs(flows_by_angles(net, injection, joined)) <= limits[joined] + 1e-6).all()
    for failed in joined:
        others = joined[joined != failed]
        if _still_joined(net, failed, others):
            after = flows_by_angles(net, injection, others)
            assert (np.abs(after) <= net.emergency_mw[others] + 1e-6).all()


def _still_joined(net, failed, others):
    grid = nx.Graph(zip(net.sends[others].tolist(), net.receives[others].tolist(), strict=True))
    ends = int(net.sends[failed]), int(net.receives[failed])
    return all(end in grid for end in ends) and nx.has_path(grid, *ends)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ((0, 0, 1, 9), "A-A joins a region to itself"),
        ((0, 1, 0, 9), "A-B has a reactance that is not above zero"),
        ((0, 1, 1, NAN), "A-B has a rating that is negative or absent"),
    ],
)
def test_an_impossible_line_is_refused_by_its_name(line, said):
    with pytest.raises(BadData, match=said):
        network([line], 2)
