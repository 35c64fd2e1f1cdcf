"""What anybody may see of proofs of reserves, and what a check of one balance answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from terezi.desk.findings.quantities import grouped
from terezi.desk.venues.models import ReserveProof
from terezi.evidence.numerics.reserves.leaf_proof import Answer, LeafProof
from terezi.evidence.numerics.reserves.path import Summed
from terezi.evidence.numerics.reserves.statement import Statement

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

E8_DIGITS = 8
SENTENCES: Mapping[Answer, "StrOrPromise"] = {
    Answer.COUNTED: _("This balance is counted in what the exchange proved to owe."),
    Answer.NOT_COUNTED: _(
        "This balance does not lead to what the exchange proved to owe. Ask the exchange, and show us its answer."
    ),
    Answer.ANOTHER_STATEMENT: _(
        "The exchange gave us no proof that these numbers belong to. Ask it for the text that goes with one of the proofs below."
    ),
    Answer.ANOTHER_CLIENT: _("These numbers are not of that account and secret."),
}


@dataclass(frozen=True)
class Line:
    """One asset of a proof: what is owed, what was shown to be held, and whether it is enough."""

    asset: str
    owed: str
    held: str
    covers: bool | None


@dataclass(frozen=True)
class ProofSheet:
    """One proof as the public sees it: no addresses, no clients."""

    venue_id: str
    as_at: datetime
    clients: str
    digest: str
    root: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Checked:
    """What a client is told: the sentence, and what his exchange told of him."""

    is_good: bool
    sentence: "StrOrPromise"
    venue_id: str
    as_at: datetime
    amounts: tuple[tuple[str, str], ...]


def sheets(proofs: Iterable[ReserveProof]) -> Iterator[ProofSheet]:
    for one in proofs:
        yield ProofSheet(
            venue_id=one.venue_id,
            as_at=one.as_at,
            clients=grouped(Decimal(one.clients), 0),
            digest=one.digest,
            root=one.root,
            lines=tuple(_line(each) for each in one.held),
        )


def statement_of(proof: ReserveProof) -> Statement:
    """Return the statement a proof on record makes, with the digest the record keeps."""
    root = Summed(bytes.fromhex(proof.root), tuple(each["owed_e8"] for each in proof.held))
    assets = tuple(each["asset"] for each in proof.held)
    return Statement(proof.venue_id, proof.as_at, proof.clients, assets, root)


def checked(read: LeafProof, answer: Answer) -> Checked:
    amounts = zip(read.assets, map(coins, read.amounts_e8), strict=False)
    return Checked(answer is Answer.COUNTED, SENTENCES[answer], read.venue_id, read.as_at, tuple(amounts))


def coins(amount_e8: int) -> str:
    """Write an amount of 1e-8 to the last digit that says something."""
    amount = Decimal(amount_e8).scaleb(-E8_DIGITS)
    return grouped(amount, max(0, -int(amount.normalize().as_tuple().exponent)))


def _line(told: Mapping[str, Any]) -> Line:
    held_e8 = told["held_e8"]
    if held_e8 is None:
        return Line(told["asset"], coins(told["owed_e8"]), "", None)
    return Line(told["asset"], coins(told["owed_e8"]), coins(held_e8), held_e8 >= told["owed_e8"])
