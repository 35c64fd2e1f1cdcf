"""Put the register out as signed files: on any web server, on a stick, with the network off."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.translation import override

from terezi.base.credential import Signs
from terezi.base.errors import Refused
from terezi.base.short_proof import LogKey
from terezi.base.status_list import StatusList, issue_list, packed
from terezi.base.trust import Trust, trust_in
from terezi.desk.journal import actions as journal
from terezi.desk.journal.queries import last_checkpoint, signing_keys
from terezi.desk.register import queries
from terezi.desk.register.keys import certificate_key
from terezi.desk.register.papers.publication import Told, files
from terezi.desk.register.papers.sealing import SEAL, seal
from terezi.desk.register.papers.verifier import Carried
from terezi.desk.register.terms import Act
from terezi.evidence.facts.home import Home
from terezi.jobs.publish_log import checkpoint_log, publish_log

MANY = 200  # files between two words of progress
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Published:
    """What was put out; `digest` is the SHA-256 of the sums of all files."""

    folder: Path
    licences: int
    files: int
    digest: str


def publish_register(
    *,
    home: Home,
    out: Path,
    language: str,
    fresh_for: timedelta,
    by: str,
    at: datetime,
    progress: Progress = lambda *_: None,
) -> Published:
    """Write the register as it stands into a folder, whole or not at all; what was there before is replaced.

    Status lists say that nobody should rely on them after `fresh_for`.

    :raises Refused: when the folder holds something that is no published register.
    """
    at = at.replace(microsecond=0)
    if out.exists() and any(out.iterdir()) and not (out / SEAL).exists():
        raise Refused(f"{out} holds something else: choose an empty folder, or the register published before")
    signer = certificate_key(home=home, by=by, at=at)
    checkpoint_log(home=home, by=by, at=at)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        with override(language):
            told = _told(home, _lists(signer, at, fresh_for), at)
            count = _write(fresh, told, progress)
        publish_log(out=fresh / "log")
        digest = seal(fresh, country=home.country, signer=signer, at=at)
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    values = {"sums": digest, "licences": len(told.records)}
    journal.write(act=Act.PUBLISH, subject="register", by=by, at=at, values=values)
    return Published(out, len(told.records), count, digest)


def _lists(signer: Signs, at: datetime, fresh_for: timedelta) -> tuple[str, ...]:
    standings = queries.standings(at)
    return tuple(
        issue_list(StatusList(name, at, at + fresh_for, packed(placed)), signer)
        for name, placed in sorted(standings.items())
    )


def trust_of(home: Home) -> Trust:
    """Return the keys with which certificates and the log of this home are checked."""
    logs = [LogKey(key.name, key.public_key) for key in signing_keys()]
    return trust_in(home.country, keys=queries.issuer_keys(), logs=logs)


def _told(home: Home, lists: tuple[str, ...], at: datetime) -> Told:
    known = Carried(trust_of(home), lists, last_checkpoint(), tuple(queries.warnings()))
    return Told(home.country, at, queries.records(at), queries.refusals(), known)


def _write(folder: Path, told: Told, progress: Progress) -> int:
    count, expected = 0, len(told.records) + len(told.refusals) + len(told.carried.warnings)
    for count, (name, text) in enumerate(files(told), start=1):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if count % MANY == 0:
            progress("Writing the register", min(count, expected), expected)
    return count


def _swap(fresh: Path, out: Path) -> None:
    """Put the new folder in the place of the old one."""
    fresh.chmod(0o755)
    old = fresh.with_name(f"{fresh.name}.old")
    if out.exists():
        out.replace(old)
    fresh.replace(out)
    shutil.rmtree(old, ignore_errors=True)
