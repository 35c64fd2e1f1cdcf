"""Licences, as they stood over each span of days."""

from django.db import models
from django.db.models import CheckConstraint, Q

from terezi.desk.licences.terms import Status
from terezi.desk.parties.models import Party, Site, Valid, spans


class Licence(Valid):
    """What one site may do under one licence."""

    number = models.CharField(max_length=100, db_index=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="licences", db_index=False)
    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="licences")
    status = models.CharField(max_length=30, choices=[(status.value, status.value) for status in Status])
    actor_class = models.CharField(max_length=60)
    licensed_w = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("number", "site", "valid_from")
        constraints = (
            *spans("licence", "site"),
            CheckConstraint(condition=Q(status__in=list(Status)), name="licence_status_is_known"),
        )

    def __str__(self) -> str:
        return self.number
