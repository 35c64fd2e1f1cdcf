"""Every change of a file: one verb, one transaction, one journal entry."""

from terezi.desk.applications.actions.appealing import sign_appeal
from terezi.desk.applications.actions.asking import answer_request, ask_applicant, take_back_request
from terezi.desk.applications.actions.assigning import assign_by_hand, draw
from terezi.desk.applications.actions.checking import run_checks, set_check
from terezi.desk.applications.actions.claims import (
    claim_client,
    claim_owner,
    claim_site,
    claim_wallet,
    prove_wallet,
    remove_claim,
)
from terezi.desk.applications.actions.deciding import (
    decline_decision,
    lapse_decision,
    propose_decision,
    sign_decision,
)
from terezi.desk.applications.actions.documents import attach, remove_document
from terezi.desk.applications.actions.drafting import abandon, answer, begin, submit
from terezi.desk.applications.actions.equipment import claim_equipment
from terezi.desk.applications.actions.opinions import (
    ask_opinions,
    escalate,
    give_opinion,
    opinion_not_given,
)

__all__ = [
    "abandon",
    "answer",
    "answer_request",
    "ask_applicant",
    "ask_opinions",
    "assign_by_hand",
    "attach",
    "begin",
    "claim_client",
    "claim_equipment",
    "claim_owner",
    "claim_site",
    "claim_wallet",
    "decline_decision",
    "draw",
    "escalate",
    "give_opinion",
    "lapse_decision",
    "opinion_not_given",
    "propose_decision",
    "prove_wallet",
    "remove_claim",
    "remove_document",
    "run_checks",
    "set_check",
    "sign_appeal",
    "sign_decision",
    "submit",
    "take_back_request",
]
