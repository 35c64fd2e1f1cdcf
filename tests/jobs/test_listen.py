"""A broker and a listener: what a gateway said is in the lake once, however often who is killed."""

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from paho.mqtt import client as mqtt

from terezi.base.errors import Unavailable
from terezi.evidence.facts import receipts
from terezi.evidence.facts.home import Home
from terezi.jobs import listen as job
from terezi.jobs.listen import Pace, gateway_of, listen
from terezi.jobs.taken_messages import TakenMessages
from tests.brokers import REPO, Broker, needs_mosquitto
from tests.evidence.senders import current, energies
from tests.evidence.sources.test_messages import AT, given, message, reading

PASSWORDS = {"terezi": "of-the-authority", "G1": "first", "G2": "second"}


@pytest.fixture
def home(tmp_path):
    return Home.create(tmp_path / "home", country="GG")


def test_the_topic_names_the_gateway():
    assert gateway_of("terezi/readings/G1") == "G1"
    assert gateway_of("spBv1.0/Mary/DDATA/G1/M1") == "G1"


class TestTakenMessages:
    def test_what_was_committed_is_known_after_a_kill(self, home):
        told, lost = message(reading()), message(reading("M2"))
        known = TakenMessages(home, at=AT)
        given(home, told, before_commit=known.about_to_commit)
        known.about_to_commit("0123456789abcdef", [lost])  # and killed before the commit

        again = TakenMessages(home, at=AT)

        assert again.holds(told)
        assert not again.holds(lost)

    def test_a_delivery_whose_writer_died_before_its_receipt_gets_it(self, home):
        told = message(reading())
        known = TakenMessages(home, at=AT)
        (receipt,) = given(home, told, before_commit=known.about_to_commit).receipts
        (home.receipts_dir / f"{receipt.delivery}.json").unlink()

        TakenMessages(home, at=AT)

        healed = receipts.kept(home, receipt.delivery)
        assert (healed.outcome, healed.rows_new, healed.file) == ("accepted", 1, "1 messages")

    def test_the_oldest_are_forgotten(self, home, monkeypatch):
        monkeypatch.setattr("terezi.jobs.taken_messages.DELIVERIES_KEPT", 2)
        known = TakenMessages(home, at=AT)
        told = [message(reading(f"M{n}")) for n in range(3)]

        for n, it in enumerate(told):
            known.about_to_commit(f"{n:016x}", [it])

        assert [known.holds(it) for it in told] == [False, True, True]


def test_an_old_value_sent_again_after_its_correction_does_not_come_back(home):
    told = [message(reading(wh=100)), message(reading(wh=90))]
    line = _Deaf()
    first = [job._Waiting(it, mid, False) for mid, it in enumerate(told)]
    job._take(first, home, line, TakenMessages(home, at=AT))

    again = [job._Waiting(it.message, it.mid, True) for it in first]
    job._take(again, home, line, TakenMessages(home, at=AT))

    assert current(home, columns=["energy_wh", "revision"]) == [(90, 1)]
    assert line.acknowledged == [0, 1, 0, 1]


class _Deaf:
    """A line that only counts what is acknowledged."""

    def __init__(self):
        self.acknowledged, self.answers = [], []

    def acknowledge(self, mids):
        self.acknowledged += mids

    def tell(self, answers):
        self.answers.append(answers)


def test_a_refused_message_is_acknowledged_and_its_gateway_told_why(home):
    line = _Deaf()
    bad, good = message(reading(wh=-1)), message(reading("M2"))

    job._take(
        [job._Waiting(bad, 1, False), job._Waiting(good, 2, False)], home, line, TakenMessages(home, at=AT)
    )

    (answers,) = line.answers
    assert line.acknowledged == [1, 2]
    assert answers["G1"]["taken"] == [good.digest]
    assert answers["G1"]["refused"][bad.digest][0].startswith("DOOR-14")


