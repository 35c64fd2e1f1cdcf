"""Do signed checkpoints, ours or a witness's, still tell of this journal?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from terezi.base.checkpoints import open_checkpoint
from terezi.base.errors import BadData
from terezi.base.signed_notes import Kind, PublicKey
from terezi.desk.journal.models import Checkpoint
from terezi.desk.journal.queries.tree import keys_since
from terezi.desk.journal.terms import Fault, Head, What


@dataclass(frozen=True)
class Compared:
    """Signed heads beside the journal: the last that agrees, and those that do not, smallest first."""

    agreed: Head | None
    unlike: Sequence[Head]

    @classmethod
    def of(cls, heads: Iterable[Head], roots: Mapping[int, bytes]) -> "Compared":
        ordered = sorted(heads, key=lambda head: head.size)
        agreed = [head for head in ordered if roots.get(head.size) == head.root]
        return cls(agreed[-1] if agreed else None, [head for head in ordered if head not in agreed])

    @property
    def since(self) -> datetime | None:
        """Return the earliest moment of the change: every head that no longer agrees was right when signed."""
        heads = [*self.unlike, *([self.agreed] if self.agreed else [])]
        return max((head.at for head in heads if head.at), default=None)

    @property
    def says(self) -> str:
        """Say which heads agree and which no longer do."""
        before = f"It agrees with that of {told(self.agreed)}. " if self.agreed else ""
        return f"{before}It was still whole at that of {told(self.unlike[-1])}"


def head_faults(
    kept_heads: Iterable[Checkpoint], *, keys: Sequence[PublicKey], roots: Mapping[int, bytes], written: int
) -> list[Fault]:
    """Compare the checkpoints kept in the record: are they signed, and do they tell of this journal?"""
    faults, heads = [], []
    for kept in kept_heads:
        try:
            heads.append(_opened(kept, keys))
        except BadData as reason:
            says = f"The checkpoint of {kept.tree_size} entries does not hold: {reason}"
            faults.append(Fault(What.CHECKPOINT, says, sequence=kept.tree_size))
    compared = Compared.of(heads, roots)
    if not compared.unlike:
        return faults
    first, size = compared.unlike[0], (compared.agreed.size if compared.agreed else 0)
    what = (
        f"has {written} entries"
        if first.size > written
        else f"was changed between entry {size + 1} and {first.size}"
    )
    says = f"The journal {what}: the checkpoint of {told(first)} says otherwise. {compared.says}"
    return [*faults, Fault(What.CHECKPOINT, says, sequence=size + 1, since=compared.since)]


def _opened(kept: Checkpoint, keys: Sequence[PublicKey]) -> Head:
    """Open a checkpoint with the key that signed at its size; an older key signs nothing any more."""
    due = [key for since, key in keys_since() if since <= kept.tree_size][-1:]
    known = [key for key in keys if not due or key in due]
    signed = open_checkpoint(kept.note_text, [key.as_kind(kind) for key in known for kind in Kind])
    if (signed.head.size, signed.head.root.hex()) != (kept.tree_size, kept.root):
        raise BadData("its row was changed after it was signed")
    return Head(signed.head.size, signed.head.root, signed.at)


def told(head: Head) -> str:
    """Say of how many entries a head tells, and when it was signed."""
    signed = f" signed {head.at:%Y-%m-%d %H:%M:%S} UTC" if head.at else ""
    return f"{head.size} entries{signed}"
