"""What a file asks the register."""

from datetime import date

from terezi.desk.licences import queries as licences
from terezi.desk.licences.terms import Status
from terezi.desk.parties.models import SiteEntry
from terezi.desk.parties.queries import holding_on


def stands_for(number: str, *, holder: str, actor_class: str, day: date) -> bool:
    """Answer whether a licence of this class stands on a day and this party holds it."""
    found = licences.licence_on(number, day)
    return (
        found is not None
        and found.actor_class == actor_class
        and found.holder.name == holder
        and Status(found.status).may_operate
    )


def pool_share(pool_id: str, day: date) -> int:
    """Return the share of a pool, in millionths of the network, as other sites of it have it; 0 where unknown."""
    entries = SiteEntry.objects.filter(holding_on(day), pool_id=pool_id).order_by("-valid_from")
    return entries.values_list("pool_share_ppm", flat=True).first() or 0
