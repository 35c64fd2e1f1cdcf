"""Empty the outbox of orders: into the lake through the door, to gateways by MQTT; hear what gateways acknowledge.

A message is noted as sent when the broker has taken it over (QoS 1). Killed before the note, it goes out again with the same
event id; so does what no gateway has answered, as a broker may forget what it took over when it loses power. A gateway may hear an
order twice; an acknowledgement heard twice is one.
"""

import json
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import polars as pl
from paho.mqtt import client as mqtt

from terezi.base.errors import BadData, Refused, Unavailable
from terezi.desk.energy import actions, openadr, queries
from terezi.desk.energy.models import Outbox
from terezi.desk.energy.terms import Channel, Post, Sent
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.receipts import Receipt
from terezi.evidence.sources.door import receive
from terezi.jobs.broker import Broker, client_of, close, connect
from terezi.law.book import law_at

BY = "terezi orders"
ACKNOWLEDGED = "terezi/acknowledged/"
WAIT_SECONDS = 10.0
LISTEN_SECONDS = 20.0  # one gateway that never stops talking keeps no order from going out
AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Emptied:
    """What became of the outbox: rows that reached the lake, messages the broker has, those it has not, answers heard."""

    to_lake: int
    to_gateways: int
    failed: int
    acknowledged: int
    again: int = 0

    def __str__(self) -> str:
        return (
            f"{self.to_lake} orders reached the lake, {self.to_gateways} messages the broker; "
            f"{self.failed} wait, {self.again} were sent again, {self.acknowledged} acknowledgements were heard."
        )


def send_orders(
    *,
    home: Home,
    at: datetime,
    broker: Broker | None = None,
    patience: float = 1.0,
    last_sent: dict[int, datetime] | None = None,
) -> Emptied:
    """Send all that waits, once; without a broker only what goes into the lake. `patience`: seconds to listen afterwards.

    What was sent a minute ago or longer and is not answered goes out again; `last_sent` remembers when, by row.

    :raises Unavailable: when the broker cannot be reached or refuses the credentials.
    """
    to_lake, left = _to_lake(home, queries.waiting(Post.LAKE), at)
    if broker is None:
        return Emptied(to_lake, 0, left, 0)
    line = _Line(broker)
    line.open()
    try:
        gone, failed = _to_gateways(line, queries.waiting(Post.MQTT))
        again = _again(line, at, {} if last_sent is None else last_sent)
        heard = sum(1 for _ in _heard(line, patience))
    finally:
        line.close()
    return Emptied(to_lake, gone, left + failed, heard, again)


def keep_sending(*, home: Home, broker: Broker | None, stop: threading.Event, seconds: float) -> None:
    """Send and listen until `stop` is set, looking at the outbox every so many seconds."""
    last_sent: dict[int, datetime] = {}
    while not stop.is_set():
        send_orders(home=home, at=datetime.now(UTC), broker=broker, patience=seconds, last_sent=last_sent)
        if broker is None:
            stop.wait(seconds)


def _to_lake(home: Home, waiting: Sequence[Outbox], at: datetime) -> tuple[int, int]:
    """Deliver one file a row, oldest first, so that a later one of the same order corrects it."""
    told = [Sent(row.pk, _delivered(home, row, at)) for row in waiting]
    gone = actions.sent(told=told, by=BY, at=at) if told else 0
    return gone, len(told) - gone


def _delivered(home: Home, row: Outbox, at: datetime) -> str:
    """Return what went wrong; empty where the order is in the lake."""
    with tempfile.TemporaryDirectory(dir=_staging(home), prefix="order-") as folder:
        file = Path(folder) / f"{row.order.number}-{row.pk}.csv"
        rows_of(row.payload).write_csv(file, datetime_format="%Y-%m-%dT%H:%M:%SZ")
        (receipt,) = receive([file], home=home, law=law_at(home.country, at), at=at)
    return _wrong(receipt)


def _staging(home: Home) -> Path:
    home.staging_dir.mkdir(parents=True, exist_ok=True)
    return home.staging_dir


