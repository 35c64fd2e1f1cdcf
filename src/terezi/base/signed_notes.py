"""Signed notes (C2SP signed-note): text, then a line per signature. Keys are Ed25519.

A `Signer` may be a file or a token: it signs bytes and never shows its private half.
"""

import base64
import binascii
import hashlib
import os
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from terezi.base.errors import BadData, Refused, Unavailable

DASH = "\u2014"
PRIVATE = "PRIVATE+KEY"
MOST_CHARACTERS = 1_000_000
MOST_SIGNATURES = 100


class Kind(IntEnum):
    """What a signature says: the text itself, or the text as seen at a moment (tlog-cosignature)."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


class Signer(Protocol):
    """Whoever can sign under a name: a key file here, a PKCS#11 token elsewhere."""

    @property
    def name(self) -> str: ...

    @property
    def key_id(self) -> bytes:
        """Return the four bytes by which a note tells the key."""

    @property
    def public_key(self) -> bytes:
        """Return the 32 bytes of the Ed25519 public key."""

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of an Ed25519 signature."""


@dataclass(frozen=True)
class PublicKey:
    """Whose signature it is and how to check it; its text is what one publishes (a "vkey")."""

    name: str
    public_key: bytes
    kind: Kind = Kind.ED25519

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(c.isspace() or c < " " for c in self.name):
            raise Refused(f"{self.name!r} cannot name a key: leave out spaces and +")
        if len(self.public_key) != 32:
            raise BadData(f"The key of {self.name} has {len(self.public_key)} bytes: Ed25519 has 32")

    @classmethod
    def of(cls, signer: Signer, kind: Kind = Kind.ED25519) -> "PublicKey":
        return cls(signer.name, signer.public_key, kind)

    @classmethod
    def read(cls, text: str) -> "PublicKey":
        """Read the published text of a key.

        :raises BadData: when it is none.
        """
        try:
            name, key_id, packed = text.strip().split("+", 2)
            told = base64.b64decode(packed, validate=True)
            key = cls(name, told[1:], Kind(told[0]))
        except (ValueError, IndexError) as broken:
            raise BadData(f"{text.strip()[:80]!r} is no public key: name+id+key was expected") from broken
        if key_id != key.key_id.hex():
            raise BadData(f"The public key of {name} does not have the id {key_id}: ask for it again")
        return key

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, self.public_key, self.kind)

    @property
    def text(self) -> str:
        packed = base64.b64encode(bytes([self.kind]) + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{packed}"

    def as_kind(self, kind: Kind) -> "PublicKey":
        return PublicKey(self.name, self.public_key, kind)

    def verifies(self, text: str, signature: bytes) -> bool:
        """Answer whether the signature over a note's text is this key's."""
        message, sealed = text.encode(), signature
        if self.kind == Kind.COSIGNATURE:
            if len(signature) != 8 + 64:
                return False
            message, sealed = _cosigned(text, *struct.unpack(">Q", signature[:8])), signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(sealed, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signature:
    """A signature that holds; `at` is the moment a cosignature tells."""

    key: PublicKey
    at: datetime | None = None


@dataclass(frozen=True)
class Note:
    """A text that at least one known key has signed."""

    text: str
    signatures: tuple[Signature, ...]

    def signed_by(self, key: PublicKey) -> bool:
        return any(each.key == key for each in self.signatures)

    @property
    def at(self) -> datetime | None:
        """Return the earliest moment a cosignature tells; none where there is no cosignature."""
        return min((each.at for each in self.signatures if each.at), default=None)


@dataclass(frozen=True)
class FileKey:
    """A key whose private half lies in a file that its owner alone may read."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def make(cls, path: Path, *, name: str) -> "FileKey":
        """Make a new key and keep it in `path`.

        :raises Refused: when there already is a key.
        """
        key = cls(name, Ed25519PrivateKey.generate())
        key.key_id  # noqa: B018 - a name that cannot name a key is refused before anything is written
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as there:
            raise Refused(f"{path} already holds a key: rotate it, or choose another file") from there
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(key._text)
            file.flush()
            os.fsync(file.fileno())
        return key

    @classmethod
    def load(cls, path: Path) -> "FileKey":
        """Read a key from its file.

        :raises Unavailable: when there is no such file.
        :raises BadData: when it holds no key.
        :raises Refused: when others may read it.
        """
        try:
            if path.stat().st_mode & 0o077:
                raise Refused(f"Others may read the key in {path}: chmod 600, and rotate it if they did")
            text = path.read_text(encoding="utf-8").strip()
        except FileNotFoundError as absent:
            raise Unavailable(f"{path} is not there: it should hold a private key") from absent
        try:
            *_, name, _, packed = text.removeprefix(PRIVATE).split("+", 3)
            key = cls(name, Ed25519PrivateKey.from_private_bytes(base64.b64decode(packed)[1:]))
        except ValueError as broken:
            raise BadData(f"{path} holds no private key: restore it from its backup") from broken
        if key._text.strip() != text:
            raise BadData(f"{path} holds a damaged private key: restore it from its backup")
        return key

    @property
    def key_id(self) -> bytes:
        return PublicKey.of(self).key_id

    @property
    def public_key(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)

    @property
    def _text(self) -> str:
        packed = base64.b64encode(bytes([Kind.ED25519]) + self.private.private_bytes_raw()).decode()
        return f"{PRIVATE}+{self.name}+{self.key_id.hex()}+{packed}\n"


