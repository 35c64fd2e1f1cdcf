"""Every change of a file: one verb, one transaction, one journal entry."""

from terezi.desk.applications.actions.claims import (
    claim_client,
    claim_owner,
    claim_site,
    claim_wallet,
    prove_wallet,
    remove_claim,
)
from terezi.desk.applications.actions.documents import attach, remove_document
from terezi.desk.applications.actions.drafting import abandon, answer, begin, submit
from terezi.desk.applications.actions.equipment import claim_equipment

__all__ = [
    "abandon",
    "answer",
    "attach",
    "begin",
    "claim_client",
    "claim_equipment",
    "claim_owner",
    "claim_site",
    "claim_wallet",
    "prove_wallet",
    "remove_claim",
    "remove_document",
    "submit",
]
