"""How the verbs that talk to a broker name it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from terezi.base.errors import Unavailable

if TYPE_CHECKING:
    from terezi.jobs.broker import Broker

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
username_option = click.option(
    "--username", default="terezi", show_default=True, help="Who Terezi is at the broker."
)
ca_option = click.option("--ca", type=FILE, help="Authorities of the broker's certificate (PEM).")
no_tls_option = click.option(
    "--no-tls", is_flag=True, help="Without encryption: for a broker on this machine only."
)


def broker_of(
    named: str, *, username: str, password_file: Path | None, ca: Path | None, no_tls: bool
) -> "Broker":
    """Return the broker that the options name.

    :raises Unavailable: when it would be talked to without encryption over a network.
    """
    from terezi.jobs.broker import Broker  # noqa: PLC0415 - only who talks to a broker pays for its import

    host, _, port = named.rpartition(":")
    if not host or not port.isdigit():
        raise click.BadParameter(f"{named} is not HOST:PORT", param_hint="--broker")
    if ca is None and not (no_tls and host in {"localhost", "127.0.0.1", "::1"}):
        raise Unavailable(
            "Name the authorities of the broker's certificate with --ca; --no-tls is for this machine only"
        )
    if password_file is None:
        raise click.UsageError("--password-file is needed with --broker")
    return Broker(host, int(port), username, password_file.read_text(encoding="utf-8").strip(), ca)