def key_id(name: str, public_key: bytes, kind: Kind = Kind.ED25519) -> bytes:
    """Return the four bytes by which a note tells a key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public_key).digest()[:4]


def sign_note(text: str, *signers: Signer) -> str:
    """Return the text with a line of signature per signer.

    :raises Refused: when the text is not one a note can hold, or nobody signs.
    """
    if not _is_text(text) or not signers:
        raise Refused("A note is lines of text, the last one ended, and somebody who signs it")
    lines = (_line(PublicKey.of(each), each.sign(text.encode())) for each in signers)
    return f"{text}\n{''.join(lines)}"


def cosign(note: str, *signers: Signer, at: datetime) -> str:
    """Add cosignatures (tlog-cosignature/v1): the signers saw the text of this note at that moment."""
    text, seconds = _split(note)[0], int(at.timestamp())
    lines = (
        _line(
            PublicKey.of(each, Kind.COSIGNATURE),
            struct.pack(">Q", seconds) + each.sign(_cosigned(text, seconds)),
        )
        for each in signers
    )
    return note + "".join(lines)


def open_note(note: str, keys: Iterable[PublicKey]) -> Note:
    """Return the text of a note and which of `keys` signed it; signatures of unknown keys do not count.

    :raises BadData: when it is no note, a known key's signature does not hold, or no known key signed.
    """
    text, lines = _split(note)
    known = {(key.name, key.key_id): key for key in keys}
    signed = []
    for name, packed in lines:
        key = known.get((name, packed[:4]))
        if key is None:
            continue
        if not key.verifies(text, packed[4:]):
            raise BadData(f"The signature of {name} does not hold: the note was changed after it was signed")
        signed.append(Signature(key, _moment(key, packed[4:])))
    if not signed:
        raise BadData("No known key signed this note: it does not come from where it says")
    return Note(text, tuple(signed))


def _moment(key: PublicKey, signature: bytes) -> datetime | None:
    if key.kind != Kind.COSIGNATURE:
        return None
    try:
        return datetime.fromtimestamp(struct.unpack(">Q", signature[:8])[0], UTC)
    except (OverflowError, ValueError, OSError) as never:
        raise BadData(f"The cosignature of {key.name} tells a time that never is") from never


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _line(key: PublicKey, signature: bytes) -> str:
    return f"{DASH} {key.name} {base64.b64encode(key.key_id + signature).decode()}\n"


def _split(note: str) -> tuple[str, Sequence[tuple[str, bytes]]]:
    if len(note) > MOST_CHARACTERS:
        raise BadData(f"A note has at most {MOST_CHARACTERS} characters: this is none")
    text, blank, signed = note.rpartition("\n\n")
    lines = signed.removesuffix("\n").split("\n")
    if not (blank and signed.endswith("\n") and _is_text(text + "\n") and len(lines) <= MOST_SIGNATURES):
        raise BadData("This is no signed note: text, an empty line and lines of signature were expected")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    try:
        dash, name, packed = parts
        found = base64.b64decode(packed, validate=True)
    except (ValueError, binascii.Error) as broken:
        raise BadData(f"{line[:80]!r} is no line of signature") from broken
    # base64 has several texts for some bytes: only the one that signing writes counts
    if dash != DASH or not name or len(found) <= 4 or base64.b64encode(found).decode() != packed:
        raise BadData(f"{line[:80]!r} is no line of signature")
    return name, found


def _is_text(text: str) -> bool:
    controls = any(c < " " and c != "\n" for c in text)
    return text.endswith("\n") and not controls and _is_utf8(text)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
