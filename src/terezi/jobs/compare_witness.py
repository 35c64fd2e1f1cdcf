"""Hold the journal against the copy a partner keeps of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from terezi.base.errors import BadData
from terezi.base.merkle import root
from terezi.desk.journal.models import Entry
from terezi.desk.journal.queries.audits.heads import Compared, told
from terezi.desk.journal.queries.tree import leaf_of
from terezi.desk.journal.terms import Fault, Head, What
from terezi.jobs.log_folder import LogFolder, opened


@dataclass(frozen=True)
class Witness:
    """A copy that holds together: its checkpoints, smallest first."""

    folder: LogFolder
    heads: tuple[Head, ...]

    @classmethod
    def read(cls, path: Path) -> "Witness":
        """Read a copy and check it against its own checkpoints.

        :raises Unavailable: when it is no copy, or a part of it is missing.
        :raises BadData: when it was changed itself.
        """
        folder = LogFolder(path)
        keys = folder.keys()
        notes = {folder.last(), *folder.checkpoints()}
        heads = [opened(note, keys) for note in notes]
        nodes = folder.nodes(max(each.head.size for each in heads))
        for each in heads:
            if root(each.head.size, nodes) != each.head.root:
                raise BadData(f"{path} does not hold what its checkpoint of {each.head.size} entries signs")
        ordered = sorted(
            (Head(each.head.size, each.head.root, each.at) for each in heads), key=lambda h: h.size
        )
        return cls(folder, tuple(ordered))

    @property
    def sizes(self) -> set[int]:
        return {head.size for head in self.heads}

    @property
    def last(self) -> Head:
        return self.heads[-1]


def witness_faults(witness: Witness, *, roots: Mapping[int, bytes], written: int) -> list[Fault]:
    """Name the first entry that differs from the witness's, and when it still was the same."""
    compared = Compared.of(witness.heads, roots)
    if not compared.unlike:
        return []
    first = _first_unlike(witness)
    missing = first > written
    what = f"The journal has {written} entries, the witness {told(witness.last)}" if missing else ""
    says = f"{what or f'Entry {first} is not the one the witness holds'}. {_window(compared)}"
    return [Fault(What.WITNESS, says, sequence=first, since=compared.since)]


def _window(compared: Compared) -> str:
    before = f"the checkpoint of {told(compared.agreed)}" if compared.agreed else "no checkpoint"
    return (
        f"Journal and witness agree up to {before}; the witness saw it whole at {told(compared.unlike[-1])}"
    )


def _first_unlike(witness: Witness) -> int:
    """Return the number of the first entry whose leaf is not the witness's."""
    size = witness.last.size
    rows = Entry.objects.filter(sequence__lte=size).order_by("sequence").values_list("sequence", "digest")
    ours = rows.iterator(chunk_size=2000)
    for expected, theirs in enumerate(witness.folder.leaves(size), 1):
        if not _is_entry(next(ours, None), expected, theirs):
            return expected
    return size


def _is_entry(row: tuple[int, str] | None, sequence: int, leaf: bytes) -> bool:
    try:
        return row is not None and row[0] == sequence and leaf_of(row[1]) == leaf
    except ValueError:  # no digest any more
        return False
