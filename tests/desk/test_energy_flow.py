"""The week's flow conserves energy whatever plan, meters and feeders say."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.sheets.flow import FEEDERS_SHOWN, week_flow

DAY = date(2026, 3, 10)
REGIONS = ("Balkan", "Mary")
WH = st.integers(0, 10**9)
FLOWS = ("registered_wh", "other_wh", "missing_wh", "technical_loss_wh", "unexplained_wh")


@dataclass
class Told:
    """A lake of a few rows."""

    plan: list
    meters: list
    balances: list

    def surplus(self, _period):
        schema = {
            "region": pl.String,
            "starts_at": pl.Datetime("us", "UTC"),
            "allocated_w": pl.Int64,
            "unused_w": pl.Int64,
        }
        return pl.DataFrame(self.plan, schema=schema, orient="row")

    def drawn(self, _period):
        schema = {"region": pl.String, "starts_at": pl.Datetime("us", "UTC"), "wh": pl.Int64}
        return pl.DataFrame(self.meters, schema=schema, orient="row")

    def feeders(self):
        rows = [(row[0], row[1], row[0]) for row in self.balances]
        return pl.DataFrame(
            rows, schema={"feeder_id": pl.String, "region": pl.String, "name": pl.String}, orient="row"
        )

    def flow(self, _period):
        rows = [(row[0], *row[2:], sum(max(wh, 0) for wh in row[2:])) for row in self.balances]
        schema = {"feeder_id": pl.String, **dict.fromkeys((*FLOWS, "delivered_wh"), pl.Int64)}
        return pl.DataFrame(rows, schema=schema, orient="row")


class AllPublic(EnergyBasis):
    """A week whose plans were all made public as they were made."""

    @property
    def public_week(self):
        return self.surplus_week


def flow_of(told):
    return week_flow(AllPublic("GG", DAY, told, SimpleNamespace(region="")))


@st.composite
def lakes(draw):
    basis = EnergyBasis("GG", DAY, None, SimpleNamespace(region=""))
    hours = [basis.begins(DAY) + timedelta(hours=n) for n in range(3)]
    keys = [(region, hour) for region in REGIONS for hour in hours]
    plan = [(*key, draw(WH), draw(WH)) for key in draw(st.sets(st.sampled_from(keys)))]
    meters = [(*key, draw(WH)) for key in draw(st.sets(st.sampled_from(keys)))]
    count = draw(st.integers(0, FEEDERS_SHOWN + 3))
    unexplained = st.integers(-(10**8), 10**9)
    balances = [
        (f"F{n}", draw(st.sampled_from(REGIONS)), *(draw(WH) for _ in range(4)), draw(unexplained))
        for n in range(count)
    ]
    return Told(plan, meters, balances)


@given(lakes())
def test_what_comes_into_a_region_or_feeder_goes_out_of_it(told):
    flow = flow_of(told)
    for node in flow.nodes if flow else ():
        comes = sum(link.wh for link in flow.links if link.target == node.code)
        goes = sum(link.wh for link in flow.links if link.source == node.code)
        assert node.column in {0, 3} or comes == goes, node.code


@given(lakes())
def test_sites_draw_what_their_meters_show(told):
    flow = flow_of(told)
    drawn = sum(row[2] for row in told.meters)

    assert (flow.through("registered") if flow else 0) == drawn


def test_no_feeder_is_left_out_when_there_are_many():
    told = Told([], [], [(f"F{n}", "Mary", 0, 100 + n, 0, 0, 0) for n in range(FEEDERS_SHOWN + 3)])
    flow = flow_of(told)

    assert flow.through("other") == sum(row[3] for row in told.balances)
    assert flow.through("rest") == 100 + 101 + 102


def test_nothing_told_is_no_flow():
    assert flow_of(Told([], [], [])) is None
