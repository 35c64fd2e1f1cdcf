"""Listen to a broker: readings are in the lake, on the disk, before a message is acknowledged.

Killed at any moment nothing is lost, since the broker keeps what was not acknowledged, and nothing doubles, since the lake
takes a fact once. Of what waits, the broker holds all but a window of messages: that is the backpressure.
"""

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Any

from paho.mqtt import client as mqtt

from terezi.base.errors import Unavailable
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.receipts import Receipt
from terezi.evidence.sources.message import Message, Taken
from terezi.evidence.sources.messages import gateways_of, take
from terezi.evidence.sources.sparkplug import SPARKPLUG
from terezi.jobs.broker import Broker, client_of, close, connect
from terezi.jobs.taken_messages import TakenMessages
from terezi.law.book import law_on

READINGS, RECEIPTS = "terezi/readings/", "terezi/receipts/"
TOPICS = (f"{READINGS}+", f"{SPARKPLUG}+/DDATA/+/+")
BATCH_BYTES = 64 << 20


@dataclass(frozen=True)
class Pace:
    """A batch ends with so many messages or bytes, or so many seconds after its first message."""

    messages: int = 2_000
    seconds: float = 60.0
    bytes: int = BATCH_BYTES


Told = Callable[[Sequence[Receipt]], None]


def listen(*, home: Home, broker: Broker, pace: Pace, stop: threading.Event, told: Told) -> None:
    """Take batches until `stop` is set; `told` hears the receipts of each.

    :raises Unavailable: when the broker cannot be reached or refuses the credentials.
    """
    line = _Line(broker, pace)
    taken = TakenMessages(home, at=datetime.now(UTC))
    line.open()
    try:
        while not stop.is_set():
            if batch := line.batch(pace, stop):
                told(_take(batch, home, line, taken))
            line.refuse_when_broken()
    finally:
        line.close()


@dataclass(frozen=True)
class _Waiting:
    message: Message
    mid: int
    repeated: bool


def _take(batch: Sequence[_Waiting], home: Home, line: "_Line", known: TakenMessages) -> list[Receipt]:
    """Commit a batch, then acknowledge it, then tell each gateway what became of its messages."""
    new = [it.message for it in batch if not (it.repeated and known.holds(it.message))]
    at = datetime.now(UTC)
    taken = take(
        new,
        home=home,
        zone=law_on(home.country, at.date()).settlement.time_zone.value,
        at=at,
        gateways=gateways_of(home),
        occasion=at.isoformat(),
        before_commit=known.about_to_commit,
    )
    line.acknowledge([it.mid for it in batch])
    line.tell(_answers([it.message for it in batch], new, taken))
    return taken.receipts


def _answers(all_messages: Sequence[Message], new: Sequence[Message], taken: Taken) -> dict[str, Any]:
    """Return by gateway which messages are on the disk, and which were refused why."""
    refused = {new[number].digest: problems for number, problems in taken.refused.items()}
    answers: dict[str, Any] = {}
    for message in all_messages:
        answer = answers.setdefault(message.gateway, {"taken": [], "refused": {}})
        if problems := refused.get(message.digest):
            answer["refused"][message.digest] = [str(problem) for problem in problems]
        else:
            answer["taken"].append(message.digest)
    return answers


@dataclass
class _Line:
    """The connection: paho's thread puts what comes into an inbox, the job takes it out."""

    broker: Broker
    pace: Pace
    inbox: SimpleQueue[_Waiting] = field(default_factory=SimpleQueue)
    refused: str = ""

    def __post_init__(self) -> None:
        self.client = client_of(self.broker, client_id=self.broker.client_id)
        self.client.on_connect, self.client.on_message = self._connected, self._heard

    def open(self) -> None:
        # twice a batch: while one is committed the next arrives, and no more than that is ever in memory
        connect(self.client, self.broker, receive_maximum=min(2 * self.pace.messages, 65_535))

    def _connected(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self.refused = str(reason)
            return
        client.subscribe([(topic, 1) for topic in TOPICS])

    def _heard(self, _client: mqtt.Client, _data: Any, told: mqtt.MQTTMessage) -> None:
        message = Message(gateway_of(told.topic), told.topic, bytes(told.payload), datetime.now(UTC))
        self.inbox.put(_Waiting(message, told.mid, told.dup))

    def batch(self, pace: Pace, stop: threading.Event) -> list[_Waiting]:
        """Return the messages of one batch, or none after a second of silence."""
        batch: list[_Waiting] = []
        size, until = 0, time.monotonic() + 1.0
        while len(batch) < pace.messages and size < pace.bytes and not stop.is_set():
            try:
                waiting = self.inbox.get(timeout=max(0.0, min(until - time.monotonic(), 0.5)))
            except Empty:
                if time.monotonic() >= until:
                    break
                continue
            until = until if batch else time.monotonic() + pace.seconds
            batch.append(waiting)
            size += len(waiting.message.payload)
        return batch

    def acknowledge(self, mids: Sequence[int]) -> None:
        for mid in mids:
            self.client.ack(mid, 1)

    def tell(self, answers: dict[str, Any]) -> None:
        for gateway, answer in answers.items():
            self.client.publish(RECEIPTS + gateway, json.dumps(answer, ensure_ascii=False), qos=1)

    def refuse_when_broken(self) -> None:
        if self.refused:
            raise Unavailable(
                f"The broker refuses {self.broker.username}: {self.refused}; check name and password"
            )

    def close(self) -> None:
        close(self.client)


def gateway_of(topic: str) -> str:
    """Return the gateway a topic names; the broker lets nobody write to another's topic."""
    return topic.split("/")[3] if topic.startswith(SPARKPLUG) else topic.removeprefix(READINGS)
