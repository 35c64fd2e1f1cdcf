"""`terezi verify`."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from terezi.base.errors import BadData, Refused
from terezi.base.status_list import StatusList, open_list
from terezi.base.trust import Trust, read_trust
from terezi.cli.verb import PROBLEMS, answers, as_json, say, visible
from terezi.desk.register.rules import judged
from terezi.desk.register.terms import Verdict
from terezi.jobs.check_register import Checked, check_register, own_trust

# from the beginning of a word only: to try at every `eyJ` of a long one takes hours
WORD = re.compile(rb"(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]+(?:~[\w-]+)?", re.ASCII)
LARGEST = 20_000_000  # bytes
FILE = click.Path(path_type=Path, exists=True)


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--keys", type=FILE, help="issuer.json of the authority you trust.")
@click.option("--status", multiple=True, type=FILE, help="Signed status list, the newest you have.")
@as_json
@answers
def verify(files: tuple[Path, ...], keys: Path | None, status: tuple[Path, ...], as_json: bool) -> None:
    """Say of each certificate, with no network at all, whether we issued it and whether it stands.

    A file is a certificate as text, as PDF, or as JSON with its proof. A folder is a published register: all of
    it is checked, and its status lists are used for the certificates named beside it.
    """
    folders = [path for path in files if path.is_dir()]
    trust = _trusted(keys, folders)
    checked = [(folder, check_register(folder, trust)) for folder in folders]
    lists = [_status_list(path, trust) for path in status]
    lists += [one for _, register in checked for one in register.lists]
    now = datetime.now(UTC)
    found = [
        (path, judged(certificate_in(path), trust, lists, at=now)) for path in files if path not in folders
    ]
    lines = [line for folder, register in checked for line in _of_register(folder, register, keys, trust)]
    lines += [line for path, verdict in found for line in _of_certificate(path, verdict)]
    told = {
        "registers": [
            {"folder": str(folder), "published_at": one.at, "files": one.files, "entries": one.entries}
            for folder, one in checked
        ],
        "files": [{"file": str(path), **verdict.as_dict()} for path, verdict in found],
    }
    say(told, lines, as_json=as_json)
    if not all(verdict.answer.is_good for _, verdict in found):
        sys.exit(PROBLEMS)


def _trusted(keys: Path | None, folders: Sequence[Path]) -> Trust:
    if keys is not None:
        return read_trust(_text(keys), where=str(keys))
    if folders:
        return own_trust(folders[0])
    raise Refused("Whose certificates? Name the keys of the authority: --keys issuer.json, from its register")


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
    if path.is_dir() or path.stat().st_size > LARGEST:
        raise BadData(f"{path} is no certificate: name a file of text, JSON or PDF")
    return path.read_bytes()


def _of_register(folder: Path, register: Checked, keys: Path | None, trust: Trust) -> Iterator[str]:
    yield (
        f"{visible(folder)}: {register.files} files are as {visible(trust.issuer)} published them on "
        f"{register.at:%Y-%m-%d %H:%M} UTC; its log tells of {register.entries} entries and adds up."
    )
    if keys is None:
        mine = ", ".join(sorted(trust.keys))
        yield f"  Checked by the keys in the folder itself: compare {mine} with what the authority prints, or use --keys."


def _of_certificate(path: Path, verdict: Verdict) -> Iterator[str]:
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
