"""Whom an act is about, and whether this officer may do it."""

from terezi.base.errors import Refused
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import sees_region
from terezi.desk.visits.models import Lead, Visit

OTHER_REGION = "This lies in another region: an officer of that region decides about it"


def whom(lead: Lead | Visit) -> dict[str, str]:
    """Return what a visit or an explanation takes over of its subject."""
    return {
        name: getattr(lead, name)
        for name in ("subject_kind", "subject", "region", "feeder_id", "customer_class")
    }


def refuse_elsewhere(by: Officer, region: str) -> None:
    """Refuse an officer what lies in another region.

    :raises Refused: where it does.
    """
    if not sees_region(by, region):
        raise Refused(OTHER_REGION)
