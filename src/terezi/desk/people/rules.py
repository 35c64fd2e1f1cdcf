"""Who may do what, and whether a token still opens anything."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from terezi.desk.people.terms import MAY, Permission, Role

# Plain letters only: no other alphabet's lookalikes, and no e-mail address in a journal nobody can erase
NAME_TO_SIGN_IN_WITH = re.compile(r"[a-z0-9][a-z0-9._-]{2,29}")


def role_may(role: str, permission: str) -> bool:
    """Answer whether officers of this role hold the permission."""
    return Permission(permission) in MAY.get(Role(role), frozenset())


def roles_that_may(permission: str) -> list[Role]:
    """List the roles that hold the permission, by name."""
    return sorted((role for role in Role if role_may(role, permission)), key=lambda role: role.label)


class WithRegion(Protocol):
    """Somebody whose work may be bound to one region."""

    role: str
    region: str


def sees_region(officer: WithRegion, region: str) -> bool:
    """Answer whether what lies in `region` is this officer's to see: his own region's, or all if he has none.

    What has no region (a pool, an exchange) belongs to officers without one; an applicant sees by
    `visible_to` alone, never by region.
    """
    return officer.role != Role.APPLICANT and officer.region in {"", region}


def may_sign_in_as(username: str) -> bool:
    """Answer whether an applicant may choose this name to sign in with."""
    return NAME_TO_SIGN_IN_WITH.fullmatch(username) is not None


def token_opens(*, ended_at: datetime | None, expires_at: datetime, at: datetime) -> bool:
    """Answer whether a token is neither ended nor past its time."""
    return ended_at is None and at < expires_at


def unknown(permissions: Iterable[str]) -> list[str]:
    """List what is not in the vocabulary."""
    return sorted(set(permissions) - set(Permission))
