"""Serve the pages and the API of this home on this machine."""

import socket

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from terezi.base.errors import Unavailable

# A sender who does not finish his heading is let go before he and his like take every connection
PATIENCE = HTTP1Settings(header_read_timeout=5_000, max_buffer_size=128 << 10)  # ms; bytes of a heading
CONNECTIONS = 4_096


def serve(*, port: int, address: str = "127.0.0.1") -> None:
    """Serve until told to stop; a proxy in front gives the outside world HTTPS and waits for slow senders (docs/serving.md).

    :raises Unavailable: when another program listens there already.
    """
    with socket.socket() as knock:
        if knock.connect_ex((address, port)) == 0:
            raise Unavailable(f"Another program listens at {address}:{port}: choose another --port")
    Granian(
        "terezi.site.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        http=HTTPModes.http1,
        http1_settings=PATIENCE,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()
