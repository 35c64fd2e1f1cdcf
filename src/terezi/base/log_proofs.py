"""Proofs one can carry away (C2SP tlog-proof): an entry's place in a log, with the signed checkpoint."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from terezi.base.checkpoints import SignedHead, open_checkpoint
from terezi.base.errors import BadData
from terezi.base.merkle import leaf_hash, verify_inclusion
from terezi.base.signed_notes import PublicKey

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class LogProof:
    """That a leaf is the `index`-th of the log whose checkpoint goes with it."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    @property
    def text(self) -> str:
        hashes = "".join(f"{base64.b64encode(each).decode()}\n" for each in self.hashes)
        return f"{HEADER}\nindex {self.index}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def read(cls, text: str) -> "LogProof":
        """Read the text of a proof; extra data, which nothing vouches for, is refused.

        :raises BadData: when it is none.
        """
        told, _, checkpoint = text.partition("\n\n")
        try:
            _, index, *hashes = told.split("\n")
            found = tuple(base64.b64decode(each, validate=True) for each in hashes)
            proof = cls(int(index.removeprefix("index ")), found, checkpoint)
        except ValueError as broken:
            raise BadData("This is no proof: a header, an index and hashes were expected") from broken
        if proof.text != text:
            raise BadData("This is no proof: it is not written as one")
        return proof

    def opened(self, data: bytes, keys: Iterable[PublicKey]) -> SignedHead:
        """Return the signed head of the log that holds a leaf with `data`.

        :raises BadData: when nobody known signed it, or the log does not hold the leaf there.
        """
        signed = open_checkpoint(self.checkpoint, keys)
        if not verify_inclusion(
            leaf=leaf_hash(data),
            index=self.index,
            size=signed.head.size,
            hashes=self.hashes,
            root=signed.head.root,
        ):
            raise BadData(f"The log {signed.head.origin} does not hold this as its entry {self.index + 1}")
        return signed
