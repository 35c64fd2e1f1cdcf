"""What a proof of liabilities says, in lines anybody can hash, and the words the owner of an address signs over it."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from terezi.evidence.numerics.reserves.path import Summed


@dataclass(frozen=True)
class Statement:
    """What a venue owes all its clients at one moment: root and totals (1e-8) of a tree of so many clients."""

    venue_id: str
    as_at: datetime
    clients: int
    assets: tuple[str, ...]
    root: Summed

    @property
    def totals_e8(self) -> dict[str, int]:
        return dict(zip(self.assets, self.root.sums_e8, strict=True))

    @property
    def words(self) -> str:
        """Return the lines that `digest` hashes, as docs/reserves.md lists them."""
        amounts = [f"{asset} {total_e8}" for asset, total_e8 in self.totals_e8.items()]
        first = ("terezi proof of liabilities 1", f"venue {self.venue_id}", f"as at {instant(self.as_at)}")
        return "\n".join([*first, f"clients {self.clients}", f"root {self.root.hash.hex()}", *amounts]) + "\n"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest()

    def to_sign(self, *, challenge: str, asset: str, address: str) -> str:
        """Return the message the key of one address signs: the statement, our challenge, and the address itself."""
        return f"{self.words}challenge {challenge}\nasset {asset}\naddress {address}"


def instant(at: datetime) -> str:
    """Write a moment in UTC, to the second where it is whole."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
