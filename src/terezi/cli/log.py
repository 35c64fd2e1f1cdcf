"""`terezi log`: the journal as a log that others can hold to account."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.cli.audit import FILE, FOLDER
from terezi.cli.verb import answers, as_json, home_option, opened, say

BY = "terezi log"


@click.group()
def log() -> None:
    """Sign the journal, publish it as files, prove an entry, and keep a witness copy."""


@log.command()
@home_option
@as_json
@answers
def checkpoint(home: Path, as_json: bool) -> None:
    """Sign the journal as it stands and bring the home's `log` folder up to it: a partner copies that."""
    place = opened(home)
    from terezi.jobs.publish_log import checkpoint_log  # noqa: PLC0415

    signed = checkpoint_log(home=place, by=BY, at=datetime.now(UTC))
    told = {"origin": signed.origin, "size": signed.tree_size, "root": signed.root, "folder": place.log_dir}
    says = f"{signed.tree_size} entries are signed and lie in {place.log_dir}: let a partner copy it"
    say(told, [says], as_json=as_json)


@log.command()
@home_option
@answers
def rotate(home: Path) -> None:
    """Let a new key sign the journal from now on. The old private key is destroyed, its signatures stay good."""
    place = opened(home)
    from terezi.jobs.log_keys import LogKeys, rotate_key  # noqa: PLC0415
    from terezi.jobs.publish_log import publish_log  # noqa: PLC0415

    rotate_key(home=place, by=BY, at=datetime.now(UTC))
    publish_log(out=place.log_dir)
    click.echo(f"This key signs from now on. Tell it to your partners:\n{LogKeys(place).public()[-1].text}")


@log.command()
@home_option
@answers
def seal(home: Path) -> None:
    """Seal the rows that stood in the record before acts sealed rows. Once, after bringing an old home up to date."""
    opened(home)
    from terezi.desk.journal import actions  # noqa: PLC0415

    entry = actions.seal_unsealed(by=BY, at=datetime.now(UTC))
    click.echo(f"{entry.values['seals']['count']} rows are sealed by entry {entry.sequence}.")


@log.command()
@home_option
@click.argument("entry", type=click.IntRange(1))
@answers
def prove(home: Path, entry: int) -> None:
    """Print a proof (C2SP tlog-proof) that an entry is in the last checkpoint; its leaf is the entry's digest."""
    opened(home)
    from terezi.desk.journal import queries  # noqa: PLC0415

    click.echo(queries.proof(entry).text, nl=False)


@log.command()
@click.argument("source", type=FOLDER)
@click.argument("kept", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keys", type=FILE, help="Keys to trust, one per line; needed only the first time.")
@click.option("--cosign", type=FILE, help="Your own key file: the copy's checkpoints get your cosignature.")
@as_json
@answers
def witness(source: Path, kept: Path, keys: Path | None, cosign: Path | None, as_json: bool) -> None:
    """Bring the copy KEPT up to the log in SOURCE, if that continues what the copy holds. For a partner."""
    from terezi.base.signed_notes import FileKey  # noqa: PLC0415
    from terezi.jobs.keep_witness import keep_witness  # noqa: PLC0415
    from terezi.jobs.log_folder import read_keys  # noqa: PLC0415

    done = keep_witness(
        source=source,
        kept=kept,
        at=datetime.now(UTC),
        keys=read_keys(keys) if keys else (),
        cosigner=FileKey.load(cosign) if cosign else None,
    )
    trusted = [key.text for key in done.keys]
    told = {"origin": done.origin, "size": done.size, "added": done.added, "keys": trusted}
    says = [f"{done.added} entries taken, {done.size} kept of {done.origin}. Trusted keys:", *trusted]
    say(told, says, as_json=as_json)


@log.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("name")
@answers
def key(file: Path, name: str) -> None:
    """Make a key of your own to cosign with, and print its public half. NAME is like an address, without spaces."""
    from terezi.base.signed_notes import FileKey, Kind, PublicKey  # noqa: PLC0415

    click.echo(PublicKey.of(FileKey.make(file, name=name), Kind.COSIGNATURE).text)