def rows_of(payload: str) -> pl.DataFrame:
    """Return an order of the outbox as rows of `curtailment_orders`."""
    told = json.loads(payload)
    starts_at, ends_at = (datetime.fromisoformat(told[name]) for name in ("starts_at", "ends_at"))
    limits = told["limits_w"]
    return pl.DataFrame(
        {
            "order_id": [told["order_id"]] * len(limits),
            "site_id": list(limits),
            "starts_at": [starts_at.astimezone(UTC)] * len(limits),
            "ends_at": [ends_at.astimezone(UTC)] * len(limits),
            "limit_w": list(limits.values()),
        }
    )


def _wrong(receipt: Receipt) -> str:
    return "; ".join(str(problem) for problem in receipt.problems)


def _to_gateways(line: "_Line", waiting: Sequence[Outbox]) -> tuple[int, int]:
    """Publish all that waits and note what the broker has taken over."""
    handed = [(row.pk, line.publish(row.topic, row.payload)) for row in waiting]
    told = [Sent(pk, line.outcome(info)) for pk, info in handed]
    gone = actions.sent(told=told, by=BY, at=datetime.now(UTC)) if told else 0
    return gone, len(told) - gone


def _again(line: "_Line", at: datetime, last_sent: dict[int, datetime]) -> int:
    """Publish once more what is not answered; the record keeps when it first went, and this changes nothing in it."""
    due = [
        row
        for row in queries.unanswered(at)
        if row.sent_at and max(row.sent_at, last_sent.get(row.pk, row.sent_at)) <= at - AGAIN_AFTER
    ]
    for info in [line.publish(row.topic, row.payload) for row in due]:
        line.outcome(info)
    last_sent.update((row.pk, at) for row in due)
    return len(due)


def _heard(line: "_Line", patience: float) -> Iterator[str]:
    """Note every acknowledgement that comes while we listen, then tell the broker that it is noted.

    It ends when nobody spoke for `patience` seconds, or after `LISTEN_SECONDS`: what was not heard by then comes again.
    """
    until = time.monotonic() + LISTEN_SECONDS
    while time.monotonic() < until and (message := line.next(patience)) is not None:
        gateway = message.topic.removeprefix(ACKNOWLEDGED)
        try:
            event_id = openadr.acknowledged_event(bytes(message.payload))
            actions.acknowledge_event(
                event_id=event_id, gateway_id=gateway, over=Channel.MQTT, at=datetime.now(UTC)
            )
            yield event_id
        except (BadData, Refused):
            pass  # what answers no order of this gateway is not an answer, and would come again for ever
        line.noted(message)


@dataclass
class _Line:
    """The connection: what gateways answer waits in an inbox until it is noted."""

    broker: Broker
    inbox: "SimpleQueue[mqtt.MQTTMessage]" = field(default_factory=SimpleQueue)
    ready: threading.Event = field(default_factory=threading.Event)
    refused: str = ""

    def __post_init__(self) -> None:
        self.client = client_of(self.broker, client_id=f"{self.broker.client_id}-orders")
        self.client.on_connect, self.client.on_subscribe = self._connected, self._subscribed
        self.client.on_message = lambda _client, _data, message: self.inbox.put(message)

    def open(self) -> None:
        connect(self.client, self.broker)
        if not self.ready.wait(WAIT_SECONDS) or self.refused:
            self.close()
            raise Unavailable(
                f"The broker at {self.broker.where} does not admit {self.broker.username}: "
                f"{self.refused or 'no answer'}; check name, password and what the name may do"
            )

    def _connected(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self.refused = str(reason)
            self.ready.set()
            return
        client.subscribe(f"{ACKNOWLEDGED}+", qos=1)

    def _subscribed(self, *_told: Any) -> None:
        self.ready.set()

    def publish(self, topic: str, payload: str) -> mqtt.MQTTMessageInfo:
        return self.client.publish(topic, payload, qos=1, retain=False)

    def outcome(self, info: mqtt.MQTTMessageInfo) -> str:
        """Return why the broker has not taken a message over; empty where it has."""
        try:
            info.wait_for_publish(WAIT_SECONDS)
        except (ValueError, RuntimeError) as broken:
            return str(broken)
        return "" if info.is_published() else f"The broker did not answer within {WAIT_SECONDS:g} seconds"

    def next(self, patience: float) -> mqtt.MQTTMessage | None:
        try:
            return self.inbox.get(timeout=patience)
        except Empty:
            return None

    def noted(self, message: mqtt.MQTTMessage) -> None:
        self.client.ack(message.mid, message.qos)

    def close(self) -> None:
        close(self.client)
