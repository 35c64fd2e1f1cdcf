"""Correcting what the register says of days gone by: what was said before stays readable as it was known."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, get_type_hints

from django.db import transaction
from django.db.models import Model

from terezi.base.errors import Refused
from terezi.desk.licences import queries, rules
from terezi.desk.licences.actions import chains
from terezi.desk.licences.actions.limits import refuse_taken_site
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import LIVE, Basis, Corrected, Status
from terezi.desk.licences.transitions import Act, Hand, transition
from terezi.desk.parties.actions import anew, know_sites
from terezi.desk.parties.models import Party

NAMES = frozenset(get_type_hints(Corrected))


@transaction.atomic
def correct(
    *,
    number: str,
    from_day: date,
    until_day: date | None,
    values: Mapping[str, Any] | None,
    basis: Basis,
    by: str,
    at: datetime,
) -> Licence:
    """Say otherwise about the days from `from_day` until, exclusive, `until_day`; values are those of `Corrected`.

    `values=None` takes back what was said of those days: what stood before them stands on, and where
    nothing did, nothing held. Answers the first saying that was corrected.

    :raises Refused: when two officers did not sign, nothing would change, or values are not the register's.
    """
    _refuse_strange(from_day, until_day, values)
    chains.refuse_unsigned(basis, Hand.TWO_OFFICERS)
    chains.alone()
    chain = chains.chain_of(number)
    also: list[Model] = []
    if values is None:
        after = _taken_back(chain, (from_day, until_day), basis)
    else:
        if (site_id := values.get("site_id")) is not None:
            also += know_sites([site_id])
        if "holder_id" in values:
            also.append(Party.objects.get(pk=values["holder_id"]))
        after = _said_otherwise(chain, (from_day, until_day), values, basis)
    news = [row for row in after if row.pk is None]
    if len(after) == len(chain) and not news:
        raise Refused(
            f"{number}: the register says this already, or nothing of these days: name other days or values"
        )
    for row in news:
        if row.status in LIVE:
            refuse_taken_site(row)
    chains.rewrite(act=Act.CORRECT, before=chain, after=after, basis=basis, by=by, at=at, also=also)
    return next((row for row in news if row.decision == basis.decision), (*news, *chain)[0])


def _refuse_strange(from_day: date, until_day: date | None, values: Mapping[str, Any] | None) -> None:
    if until_day is not None and until_day <= from_day:
        raise Refused(f"A correction from {from_day} cannot end on {until_day}: name a later day")
    if values is not None and (strange := set(values) - NAMES):
        raise Refused(
            f"{', '.join(sorted(strange))}: the register corrects {', '.join(sorted(NAMES))} and nothing else"
        )


def _said_otherwise(
    chain: Sequence[Licence], days: rules.Days, values: Mapping[str, Any], basis: Basis
) -> list[Licence]:
    after: list[Licence] = []
    for row in (*_before(chain, days), *chain, *_behind(chain, days)):
        shared = rules.together(queries.days(row), days)
        if shared is None or (row.pk is not None and _says(row, values)):
            after.append(row)
            continue
        after.extend(
            _pieces(row, [part for part in rules.without(queries.days(row), [days]) if part[0] < shared[0]])
        )
        after.append(_corrected(row, shared, values, basis))
        after.extend(
            _pieces(row, [part for part in rules.without(queries.days(row), [days]) if part[0] > shared[0]])
        )
    return after


def _pieces(row: Licence, parts: Sequence[rules.Days]) -> list[Licence]:
    return [anew(row, valid_from=begins, valid_until=ends) for begins, ends in parts]


def _before(chain: Sequence[Licence], days: rules.Days) -> list[Licence]:
    """What the licence first was, said of the corrected days before it."""
    first = chain[0]
    if days[0] >= first.valid_from:
        return []
    ends = first.valid_from if days[1] is None else min(days[1], first.valid_from)
    return [anew(first, valid_from=days[0], valid_until=ends)]


def _behind(chain: Sequence[Licence], days: rules.Days) -> list[Licence]:
    """What the licence last was, said of the corrected days after it ended."""
    last = chain[-1]
    if last.valid_until is None or (days[1] is not None and days[1] <= last.valid_until):
        return []
    return [anew(last, valid_from=max(days[0], last.valid_until), valid_until=days[1])]


def _says(row: Licence, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _corrected(row: Licence, days: rules.Days, values: Mapping[str, Any], basis: Basis) -> Licence:
    before, status = Status(row.status), Status(values.get("status", row.status))
    if transition(Act.CORRECT, before, status) is None:
        raise Refused(
            f"A licence that is {before} is not corrected to {status}: the list has no such transition"
        )
    said = {**values, "status": status}
    if status is not Status.SUSPENDED:
        said["suspended_until"] = None
    return anew(row, valid_from=days[0], valid_until=days[1], **said, **chains.decided(basis))


def _taken_back(chain: Sequence[Licence], days: rules.Days, basis: Basis) -> list[Licence]:
    after: list[Licence] = []
    for row in chain:
        if rules.together(queries.days(row), days) is None:
            after.append(row)
        else:
            after.extend(_pieces(row, rules.without(queries.days(row), [days])))
    standing = next((row for row in reversed(after) if row.valid_until == days[0]), None)
    if standing is not None:
        said = chains.decided(basis)
        place = after.index(standing) + 1
        after.insert(place, anew(standing, valid_from=days[0], valid_until=days[1], **said))
    return after
