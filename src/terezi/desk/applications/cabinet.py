"""Where the bytes of documents lie: once each, under their hash, written for good before anything names them."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from terezi.base.errors import Unavailable
from terezi.evidence.facts.durable import sync

_HASH = re.compile(r"[0-9a-f]{64}")


def put(cabinet: Path, content: bytes) -> str:
    """Keep the bytes and return their SHA-256; the same bytes lie there once, and nothing is overwritten.

    :raises Unavailable: when what lies there under this hash are not these bytes any more.
    """
    digest = hashlib.sha256(content).hexdigest()
    place = _place(cabinet, digest)
    if not place.exists():
        _write(place, content)
    if hashlib.sha256(place.read_bytes()).hexdigest() != digest:
        raise Unavailable(_damaged(digest))
    return digest


def take(cabinet: Path, digest: str) -> bytes:
    """Return the bytes of a hash.

    :raises Unavailable: when they are missing or no longer have this hash.
    """
    try:
        content = _place(cabinet, digest).read_bytes()
    except OSError as missing:
        raise Unavailable(
            f"The document {digest[:12]} is not in the cabinet: restore home/documents"
        ) from missing
    if hashlib.sha256(content).hexdigest() != digest:
        raise Unavailable(_damaged(digest))
    return content


def _damaged(digest: str) -> str:
    return f"The document {digest[:12]} was changed on the disk: restore it from a copy of home/documents"


def _place(cabinet: Path, digest: str) -> Path:
    if not _HASH.fullmatch(digest):
        raise ValueError(f"{digest!r} is no SHA-256")
    return cabinet / digest[:2] / digest


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o440)
        _link(Path(name), place)
    finally:
        Path(name).unlink(missing_ok=True)
    sync(place.parent)
    sync(place.parent.parent)


def _link(written: Path, place: Path) -> None:
    """Give the file its name; somebody who put the same bytes there meanwhile was as good."""
    try:
        os.link(written, place)
    except FileExistsError:
        return
