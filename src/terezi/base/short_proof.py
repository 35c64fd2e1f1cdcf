"""A short proof that a leaf stands in the public log: the path to its root, and the log's signature of that root.

Written as `size (8 bytes) | signature (64) | hashes (32 each)` in base64url, so that it may follow a certificate after a `~`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from terezi.base.checkpoints import TreeHead
from terezi.base.credential import Logged, NotIssued, to_bytes, to_text
from terezi.base.merkle import leaf_hash, node_hash

SIZE, SIGNATURE, HASH = 8, 64, 32
DEEPEST = 64


@dataclass(frozen=True)
class LogKey:
    """The public key of a log and the origin its checkpoints name."""

    origin: str
    public_key: bytes


@dataclass(frozen=True)
class LogProof:
    """The path from one leaf to the root of a tree of `tree_size` leaves, and the signature of that checkpoint."""

    tree_size: int
    signature: bytes
    hashes: tuple[bytes, ...]


def write_proof(proof: LogProof) -> str:
    """Write a proof as one word."""
    return to_text(proof.tree_size.to_bytes(SIZE) + proof.signature + b"".join(proof.hashes))


def read_proof(text: str) -> LogProof:
    """Read a proof.

    :raises NotIssued: when it is not as we write them.
    """
    raw = to_bytes(text)
    size, signature, path = raw[:SIZE], raw[SIZE : SIZE + SIGNATURE], raw[SIZE + SIGNATURE :]
    if len(signature) != SIGNATURE or len(path) % HASH or len(path) > DEEPEST * HASH:
        raise NotIssued("its proof of entry in the log is damaged")
    hashes = tuple(path[start : start + HASH] for start in range(0, len(path), HASH))
    return LogProof(int.from_bytes(size), signature, hashes)


def check_proof(proof: LogProof, logged: Logged, keys: Sequence[LogKey]) -> None:
    """Refuse unless the leaf is in a log whose checkpoint one of the keys signed.

    :raises NotIssued: when the path or the signature does not hold.
    """
    root = root_of_path(logged, proof)
    if root is None or not any(_signed(proof, root, key) for key in keys):
        raise NotIssued("the public log does not hold it")


def _signed(proof: LogProof, root: bytes, key: LogKey) -> bool:
    body = TreeHead(key.origin, proof.tree_size, root).text.encode()
    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(proof.signature, body)
    except InvalidSignature:
        return False
    return True


def root_of_path(logged: Logged, proof: LogProof) -> bytes | None:
    """Return the root the path leads to (RFC 9162, 2.1.3.2); none when it is too long, too short or past the end."""
    if not 0 <= logged.index < proof.tree_size:
        return None
    node = leaf_hash(logged.digest)
    place, last = logged.index, proof.tree_size - 1
    for sibling in proof.hashes:
        if last == 0:
            return None
        if place % 2 or place == last:
            node = node_hash(sibling, node)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return node if last == 0 else None
