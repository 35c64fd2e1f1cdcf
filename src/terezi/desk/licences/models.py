"""Licences, as they stood over each span of days and as that was known, and what their numbers and caps hang on."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from terezi.desk.licences.terms import LIVE, Provenance, Status
from terezi.desk.parties.models import KNOWN_NOW, Party, Site, Valid, both_times, spans


class Licence(Valid):
    """What one holder may do under one number, for a span of days."""

    number = models.CharField(max_length=100)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="licences", null=True, blank=True)
    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="licences")
    status = models.CharField(max_length=30, choices=[(status.value, status.value) for status in Status])
    actor_class = models.CharField(max_length=60)
    region = models.CharField(max_length=100, blank=True)
    licensed_w = models.PositiveBigIntegerField(default=0)
    conditions = models.TextField(blank=True)
    suspended_until = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=60, blank=True)
    article = models.CharField(max_length=300, blank=True)
    article_in_force_from = models.DateField(null=True, blank=True)
    law_version = models.CharField(max_length=64, blank=True)
    provenance = models.CharField(
        max_length=20,
        choices=[(each.value, each.value) for each in Provenance],
        default=Provenance.IMPORT,
    )

    class Meta:
        ordering = ("number", "valid_from", "known_since")
        indexes = (
            *both_times("licence", "number"),
            Index(fields=("region", "actor_class"), condition=KNOWN_NOW, name="licence_in_region"),
        )
        constraints = (
            *spans("licence", "number"),
            UniqueConstraint(
                fields=("site",),
                condition=KNOWN_NOW & Q(valid_until__isnull=True, status__in=sorted(LIVE)),
                name="licence_one_stands_at_a_site",
            ),
            CheckConstraint(condition=Q(status__in=list(Status)), name="licence_status_is_known"),
            CheckConstraint(condition=Q(provenance__in=list(Provenance)), name="licence_provenance_is_known"),
            CheckConstraint(
                condition=Q(suspended_until__isnull=True) | Q(status=Status.SUSPENDED),
                name="licence_only_a_suspension_ends",
            ),
        )

    def __str__(self) -> str:
        return self.number


class CapAccount(models.Model):
    """The power licensed to one class in one region: the row whoever licenses more of it must hold."""

    region = models.CharField(max_length=100)
    actor_class = models.CharField(max_length=60)

    class Meta:
        constraints = (UniqueConstraint(fields=("region", "actor_class"), name="cap_account_once"),)

    def __str__(self) -> str:
        return f"{self.actor_class} in {self.region}"


class LegacyRow(models.Model):
    """The row of an older book that a legacy licence was read from, as it was sent."""

    licence = models.OneToOneField(Licence, on_delete=models.PROTECT, related_name="legacy")
    file = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=300)
    row = models.PositiveIntegerField()
    cells = models.JSONField()

    class Meta:
        ordering = ("file", "sheet", "row")
        constraints = (UniqueConstraint(fields=("sha256", "sheet", "row"), name="legacy_row_taken_once"),)

    def __str__(self) -> str:
        return f"{self.file}, {self.sheet} row {self.row}"
