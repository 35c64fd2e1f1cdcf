"""What happens beside the files: a suspension, a correction, a clone, lists and nightly jobs."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from numpy.random import Generator

from terezi.demo.licensing.cases import EXCHANGE, ISSUER
from terezi.demo.licensing.desk import Desk
from terezi.demo.licensing.firms import CODE
from terezi.demo.licensing.hours import at as hour_of
from terezi.demo.licensing.hours import before
from terezi.demo.licensing.stories import Story
from terezi.desk.applications import actions as applications
from terezi.desk.decisions import actions as decisions
from terezi.desk.decisions.terms import Reason
from terezi.desk.licences import queries as licences
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.register import actions as register
from terezi.desk.register.terms import Seen, WarningKind
from terezi.desk.screening import actions as lists
from terezi.law.book import law_on

BY = "terezi demo"
SUSPENDED_DAYS = 61


def load_lists(taken: Mapping[date, Sequence[Path]]) -> Story:
    """Load every list on the day on which it is taken."""
    for day in sorted(taken):
        at = hour_of(day, 8)
        yield at
        for path in taken[day]:
            lists.load(name=path.name, data=path.read_bytes(), taken_on=day, by=BY, at=at)


def nightly(first: date, last: date) -> Story:
    """Escalate what agencies have left lying, once in each of the last nights."""
    for days in range((last - first).days + 1):
        at = hour_of(first + timedelta(days=days), 6)
        yield at
        applications.escalate(at=at, by=BY)


def _standing(actor_class: str, at: datetime) -> list[str]:
    """Return the licences of a class under which somebody may operate, by number."""
    rows = licences.licences_on(at.date())
    return sorted(
        row.number for row in rows if row.actor_class == actor_class and Status(row.status).may_operate
    )


def suspended(last: date, desk: Desk) -> Story:
    """Suspend the last exchange, which has sent no report for two months."""
    at = hour_of(before(last, 12), 11)
    yield at
    number, day = _standing(EXCHANGE, at)[-1], at.date()
    article = law_on(CODE, day).licensing.suspension_grounds.article
    facts = "No report of trades came for two months, and three letters were not answered"
    reason = Reason(article=article, facts=facts, ground="reports_missing")
    until = (day + timedelta(days=SUSPENDED_DAYS)).isoformat()
    yield from _two_officers(desk, number, Act.SUSPEND, day, reason, {"suspended_until": until}, at)


def corrected(last: date, desk: Desk) -> Story:
    """Correct what the register said of an issuer for a week: as known before, it reads otherwise."""
    at = hour_of(before(last, 8), 14)
    yield at
    number = _standing(ISSUER, at)[0]
    standing = licences.licence_on(number, at.date())
    if standing is None:
        raise AssertionError(f"{number} does not stand on {at.date()}")
    article = law_on(CODE, at.date()).licensing.limitation_grounds.article
    reason = Reason(article=article, facts="The condition of the grant was left out when it was entered")
    values = {"values": {"conditions": "May issue one asset only, backed by stored cotton"}}
    yield from _two_officers(desk, number, Act.CORRECT, standing.valid_from, reason, values, at)


def _two_officers(
    desk: Desk,
    number: str,
    act: Act,
    on: date,
    reason: Reason,
    conditions: Mapping[str, object],
    at: datetime,
) -> Story:
    first, second = desk.officers[0], desk.officers[1]
    made = decisions.propose_on_licence(
        number=number, act=act, effective_on=on, reason=reason, conditions=conditions, by=first, at=at
    )
    signed_at = at + timedelta(hours=2)
    yield signed_at
    decisions.sign(number=made.number, by=second, at=signed_at, standing=Status(made.before))


def seen_online(last: date, desk: Desk, rng: Generator, noted: Callable[[str, str], None]) -> Story:
    """Let a clone show an exchange's number, and the holder of another show his own at an address he declared."""
    at = hour_of(before(last, 9), 12)
    yield at
    copied, own = (str(one) for one in rng.choice(_standing(EXCHANGE, at), 2, replace=False))
    word = f"{rng.choice(('birja', 'tokenler', 'bazar', 'kassa'))}-{rng.integers(10, 100)}"
    clone, mirror = f"{copied.lower()}.{word}.example", f"{word}.example"
    register.declare_address(number=own, web_address=f"https://{mirror}/", by=BY, at=at)
    at = hour_of(before(last, 3), 15)
    yield at
    day = before(last, 4)
    seen = [Seen(copied, f"https://{clone}/licence", day), Seen(own, f"https://{mirror}/about", day)]
    register.note_sightings(seen=seen, by=desk.officers[0].username, at=at)
    noted(clone, mirror)
    at = hour_of(before(last, 1), 10)
    yield at
    register.warn(
        kind=WarningKind.UNLICENSED,
        name="Çalt Baýlyk",
        says="Offers to mine for others and holds no licence.",
        web_address="chalt-baylyk.example",
        by=desk.officers[1].username,
        at=at,
    )
