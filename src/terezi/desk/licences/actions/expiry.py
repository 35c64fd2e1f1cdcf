"""A term that runs out: nobody decides it, the law does."""

from datetime import date, datetime
from itertools import pairwise

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.licences import rules
from terezi.desk.licences.actions import chains
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import LIVE, Basis, Provenance, Status
from terezi.desk.licences.transitions import GROUND, Act
from terezi.desk.parties.actions import anew


@transaction.atomic
def expire(*, number: str, on: date, by: str, at: datetime) -> Licence:
    """Enter that the term of a licence has run out by the day `on`, under the article its term rests on.

    :raises Refused: when it has no term, the term still runs, or its end is entered already.
    """
    chains.alone()
    chain = chains.chain_of(number)
    for last, over in pairwise(chain):
        if over.valid_from <= on and _runs_out(last, over):
            rules.leading(Act.EXPIRE, [Status(last.status)], Status.EXPIRED)
            said = anew(over, provenance=Provenance.LAW)
            after = [said if row is over else row for row in chain]
            chains.rewrite(act=Act.EXPIRE, before=chain, after=after, basis=_basis(over), by=by, at=at)
            return said
    raise Refused(f"{number} has no term that has run out by {on} and is not entered as expired")


def _runs_out(last: Licence, over: Licence) -> bool:
    return (
        last.status in LIVE
        and over.status == Status.EXPIRED
        and over.provenance != Provenance.LAW
        and last.valid_until == over.valid_from
    )


def _basis(over: Licence) -> Basis:
    return Basis(
        decision=over.decision,
        article=over.article,
        article_in_force_from=over.article_in_force_from,
        law_version=over.law_version,
        signed_by=("", ""),
        ground=GROUND[Act.EXPIRE],
    )
