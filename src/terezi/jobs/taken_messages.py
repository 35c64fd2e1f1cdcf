"""Which messages were committed but perhaps not acknowledged: a broker sends those again, marked as repeated.

The lake alone makes a repeated reading change nothing. This list adds that an old value sent again after its correction
does not come back as a correction of the correction.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from terezi.evidence.facts import receipts
from terezi.evidence.facts.deliveries import committed
from terezi.evidence.facts.durable import write_atomically
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.tables import METER_READINGS
from terezi.evidence.sources.message import Message
from terezi.evidence.sources.messages import receipt_of

DELIVERIES_KEPT = 64


class TakenMessages:
    """The digests of the last deliveries, on the disk before each is committed."""

    def __init__(self, home: Home, *, at: datetime) -> None:
        self._home, self._at, self._folder = home, at, home.path / "listening"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._of: dict[str, frozenset[str]] = {}
        for path in self._oldest_first():
            digests = frozenset(json.loads(path.read_text(encoding="utf-8")))
            if self._is_committed(path.stem, len(digests)):
                self._of[path.stem] = digests

    def about_to_commit(self, delivery: str, messages: Sequence[Message]) -> None:
        """Write down what a delivery holds; forget the oldest."""
        digests = sorted({message.digest for message in messages})
        write_atomically(self._folder / f"{delivery}.json", json.dumps(digests))
        self._of[delivery] = frozenset(digests)
        for path in self._oldest_first()[:-DELIVERIES_KEPT]:
            path.unlink()
            self._of.pop(path.stem, None)

    def holds(self, message: Message) -> bool:
        """Say whether the message is in a delivery that was committed lately."""
        return any(message.digest in digests for digests in self._of.values())

    def _oldest_first(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)

    def _is_committed(self, delivery: str, messages: int) -> bool:
        """Look into receipts and lake; a delivery whose writer died before the receipt gets it now."""
        if receipts.kept(self._home, delivery):
            return True
        counts = committed(delivery, METER_READINGS, home=self._home)
        if counts is not None:
            receipts.keep(receipt_of(delivery, messages, counts, at=self._at), self._home)
        return counts is not None
