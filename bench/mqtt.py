"""Readings by MQTT: QoS 1 messages of 100 readings for a bounded minute, the listener killed -9 five times, the broker restarted once.

    python -m bench.mqtt [--quick] [--rate 100000] [--seconds 60] [--kills 5]

Gateways (processes) sign in over TLS and publish as fast as the rate asks; each counts what the broker acknowledged. At the
end the lake is compared with what was acknowledged, reading by reading: none missing, none doubled, none corrected. A gateway
keeps what is not acknowledged and sends it again, as store-and-forward does.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from bench.report import line, versions
from tests.brokers import REPO, Broker

READINGS = 100
START = datetime(2026, 3, 1, tzinfo=UTC)
GATEWAYS = ("G1", "G2")
INTERVAL = 900
METERS = 20_000  # of each gateway: readings go on with the next interval when each meter has told one


def payload(gateway: str, number: int) -> bytes:
    """Return message `number` of a gateway: the next hundred meters in their next interval."""
    first = number * READINGS
    at = (START + timedelta(seconds=INTERVAL * (first // METERS))).isoformat()
    meters = range(first % METERS, first % METERS + READINGS)
    rows = [{"meter_id": f"{gateway}-{meter:06}", "read_at": at, "energy_wh": meter} for meter in meters]
    return json.dumps({"interval_seconds": INTERVAL, "source_rank": 1, "readings": rows}).encode()


def publish(gateway: str, port: int, ca: str, rate: float, seconds: float, into: str) -> None:
    """Publish `rate` readings a second; write down how many messages the broker acknowledged, and in what time."""
    from paho.mqtt import client as mqtt  # noqa: PLC0415

    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=gateway, protocol=mqtt.MQTTv5)
    client.username_pw_set(gateway, "secret")
    client.tls_set(ca)
    client.max_inflight_messages_set(200)
    client.max_queued_messages_set(0)
    client.connect("localhost", port, clean_start=False)
    client.loop_start()
    Path(f"{into}.begun").touch()
    number_of: dict[int, int] = {}
    done: set[int] = set()
    client.on_publish = lambda _c, _d, mid, _reason, _properties: done.add(mid)
    sent, begins = 0, time.monotonic()
    while time.monotonic() - begins < seconds:
        due = int((time.monotonic() - begins) * rate / READINGS)
        while sent < due:
            # without a connection it is kept and sent later
            number_of[client.publish(f"terezi/readings/{gateway}", payload(gateway, sent), qos=1).mid] = sent
            sent += 1
        time.sleep(0.01)
    until = time.monotonic() + 300
    while len(done) < sent and time.monotonic() < until:
        time.sleep(0.05)
    acknowledged = sorted(number_of[mid] for mid in done)
    says = {
        "gateway": gateway,
        "sent": sent,
        "acknowledged": acknowledged,
        "acknowledged_s": time.monotonic() - begins,
    }
    Path(into).write_text(json.dumps(says))
    client.disconnect()
    client.loop_stop()


def _listener(home: Path, broker: Broker) -> subprocess.Popen:
    code = "import polars, sys; from terezi.cli import main; main()"
    arguments = ["listen", "--home", home, "--broker", f"localhost:{broker.port}", "--ca", broker.ca]
    arguments += ["--password-file", home / "password", "--messages", "4000", "--seconds", "3"]
    environment = {**os.environ, "PYTHONPATH": f"{REPO}/src"}
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], env=environment, stdout=subprocess.DEVNULL
    )


def _gateways(broker: Broker, asked: argparse.Namespace, folder: Path) -> list[subprocess.Popen]:
    environment = {**os.environ, "PYTHONPATH": f"{REPO}/src:{REPO}"}
    share = asked.rate / len(GATEWAYS)
    return [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "bench.mqtt",
                "--publish",
                name,
                str(broker.port),
                str(broker.ca),
                str(share),
                str(asked.seconds),
                str(folder / f"{name}.json"),
            ],
            env=environment,
            cwd=REPO,
        )
        for name in GATEWAYS
    ]


def _committed(home: Path) -> int:
    """Count the rows in the lake by the receipts, which cost little to read."""
    return sum(json.loads(path.read_text())["rows_new"] for path in (home / "receipts").glob("*.json"))


def _compared(home: Path, told: list[dict]) -> dict[str, int]:
    """Compare the lake with what was acknowledged, reading by reading."""
    from terezi.evidence.facts.home import Home  # noqa: PLC0415
    from terezi.evidence.facts.lake import Lake  # noqa: PLC0415

    lake = Lake.open(Home(home))
    raw = lake.collect(lake.table("meter_readings").select("meter_id", "read_at", "energy_wh", "revision"))
    expected = pl.concat(_expected(it["gateway"], it["acknowledged"]) for it in told)
    missing = expected.join(raw, on=["meter_id", "read_at", "energy_wh"], how="anti").height
    doubled = raw.height - raw.select("meter_id", "read_at").unique().height
    return {
        "readings_in_lake": raw.height,
        "missing": missing,
        "doubled": doubled,
        "corrected": raw.filter(pl.col("revision") > 0).height,
    }


def _expected(gateway: str, numbers: list[int]) -> pl.DataFrame:
    of = pl.DataFrame({"n": pl.Series(numbers, dtype=pl.Int64)}).join(
        pl.DataFrame({"k": range(READINGS)}), how="cross"
    )
    first = pl.col("n") * READINGS + pl.col("k")
    meter = first % METERS
    at = pl.lit(START).dt.cast_time_unit("us") + pl.duration(seconds=INTERVAL * (first // METERS))
    return of.select(
        meter_id=pl.lit(f"{gateway}-") + meter.cast(pl.String).str.zfill(6),
        read_at=at,
        energy_wh=meter,
    )


def run(asked: argparse.Namespace) -> None:
    versions("mqtt", "paho-mqtt", "polars", "deltalake")
    folder = Path(tempfile.mkdtemp(prefix="terezi-mqtt-"))
    home = folder / "home"
    from terezi.evidence.facts.home import Home  # noqa: PLC0415

    Home.create(home, country="GG")
    (home / "password").write_text("secret")
    broker = (
        Broker(folder / "broker", dict.fromkeys(("terezi", *GATEWAYS), "secret"), logged="subscribe")
        .prepare()
        .start()
    )
    listener = _listener(home, broker)
    try:
        while "terezi/readings" not in (folder / "broker/log").read_text():
            time.sleep(0.2)
        gateways = _gateways(broker, asked, folder)
        while len(list(folder.glob("*.begun"))) < len(GATEWAYS):
            time.sleep(0.05)
        begins = time.monotonic()
        pause, kills = asked.seconds / (asked.kills + 1), 0
        for number in range(asked.kills):
            time.sleep(pause)
            listener.send_signal(signal.SIGKILL)
            listener.wait()
            kills += 1
            if number == asked.kills // 2:
                broker.stop()
                broker.start()
            listener = _listener(home, broker)
        for gateway in gateways:
            gateway.wait()
        told = [json.loads((folder / f"{name}.json").read_text()) for name in GATEWAYS]
        due = sum(len(it["acknowledged"]) for it in told) * READINGS
        until = time.monotonic() + asked.patience
        while (committed := _committed(home)) < due and time.monotonic() < until:
            time.sleep(1)
        drained_s = time.monotonic() - begins
        listener.terminate()
        listener.wait(60)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        workload = f"{asked.rate:,.0f} readings/s for {asked.seconds:.0f} s, listener killed {kills} times, broker restarted {min(kills, 1)} times"
        for metric, value, unit in (
            ("published", sum(it["sent"] for it in told) * READINGS / asked.seconds, "readings/s"),
            ("acknowledged by the broker", due / max(it["acknowledged_s"] for it in told), "readings/s"),
            ("in the lake, until the last", committed / drained_s, "readings/s"),
            ("until the last is in the lake", drained_s, "s"),
            ("processors, all processes", usage.ru_utime + usage.ru_stime, "CPU-s"),
            ("peak memory of the largest process", usage.ru_maxrss / 1024, "MiB"),
            ("load of the machine", os.getloadavg()[0], "processes"),
            *((name, value, "readings") for name, value in _compared(home, told).items()),
        ):
            line("mqtt", workload, metric, value, unit)
    finally:
        listener.kill()
        broker.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    if "--publish" in sys.argv:
        name, port, ca, rate, seconds, into = sys.argv[2:]
        publish(name, int(port), ca, float(rate), float(seconds), into)
        return
    asks = argparse.ArgumentParser()
    asks.add_argument("--quick", action="store_true", help="A tenth of the rate for ten seconds, two kills")
    asks.add_argument("--rate", type=float, default=100_000)
    asks.add_argument("--seconds", type=float, default=60)
    asks.add_argument("--kills", type=int, default=5)
    asks.add_argument("--patience", type=float, default=300)
    asked = asks.parse_args()
    if asked.quick:
        asked.rate, asked.seconds, asked.kills = 10_000, 10, 2
    run(asked)


if __name__ == "__main__":
    main()
