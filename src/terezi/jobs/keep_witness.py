"""What a partner does: take a log's new checkpoint only if it continues the one he holds, and keep a copy."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terezi.base.checkpoints import SignedHead
from terezi.base.errors import BadData, Refused
from terezi.base.merkle import root
from terezi.base.signed_notes import Kind, PublicKey, Signer, cosign
from terezi.base.tiles import Tile, hashes_of, joined
from terezi.jobs.log_folder import LogFolder, opened


@dataclass(frozen=True)
class Witnessed:
    """What the copy now holds; `keys` are those it trusts."""

    origin: str
    size: int
    added: int
    keys: tuple[PublicKey, ...]


def keep_witness(
    *,
    source: Path,
    kept: Path,
    at: datetime,
    keys: Sequence[PublicKey] = (),
    cosigner: Signer | None = None,
) -> Witnessed:
    """Bring the copy in `kept` up to the log in `source`. The first time, `keys` say whom to trust.

    Without them the copy trusts what the log itself says of its keys: compare that over another channel.

    :raises Refused: when the log is shorter than the copy, or no longer begins with it.
    :raises BadData: when a checkpoint, a signature or a tile does not hold.
    """
    log, copy = LogFolder(source), LogFolder(kept)
    trusted = list(keys) or (log if copy.is_empty else copy).keys()
    before = 0 if copy.is_empty else _whole(copy, trusted)
    checked = list(_checked(log, copy, trusted, before))
    last = checked[-1][1].head
    copy.add_tiles(_checked_tiles(log, copy, last.size))
    copy.write_keys(trusted)
    for note, signed in checked:
        copy.add_checkpoint(signed.head.size, note if cosigner is None else cosign(note, cosigner, at=at))
    return Witnessed(last.origin, last.size, last.size - before, tuple(trusted))


def _whole(copy: LogFolder, trusted: Sequence[PublicKey]) -> int:
    """Return how many entries the copy holds, once it holds what its own checkpoint signs."""
    head = opened(copy.last(), trusted).head
    if root(head.size, copy.nodes(head.size)) != head.root:
        raise BadData(
            f"{copy.path} no longer holds what its checkpoint signs: restore it, or begin another copy"
        )
    return head.size


def _checked(
    log: LogFolder, copy: LogFolder, trusted: list[PublicKey], before: int
) -> Iterator[tuple[str, SignedHead]]:
    """Yield the checkpoints to take, oldest first; a key that a trusted one signs beside is trusted from then."""
    newest = log.last()
    for note in dict.fromkeys((*log.checkpoints(), newest)):
        signed = opened(note, _with(trusted, log.keys()))
        if note != newest and (signed.head.size <= before or not _is_trusted(signed, trusted)):
            trusted += _handed_over(signed, trusted)
            continue
        _refuse_untrusted(signed, trusted)
        trusted += _handed_over(signed, trusted)
        _refuse_unlike(log, copy, signed, before)
        yield note, signed


def _with(trusted: Iterable[PublicKey], told: Iterable[PublicKey]) -> list[PublicKey]:
    return list(dict.fromkeys([*trusted, *told]))


def _signers(signed: SignedHead) -> list[PublicKey]:
    return [each.key for each in signed.note.signatures if each.key.kind == Kind.ED25519]


def _is_trusted(signed: SignedHead, trusted: Sequence[PublicKey]) -> bool:
    return any(key in trusted for key in _signers(signed))


def _handed_over(signed: SignedHead, trusted: Sequence[PublicKey]) -> list[PublicKey]:
    if not _is_trusted(signed, trusted):
        return []
    return [key for key in _signers(signed) if key not in trusted]


def _refuse_untrusted(signed: SignedHead, trusted: Sequence[PublicKey]) -> None:
    if not _is_trusted(signed, trusted):
        raise BadData(
            f"The checkpoint of {signed.head.size} entries is signed by no key this copy trusts: "
            "ask whoever keeps the log, over another channel, whether they changed it"
        )


def _refuse_unlike(log: LogFolder, copy: LogFolder, signed: SignedHead, before: int) -> None:
    head = signed.head
    if head.size < before:
        raise Refused(
            f"{head.origin} now shows {head.size} entries, this copy holds {before}: it was cut short"
        )
    nodes = log.nodes(head.size)
    if root(head.size, nodes) != head.root:
        raise BadData(f"The tiles of {head.origin} are not those its checkpoint of {head.size} entries signs")
    if before and root(before, nodes) != root(before, copy.nodes(before)):
        raise Refused(
            f"{head.origin} no longer begins with what this copy holds: entry {_first_unlike(log, head.size, copy, before)} "
            "is another. Keep this copy as it is and tell whoever keeps the log"
        )


def _first_unlike(log: LogFolder, size: int, copy: LogFolder, before: int) -> int:
    pairs = zip(copy.leaves(before), log.leaves(size), strict=False)
    return next(number for number, (ours, theirs) in enumerate(pairs, 1) if theirs != ours)


def _checked_tiles(log: LogFolder, copy: LogFolder, size: int) -> Iterator[tuple[Tile, bytes]]:
    """Yield the tiles to copy; each full one must hash to what the tile above it says."""
    nodes = log.nodes(size)
    for tile in copy.lacking(size):
        told = log.tile(tile)
        hashes = hashes_of(tile, told)
        if tile.is_full and joined(hashes) != nodes(tile.above):
            raise BadData(f"{tile.path} is not what the tile above it says: copy the log again")
        yield tile, told
