"""Serve the pages and the API of this home on this machine."""

import socket

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from terezi.base.errors import Unavailable


def serve(*, port: int, address: str = "127.0.0.1") -> None:
    """Serve until told to stop; a proxy in front gives the outside world HTTPS.

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
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()
