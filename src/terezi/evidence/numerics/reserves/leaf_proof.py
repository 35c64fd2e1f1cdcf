"""What a venue hands one client: his leaf, its path, and the root it should lead to; checked without a network."""

from dataclasses import dataclass, replace
from datetime import UTC
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError

from terezi.base.errors import BadData
from terezi.evidence.numerics.reserves.path import Summed, client_hash, leads_to, leaf_of
from terezi.evidence.numerics.reserves.statement import Statement, instant
from terezi.evidence.numerics.reserves.sum_tree import SumTree

Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Amounts = Annotated[tuple[int, ...], Field(min_length=1, max_length=200)]
LONGEST = 200_000  # characters: a path of 64 levels and 200 assets is shorter
SHOWN = 3


@dataclass(frozen=True)
class Beside:
    """A neighbour on the way up."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    hash: Hash
    sums_e8: Amounts


@dataclass(frozen=True)
class LeafProof:
    """One client's leaf in a venue's tree, amounts and sums in the order of `assets`."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    venue_id: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]  # NUL: no database looks it up
    as_at: AwareDatetime
    assets: Annotated[tuple[str, ...], Field(min_length=1, max_length=200)]
    client: Hash
    amounts_e8: Amounts
    leaf: int
    clients: Annotated[int, Field(gt=0)]
    path: Annotated[tuple[Beside, ...], Field(max_length=64)]
    root: Hash
    totals_e8: Amounts

    @property
    def statement(self) -> Statement:
        """Return the statement the proof says it belongs to."""
        root = Summed(bytes.fromhex(self.root), self.totals_e8)
        return Statement(self.venue_id, self.as_at, self.clients, self.assets, root)

    def as_dict(self) -> dict[str, Any]:
        path = [{"hash": one.hash, "sums_e8": list(one.sums_e8)} for one in self.path]
        return {**vars(self), "as_at": instant(self.as_at), "path": path}


class Answer(StrEnum):
    """What a check of a leaf says."""

    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    ANOTHER_STATEMENT = "another_statement"
    ANOTHER_CLIENT = "another_client"


def leaf_proof(*, statement: Statement, tree: SumTree, leaf: int, client: bytes) -> LeafProof:
    """Write the proof of one leaf, for the client it is of."""
    path = tuple(Beside(node.hash.hex(), node.sums_e8) for node in tree.path(leaf))
    return LeafProof(
        venue_id=statement.venue_id,
        as_at=statement.as_at,
        assets=statement.assets,
        client=client.hex(),
        amounts_e8=tree.levels[0].node(leaf).sums_e8,
        leaf=leaf,
        clients=statement.clients,
        path=path,
        root=statement.root.hash.hex(),
        totals_e8=statement.root.sums_e8,
    )


def read_leaf_proof(text: str | bytes) -> LeafProof:
    """Read a proof from JSON.

    :raises BadData: naming the parts that are missing, unknown or ill written.
    """
    if len(text) > LONGEST:
        raise BadData(
            "This is no proof of one balance: it is too long. Paste the text your exchange gave you"
        )
    try:
        read = TypeAdapter(LeafProof).validate_json(text)
        return replace(read, as_at=read.as_at.astimezone(UTC))
    except OverflowError as broken:
        raise BadData("This is no proof of one balance as docs/reserves.md shows it: as_at") from broken
    except ValidationError as broken:
        parts = "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'the text'}: {each['msg']}"
            for each in broken.errors()[:SHOWN]
        )
        raise BadData(f"This is no proof of one balance as docs/reserves.md shows it: {parts}") from broken


def judged(proof: LeafProof, *, digest: str, account: str = "", nonce: str = "") -> Answer:
    """Say whether the leaf is counted in the statement whose digest was published; with account and secret, whether it is his.

    The digest binds venue, moment, assets, clients, totals and root, so nothing the venue tells of them is taken on trust.
    """
    if account and client_hash(account=account, nonce=nonce).hex() != proof.client:
        return Answer.ANOTHER_CLIENT
    if not len(proof.assets) == len(proof.amounts_e8) == len(proof.totals_e8):
        return Answer.NOT_COUNTED
    if proof.statement.digest != digest.strip().lower():
        return Answer.ANOTHER_STATEMENT
    try:
        leaf = leaf_of(bytes.fromhex(proof.client), proof.amounts_e8)
    except ValueError:
        return Answer.NOT_COUNTED
    path = [Summed(bytes.fromhex(one.hash), one.sums_e8) for one in proof.path]
    found = leads_to(leaf=leaf, number=proof.leaf, clients=proof.clients, path=path)
    return Answer.COUNTED if found == proof.statement.root else Answer.NOT_COUNTED
