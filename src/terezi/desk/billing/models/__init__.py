"""Bills as they were issued: nothing of one is ever changed; another reckoning is another version."""

from terezi.desk.billing.models.bills import Bill, BillLine, CreditNote, Numbering, Proposed, Run
from terezi.desk.billing.models.payments import Allocation, LevyDeclaration, Payment, Reader

__all__ = [
    "Allocation",
    "Bill",
    "BillLine",
    "CreditNote",
    "LevyDeclaration",
    "Numbering",
    "Payment",
    "Proposed",
    "Reader",
    "Run",
]
