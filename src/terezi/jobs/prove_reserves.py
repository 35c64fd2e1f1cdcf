"""Recompute what a venue says it owes from the full list, check what it shows of its reserves, and enter the proof.

The list is read and forgotten: the record keeps root, totals and what was shown of each address, and the lake its rows.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from terezi.base.errors import BadData, Refused
from terezi.desk.venues import actions, queries
from terezi.desk.venues.models import ReserveProof
from terezi.evidence.facts.days import settlement_day
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.reserves.held import Address, Held, Shown, held
from terezi.evidence.numerics.reserves.lot import drawn
from terezi.evidence.numerics.reserves.statement import Statement
from terezi.evidence.sources.chain_state import NO_CHAIN, read_chain_state
from terezi.evidence.sources.reserve_claim import Claim, read_claim
from terezi.jobs.publish_proofs import publish_proofs
from terezi.jobs.recompute_owed import recompute_owed
from terezi.jobs.shown_addresses import shown_addresses
from terezi.law.book import law_on

UNFIT = (Shown.WRONG, Shown.CLAIMED_TWICE)


@dataclass(frozen=True)
class Proved:
    """A proof as the record took it; `is_new` is false where the same proof was there already."""

    statement: Statement
    assets: tuple[Held, ...]
    addresses: tuple[Address, ...]
    lot: tuple[int, ...]
    seed: str
    is_new: bool

    @property
    def shows_anything(self) -> bool:
        """Say whether anything was proved to be held, of any asset."""
        return any(one.held_e8 is not None for one in self.assets)

    @property
    def agrees(self) -> bool:
        """Say whether something is shown and nothing of it falls short: no signature is wrong, what was proved of an asset covers it."""
        return (
            self.shows_anything
            and not any(one.missing_e8 for one in self.assets)
            and not any(one.shown in UNFIT for one in self.addresses)
        )

    def as_dict(self) -> dict[str, object]:
        made = self.statement
        return {
            "venue_id": made.venue_id,
            "as_at": made.as_at,
            "clients": made.clients,
            "root": made.root.hash.hex(),
            "digest": made.digest,
            "assets": [asdict(one) | {"missing_e8": one.missing_e8} for one in self.assets],
            "addresses": [asdict(one) for one in self.addresses],
            "seed": self.seed,
            "lot": list(self.lot),
            "is_new": self.is_new,
            "agrees": self.agrees,
        }


def prove_reserves(
    *, home: Home, listed: Path, claimed: Path, chain: Path | None, venue: str, sample: int, seed: str, by: str, at: datetime
) -> Proved:  # fmt: skip
    """Take a venue's proof: its list, its claim, and what the chain is told to hold; the same proof twice is one.

    `seed` (hexadecimal, from the machine's chance) draws `sample` clients whose books are looked at by hand.

    :raises BadData: when the list breaks a rule, or the claim is not what the list makes.
    :raises Refused: when the venue, the moment or the challenge is not one this record knows.
    """
    claim = read_claim(claimed)
    _refuse_other(claim, venue, at)
    statement = recompute_owed(listed, venue_id=venue, as_at=claim.as_at).statement
    _refuse_unlike(claim, statement)
    there = queries.proof_of(venue, claim.as_at)
    if there is not None and there.digest == statement.digest:
        publish(home, claim.as_at)
        return _again(there, statement)
    state = read_chain_state(chain) if chain else NO_CHAIN
    addresses = shown_addresses(claim, statement, day=_day(home, claim.as_at), state=state)
    assets = tuple(
        held(asset=asset, owed_e8=owed_e8, addresses=addresses, height=state.heights.get(asset))
        for asset, owed_e8 in statement.totals_e8.items()
    )
    lot = drawn(seed=bytes.fromhex(seed), clients=statement.clients, wanted=min(sample, statement.clients))
    actions.take_proof(
        venue_id=venue,
        as_at=claim.as_at,
        clients=statement.clients,
        root=statement.root.hash.hex(),
        digest=statement.digest,
        held=[asdict(one) for one in assets],
        addresses=[asdict(one) for one in addresses],
        challenge=claim.challenge,
        seed=seed,
        lot=lot,
        by=by,
        at=at,
    )
    publish(home, claim.as_at)
    return Proved(statement, assets, addresses, lot, seed, is_new=True)


def publish(home: Home, as_at: datetime) -> None:
    """Bring the lake's rows of the moment's day up to the record."""
    publish_proofs(lake=Lake.open(home), day=_day(home, as_at), zone=_zone(home, as_at))


def _zone(home: Home, as_at: datetime) -> str:
    return law_on(home.country, as_at.date()).settlement.time_zone.value


def _day(home: Home, as_at: datetime) -> date:
    return settlement_day(as_at, _zone(home, as_at))


def _refuse_other(claim: Claim, venue: str, at: datetime) -> None:
    if claim.venue_id != venue:
        raise Refused(f"The claim is of {claim.venue_id}, not of {venue}: nobody proves for another")
    if claim.as_at > at:
        raise BadData(
            f"The claim is of {claim.as_at:%Y-%m-%d %H:%M} UTC, which is not yet past: correct as_at"
        )


def _refuse_unlike(claim: Claim, made: Statement) -> None:
    told: dict[str, tuple[object, object]] = {
        "clients": (claim.clients, made.clients),
        "root": (claim.root, made.root.hash.hex()),
    }
    assets = sorted(set(claim.totals_e8) | set(made.totals_e8))
    told |= {f"total of {asset}": (claim.totals_e8.get(asset), made.totals_e8.get(asset)) for asset in assets}
    unlike = [
        f"{what}: claimed {said}, the list makes {is_}" for what, (said, is_) in told.items() if said != is_
    ]
    if unlike:
        raise BadData(
            f"PRF-20 The list makes what is claimed. It does not: {'; '.join(unlike)}. "
            "A leaf was dropped, added or changed after the root was made: send the list the root is of"
        )


def _again(there: ReserveProof, statement: Statement) -> Proved:
    addresses = tuple(Address(**{**one, "shown": Shown(one["shown"])}) for one in there.addresses)
    assets = tuple(Held(**one) for one in there.held)
    return Proved(statement, assets, addresses, tuple(there.lot), there.seed, is_new=False)
