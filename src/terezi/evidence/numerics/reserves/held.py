"""What a venue proved to hold: coins at addresses whose keys it showed, all read at one height of their chain."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Shown(StrEnum):
    """What was shown of an address of the register."""

    SIGNED = "signed"
    NOT_SIGNED = "not_signed"
    WRONG = "wrong"
    BY_HAND = "by_hand"
    CLAIMED_TWICE = "claimed_twice"


@dataclass(frozen=True)
class Address:
    """An address of the register, what was shown of it, and what the chain says lies there (1e-8)."""

    asset: str
    address: str
    storage: str
    shown: Shown
    balance_e8: int | None


@dataclass(frozen=True)
class Held:
    """Liabilities and proved reserves of one asset; `held_e8` is none where no address is signed and on the chain."""

    asset: str
    owed_e8: int
    held_e8: int | None
    cold_e8: int | None
    addresses: int
    signed: int
    height: int | None

    @property
    def missing_e8(self) -> int | None:
        """Return what is owed and not proved to be held; none where nothing could be proved."""
        return None if self.held_e8 is None else max(0, self.owed_e8 - self.held_e8)


def held(*, asset: str, owed_e8: int, addresses: Iterable[Address], height: int | None) -> Held:
    """Add up the addresses of one asset: only what is signed for and told of on the chain counts."""
    own = [one for one in addresses if one.asset == asset]
    signed = [one for one in own if one.shown is Shown.SIGNED]
    counted = [one for one in signed if one.balance_e8 is not None]
    return Held(
        asset=asset,
        owed_e8=owed_e8,
        held_e8=_total(counted) if counted else None,
        cold_e8=_total(one for one in counted if one.storage == "cold") if counted else None,
        addresses=len(own),
        signed=len(signed),
        height=height if counted else None,
    )


def _total(addresses: Iterable[Address]) -> int:
    return sum(one.balance_e8 or 0 for one in addresses)
