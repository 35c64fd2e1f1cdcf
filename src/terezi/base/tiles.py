"""Tiles (C2SP tlog-tiles): a Merkle tree as files of up to 256 hashes that never change once written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from terezi.base.errors import BadData
from terezi.base.merkle import HASH_BYTES, Node, Nodes, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT


@dataclass(frozen=True, order=True)
class Tile:
    """The `place`-th run of hashes at height 8 x `level`; `width` of them, 256 where it is full."""

    level: int
    place: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Return where the tile lies, for example `tile/0/x001/067.p/12`."""
        digits = f"{self.place:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        threes = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        path = "/".join([*(f"x{three}" for three in threes[:-1]), threes[-1]])
        part = "" if self.is_full else f".p/{self.width}"
        return f"tile/{self.level}/{path}{part}"

    @property
    def is_full(self) -> bool:
        return self.width == WIDTH

    @property
    def nodes(self) -> list[Node]:
        """Return the subtrees whose hashes the tile holds."""
        first = self.place * WIDTH
        return [Node(self.level * HEIGHT, first + each) for each in range(self.width)]

    @property
    def above(self) -> Node:
        """Return the subtree that spans the tile when it is full."""
        return Node((self.level + 1) * HEIGHT, self.place)


Read = Callable[[Tile], bytes]


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield the tiles of a tree of `size` leaves, lowest level first."""
    level, hashes = 0, size
    while hashes:
        for place in range(-(-hashes // WIDTH)):
            yield Tile(level, place, min(WIDTH, hashes - place * WIDTH))
        level, hashes = level + 1, hashes // WIDTH


def tile_with(node: Node, size: int) -> Tile:
    """Return the tile of a tree of `size` leaves in which, or under which, a subtree is told."""
    level, up = divmod(node.level, HEIGHT)
    place = (node.place << up) // WIDTH
    return Tile(level, place, min(WIDTH, (size >> level * HEIGHT) - place * WIDTH))


def hashes_of(tile: Tile, told: bytes) -> list[bytes]:
    """Split the bytes of a tile into its hashes.

    :raises BadData: when it has another number of them.
    """
    if len(told) != tile.width * HASH_BYTES:
        raise BadData(f"{tile.path} has {len(told)} bytes, {tile.width * HASH_BYTES} were expected")
    return [told[at : at + HASH_BYTES] for at in range(0, len(told), HASH_BYTES)]


def nodes_in(size: int, read: Read) -> Nodes:
    """Read the subtrees of a tree of `size` leaves out of its tiles, each tile once."""
    known: dict[Tile, list[bytes]] = {}

    def hash_of(node: Node) -> bytes:
        tile = tile_with(node, size)
        if tile not in known:
            known[tile] = hashes_of(tile, read(tile))
        up = node.level % HEIGHT
        first = (node.place << up) % WIDTH
        return joined(known[tile][first : first + (1 << up)])

    return hash_of


def joined(hashes: list[bytes]) -> bytes:
    """Return the hash over a complete run of hashes: a power of two of them."""
    while len(hashes) > 1:
        hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes), 2)]
    return hashes[0]
