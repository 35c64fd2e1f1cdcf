"""Messages of gateways: what was said once is there once, and nobody speaks for another's meter."""

import base64
import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from terezi.evidence.facts import receipts
from terezi.evidence.sources.message import Message
from terezi.evidence.sources.messages import take
from tests.evidence.senders import current, energies

AT = datetime(2026, 3, 10, 6, tzinfo=UTC)
NOBODY = pl.DataFrame(schema={"meter_id": pl.String, "gateway_id": pl.String})


def reading(meter="M1", read_at="2026-03-10T05:00:00Z", wh=100, **more):
    return {"meter_id": meter, "read_at": read_at, "energy_wh": wh, **more}


def message(*rows, gateway="G1", at=AT, **more):
    told = {"interval_seconds": 900, "source_rank": 1, "readings": rows, **more}
    return Message(gateway, f"terezi/readings/{gateway}", json.dumps(told).encode(), at)


def given(home, *messages, gateways=NOBODY, at=AT, **more):
    return take(messages, home=home, zone="Asia/Ashgabat", at=at, gateways=gateways, **more)


def codes(taken, number=0):
    return [problem.check for problem in taken.refused[number]]


def test_many_messages_are_one_delivery(home):
    taken = given(home, message(reading()), message(reading("M2", wh=7), reading("M3", wh=8), gateway="G2"))

    (receipt,) = taken.receipts
    assert (receipt.outcome, receipt.rows_new, receipt.table) == ("accepted", 3, "meter_readings")
    assert receipts.kept(home, receipt.delivery) == receipt
    assert energies(home) == [("M1", 100), ("M2", 7), ("M3", 8)]


def test_a_batch_redelivered_in_other_parts_changes_nothing(home):
    told = [message(reading(f"M{n}", wh=n)) for n in range(6)]
    given(home, *told)
    before = current(home)

    again = [given(home, *part) for part in (told[1:3], told[:2], told[3:], told)]

    assert [r.outcome for taken in again for r in taken.receipts] == ["unchanged"] * 4
    assert current(home) == before
    assert current(home, columns=["revision"]) == [(0,)] * 6


def test_a_message_that_breaks_a_check_does_not_hold_up_the_others(home):
    taken = given(
        home, message(reading(wh=-1)), message(reading("M2")), message(reading("M3", read_at="soon"))
    )

    assert energies(home) == [("M2", 100)]
    assert (codes(taken, 0), codes(taken, 2)) == (["DOOR-14"], ["DOOR-10"])
    kept = next(r for r in taken.receipts if r.outcome == "quarantined")
    folder = home.quarantine_dir / kept.delivery
    lines = [json.loads(line) for line in (folder / "messages.jsonl").read_text().splitlines()]
    assert [json.loads(base64.b64decode(it["payload"]))["readings"][0]["energy_wh"] for it in lines] == [
        -1,
        100,
    ]
    assert receipts.read(folder / "report.json") == kept


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "MSG-01"),
        (b"\xff\xfe\x00", "MSG-01"),
        (b"[" * 100_000, "MSG-01"),
        (b'{"readings": []}', "MSG-01"),
        (b'{"readings": [1]}', "MSG-01"),
        (b'{"readings": [{"energy_wh": NaN}]}', "MSG-01"),
        (b'{"readings": [{"energy_wh": "5"}]}', "MSG-02"),
        (b'{"readings": [{"energy_wh": 1.5}]}', "MSG-02"),
        (b'{"readings": [{"energy_wh": true}]}', "MSG-02"),
        (b'{"readings": [{"energy_wh": 1' + b"0" * 30 + b"}]}", "MSG-02"),
        (b'{"readings": [{"meter_id": 5}]}', "MSG-02"),
        (b'{"readings": [{}]}', "DOOR-10"),
        (b'{"readings": [' + b"{}," * 10_000 + b"{}]}", "MSG-03"),
        (b" " * (1 << 20) + b"{}", "MSG-06"),
    ],
)
def test_what_is_no_reading_is_refused_with_a_reason(home, payload, code):
    taken = given(home, Message("G1", "terezi/readings/G1", payload, AT), message(reading()))

    assert code in codes(taken)
    assert energies(home) == [("M1", 100)]


def test_a_value_that_a_spreadsheet_would_obey_is_refused(home):
    assert "DOOR-08" in codes(given(home, message(reading("=1+1"))))


class TestWhoSpeaks:
    LIST = pl.DataFrame({"meter_id": ["M1", "M2"], "gateway_id": ["G1", "G2"]})

    def test_a_gateway_speaks_for_its_own_meters(self, home):
        given(home, message(reading("M1")), gateways=self.LIST)

        assert energies(home) == [("M1", 100)]

    @pytest.mark.parametrize(("gateway", "meter"), [("G1", "M2"), ("G3", "M1"), ("G1", "M9")])
    def test_but_for_no_other(self, home, gateway, meter):
        taken = given(home, message(reading(meter), gateway=gateway), gateways=self.LIST)

        assert codes(taken) == ["MSG-05"]
        assert [r.outcome for r in taken.receipts] == ["quarantined"]


class TestSaidTwice:
    def test_a_correction_in_the_same_batch_is_a_revision(self, home):
        given(home, message(reading(wh=100)), message(reading(wh=90)), message(reading("M2", wh=5)))

        assert energies(home) == [("M1", 90), ("M2", 5)]

    def test_what_was_said_last_stays_last(self, home):
        given(home, *(message(reading(wh=wh)) for wh in (100, 90, 100)))

        assert current(home, columns=["energy_wh", "revision"]) == [(100, 2)]

    def test_a_message_that_contradicts_itself_is_refused_alone(self, home):
        taken = given(home, message(reading(wh=1), reading(wh=2)), message(reading("M2")))

        assert codes(taken) == ["DOOR-11"]
        assert energies(home) == [("M2", 100)]

    def test_corrections_without_end_are_refused(self, home):
        taken = given(home, *(message(reading(wh=wh)) for wh in range(30)))

        assert {code for it in taken.refused for code in codes(taken, it)} == {"MSG-04"}
        assert energies(home) == [("M1", 7)]

    def test_a_time_told_by_two_lengths_of_interval_is_refused(self, home):
        hour = message(reading(read_at="2026-03-10T04:00:00Z", interval_seconds=3600))
        quarter = message(reading(read_at="2026-03-10T04:30:00Z"))

        taken = given(home, hour, quarter, message(reading("M2")))

        assert (list(taken.refused), codes(taken, 1)) == ([1], ["DOOR-23"])
        assert energies(home) == [("M1", 100), ("M2", 100)]


def test_a_clock_that_runs_ahead_is_told(home):
    soon = (AT + timedelta(minutes=10)).isoformat()

    (receipt,) = given(home, message(reading(read_at=soon))).receipts

    assert "MSG-CLOCK" in [note.code for note in receipt.notes]


def test_a_clock_off_the_grid_is_flagged_and_moved(home):
    given(home, message(reading(read_at="2026-03-10T05:00:07Z")))

    ((read_at, flags),) = current(home, columns=["read_at", "flags"])
    assert (read_at, flags) == (datetime(2026, 3, 10, 5, tzinfo=UTC), 2)


def test_the_number_of_a_delivery_is_told_before_it_is_committed(home):
    said = []
    told = message(reading())

    def before(delivery, messages):
        said.append((delivery, list(messages), energies(home)))

    (receipt,) = given(home, told, before_commit=before).receipts

    assert said == [(receipt.delivery, [told], [])]
