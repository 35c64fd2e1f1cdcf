"""The draw of an officer: by chance, less likely the more files he has open, and repeatable by anybody."""

import hashlib
from collections.abc import Sequence
from math import lcm

from terezi.base.errors import Refused
from terezi.desk.applications.terms import Candidate

NOBODY = (
    "No officer can be drawn: all are bound to somebody in this file, or none works in its region. "
    "Appoint one, or hand the file over with a reason"
)


def weights(candidates: Sequence[Candidate]) -> list[int]:
    """Return whole numbers in proportion to 1 / (1 + load)."""
    whole = lcm(*(1 + one.load for one in candidates))
    return [whole // (1 + one.load) for one in candidates]


def drawn(candidates: Sequence[Candidate], *, seed: str, number: str) -> Candidate:
    """Draw one: the SHA-256 of seed and file number, taken modulo the sum of the weights, points at him.

    Candidates count in the order of their names. The same values draw the same officer, on any machine.

    :raises Refused: when there is nobody to draw.
    """
    if not candidates:
        raise Refused(NOBODY)
    ordered = sorted(candidates, key=lambda one: one.username)
    shares = weights(ordered)
    point = int.from_bytes(hashlib.sha256(f"{seed}|{number}".encode()).digest()) % sum(shares)
    for candidate, share in zip(ordered, shares, strict=True):
        if point < share:
            return candidate
        point -= share
    raise AssertionError("the point lies within the sum of the shares")
