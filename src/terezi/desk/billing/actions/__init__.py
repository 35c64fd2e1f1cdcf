"""Every change of bills: one verb, one transaction, one journal entry."""

from terezi.desk.billing.actions.crediting import credit, decline_credit, propose_credit
from terezi.desk.billing.actions.drafting import draft
from terezi.desk.billing.actions.issuing import decline, issue, propose
from terezi.desk.billing.actions.paying import load_payments, match
from terezi.desk.billing.actions.telling import admit_reader, tell_declared, tell_readers

__all__ = [
    "admit_reader",
    "credit",
    "decline",
    "decline_credit",
    "draft",
    "issue",
    "load_payments",
    "match",
    "propose",
    "propose_credit",
    "tell_declared",
    "tell_readers",
]
