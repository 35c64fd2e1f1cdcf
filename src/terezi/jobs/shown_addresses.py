"""What a venue showed of each of its reserve addresses: whether the key signed our challenge, and what lies there."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from terezi.base.errors import Refused
from terezi.desk.parties.models import ReserveAddress
from terezi.desk.parties.queries import reserve_addresses_on
from terezi.desk.screening.rules.wallets import key_of, proof
from terezi.desk.screening.terms import Outcome
from terezi.evidence.numerics.reserves.held import Address, Shown
from terezi.evidence.numerics.reserves.statement import Statement
from terezi.evidence.sources.chain_state import ChainState
from terezi.evidence.sources.reserve_claim import Claim

SHOWN = {Outcome.CLEAR: Shown.SIGNED, Outcome.MATCH: Shown.WRONG, Outcome.CANNOT: Shown.BY_HAND}
Coins = tuple[str, str]


def shown_addresses(
    claim: Claim, statement: Statement, *, day: date, state: ChainState
) -> tuple[Address, ...]:
    """Check the claim's signatures for the venue's addresses on the register of `day`; the chain says what lies there.

    :raises Refused: when an address is signed for that the register does not give the venue.
    """
    every = list(reserve_addresses_on(day))
    own = [one for one in every if one.venue_id == claim.venue_id]
    _refuse_unknown(claim, own)
    venues = Counter(_coins(one.asset, one.address) for one in every)
    signed = {_coins(one.asset, one.address): one.signature for one in claim.signatures}
    balances = {_coins(*where): e8 for where, e8 in state.balances_e8.items()}
    return tuple(
        Address(
            asset=one.asset,
            address=one.address,
            storage=one.storage,
            shown=_shown(one, claim, statement, venues, signed),
            balance_e8=balances.get(_coins(one.asset, one.address)),
        )
        for one in own
    )


def _coins(asset: str, address: str) -> Coins:
    return asset, key_of(address)


def _refuse_unknown(claim: Claim, own: Iterable[ReserveAddress]) -> None:
    known = {_coins(one.asset, one.address) for one in own}
    unknown = [one.address for one in claim.signatures if _coins(one.asset, one.address) not in known]
    if unknown:
        raise Refused(
            f"Not a reserve address of {claim.venue_id} on that day: {', '.join(unknown[:3])}. "
            "Enter it on the register of reserve addresses before it is proved"
        )


def _shown(
    one: ReserveAddress, claim: Claim, statement: Statement, venues: Counter[Coins], signed: dict[Coins, str]
) -> Shown:
    coins = _coins(one.asset, one.address)
    if venues[coins] > 1:
        return Shown.CLAIMED_TWICE
    if not claim.challenge or coins not in signed:
        return Shown.NOT_SIGNED
    words = statement.to_sign(challenge=claim.challenge, asset=one.asset, address=one.address)
    return SHOWN[proof(one.address, message=words, signature=signed[coins], asset=one.asset).outcome]
