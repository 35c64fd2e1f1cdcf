"""The broker by which gateways and Terezi talk (MQTT 5): where it is, and a session with it that outlives a connection."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from terezi.base.errors import Unavailable

WEEK_SECONDS = 7 * 86_400
CONNECT_SECONDS = 30.0  # a handshake on a slow line
LONGEST_DELAY_SECONDS = 30


@dataclass(frozen=True)
class Broker:
    """Where the broker is and who Terezi is there; `ca` is the file of authorities that its certificate may come from."""

    host: str
    port: int
    username: str
    password: str
    ca: Path | None
    client_id: str = "terezi"

    @property
    def where(self) -> str:
        return f"{self.host}:{self.port}"


def client_of(broker: Broker, *, client_id: str) -> mqtt.Client:
    """Return a client that acknowledges only what it is told to, not connected yet."""
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5, manual_ack=True
    )
    client.username_pw_set(broker.username, broker.password)
    if broker.ca:
        client.tls_set(str(broker.ca), tls_version=ssl.PROTOCOL_TLS_CLIENT)
    client.reconnect_delay_set(min_delay=1, max_delay=LONGEST_DELAY_SECONDS)
    client.connect_timeout = CONNECT_SECONDS
    return client


def connect(client: mqtt.Client, broker: Broker, *, receive_maximum: int | None = None) -> None:
    """Take up the session, which the broker keeps for a week, and let paho's thread run.

    :raises Unavailable: when the broker cannot be reached; that it refuses the name is told to `on_connect`.
    """
    session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    session.SessionExpiryInterval = WEEK_SECONDS
    if receive_maximum is not None:
        session.ReceiveMaximum = receive_maximum
    try:
        client.connect(broker.host, broker.port, keepalive=60, clean_start=False, properties=session)
    except (OSError, ssl.SSLError, ValueError) as broken:
        raise Unavailable(f"The broker at {broker.where} cannot be reached: {broken}") from broken
    client.loop_start()


def close(client: mqtt.Client) -> None:
    """End the connection and paho's thread; the broker keeps the session."""
    client.disconnect()
    client.loop_stop()
