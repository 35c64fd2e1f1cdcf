"""Check a published register wholly: its seal, every file, the keys in it, its status lists and its log."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terezi.base.credential import NotIssued
from terezi.base.errors import BadData
from terezi.base.merkle import nodes_of, root
from terezi.base.signed_notes import PublicKey
from terezi.base.status_list import StatusList, open_list
from terezi.base.trust import Trust, read_trust
from terezi.desk.register.papers.sealing import check_seal
from terezi.jobs.log_folder import LogFolder, opened

ISSUER = "issuer.json"


@dataclass(frozen=True)
class Checked:
    """A register that holds: when it was published, its files, the entries its log tells of, its status lists."""

    at: datetime
    files: int
    entries: int
    lists: tuple[StatusList, ...]


def own_trust(folder: Path) -> Trust:
    """Return the keys a register says are those of its authority: nobody else vouches for them.

    :raises BadData: when it holds none.
    """
    path = folder / ISSUER
    if not path.is_file():
        raise BadData(f"{path} is missing: this is no published register")
    return read_trust(path.read_text(encoding="utf-8", errors="replace"), where=str(path))


def check_register(folder: Path, trust: Trust) -> Checked:
    """Check everything there is to check without a network.

    :raises BadData: naming the first thing that does not hold.
    """
    sealed = check_seal(folder, trust.keys)
    lists = tuple(_status_list(path, trust) for path in sorted((folder / "status").glob("*.jws")))
    return Checked(sealed.at, sealed.files, _entries(LogFolder(folder / "log"), trust), lists)


def _status_list(path: Path, trust: Trust) -> StatusList:
    try:
        return open_list(path.read_text(encoding="utf-8").strip(), trust.keys)
    except NotIssued as other:
        raise BadData(f"{path} was not signed by us: {other.because}") from other


def _entries(log: LogFolder, trust: Trust) -> int:
    """Add up the tree from the published leaves; it must have the root its checkpoint signs."""
    keys = [PublicKey(key.origin, key.public_key) for key in trust.logs]
    head = opened(log.last(), keys).head
    leaves = list(log.leaves(head.size))
    from_leaves = root(head.size, nodes_of(leaves))
    if (from_leaves, root(head.size, log.nodes(head.size))) != (head.root, head.root):
        raise BadData(f"{log.path} does not add up to what its checkpoint signs: copy the register again")
    return head.size
