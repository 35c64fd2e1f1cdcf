"""`terezi orders`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.base.errors import Unavailable
from terezi.cli.listen import _stopped_by_a_signal
from terezi.cli.verb import PROBLEMS, answers, as_json, home_option, opened, say

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@home_option
@click.option(
    "--broker", metavar="HOST:PORT", help="Where the broker is; without it, orders reach the lake only."
)
@click.option("--username", default="terezi", show_default=True, help="Who Terezi is at the broker.")
@click.option("--password-file", type=FILE, help="Its password; needed with --broker.")
@click.option("--ca", type=FILE, help="Authorities of the broker's certificate (PEM).")
@click.option("--no-tls", is_flag=True, help="Without encryption: for a broker on this machine only.")
@click.option(
    "--every", "seconds", type=click.FloatRange(0.5, 3600), help="Go on, looking every so many seconds."
)
@as_json
@answers
def orders(
    home: Path,
    broker: str | None,
    username: str,
    password_file: Path | None,
    ca: Path | None,
    no_tls: bool,
    seconds: float | None,
    as_json: bool,
) -> None:
    """Send orders to draw less into the lake and to gateways, and hear who acknowledges them."""
    place = opened(home)
    from terezi.jobs.listen import Broker  # noqa: PLC0415
    from terezi.jobs.send_orders import keep_sending, send_orders  # noqa: PLC0415

    at_broker: Broker | None = None
    if broker is not None:
        host, _, port = broker.rpartition(":")
        if not host or not port.isdigit():
            raise click.BadParameter(f"{broker} is not HOST:PORT", param_hint="--broker")
        if ca is None and not (no_tls and host in {"localhost", "127.0.0.1", "::1"}):
            raise Unavailable(
                "Name the authorities of the broker's certificate with --ca; --no-tls is for this machine only"
            )
        if password_file is None:
            raise click.UsageError("--password-file is needed with --broker")
        at_broker = Broker(host, int(port), username, password_file.read_text(encoding="utf-8").strip(), ca)
    if seconds is not None:
        keep_sending(home=place, broker=at_broker, stop=_stopped_by_a_signal(), seconds=seconds)
        return
    told = send_orders(home=place, at=datetime.now(UTC), broker=at_broker)
    say(vars(told), [str(told)], as_json=as_json)
    if told.failed:
        raise SystemExit(PROBLEMS)
