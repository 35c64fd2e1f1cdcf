"""Does every entry still say what it said, and does the tree still stand over them?"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction

from terezi.base.merkle import Growing, Node
from terezi.desk.journal.models import End, Entry, Subtree
from terezi.desk.journal.queries.entries import broken, last_audit, written_at
from terezi.desk.journal.queries.tree import leaf_of
from terezi.desk.journal.terms import Fault, What

BATCH = 900


def chain_faults() -> Iterator[Fault]:
    """Say where the chain of entries first fails."""
    if (found := broken()) is not None:
        since = last_audit(after=found.sequence) or written_at(found.sequence - 1)
        yield Fault(What.CHAIN, found.says, sequence=found.sequence, since=since)


@dataclass
class Rebuilt:
    """The tree built anew from the digests of the entries: how far it went, roots asked for, and faults."""

    size: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def rebuilt(size: int, *, sizes: Collection[int]) -> Rebuilt:
    """Build the tree over the first `size` entries anew; `sizes` are those whose roots are wanted."""
    told, tree = Rebuilt(), Growing()
    done: list[tuple[Node, bytes]] = []
    for leaf in _leaves(size):
        done += tree.append(leaf)[1:]
        if tree.size in sizes:
            told.roots[tree.size] = tree.root
        if len(done) >= BATCH and not told.faults:
            told.faults += _unlike(done)
            done.clear()
    told.size = tree.size
    told.faults += [] if told.faults else [*_unlike(done), *_too_many()]
    return told


def _leaves(size: int) -> Iterator[bytes]:
    """Yield the leaves up to the first entry that is missing or has no digest any more."""
    entries = Entry.objects.filter(sequence__lte=size).order_by("sequence")
    digests = entries.values_list("sequence", "digest").iterator(chunk_size=BATCH)
    for expected, (sequence, digest) in enumerate(digests, 1):
        if sequence != expected:
            return
        try:
            yield leaf_of(digest)
        except ValueError:
            return


def _unlike(done: list[tuple[Node, bytes]]) -> list[Fault]:
    """Compare a batch with the hashes kept, and name the first that is another."""
    kept: dict[int, bytes] = {}
    batches = iter(done)
    while numbers := [node.number for node, _ in islice(batches, BATCH)]:
        rows = Subtree.objects.filter(number__in=numbers).values_list("number", "hash")
        kept |= {number: bytes(found) for number, found in rows}
    wrong = next((node for node, found in done if kept.get(node.number) != found), None)
    if wrong is None:
        return []
    first, last = (wrong.place << wrong.level) + 1, (wrong.place + 1) << wrong.level
    says = f"The hash kept over entries {first} to {last} is not that of these entries"
    return [Fault(What.TREE, says, sequence=first, since=last_audit(after=last) or written_at(last))]


@transaction.atomic
def _too_many() -> list[Fault]:
    """Count the hashes kept, while nobody writes."""
    end = End.objects.select_for_update().filter(id=1).first() or End()
    due = sum(end.sequence >> level for level in range(1, end.sequence.bit_length()))
    if (there := Subtree.objects.count()) == due:
        return []
    return [Fault(What.TREE, f"The tree over the journal has {there} hashes, {due} were written")]
