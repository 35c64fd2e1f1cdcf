"""Certificates and the keys that signed them, refusals the public may know of, and warnings."""

from django.db import models
from django.db.models import CheckConstraint, ExpressionWrapper, F, Q, UniqueConstraint

from terezi.desk.register.terms import WarningKind


class SigningKey(models.Model):
    """A public key with which certificates were signed; the private half lies elsewhere."""

    key_id = models.CharField(max_length=30, primary_key=True)
    public_key = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("since",)
        constraints = (
            UniqueConstraint(
                ExpressionWrapper(Q(until__isnull=True), output_field=models.BooleanField()),
                condition=Q(until__isnull=True),
                name="one_key_signs",
            ),
            CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="signing_key_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return self.key_id


class Certificate(models.Model):
    """What was issued for one licence at one time, and its place in the status list."""

    place = models.PositiveBigIntegerField(primary_key=True)
    number = models.CharField(max_length=100, db_index=True)
    holder = models.CharField(max_length=300)
    actor_class = models.CharField(max_length=60)
    region = models.CharField(max_length=100, blank=True)
    licensed_w = models.PositiveBigIntegerField()
    valid_until = models.DateField(null=True, blank=True)
    text = models.TextField(unique=True)
    entry = models.PositiveBigIntegerField(unique=True)  # of the journal, which the certificate names
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("place",)
        constraints = (
            UniqueConstraint(
                fields=("number",), condition=Q(replaced_at__isnull=True), name="one_certificate_stands"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} of {self.issued_at:%Y-%m-%d}"


class Refusal(models.Model):
    """An application that was refused, as the public may know it; a private person is not named."""

    number = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=300, blank=True)
    actor_class = models.CharField(max_length=60)
    refused_on = models.DateField()
    articles = models.TextField(blank=True)
    lifted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-refused_on", "number")

    def __str__(self) -> str:
        return self.number


class Warned(models.Model):
    """Somebody whom the public is warned of; it ends, it is not deleted."""

    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in WarningKind])
    name = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True, db_index=True)  # of the licence that is pretended
    web_address = models.CharField(max_length=300, blank=True)
    says = models.TextField()
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    why_ended = models.TextField(blank=True)

    class Meta:
        ordering = ("-since", "id")
        constraints = (
            CheckConstraint(condition=Q(kind__in=list(WarningKind)), name="warning_kind_is_known"),
            CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
                name="warning_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class DeclaredAddress(models.Model):
    """A web address at which a holder says that he may be found."""

    number = models.CharField(max_length=100)
    host = models.CharField(max_length=253)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("number", "host")
        constraints = (
            UniqueConstraint(
                fields=("number", "host"), condition=Q(until__isnull=True), name="address_is_declared_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} at {self.host}"


class Sighting(models.Model):
    """A licence number that somebody saw shown at a web address."""

    number = models.CharField(max_length=100)
    host = models.CharField(max_length=253)
    web_address = models.CharField(max_length=1000)
    seen_on = models.DateField()
    noted_at = models.DateTimeField()
    warning = models.ForeignKey(
        Warned, on_delete=models.PROTECT, null=True, blank=True, related_name="sightings"
    )
    put_aside = models.TextField(blank=True)  # why an officer saw no reason to warn

    class Meta:
        ordering = ("-seen_on", "id")
        constraints = (UniqueConstraint(fields=("number", "web_address", "seen_on"), name="seen_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.number} at {self.host}"
