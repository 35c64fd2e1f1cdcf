"""Every customer's meter is screened, no other meter is, and what stands out is a question and no accusation."""

from datetime import date

import polars as pl
import pytest

from terezi.base.errors import Unavailable
from terezi.base.periods import days_up_to
from terezi.evidence.facts.delta import opened
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import METER_SCREENS
from terezi.evidence.indicators.meter_load_unexplained import meter_load_unexplained
from terezi.evidence.numerics.meters.screens import features_told, screens
from terezi.jobs.look import leads_of
from terezi.jobs.screen_day import screen_day
from terezi.jobs.screen_meters import Named, named_by_group, screen_meters
from terezi.jobs.summarise_meter_days import summarise_meter_days
from terezi.law.book import law_on
from tests.evidence.metered import DAY, HOMES, STEADY, lake_of_a_town

LAW = law_on("GG", DAY)


def quiet(what, done, of):
    """Hear progress and say nothing."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = lake_of_a_town(tmp_path_factory.mktemp("town"))
    summarise_meter_days(
        lake=Lake.open(home), period=days_up_to(DAY, days=28), zone="Asia/Ashgabat", progress=quiet
    )
    screen_meters(lake=Lake.open(home), law=LAW, model=None, progress=quiet)
    return home


def kept(home: Home) -> pl.DataFrame:
    lake = Lake.open(home)
    return lake.collect(lake.on("meter_screens", DAY)).sort("meter_id")


def test_meters_of_feeders_and_sites_and_meters_taken_down_are_not_screened(home):
    assert kept(home)["meter_id"].to_list() == [f"C{n:03d}" for n in range(HOMES)]


def test_a_supply_that_keeps_up_load_day_and_night_stands_first(home):
    first = kept(home).sort("score_ppm", descending=True).row(0, named=True)

    assert (first["customer_id"], first["rule"], first["unexplained_hours"]) == (STEADY, 1, 24)
    assert first["unexplained_w"] == pytest.approx(3_250, rel=0.03)
    assert first["expected_wh_per_month"] == first["unexplained_w"] * 24 * 30


def test_screened_again_without_a_model_the_rule_screens_alone_and_nothing_is_written(home):
    before = opened(home, METER_SCREENS).version()

    screened = screen_day(home=home, day=DAY, model=None, progress=quiet)

    assert (screened.meters, screened.beyond, screened.model) == (HOMES, 1, "")
    assert "physical rule alone" in str(screened)
    assert screened.named_by_group == (Named("household", "Mary", HOMES, 1, 4_545),)
    assert str(screened).endswith("\n  household, Mary: 1 of 220 named (0.45 %)")
    assert screened.as_dict()["named_by_group"][0]["share_ppm"] == 4_545
    assert opened(home, METER_SCREENS).version() == before


def test_every_class_and_region_says_how_many_of_its_own_are_named():
    told = pl.DataFrame(
        {
            "meter_id": list("ABCDE"),
            "tariff_class": ["household", "household", "commercial", "household", None],
            "region": ["Mary", "Mary", "Mary", "Lebap", None],
        }
    )
    rows = pl.DataFrame({"meter_id": list("ABCDE"), "p_value_ppm": [10_000, 10_001, 900, 5, 600_000]})

    assert named_by_group(told, rows, level_ppm=10_000) == (
        Named("commercial", "Mary", 1, 1, 1_000_000),
        Named("household", "Lebap", 1, 1, 1_000_000),
        Named("household", "Mary", 2, 1, 500_000),
        Named("unknown", "unknown", 1, 0, 0),
    )


def test_read_in_parts_the_answer_is_the_same(home):
    whole = kept(home)
    parts = screens(features_told(Lake.open(home), LAW, day=DAY, at_once=120), None, day=DAY)

    assert parts.sort("meter_id").equals(whole)


def test_what_stands_out_is_handed_over_as_a_question_to_a_customer(home):
    (lead,) = leads_of(meter_load_unexplained, lake=Lake.open(home), law=LAW)

    assert (lead.subject, lead.indicator.subject_kind, lead.values["hours"]) == (STEADY, "customer", 24)
    assert lead.gap_wh == lead.measured * 24
    said = " ".join((lead.indicator.sentence, lead.indicator.title, lead.indicator.says)).lower()
    assert not any(word in said for word in ("illegal", "thief", "theft", "guilty", "suspic", "household"))


def test_a_window_without_readings_is_said_and_not_screened_as_empty(home):
    with pytest.raises(Unavailable, match="No meter was read"):
        screen_day(home=home, day=date(2025, 6, 1), model=None, progress=quiet)


def test_a_model_nobody_trained_is_not_replaced_by_another(home):
    with pytest.raises(Unavailable, match="begin with abc"):
        screen_day(home=home, day=DAY, model="abc", progress=quiet)
