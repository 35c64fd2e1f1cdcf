"""Tell those above of every agency that let its day pass: silence escalates, and approves nothing."""

from datetime import datetime

from terezi.desk.applications import actions
from terezi.desk.applications.models import OpinionAsked


def escalate(*, at: datetime) -> list[OpinionAsked]:
    """Escalate each opinion that is late, once; run again the same day, it does nothing more."""
    return actions.escalate(at=at, by="escalate")
