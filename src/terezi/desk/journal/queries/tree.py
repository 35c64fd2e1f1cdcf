"""The Merkle tree over the journal: its leaves are the digests of the entries, in their order."""

from collections.abc import Iterable

from django.db.models import QuerySet

from terezi.base import merkle
from terezi.base.errors import Refused
from terezi.base.log_proofs import LogProof
from terezi.base.merkle import Node, Nodes, Range
from terezi.base.signed_notes import PublicKey
from terezi.base.tiles import Tile
from terezi.desk.journal.models import Checkpoint, Entry, Subtree
from terezi.desk.journal.queries.entries import journal_end
from terezi.desk.journal.terms import Act, Growth, Proof


def inclusion(sequence: int, *, tree_size: int | None = None) -> Proof:
    """Prove that an entry is among the first `tree_size`, by default all there are.

    :raises Refused: when it is not.
    """
    size = journal_end().sequence if tree_size is None else _known_size(tree_size)
    if not 1 <= sequence <= size:
        raise Refused(f"There is no entry {sequence} among the first {size}: ask for one that was written")
    ranges = merkle.inclusion_ranges(sequence - 1, size)
    nodes = stored(_needed([*ranges, (0, size)]))
    hashes = tuple(merkle.range_hash(*each, nodes) for each in ranges)
    return Proof(sequence - 1, size, hashes, merkle.root(size, nodes))


def proof(sequence: int) -> LogProof:
    """Prove an entry by the last checkpoint, in a text that anybody can check with the public key.

    :raises Refused: when no checkpoint covers the entry yet.
    """
    last = last_checkpoint()
    if last is None or sequence > last.tree_size:
        raise Refused(f"No checkpoint covers entry {sequence} yet: sign one with `terezi log checkpoint`")
    told = inclusion(sequence, tree_size=last.tree_size)
    return LogProof(told.index, told.hashes, last.note_text)


def consistency(old: int, new: int | None = None) -> Growth:
    """Prove that the journal of `new` entries, by default all there are, begins with that of `old`.

    :raises Refused: when it is not that long.
    """
    size = journal_end().sequence if new is None else _known_size(new)
    if not 0 <= old <= size:
        raise Refused(f"A journal of {size} entries cannot begin with {old}")
    ranges = merkle.consistency_ranges(old, size)
    nodes = stored(_needed([*ranges, (0, old), (0, size)]))
    hashes = tuple(merkle.range_hash(*each, nodes) for each in ranges)
    return Growth(old, size, merkle.root(old, nodes), merkle.root(size, nodes), hashes)


def root_at(size: int) -> bytes:
    """Return the root over the first `size` entries.

    :raises Refused: when there are fewer.
    """
    return merkle.root(_known_size(size), stored(_needed([(0, size)])))


def last_checkpoint() -> Checkpoint | None:
    """Return the checkpoint of the longest journal signed so far; none before the first."""
    return Checkpoint.objects.order_by("-tree_size").first()


def checkpoints() -> QuerySet[Checkpoint]:
    """Return every checkpoint, the smallest first."""
    return Checkpoint.objects.order_by("tree_size")


def signing_keys() -> list[PublicKey]:
    """Return the keys the journal says have signed it, oldest first."""
    return [key for _, key in keys_since()]


def keys_since() -> list[tuple[int, PublicKey]]:
    """Return each key with the number of the entry from which on it signs."""
    told = Entry.objects.filter(act=Act.KEY).order_by("sequence").values_list("sequence", "values")
    return [(sequence, PublicKey.read(values["key"])) for sequence, values in told]


def tile(wanted: Tile) -> bytes:
    """Return the hashes of a tile one after the other.

    :raises Refused: when the journal is not that long.
    """
    nodes = stored(wanted.nodes)
    return b"".join(nodes(node) for node in wanted.nodes)


def stored(wanted: Iterable[Node]) -> Nodes:
    """Read the hashes of complete subtrees, all at once.

    :raises Refused: when asked for one the journal has lost.
    """
    nodes = set(wanted)
    leaves = [node.place + 1 for node in nodes if node.level == 0]
    digests = Entry.objects.filter(sequence__in=leaves).values_list("sequence", "digest") if leaves else ()
    found = {Node(0, sequence - 1): leaf_of(digest) for sequence, digest in digests}
    above = {node.number: node for node in nodes if node.level}
    hashes = Subtree.objects.filter(number__in=above).values_list("number", "hash") if above else ()
    found |= {above[number]: bytes(each) for number, each in hashes}

    def hash_of(node: Node) -> bytes:
        if node not in found:
            raise Refused(
                f"The journal has lost {node}: run `terezi audit`, then restore the record from a backup"
            )
        return found[node]

    return hash_of


def leaf_of(digest: str) -> bytes:
    """Return the hash of the leaf of an entry; the leaf holds the 32 bytes of the entry's digest."""
    return merkle.leaf_hash(bytes.fromhex(digest))


def _needed(ranges: Iterable[Range]) -> Iterable[Node]:
    return (node for each in ranges for node in merkle.subtrees(*each))


def _known_size(size: int) -> int:
    written = journal_end().sequence
    if not 0 <= size <= written:
        raise Refused(f"The journal has {written} entries, not {size}")
    return size
