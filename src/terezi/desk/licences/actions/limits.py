"""What the register itself holds against an act: an empty term, a taken site, a cap that is reached."""

from terezi.base.errors import Refused
from terezi.desk.licences import queries, rules
from terezi.desk.licences.models import CapAccount, Licence


def refuse_empty(licence: Licence) -> None:
    """Refuse a licence whose term is over before it begins.

    :raises Refused: naming both days.
    """
    if licence.valid_until is not None and licence.valid_until <= licence.valid_from:
        raise Refused(
            f"A licence from {licence.valid_from} cannot end on {licence.valid_until}: set a later end"
        )


def refuse_taken_site(licence: Licence) -> None:
    """Refuse a licence at a site where another one stands in its days.

    :raises Refused: naming the other licence.
    """
    if licence.site_id is None:
        return
    others = queries.live().filter(site_id=licence.site_id).exclude(number=licence.number)
    for other in others:
        if rules.together(queries.days(licence), queries.days(other)) is not None:
            raise Refused(
                f"At {licence.site_id} licence {other.number} is {other.status} from {other.valid_from}: "
                "end that licence first, or name another site"
            )


def refuse_above_cap(licence: Licence, cap_w: int | None) -> list[CapAccount]:
    """Refuse a licence that would take its class in its region above the cap, in W, on any of its days.

    The account of the class in the region is held until the transaction ends, so that no two approvals
    can both take what is left. Answers the accounts this opened.

    :raises Refused: naming the cap, what is taken and what is left.
    """
    if cap_w is None:
        return []
    account, opened = CapAccount.objects.select_for_update().get_or_create(
        region=licence.region, actor_class=licence.actor_class
    )
    others = queries.live().filter(region=licence.region, actor_class=licence.actor_class)
    taken = rules.highest(
        [(queries.days(other), other.licensed_w) for other in others.exclude(number=licence.number)],
        within=queries.days(licence),
    )
    if taken + licence.licensed_w > cap_w:
        raise Refused(
            f"The cap of {licence.actor_class} in {licence.region} is {cap_w} W, of which {taken} W are licensed: "
            f"{licence.licensed_w} W do not fit into the {max(cap_w - taken, 0)} W that are left"
        )
    return [account] if opened else []
