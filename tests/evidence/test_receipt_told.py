"""What the operator's terminal shows of a delivery."""

import errno

import pytest

from terezi.cli.load import _told_of
from terezi.cli.verb import answers
from terezi.evidence.facts.receipts import Problem, Receipt
from tests.evidence.senders import AT


def test_what_a_sender_writes_is_shown_by_the_terminal_and_not_obeyed():
    heard = Problem("DOOR-09", "\x1b]0;x\x07é", remedy="Name it")
    receipt = Receipt("a\nb\x1b[2J\u202e.csv", "", "S", "t", "quarantined", AT, problems=(heard,))

    first, second = _told_of(receipt).split("\n")

    assert first.startswith("quarantined     a\\nb\\x1b[2J\\u202e.csv")
    assert second.strip() == "DOOR-09 \\x1b]0;x\\x07é. Name it"


def test_a_full_disk_is_told_in_a_sentence(monkeypatch, capsys):
    @answers
    def verb() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SystemExit) as ended:
        verb()

    assert ended.value.code == 1
    assert "make room" in capsys.readouterr().err