@needs_mosquitto
class TestWithABroker:
    @pytest.fixture
    def broker(self, tmp_path):
        broker = Broker(tmp_path / "broker", PASSWORDS).prepare().start()
        yield broker
        broker.stop()

    @pytest.fixture
    def gateway(self, broker):
        client = self.sends(broker, "G1")
        self.until(client.is_connected)
        yield client
        client.disconnect()
        client.loop_stop()

    def sends(self, broker, name):
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5)
        client.username_pw_set(name, PASSWORDS[name])
        client.tls_set(str(broker.ca))
        client.heard = []
        client.on_message = lambda _c, _d, told: client.heard.append(json.loads(told.payload))
        client.connect("localhost", broker.port, clean_start=False)
        client.loop_start()
        client.subscribe(f"terezi/receipts/{name}", 1)
        return client

    def publish(self, client, told, topic="terezi/readings/G1"):
        self.until(client.is_connected)
        client.publish(topic, told.payload, qos=1).wait_for_publish(20)

    def terezi(self, broker, home):
        (home.path / "password").write_text(PASSWORDS["terezi"])
        code = "import polars, sys; from terezi.cli import main; main()"
        arguments = ["listen", "--home", home.path, "--broker", f"localhost:{broker.port}", "--ca", broker.ca]
        arguments += ["--password-file", home.path / "password", "--messages", "5", "--seconds", "0.2"]
        environment = {**os.environ, "PYTHONPATH": str(REPO / "src")}
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments], env=environment, stdout=subprocess.DEVNULL
        )

    def until(self, true, seconds=180):
        for _ in range(int(seconds / 0.1)):
            if true():
                return
            time.sleep(0.1)
        raise AssertionError("It did not happen in time")

    def test_killed_nothing_is_lost_and_nothing_doubled(self, broker, gateway, home):
        asked = self.terezi(broker, home)
        self.until(lambda: "terezi" in (broker.folder / "log").read_text())
        self.until(lambda: self._subscribed(broker))
        told = [message(reading(f"M{n:02}", wh=n)) for n in range(40)]
        for it in told[:20]:
            self.publish(gateway, it)
        self.until(lambda: energies(home))
        asked.send_signal(signal.SIGKILL)
        asked.wait()
        asked = self.terezi(broker, home)
        for it in told[20:]:
            self.publish(gateway, it)

        self.until(lambda: len(energies(home)) == 40)
        self.until(lambda: {d for it in gateway.heard for d in it["taken"]} == {it.digest for it in told})
        asked.terminate()

        assert asked.wait(30) == 0
        assert energies(home) == [(f"M{n:02}", n) for n in range(40)]
        assert current(home, columns=["revision"]) == [(0,)] * 40

    def _subscribed(self, broker):
        return "terezi/readings/+" in (broker.folder / "log").read_text()

    def test_a_broker_that_restarts_keeps_what_waits(self, broker, gateway, home):
        heard = self.listening(broker, home)
        self.publish(gateway, message(reading()))
        self.until(lambda: energies(home))
        broker.stop()
        broker.start()
        self.until(gateway.is_connected)
        self.publish(gateway, message(reading("M2")))
        self.until(lambda: len(energies(home)) == 2)
        heard()

    def listening(self, broker, home, password=PASSWORDS["terezi"]):
        stop, where = threading.Event(), job.Broker("localhost", broker.port, "terezi", password, broker.ca)
        pace = Pace(messages=5, seconds=0.2)
        thread = threading.Thread(
            target=listen,
            kwargs={"home": home, "broker": where, "pace": pace, "stop": stop, "told": lambda _: None},
        )
        thread.start()
        self.until(lambda: self._subscribed(broker))

        def ended():
            stop.set()
            thread.join(30)

        return ended

    def test_no_gateway_writes_under_another_name(self, broker, gateway, home):
        ended = self.listening(broker, home)
        self.publish(gateway, message(reading("M1")), topic="terezi/readings/G2")
        self.publish(gateway, message(reading("M2")))
        self.until(lambda: energies(home))
        time.sleep(0.5)
        ended()

        assert energies(home) == [("M2", 100)]

    def test_a_wrong_password_is_told(self, broker, home):
        where = job.Broker("localhost", broker.port, "terezi", "guessed", broker.ca)

        with pytest.raises(Unavailable, match="refuses terezi"):
            listen(home=home, broker=where, pace=Pace(), stop=threading.Event(), told=lambda _: None)

    @pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    )  # paho leaves its socket open
    def test_a_certificate_of_another_authority_is_refused(self, broker, home, tmp_path):
        other = Broker(tmp_path / "other", PASSWORDS).prepare()
        where = job.Broker("localhost", broker.port, "terezi", PASSWORDS["terezi"], other.ca)

        with pytest.raises(Unavailable, match="cannot be reached"):
            listen(home=home, broker=where, pace=Pace(), stop=threading.Event(), told=lambda _: None)
        gc.collect()  # here, where it may warn, and not in the middle of a later test


def test_no_broker_is_told(home):
    nowhere = job.Broker("127.0.0.1", 9, "terezi", "", None)

    with pytest.raises(Unavailable, match="cannot be reached"):
        listen(home=home, broker=nowhere, pace=Pace(), stop=threading.Event(), told=lambda _: None)
