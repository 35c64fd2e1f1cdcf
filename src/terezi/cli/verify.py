"""`terezi verify`."""

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terezi.base.errors import BadData
from terezi.base.status_list import StatusList, open_list
from terezi.base.trust import Trust, read_trust
from terezi.cli.verb import PROBLEMS, answers, as_json, say, visible

if TYPE_CHECKING:
    from terezi.desk.register.terms import Verdict

WORD = re.compile(rb"eyJ[\w-]+\.[\w-]+\.[\w-]+(?:~[\w-]+)?", re.ASCII)
LARGEST = 20_000_000  # bytes
FILE = click.Path(path_type=Path, exists=True)


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--keys", required=True, type=FILE, help="issuer.json of the authority you trust.")
@click.option("--status", multiple=True, type=FILE, help="Signed status list, the newest you have.")
@as_json
@answers
def verify(files: tuple[Path, ...], keys: Path, status: tuple[Path, ...], as_json: bool) -> None:
    """Say of each certificate, with no network at all, whether we issued it and whether it stands.

    A file is a certificate as text, as PDF, or as JSON with its proof.
    """
    from terezi.desk.register.rules import judged  # noqa: PLC0415

    trust = read_trust(_text(keys), where=str(keys))
    lists = [_status_list(path, trust) for path in status]
    now = datetime.now(UTC)
    found = [(path, judged(certificate_in(path), trust, lists, at=now)) for path in files]
    lines = [line for path, verdict in found for line in _lines(path, verdict)]
    say(
        {"files": [{"file": str(path), **one.as_dict()} for path, one in found]},
        lines,
        as_json=as_json,
    )
    if not all(verdict.answer.is_good for _, verdict in found):
        sys.exit(PROBLEMS)


def certificate_in(path: Path) -> str:
    """Return the certificate a file carries, with its proof where it has one; the text itself where it seems to be none.

    :raises BadData: when it is a folder, or larger than any certificate.
    """
    raw = _bytes(path)
    if raw[:1] == b"{":
        return _bundled(raw)
    found = WORD.search(raw)
    # in a paper it is one word among many; elsewhere what surrounds it would be an edit
    return found[0].decode() if found and raw[:5] == b"%PDF-" else raw.decode("utf-8", "replace")


def _bundled(raw: bytes) -> str:
    try:
        read = json.loads(raw)
        return "~".join(str(read[part]) for part in ("certificate", "proof") if read.get(part))
    except (ValueError, RecursionError):
        return ""


def _status_list(path: Path, trust: Trust) -> StatusList:
    return open_list("".join(_text(path).split()), trust.keys)


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace")


def _bytes(path: Path) -> bytes:
    if not path.is_file() or path.stat().st_size > LARGEST:
        raise BadData(f"{path} is no certificate: name a file of text, JSON or PDF")
    return path.read_bytes()


def _lines(path: Path, verdict: "Verdict") -> Iterator[str]:
    yield f"{visible(path)}: {visible(verdict.sentence)}"
    told = verdict.certificate
    if told is None:
        yield f"  {visible(verdict.because)}"
        return
    until = told.valid_until or "further notice"
    yield f"  {visible(told.number)} · {visible(told.actor_class)} · {visible(told.region)} · {told.licensed_w:,} W"
    yield f"  from {told.valid_from} until {until} · issued {told.issued_at:%Y-%m-%d %H:%M} UTC by {visible(told.issuer)}"
    yield f"  public log: {'entered' if verdict.proven == 'in_log' else 'no proof given'}"
    yield "  Compare the name and the limits with what you were shown."
