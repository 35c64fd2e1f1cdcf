"""Missing readings are made good by the law's rule; without a rule nobody pretends."""

from datetime import date

from terezi.evidence.numerics.bills.missing import made_good
from terezi.evidence.numerics.bills.parts import Part, parts_of
from terezi.evidence.numerics.bills.use import BandUse
from tests.evidence.numerics.bills.tariff import FEBRUARY, JANUARY, bent

HOUR = 3_600
GG = parts_of("GG", JANUARY)


def test_up_to_a_tenth_missing_is_made_good_at_the_mean_of_its_band():
    night = BandUse(0, "night", 95_000, 95 * HOUR, 100 * HOUR)
    day = BandUse(0, "day", 400_000, 200 * HOUR, 200 * HOUR)
    (made, same), why = made_good([night, day], GG, licensed_w=9_999)

    assert (made.estimated_wh, made.method, same.estimated_wh, why) == (5_000, "band_mean", 0, "")


def test_more_than_a_tenth_missing_is_made_good_at_the_licensed_power():
    (made,), why = made_good([BandUse(0, "night", 80_000, 80 * HOUR, 100 * HOUR)], GG, licensed_w=9_000)

    assert (made.estimated_wh, made.method, why) == (180_000, "licensed_power", "")


def test_exactly_a_tenth_is_up_to_a_tenth():
    (made,), _ = made_good([BandUse(0, "night", 90_000, 90 * HOUR, 100 * HOUR)], GG, licensed_w=9_000)

    assert made.method == "band_mean"


def test_a_band_that_was_never_seen_has_no_mean_and_takes_the_next_rule():
    uses = [BandUse(0, "night", 0, 0, 5 * HOUR), BandUse(0, "day", 95_000, 95 * HOUR, 95 * HOUR)]
    (made, _), _ = made_good(uses, GG, licensed_w=2_000)

    assert (made.estimated_wh, made.method) == (10_000, "licensed_power")


def test_the_mean_of_a_band_is_that_of_the_whole_month_where_prices_change_inside_it():
    uses = [BandUse(0, "day", 0, 0, 5 * HOUR), BandUse(1, "day", 95_000, 95 * HOUR, 95 * HOUR)]
    (made, _), _ = made_good(uses, parts_of("GG", FEBRUARY), licensed_w=2_000)

    assert (made.estimated_wh, made.method) == (5_000, "band_mean")


def test_a_meter_that_said_zero_is_not_a_meter_that_said_nothing():
    (made,), why = made_good([BandUse(0, "day", 0, 100 * HOUR, 100 * HOUR)], GG, licensed_w=2_000)

    assert (made.billed_wh, made.method, why) == (0, "", "")


def test_where_the_rule_is_unknown_the_energy_stays_as_told_and_the_bill_says_why():
    (made,), why = made_good(
        [BandUse(0, "every_hour", 50, HOUR, 2 * HOUR)], parts_of("UZ", JANUARY), licensed_w=2_000
    )

    assert made.billed_wh == 50
    assert "How missing readings are made good" in why


def test_where_no_rule_reaches_so_far_an_officer_has_to_decide():
    law = bent("GG", date(2026, 1, 1), missing_readings=())
    (made,), why = made_good([BandUse(0, "day", 50, HOUR, 2 * HOUR)], [Part(JANUARY, law)], licensed_w=2_000)

    assert made.estimated_wh == 0
    assert "no rule makes good 50.0% of missing readings" in why
