"""The form of an application: its sections in the order of the law, each with what it asks."""

from terezi.desk.applications.portal.forms.machines import Machines
from terezi.desk.applications.portal.forms.others import Hosting, Owner
from terezi.desk.applications.portal.forms.papers import Papers
from terezi.desk.applications.portal.forms.party import Advertising, Capital, Party
from terezi.desk.applications.portal.forms.sections import Draft, Section
from terezi.desk.applications.portal.forms.sites import Site
from terezi.desk.applications.portal.forms.wallets import Wallet
from terezi.desk.applications.terms import Part

SECTIONS: dict[str, type[Section]] = {
    Part.SITES: Site,
    Part.EQUIPMENT: Machines,
    Part.WALLETS: Wallet,
    Part.OWNERS: Owner,
    Part.CAPITAL: Capital,
    Part.ADVERTISING: Advertising,
    Part.HOSTING: Hosting,
}
"""Which section asks for which part of the law."""


def sections_of(draft: Draft) -> dict[str, type[Section]]:
    """Return the sections a class is asked, by name: who, the parts its law names, and the papers."""
    parts = {part: SECTIONS[Part(part)] for part in draft.asked.parts}
    return {Party.key: Party, **parts, Papers.key: Papers}


__all__ = ["SECTIONS", "Draft", "Section", "sections_of"]
