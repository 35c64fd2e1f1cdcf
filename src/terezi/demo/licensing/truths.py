"""What is hidden on the licensing side, and who only looks as if he hid something, as the answers file tells it."""

from collections.abc import Iterator
from datetime import date, timedelta

from terezi.demo.answers import Innocent, Truth
from terezi.demo.levy import CURRENCY
from terezi.demo.licensing.cases import Case, Cast
from terezi.demo.licensing.desk import Desk
from terezi.demo.licensing.said import CLONE, PAIR, pair_name, reveals
from terezi.desk.applications.models import Application
from terezi.desk.licences.queries import licence_on
from terezi.desk.licences.terms import Status
from terezi.desk.parties.models import KNOWN_NOW, VenueEntry

UNTOLD = ("VEN-01", "RSV-05")

INNOCENT = {
    "name only looks forbidden": "The name only looks like a forbidden one: no word of it is",
    "owner only sounds offshore": "An owner only sounds offshore: the whole chain is domestic",
    "same model, other serials": "The same model as others, but machines of its own that the customs saw",
}


def truths(cast: Cast, desk: Desk, clone: str, *, first: date, last: date) -> list[Truth]:
    """Return what is hidden, numbered by nobody yet."""
    found = [
        _of_files(cast, "forbidden name", 9, "words", last, "The name holds a forbidden stem, written in Cyrillic"),
        _of_files(cast, "offshore founder", 9, "owners", last, "An offshore founder stands two hops behind the applicant"),
        _of_files(
            cast, "shared serials", 10, "serials", last,
            "Two applicants name the same machines, and of one the customs saw fewer come in",
        ),
        _truth(
            12, "favoured agent", (pair_name(cast.favoured, desk.partial.username),), PAIR, first, last,
            "The officer takes this agent's files six times faster than others",
        ),
    ]  # fmt: skip
    says = "A web site that is not the holder's shows the number of his certificate"
    found.append(_truth(14, "clone web site", (clone,), CLONE, last - timedelta(days=14), last, says))
    return [*found, *_exchanges_that_tell_nothing(last)]


def _exchanges_that_tell_nothing(last: date) -> Iterator[Truth]:
    """The exchanges this desk licensed never opened: their feeds are owed from the day of the grant all the same."""
    for entry in VenueEntry.objects.filter(KNOWN_NOW).order_by("venue_id"):
        licence = licence_on(entry.licence_number, last)
        if licence is not None and Status(licence.status).may_operate and licence.decision:
            says = "Licensed, and has told nothing since: neither its trades nor what it holds"
            yield _truth(
                None,
                "licensed exchange that tells nothing",
                (entry.venue_id,),
                UNTOLD,
                entry.valid_from,
                last,
                says,
            )


def _of_files(cast: Cast, part: str, plant: int, check: str, last: date, says: str) -> Truth:
    cases = cast.of(part)
    since = min(case.opens for case in cases).date()
    return _truth(plant, part, tuple(map(number_of, cases)), reveals(check), since, last, says)


def _truth(
    plant: int | None,
    kind: str,
    subjects: tuple[str, ...],
    code: str | tuple[str, ...],
    since: date,
    last: date,
    says: str,
) -> Truth:
    return Truth(
        id="",
        plant=plant,
        kind=kind,
        subjects=subjects,
        indicators=(code,) if isinstance(code, str) else code,
        since=since,
        until=last + timedelta(days=1),
        money_minor=0,
        currency=CURRENCY,
        says=says,
    )


def innocent(cast: Cast, desk: Desk, mirror: str) -> Iterator[Innocent]:
    """Return the twins: each looks like a planted truth for a moment and is none."""
    for part, says in INNOCENT.items():
        yield from (Innocent(number_of(case), says) for case in cast.of(part))
    for agent in cast.agents:
        yield Innocent(
            pair_name(agent, desk.quick.username), "The officer is quick with everybody's files alike"
        )
    yield Innocent(mirror, "The holder himself declared this address")


def number_of(case: Case) -> str:
    """Return the number the file of a case was given."""
    return Application.objects.get(key=f"garagum-{case.number}").number
