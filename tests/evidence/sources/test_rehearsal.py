"""A venue checks its files before it files them: the same answers as at the door, and no home."""

import json
from pathlib import Path

from click.testing import CliRunner

from terezi.cli import main
from terezi.evidence.sources.rehearsal import rehearse
from tests.evidence.senders import AT, give_one

from .test_venue_returns import ORDERS, TRADES, filed, order, trade


def rehearsed(*paths, **more):
    return rehearse(paths, zone="Asia/Ashgabat", at=AT, **more)


def test_the_rehearsal_names_the_problems_the_door_names(home, tmp_path):
    path = filed(
        tmp_path / "o.csv", ORDERS, order(1), order(2, side="bid"), order(2), order(4, price='"1,5"')
    )

    (said,) = rehearsed(path).receipts

    at_the_door = [problem for problem in give_one(home, path).problems if problem.check != "VEN-11"]
    assert list(said.problems) == at_the_door
    assert {problem.check for problem in said.problems} == {"DOOR-10", "VEN-13", "VEN-14", "VEN-22"}


def test_a_good_file_is_counted_and_nothing_is_left_behind(tmp_path):
    path = filed(tmp_path / "o.csv", ORDERS, order(1), order(2))

    answer = rehearsed(path)

    assert answer.is_good
    assert [(receipt.outcome, receipt.rows_new) for receipt in answer.receipts] == [("accepted", 2)]
    assert list(tmp_path.iterdir()) == [path]


def test_orders_and_trades_checked_together_tell_what_they_lack(tmp_path):
    orders = filed(tmp_path / "o.csv", ORDERS, order(1), order(2), order(6))
    trades = filed(tmp_path / "t.csv", TRADES, trade(3), trade(4, seller="O77"))

    notes = rehearsed(orders, trades).together

    assert [(note.code, note.count, note.rows) for note in notes] == [("VEN-02", 1, ()), ("VEN-06", 1, (2,))]


def test_a_file_nobody_can_read_does_not_stop_the_others(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00")
    good = filed(tmp_path / "o.csv", ORDERS, order(1))

    assert [receipt.outcome for receipt in rehearsed(tmp_path / "a.csv", good).receipts] == [
        "quarantined",
        "accepted",
    ]


def test_the_verb_answers_with_rows_and_remedy_and_needs_no_home(tmp_path, monkeypatch):
    monkeypatch.delenv("TEREZI_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    filed(Path("bad.csv"), ORDERS, order(1), order(2, event="gone"))
    filed(Path("good.csv"), ORDERS, order(1))

    bad = CliRunner().invoke(main, ["check", "--country", "GG", "bad.csv", "good.csv"])
    good = CliRunner().invoke(main, ["check", "--country", "GG", "--venue", "GG-V1", "good.csv", "--json"])
    other = CliRunner().invoke(main, ["check", "--country", "GG", "--venue", "GG-V2", "good.csv"])

    assert (bad.exit_code, good.exit_code, other.exit_code) == (1, 0, 1)
    assert "VEN-21 event is one of add, modify, cancel (1 rows, first 2)" in bad.stdout
    assert json.loads(good.stdout)["receipts"][0]["outcome"] == "accepted"
    assert "GG-V2 files for itself alone" in other.stdout
