"""Checkpoints (C2SP tlog-checkpoint): the text in which a log says how long it is and what it holds."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from terezi.base.errors import BadData
from terezi.base.merkle import HASH_BYTES
from terezi.base.signed_notes import Kind, Note, PublicKey, open_note


@dataclass(frozen=True)
class TreeHead:
    """How many leaves the log `origin` has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> "TreeHead":
        """Read the text of a checkpoint; lines after the third are left to whoever wrote them.

        :raises BadData: when it is none.
        """
        try:
            origin, size, packed, *more = text.removesuffix("\n").split("\n")
            head = cls(origin, int(size), base64.b64decode(packed, validate=True))
        except ValueError as broken:
            raise BadData("This is no checkpoint: origin, size and root were expected") from broken
        written = "".join([head.text, *(f"{line}\n" for line in more)])
        if written != text or not origin or not all(more) or len(head.root) != HASH_BYTES or head.size < 0:
            raise BadData("This is no checkpoint: its origin, size or root is not written as one")
        return head


@dataclass(frozen=True)
class SignedHead:
    """A tree head with the signatures that hold on it."""

    head: TreeHead
    note: Note

    @property
    def at(self) -> datetime | None:
        """Return the moment it was signed, where a signature tells it."""
        return self.note.at


def open_checkpoint(note: str, keys: Iterable[PublicKey]) -> SignedHead:
    """Return what a checkpoint says, once one of `keys` is seen to have signed it under the log's name.

    :raises BadData: when it is no checkpoint, or nobody known signed it.
    """
    opened = open_note(note, keys)
    head = TreeHead.read(opened.text)
    if not any((each.key.name, each.key.kind) == (head.origin, Kind.ED25519) for each in opened.signatures):
        raise BadData(f"The log {head.origin} did not sign this checkpoint itself")
    return SignedHead(head, opened)
