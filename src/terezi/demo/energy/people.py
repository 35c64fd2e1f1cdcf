"""The two energy inspectors: what one proposes the other signs; and the miner who reads his bills at the portal."""

from dataclasses import dataclass

from terezi.demo.licensing.hours import at, before
from terezi.demo.world import World
from terezi.desk.billing import actions as billing
from terezi.desk.people import queries as people
from terezi.desk.people.models import Officer

PROPOSES, SIGNS, MINES = "kamran", "merjen", "zainab"
SEES_FOR = "Power of attorney of {firm}, shown at the licensing office"


@dataclass(frozen=True)
class Inspectors:
    """Who proposes, and who signs."""

    first: Officer
    second: Officer


def inspectors() -> Inspectors:
    """Return the inspectors of the demo, who are appointed with all the others."""
    first, second = (people.officer(name) for name in (PROPOSES, SIGNS))
    if first is None or second is None:
        raise AssertionError("The energy inspectors of the demo are not appointed")
    return Inspectors(first, second)


def admit_a_miner(world: World) -> None:
    """Let the applicant of the demo speak for an honest miner that is billed and asks for power; where there is none, nobody."""
    honest = [site for site in world.sites if site.industrial and site.site_id not in world.roles]
    reader = people.applicants().filter(username=MINES).first()
    if reader is None or not honest:
        return
    site = max(honest, key=lambda one: (one.licensed_w, one.site_id))
    billing.admit_reader(
        reader=reader,
        licence_number=site.licence_number,
        ground=SEES_FOR.format(firm=site.name),
        by="ogulgerek",
        at=at(before(world.span.last_day, 3), 11),
    )
