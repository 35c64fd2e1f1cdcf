"""The outbox of orders: into the lake once, to gateways at least once, and answers heard once."""

import json
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from paho.mqtt import client as mqtt

from terezi.base.errors import Unavailable
from terezi.desk.energy import actions, queries
from terezi.desk.energy.models import CurtailmentOrder, OrderToSite, Outbox
from terezi.desk.energy.terms import Channel, Post
from terezi.desk.journal.models import Entry
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.jobs import send_orders as job
from terezi.jobs.broker import Broker as Where
from terezi.jobs.send_orders import Emptied, send_orders
from tests.brokers import Broker, needs_mosquitto
from tests.desk.ordering import AT, DAY, HOUR, issued

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORDS = {"terezi": "of-the-authority", "gw-1": "first", "gw-2": "second"}


@pytest.fixture
def home(tmp_path, flushable_journal):
    return Home.create(tmp_path / "home", country="GG")


@pytest.fixture
def order(home):
    made = [
        Officer.objects.create(username=name, name=name, role=Role.ENERGY_INSPECTOR, appointed_at=AT)
        for name in ("aman", "bahar")
    ]
    return issued(*made)


def in_lake(home):
    lake = Lake.open(home)
    rows = lake.collect(lake.on("curtailment_orders", DAY)).sort("site_id")
    return list(rows.select("order_id", "site_id", "limit_w", "starts_at", "ends_at").iter_rows())


def test_an_issued_order_reaches_the_lake_through_the_door(home, order):
    told = send_orders(home=home, at=AT)

    assert told == Emptied(1, 0, 0, 0)
    assert in_lake(home) == [
        (order.number, "S1", 0, AT, AT + 2 * HOUR),
        (order.number, "S2", 7_000_000, AT, AT + 2 * HOUR),
    ]
    assert queries.waiting(Post.LAKE) == []
    assert Entry.objects.last().act == "orders.send"


def test_sent_again_it_changes_nothing(home, order):
    send_orders(home=home, at=AT)
    Outbox.objects.filter(kind=Post.LAKE).update(sent_at=None)  # killed between the lake and the note
    send_orders(home=home, at=AT + HOUR)

    assert len(in_lake(home)) == 2
    assert send_orders(home=home, at=AT + HOUR) == Emptied(0, 0, 0, 0)


def test_a_lifted_order_is_corrected_in_the_lake(home, order):
    send_orders(home=home, at=AT)
    actions.lift(number=order.number, by=order.proposed_by, reason="The unit is back", at=AT + HOUR)
    send_orders(home=home, at=AT + HOUR)

    assert {row[4] for row in in_lake(home)} == {AT + HOUR}


def test_what_the_door_refuses_stays_in_the_outbox_with_the_reason(home, order):
    row = Outbox.objects.get(kind=Post.LAKE)
    told = json.loads(row.payload)
    row.payload = json.dumps({**told, "ends_at": (AT - timedelta(hours=1)).isoformat()})
    row.save()

    assert send_orders(home=home, at=AT).failed == 1
    assert "CUR-11" in Outbox.objects.get(kind=Post.LAKE).last_error
    assert in_lake(home) == []


class Chatty:
    """A gateway that says the same again as soon as it was heard."""

    def __init__(self, payload):
        self.noted_count, self.payload = 0, payload

    def next(self, _patience):
        return SimpleNamespace(topic="terezi/acknowledged/gw-1", payload=self.payload)

    def noted(self, _message):
        self.noted_count += 1


@pytest.mark.parametrize(
    "payload",
    [
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"eventID":"\\ud800.S1"}',
        b'{"eventID":"N\\u0000.S1"}',
        b"\xff",
        b"",
    ],
    ids=["deep", "deep_objects", "half_a_character", "nul", "no_text", "nothing"],
)
def test_no_gateway_keeps_the_others_from_their_orders(home, order, monkeypatch, payload):
    monkeypatch.setattr(job, "LISTEN_SECONDS", 0.1)
    chatty = Chatty(payload)

    assert list(job._heard(chatty, 5)) == []
    assert chatty.noted_count > 0  # else the broker would bring it again for ever


