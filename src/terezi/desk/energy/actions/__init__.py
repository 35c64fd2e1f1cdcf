"""Every change of plans and orders."""

from terezi.desk.energy.actions.answering import acknowledge, acknowledge_event
from terezi.desk.energy.actions.ordering import Ordered, issue_emergency, propose
from terezi.desk.energy.actions.planning import decline_plan, propose_plan, publish_plan
from terezi.desk.energy.actions.sending import sent
from terezi.desk.energy.actions.signing import decline, lift, sign

__all__ = [
    "Ordered",
    "acknowledge",
    "acknowledge_event",
    "decline",
    "decline_plan",
    "issue_emergency",
    "lift",
    "propose",
    "propose_plan",
    "publish_plan",
    "sent",
    "sign",
]
