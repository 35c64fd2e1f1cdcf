"""Which clients a check by hand is asked of: drawn by a published seed, so that anybody can draw again."""

import hashlib


def drawn(*, seed: bytes, clients: int, wanted: int) -> tuple[int, ...]:
    """Return so many different leaves in the order of their draws: the first 16 bytes of SHA-256(seed, n) modulo `clients`.

    :raises ValueError: when more are wanted than there are, or fewer than none.
    """
    if not 0 <= wanted <= clients:
        raise ValueError(f"{wanted} of {clients} clients cannot be drawn")
    found: dict[int, None] = {}
    draw = 0
    while len(found) < wanted:
        digest = hashlib.sha256(seed + draw.to_bytes(8, "big")).digest()
        found.setdefault(int.from_bytes(digest[:16], "big") % clients)
        draw += 1
    return tuple(found)
