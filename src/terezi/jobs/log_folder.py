"""A log as files: tiles, checkpoints and public keys, in the folder that publishes them or that keeps a copy."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from terezi.base.checkpoints import SignedHead, open_checkpoint
from terezi.base.errors import BadData, Unavailable
from terezi.base.merkle import HASH_BYTES, Nodes
from terezi.base.signed_notes import Kind, PublicKey
from terezi.base.tiles import WIDTH, Tile, hashes_of, nodes_in, tiles_of
from terezi.evidence.facts.durable import sync_all, write_atomically


@dataclass(frozen=True)
class LogFolder:
    """`checkpoint` is the last one, `checkpoints/` holds every one by its size, `keys` one key per line."""

    path: Path

    def keys(self) -> list[PublicKey]:
        """Return the keys kept here, oldest first.

        :raises Unavailable: when there are none.
        """
        return read_keys(self.path / "keys")

    def last(self) -> str:
        """Return the note of the last checkpoint.

        :raises Unavailable: when there is none.
        """
        return _text(self.path / "checkpoint")

    @property
    def is_empty(self) -> bool:
        return not (self.path / "checkpoint").exists()

    def checkpoints(self) -> Iterator[str]:
        """Yield the notes of all checkpoints, the smallest first."""
        folder = self.path / "checkpoints"
        sizes = (
            [int(each.name) for each in folder.iterdir() if each.name.isdecimal()] if folder.is_dir() else []
        )
        for size in sorted(sizes):
            yield _text(folder / str(size))

    def tile(self, tile: Tile) -> bytes:
        """Read a tile, or as much of it as is asked for where a wider one has replaced it.

        :raises Unavailable: when it is not there.
        """
        path = self.path / tile.path
        if not path.exists():
            path = self.path / Tile(tile.level, tile.place).path
        try:
            return path.read_bytes()[: tile.width * HASH_BYTES]
        except OSError as absent:
            raise Unavailable(f"{self.path / tile.path} cannot be read: copy the log again") from absent

    def nodes(self, size: int) -> Nodes:
        return nodes_in(size, self.tile)

    def leaves(self, size: int) -> Iterator[bytes]:
        """Yield the hashes of the first `size` leaves."""
        for place in range(-(-size // WIDTH)):
            tile = Tile(0, place, min(WIDTH, size - place * WIDTH))
            yield from hashes_of(tile, self.tile(tile))

    def add_tiles(self, tiles: Iterable[tuple[Tile, bytes]]) -> None:
        """Write tiles; a full one takes the place of the partial ones before it."""
        written = []
        for tile, told in tiles:
            path = self.path / tile.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_name(f".{path.name}").write_bytes(told)
            path.with_name(f".{path.name}").replace(path)
            written.append(path)
        sync_all([*written, *{path.parent for path in written}])
        for path in written:
            shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)

    def lacking(self, size: int) -> Iterator[Tile]:
        """Yield the tiles of a tree of `size` leaves that are not here yet."""
        return (tile for tile in tiles_of(size) if not self._holds(tile))

    def _holds(self, tile: Tile) -> bool:
        paths = {self.path / each.path: each.width for each in (tile, Tile(tile.level, tile.place))}
        return any(
            path.is_file() and path.stat().st_size == HASH_BYTES * width for path, width in paths.items()
        )

    def has_checkpoint(self, size: int) -> bool:
        return (self.path / "checkpoints" / str(size)).exists()

    def add_checkpoint(self, size: int, note: str) -> None:
        """Keep a checkpoint under its size, and as the last one."""
        write_atomically(self.path / "checkpoint", note)
        write_atomically(self.path / "checkpoints" / str(size), note)

    def write_keys(self, keys: Iterable[PublicKey]) -> None:
        write_keys(self.path / "keys", keys)


def read_keys(path: Path) -> list[PublicKey]:
    """Read public keys, one per line.

    :raises Unavailable: when there is no such file.
    :raises BadData: when it holds something else, or nothing.
    """
    keys = [PublicKey.read(line) for line in _text(path).splitlines() if line.strip()]
    if not keys:
        raise BadData(f"{path} holds no public key: ask whoever keeps the log for it")
    return keys


def write_keys(path: Path, keys: Iterable[PublicKey]) -> None:
    """Keep public keys, one per line."""
    write_atomically(path, "".join(f"{key.text}\n" for key in keys))


def both_kinds(keys: Iterable[PublicKey]) -> list[PublicKey]:
    """Return the keys as what signs a note and as what cosigns it."""
    return [key.as_kind(kind) for key in keys for kind in Kind]


def opened(note: str, keys: Iterable[PublicKey]) -> SignedHead:
    """Open a checkpoint signed by any of `keys`, which may also have cosigned it.

    :raises BadData: when none has signed it.
    """
    return open_checkpoint(note, both_kinds(keys))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as broken:
        raise Unavailable(f"{path} cannot be read: copy the log again") from broken
