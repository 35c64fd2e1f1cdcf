"""`terezi listen`."""

from collections.abc import Sequence
from pathlib import Path

import click

from terezi.cli.broker import FILE, broker_of, ca_option, no_tls_option, username_option
from terezi.cli.verb import answers, home_option, opened, stopped_by_a_signal, visible
from terezi.evidence.facts.receipts import Receipt


@click.command()
@home_option
@click.option(
    "--broker", required=True, metavar="HOST:PORT", help="Where the broker is, e.g. mqtt.example:8883."
)
@username_option
@click.option("--password-file", required=True, type=FILE)
@ca_option
@no_tls_option
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
    from terezi.jobs.listen import Pace  # noqa: PLC0415
    from terezi.jobs.listen import listen as listen_to  # noqa: PLC0415

    listen_to(
        home=place,
        broker=broker_of(broker, username=username, password_file=password_file, ca=ca, no_tls=no_tls),
        pace=Pace(messages=messages, seconds=seconds),
        stop=stopped_by_a_signal(),
        told=_say,
    )


def _say(receipts: Sequence[Receipt]) -> None:
    for receipt in receipts:
        counts = (
            f"{receipt.rows_new} new, {receipt.rows_corrected} corrected, {receipt.rows_unchanged} as before"
        )
        click.echo(visible(f"{receipt.outcome:12} {receipt.delivery} {receipt.file}: {counts}"))
        for problem in receipt.problems:
            click.echo(visible(f"    {problem}"))
