"""`terezi listen`."""

import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from terezi.base.errors import Unavailable
from terezi.cli.verb import answers, home_option, opened, visible
from terezi.evidence.facts.receipts import Receipt


@click.command()
@home_option
@click.option(
    "--broker", required=True, metavar="HOST:PORT", help="Where the broker is, e.g. mqtt.example:8883."
)
@click.option("--username", default="terezi", show_default=True, help="Who Terezi is at the broker.")
@click.option("--password-file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Authorities of the broker's certificate (PEM).",
)
@click.option("--no-tls", is_flag=True, help="Without encryption: for a broker on this machine only.")
@click.option(
    "--messages",
    default=2000,
    show_default=True,
    type=click.IntRange(1, 30_000),
    help="Most messages in one commit.",
)
@click.option(
    "--seconds",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    help="Longest wait before a commit.",
)
@answers
def listen(
    home: Path,
    broker: str,
    username: str,
    password_file: Path,
    ca: Path | None,
    no_tls: bool,
    messages: int,
    seconds: float,
) -> None:
    """Take readings from an MQTT broker until stopped (Ctrl-C, SIGTERM)."""
    place = opened(home)
    from terezi.jobs.listen import Broker, Pace  # noqa: PLC0415
    from terezi.jobs.listen import listen as listen_to  # noqa: PLC0415

    host, _, port = broker.rpartition(":")
    if not host or not port.isdigit():
        raise click.BadParameter(f"{broker} is not HOST:PORT", param_hint="--broker")
    if ca is None and not (no_tls and host in {"localhost", "127.0.0.1", "::1"}):
        raise Unavailable(
            "Name the authorities of the broker's certificate with --ca; --no-tls is for this machine only"
        )
    password = password_file.read_text(encoding="utf-8").strip()
    listen_to(
        home=place,
        broker=Broker(host, int(port), username, password, ca),
        pace=Pace(messages=messages, seconds=seconds),
        stop=_stopped_by_a_signal(),
        told=_say,
    )


def _stopped_by_a_signal() -> threading.Event:
    stop = threading.Event()

    def heard(_number: int, _frame: Any) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, heard)
    return stop


def _say(receipts: Sequence[Receipt]) -> None:
    for receipt in receipts:
        counts = (
            f"{receipt.rows_new} new, {receipt.rows_corrected} corrected, {receipt.rows_unchanged} as before"
        )
        click.echo(visible(f"{receipt.outcome:12} {receipt.delivery} {receipt.file}: {counts}"))
        for problem in receipt.problems:
            click.echo(visible(f"    {problem}"))
