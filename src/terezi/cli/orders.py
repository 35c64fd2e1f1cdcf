"""`terezi orders`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.broker import FILE, broker_of, ca_option, no_tls_option, username_option
from terezi.cli.verb import PROBLEMS, answers, as_json, home_option, opened, say, stopped_by_a_signal


@click.command()
@home_option
@click.option(
    "--broker", metavar="HOST:PORT", help="Where the broker is; without it, orders reach the lake only."
)
@username_option
@click.option("--password-file", type=FILE, help="Its password; needed with --broker.")
@ca_option
@no_tls_option
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
    from terezi.jobs.send_orders import keep_sending, send_orders  # noqa: PLC0415

    at_broker = None
    if broker is not None:
        at_broker = broker_of(broker, username=username, password_file=password_file, ca=ca, no_tls=no_tls)
    if seconds is not None:
        keep_sending(home=place, broker=at_broker, stop=stopped_by_a_signal(), seconds=seconds)
        return
    told = send_orders(home=place, at=datetime.now(UTC), broker=at_broker)
    say(vars(told), [str(told)], as_json=as_json)
    if told.failed:
        raise SystemExit(PROBLEMS)
