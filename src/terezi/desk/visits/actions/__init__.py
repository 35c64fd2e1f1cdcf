"""Every change of leads and visits: received, drawn, planned by hand, closed, explained."""

from terezi.desk.visits.actions.clearing import clear, end_clearing
from terezi.desk.visits.actions.closing import cancel, close, could_not_enter
from terezi.desk.visits.actions.planning import draw_week, plan_by_hand
from terezi.desk.visits.actions.receiving import receive_leads

__all__ = [
    "cancel",
    "clear",
    "close",
    "could_not_enter",
    "draw_week",
    "end_clearing",
    "plan_by_hand",
    "receive_leads",
]
