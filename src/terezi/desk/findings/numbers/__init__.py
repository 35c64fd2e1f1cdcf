"""Every number is a door: one registry of what each number means and how it is worked out.

A page never prints a number of its own: it asks `figure(...)`, and the link of the number leads
to a sheet made of the same `Worked` value, so that page and sheet cannot differ.
"""

from django.utils.translation import gettext as _

from terezi.desk.findings.basis import Basis
from terezi.desk.findings.numbers import country, feeds, found, site
from terezi.desk.findings.numbers.terms import Ask, Definition, Figure, Worked

DEFINITIONS: dict[str, Definition] = {
    definition.kind: definition
    for definition in (*country.DEFINITIONS, *feeds.DEFINITIONS, *found.DEFINITIONS, *site.DEFINITIONS)
}


OF_WEIGHED_DAYS = {
    "unexplained-energy", "money-at-stake", "undeclared-payouts", "subjects-found", "sites-found",
    "customers-found", "customers-unexplained", "feeders-found", "sites-agree",
}  # fmt: skip


def figure(basis: Basis, kind: str, *, site: str = "", finding: int = 0, part: str = "") -> Figure:
    """Work out one number of the day of `basis`.

    :raises KeyError: when no number of that kind is defined.
    """
    ask = Ask(kind, basis.day, site, finding, part, basis.known_at)
    worked = DEFINITIONS[kind].work_out(basis, ask)
    if kind in OF_WEIGHED_DAYS and not basis.is_weighed:
        worked = Worked(None, worked.unit, note=_("This day has not been weighed."))
    return Figure(ask, worked)
