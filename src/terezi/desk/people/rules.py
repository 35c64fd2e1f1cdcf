"""Who may do what, and whether a token still opens anything."""

from collections.abc import Iterable
from datetime import datetime

from terezi.desk.people.terms import MAY, Permission, Role


def role_may(role: str, permission: str) -> bool:
    """Answer whether officers of this role hold the permission."""
    return Permission(permission) in MAY.get(Role(role), frozenset())


def roles_that_may(permission: str) -> list[Role]:
    """List the roles that hold the permission, by name."""
    return sorted((role for role in Role if role_may(role, permission)), key=lambda role: role.label)


def token_opens(*, ended_at: datetime | None, expires_at: datetime, at: datetime) -> bool:
    """Answer whether a token is neither ended nor past its time."""
    return ended_at is None and at < expires_at


def unknown(permissions: Iterable[str]) -> list[str]:
    """List what is not in the vocabulary."""
    return sorted(set(permissions) - set(Permission))
