"""A signed list of what stands behind each certificate, four bits each, after the IETF Token Status List."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from terezi.base.credential import Keys, NotIssued, Signs, open_signed, sign, to_bytes, to_text

STATUS_LIST = "statuslist+jwt"
PLACES = 131_072  # so many that asking for the list does not tell which certificate is meant
BITS = 4
BYTES = PLACES * BITS // 8


class Standing(IntEnum):
    """What a place of the list says; 0, 1 and 2 are those of the standard, the others are ours."""

    STANDS = 0
    WITHDRAWN = 1
    SUSPENDED = 2
    LIMITED = 3
    EXPIRED = 12
    REPLACED = 13
    STRUCK_OFF = 14


KNOWN = frozenset(int(standing) for standing in Standing)


@dataclass(frozen=True)
class StatusList:
    """The standings as they were at `as_of`; `fresh_until` is when nobody should rely on them any more."""

    name: str
    as_of: datetime
    fresh_until: datetime
    packed: bytes

    def standing(self, place: int) -> Standing | None:
        """Return what the list says of a place; none where it has no such place or the word is unknown."""
        if not 0 <= place < PLACES:
            return None
        pair = self.packed[place // 2]
        said = pair >> 4 if place % 2 else pair & 15
        return Standing(said) if said in KNOWN else None

    def is_fresh(self, at: datetime) -> bool:
        return at < self.fresh_until


def packed(standings: Mapping[int, Standing]) -> bytes:
    """Put standings in their places, the lower half of a byte first; every other place stands.

    :raises IndexError: for a place the list does not have: begin another list.
    """
    places = bytearray(BYTES)
    for place, standing in standings.items():
        places[place // 2] |= standing << (BITS * (place % 2))
    return bytes(places)


def issue_list(listed: StatusList, signer: Signs) -> str:
    """Sign a status list as a compact JWS."""
    claims = {
        "sub": listed.name,
        "iat": int(listed.as_of.timestamp()),
        "exp": int(listed.fresh_until.timestamp()),
        "status_list": {"bits": BITS, "lst": to_text(zlib.compress(listed.packed, 9))},
    }
    return sign(claims, kind=STATUS_LIST, signer=signer)


def open_list(text: str, keys: Keys) -> StatusList:
    """Return a status list once its signature holds.

    :raises NotIssued: when it is none of ours.
    """
    claims = open_signed(text, keys, kind=STATUS_LIST)
    try:
        listed = claims["status_list"]
        return StatusList(
            str(claims["sub"]),
            datetime.fromtimestamp(claims["iat"], UTC),
            datetime.fromtimestamp(claims["exp"], UTC),
            _unpacked(listed["lst"]) if listed["bits"] == BITS else b"",
        )
    except (KeyError, TypeError, ValueError, zlib.error):
        raise NotIssued("the status list lacks something that each of ours says") from None


def _unpacked(text: str) -> bytes:
    places = zlib.decompressobj().decompress(to_bytes(text), BYTES)
    if len(places) != BYTES:
        raise ValueError("a status list has all its places")
    return places
