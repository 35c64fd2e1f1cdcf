"""Price and quantity that changed places, and a number told by two trades, are seen where no row tells it alone."""

from datetime import timedelta

import pytest

from tests.evidence.senders import AT, checks, give_one

from .test_rehearsal import rehearsed
from .test_venue_returns import MORNING, ORDERS, TRADES, filed, home, order, told_of, trade  # noqa: F401

FREE = ("0", "0")


def trades(tmp_path, *, day=0, count=3, swapped=False, price="60000.5", **told):
    """A file of trades of a day after the first."""
    amounts = {"price": "0.25", "quantity": price} if swapped else {"price": price}
    on = str((MORNING + timedelta(days=day)).date())
    rows = [
        trade(n, fees=FREE, **amounts | told).replace(str(MORNING.date()), on) for n in range(1, count + 1)
    ]
    return filed(tmp_path / f"t{day}{swapped}{price}.csv", TRADES, *rows)


@pytest.fixture
def after_a_day(home, tmp_path):  # noqa: F811
    """A home that knows what was traded four days before."""
    assert checks(give_one(home, trades(tmp_path, day=-4))) == []
    return home


def test_trades_far_from_the_last_price_of_their_market_are_refused_with_rows_and_remedy(
    after_a_day, tmp_path
):
    receipt = give_one(after_a_day, trades(tmp_path, swapped=True))

    (problem,) = receipt.problems
    assert (receipt.outcome, problem.check, problem.rows, problem.count) == (
        "quarantined",
        "VEN-16",
        (1, 2, 3),
        3,
    )
    assert "BTC-GGM lies within 20 times of 60000.5, its last one; here it is 0.25" in problem.says
    assert "changed places" in problem.remedy


def test_a_price_that_moved_by_less_than_the_factor_is_taken(after_a_day, tmp_path):
    assert checks(give_one(after_a_day, trades(tmp_path, price="3001"))) == []


def test_of_an_instrument_without_a_known_price_nothing_is_asked(home, tmp_path):  # noqa: F811
    assert checks(give_one(home, trades(tmp_path, day=-9))) == []
    assert checks(give_one(home, trades(tmp_path, swapped=True))) == []


def test_a_price_the_venue_tells_as_an_incident_of_the_day_is_taken(after_a_day, tmp_path):
    told = "venue_id,incident_id,began_at,kind,what"
    incident = f"GG-V1,I1,{MORNING.isoformat()},other,BTC-GGM fell to a quarter in an empty book"

    assert checks(give_one(after_a_day, filed(tmp_path / "i.csv", told, incident))) == []
    assert checks(give_one(after_a_day, trades(tmp_path, swapped=True))) == []


def test_what_was_filed_wrongly_before_can_be_put_right(home, tmp_path):  # noqa: F811
    given = [
        checks(give_one(home, trades(tmp_path, day=day, swapped=swapped)))
        for day, swapped in ((-4, True), (-3, False), (-4, False), (-3, False))
    ]

    assert given == [[], ["VEN-16"], [], []]


def test_orders_may_lie_far_from_the_market_but_not_the_middle_of_many(after_a_day, tmp_path, monkeypatch):
    monkeypatch.setattr("terezi.evidence.sources.price_levels.ENOUGH_ORDERS", 3)
    far = filed(tmp_path / "far.csv", ORDERS, order(1), order(2), order(3, price="0.25"))
    few = filed(tmp_path / "few.csv", ORDERS, order(4, price="0.25"), order(5, price="0.25"))
    swapped = filed(
        tmp_path / "s.csv", ORDERS, *(order(n, price="0.25", quantity="60000.5") for n in (6, 7, 8))
    )

    assert [checks(give_one(after_a_day, path)) for path in (far, few, swapped)] == [[], [], ["VEN-16"]]


def test_a_check_without_a_home_compares_trades_with_the_orders_sent_along(tmp_path):
    orders = filed(tmp_path / "o.csv", ORDERS, order(8), order(9))

    good, bad = (rehearsed(orders, trades(tmp_path, swapped=swapped)) for swapped in (False, True))

    assert good.is_good
    assert [receipt.outcome for receipt in bad.receipts] == ["accepted", "quarantined"]
    assert [problem.check for problem in bad.receipts[1].problems] == ["VEN-16"]


def test_a_number_told_by_two_trades_is_refused(home, tmp_path):  # noqa: F811
    path = filed(
        tmp_path / "t.csv", TRADES, trade(1), trade(2, trade_id="A"), trade(3), trade(2, trade_id="B")
    )

    assert told_of(give_one(home, path))["VEN-38"][0] == (2, 4)
    assert not rehearsed(path).is_good


def test_a_count_that_begins_anew_the_next_day_tells_no_number_twice(home, tmp_path):  # noqa: F811
    day = (AT - timedelta(days=3)).date()
    again = trade(1, trade_id="T9").replace(str(MORNING.date()), str(day))

    assert checks(give_one(home, filed(tmp_path / "t.csv", TRADES, trade(1), again))) == []
