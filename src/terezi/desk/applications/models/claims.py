"""What an applicant told, until he took it back."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from terezi.desk.applications.models.files import OFFICER, Application

STANDS = Q(removed_at__isnull=True)


class Told(models.Model):
    """What the applicant told, until he took it back."""

    told_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Document(Told):
    """A document of the file. Its bytes lie in the home under their hash."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=60)
    filename = models.CharField(max_length=150)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    attached_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("kind", "told_at")
        constraints = (
            UniqueConstraint(
                fields=("application", "kind", "sha256"), condition=STANDS, name="document_attached_once"
            ),
        )

    def __str__(self) -> str:
        return self.filename


class SiteClaim(Told):
    """A place where the applicant wants to mine, what feeds it and how he wants to be paid."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="sites")
    label = models.CharField(max_length=40)
    region = models.CharField(max_length=100)
    address = models.CharField(max_length=300)
    feeder = models.CharField(max_length=100)
    connection_w = models.PositiveBigIntegerField()
    requested_w = models.PositiveBigIntegerField()
    asset = models.CharField(max_length=20)
    scheme = models.CharField(max_length=20)
    pool_id = models.CharField(max_length=100, blank=True)
    power_source = models.CharField(max_length=30)
    pue_ppm = models.PositiveBigIntegerField()
    site_code = models.CharField(max_length=100, blank=True)
    licence_number = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("label",)
        constraints = (
            UniqueConstraint(fields=("application", "label"), condition=STANDS, name="site_claim_once"),
            CheckConstraint(condition=Q(connection_w__gt=0), name="site_claim_has_connection"),
            CheckConstraint(
                condition=Q(requested_w__gt=0, requested_w__lte=F("connection_w")),
                name="site_claim_within_connection",
            ),
            CheckConstraint(condition=Q(pue_ppm__gte=1_000_000), name="site_claim_pue_at_least_one"),
        )

    def __str__(self) -> str:
        return f"{self.label} of {self.application_id}"


class EquipmentClaim(Told):
    """One machine by its serial."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="machines")
    site = models.ForeignKey(SiteClaim, on_delete=models.PROTECT, null=True, related_name="machines")
    serial = models.CharField(max_length=64, db_index=True)
    model = models.CharField(max_length=200)
    hash_rate_ghs = models.PositiveBigIntegerField()
    power_w = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("serial",)
        constraints = (
            UniqueConstraint(fields=("application", "serial"), condition=STANDS, name="machine_claimed_once"),
            CheckConstraint(condition=Q(hash_rate_ghs__gt=0, power_w__gt=0), name="machine_claim_works"),
        )

    def __str__(self) -> str:
        return self.serial


class WalletClaim(Told):
    """An address, the words to sign with its key, and the proof that they were."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="wallets")
    address = models.CharField(max_length=200)
    challenge = models.CharField(max_length=300)
    signature = models.CharField(max_length=2_000, blank=True)
    proved_at = models.DateTimeField(null=True)
    says = models.TextField(blank=True)

    class Meta:
        ordering = ("address",)
        constraints = (
            UniqueConstraint(fields=("application", "address"), condition=STANDS, name="wallet_claimed_once"),
            CheckConstraint(
                condition=Q(proved_at__isnull=True) | ~Q(signature=""), name="wallet_proof_has_signature"
            ),
        )

    def __str__(self) -> str:
        return self.address


class OwnerClaim(Told):
    """Who owns how much of whom: an edge of the graph of owners."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="owners")
    owner = models.CharField(max_length=300)
    owned = models.CharField(max_length=300)
    share_ppm = models.PositiveIntegerField()
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=30)
    bars = models.JSONField(default=list)

    class Meta:
        ordering = ("owned", "owner")
        constraints = (
            UniqueConstraint(
                fields=("application", "owner", "owned"), condition=STANDS, name="owner_claimed_once"
            ),
            CheckConstraint(
                condition=Q(share_ppm__gt=0, share_ppm__lte=1_000_000), name="owner_claim_is_a_share"
            ),
            CheckConstraint(condition=~Q(owner=F("owned")), name="owner_claim_owns_another"),
        )

    def __str__(self) -> str:
        return f"{self.owner} of {self.owned}"


class ClientClaim(Told):
    """A client whose machines a hosting operator runs."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="clients")
    name = models.CharField(max_length=300)
    registration_number = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2)
    licence_number = models.CharField(max_length=100, blank=True)
    machines = models.PositiveIntegerField()
    power_w = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("name",)
        constraints = (
            UniqueConstraint(
                fields=("application", "name", "registration_number"),
                condition=STANDS,
                name="client_claimed_once",
            ),
        )

    def __str__(self) -> str:
        return self.name