@needs_mosquitto
class TestWithABroker:
    @pytest.fixture
    def broker(self, tmp_path):
        broker = Broker(tmp_path / "broker", PASSWORDS).prepare().start()
        yield broker
        broker.stop()

    def where(self, broker, name="terezi", password=None):
        return Where("localhost", broker.port, name, password or PASSWORDS[name], broker.ca)

    @pytest.fixture
    def gateway(self, broker):
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="gw-1", protocol=mqtt.MQTTv5)
        client.username_pw_set("gw-1", PASSWORDS["gw-1"])
        client.tls_set(str(broker.ca))
        client.heard, subscribed = [], []
        client.on_message = lambda _c, _d, told: client.heard.append(json.loads(told.payload))
        client.on_subscribe = lambda *_: subscribed.append(1)
        client.connect("localhost", broker.port)
        client.loop_start()
        client.subscribe([("terezi/orders/gw-1", 1), ("terezi/orders/gw-2", 1)])
        self.until(lambda: subscribed)
        yield client
        client.disconnect()
        client.loop_stop()

    def until(self, true, seconds=30):
        for _ in range(int(seconds / 0.05)):
            if true():
                return
            time.sleep(0.05)
        raise AssertionError("It did not happen in time")

    def test_a_gateway_hears_its_own_order_and_its_answer_is_noted_once(self, broker, gateway, home, order):
        told = send_orders(home=home, at=AT, broker=self.where(broker), patience=0.2)
        assert (told.to_gateways, told.failed) == (2, 0)
        self.until(lambda: gateway.heard)
        (event,) = gateway.heard  # not the one of gw-2
        assert event["id"] == f"{order.number}.S1"

        answer = json.dumps({"objectType": "REPORT", "eventID": event["id"], "clientName": "gw-1"})
        for _ in range(2):
            gateway.publish("terezi/acknowledged/gw-1", answer, qos=1).wait_for_publish(10)
        gateway.publish("terezi/acknowledged/gw-2", answer, qos=1).wait_for_publish(10)
        assert send_orders(home=home, at=AT, broker=self.where(broker), patience=1).acknowledged == 2

        assert OrderToSite.objects.get(site_id="S1").acknowledged_by == "gw-1"
        assert OrderToSite.objects.get(site_id="S2").acknowledged_at is None
        assert Entry.objects.filter(act="orders.acknowledge").count() == 1

    def test_what_the_broker_did_not_take_is_sent_again(self, broker, home, order, monkeypatch):
        monkeypatch.setattr(job._Line, "outcome", lambda *_: "no answer")
        assert send_orders(home=home, at=AT, broker=self.where(broker), patience=0.1).failed == 2
        monkeypatch.undo()

        assert send_orders(home=home, at=AT, broker=self.where(broker), patience=0.1).to_gateways == 2
        assert {row.tries for row in Outbox.objects.filter(kind=Post.MQTT)} == {2}

    def test_what_no_gateway_has_answered_goes_out_again_until_it_is(self, broker, gateway, home, order):
        at, last_sent = datetime.now(UTC), {}
        CurtailmentOrder.objects.update(ends_at=at + HOUR)
        send = partial(send_orders, home=home, broker=self.where(broker), patience=0.1, last_sent=last_sent)
        assert send(at=at).again == 0
        assert send(at=at + timedelta(minutes=2)).again == 2
        assert send(at=at + timedelta(minutes=2, seconds=5)).again == 0  # not before another minute
        self.until(lambda: len(gateway.heard) == 2)
        assert gateway.heard[0] == gateway.heard[1]

        event = gateway.heard[0]["id"]
        actions.acknowledge_event(event_id=event, gateway_id="gw-1", over=Channel.MQTT, at=at)
        assert send(at=at + timedelta(minutes=4)).again == 1  # the other one
        assert send(at=at + timedelta(hours=2)).again == 0  # the order is over

    def test_a_broker_that_does_not_admit_us_is_named(self, broker, home, order):
        with pytest.raises(Unavailable, match="does not admit terezi"):
            send_orders(home=home, at=AT, broker=self.where(broker, password="wrong"))
        with pytest.raises(Unavailable, match="cannot be reached"):
            send_orders(home=home, at=AT, broker=Where("localhost", 1, "terezi", "x", broker.ca))
