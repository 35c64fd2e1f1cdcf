"""Reading officers and tokens."""

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from terezi.desk.people import rules
from terezi.desk.people.models import ApiToken, Officer
from terezi.desk.people.terms import Role


def officers() -> QuerySet[Officer]:
    """Return officers of the authority who may sign in, by name; applicants are not among them."""
    return Officer.objects.filter(is_active=True).exclude(role=Role.APPLICANT).order_by("name", "username")


def officer(username: str) -> Officer | None:
    """Return the officer in office who signs in with this name."""
    return officers().filter(username=username).first()


def applicants() -> QuerySet[Officer]:
    """Return applicants who may sign in, by name."""
    return Officer.objects.filter(is_active=True, role=Role.APPLICANT).order_by("name", "username")


def is_taken(username: str) -> bool:
    """Answer whether somebody already signs in with this name, whatever its capitals."""
    return Officer.objects.filter(username__iexact=username).exists()


def officer_of_token(text: str, *, at: datetime) -> Officer | None:
    """Return the officer a token speaks for at this moment."""
    found = ApiToken.objects.select_related("officer").filter(digest=token_digest(text)).first()
    if found is None or not found.officer.is_active:
        return None
    opens = rules.token_opens(ended_at=found.ended_at, expires_at=found.expires_at, at=at)
    return found.officer if opens else None


def token_digest(text: str) -> str:
    """Return what is stored of a token; its 256 random bits need no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()
