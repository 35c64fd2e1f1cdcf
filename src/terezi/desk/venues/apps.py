"""What this domain listens to."""

from typing import Any

from django.apps import AppConfig

from terezi.desk.parties.signals import venue_granted


class VenuesConfig(AppConfig):
    """Returns, alerts and proofs of venues."""

    name = "terezi.desk.venues"

    def ready(self) -> None:
        """Let whoever was granted a venue file for it from then on."""
        venue_granted.connect(_name_filer, dispatch_uid="venues.name_filer")


def _name_filer(*, venue: Any, applicant: Any, by: str, at: Any, **_told: Any) -> None:
    from terezi.desk.venues.actions import name_filer  # noqa: PLC0415 (models are not there yet when apps are listed)

    name_filer(venue=venue.code, officer=applicant, by=by, at=at)
