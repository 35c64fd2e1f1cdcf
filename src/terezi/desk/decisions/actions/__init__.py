"""Every change of a decision: proposed, signed, declined, lapsed, appealed; and conflicts declared."""

from terezi.desk.decisions.actions.appealing import appeal, decide_appeal
from terezi.desk.decisions.actions.conflicts import declare_conflict, end_conflict
from terezi.desk.decisions.actions.proposing import propose, propose_on_licence
from terezi.desk.decisions.actions.signing import decline, lapse, sign, signed_or_lapsed

__all__ = [
    "appeal",
    "decide_appeal",
    "declare_conflict",
    "decline",
    "end_conflict",
    "lapse",
    "propose",
    "propose_on_licence",
    "sign",
    "signed_or_lapsed",
]
