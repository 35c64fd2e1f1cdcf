"""The register of what exists. A thing has an identity; what is said of it holds for a span of days."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from terezi.desk.parties.terms import MeterKind


class Party(models.Model):
    """A person or company that holds something."""

    name = models.CharField(max_length=300, unique=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.name


class Feeder(models.Model):
    """A feeder of the grid."""

    code = models.CharField(max_length=100, primary_key=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Site(models.Model):
    """A place where somebody mines."""

    code = models.CharField(max_length=100, primary_key=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Valid(models.Model):
    """A row that holds from `valid_from` until, exclusive, `valid_until`; empty while it stands."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def spans(name: str, *key: str) -> tuple[CheckConstraint | UniqueConstraint, ...]:
    """Return the constraints of a table of spans: each ends after it begins, and one stands per key."""
    return (
        CheckConstraint(
            condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            name=f"{name}_ends_after_start",
        ),
        UniqueConstraint(fields=(*key, "valid_from"), name=f"{name}_once_a_day"),
        UniqueConstraint(fields=key, condition=Q(valid_until__isnull=True), name=f"{name}_one_stands"),
    )


class SiteEntry(Valid):
    """How a site is fed and what it says of itself."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="entries", db_index=False)
    region = models.CharField(max_length=100)
    feeder = models.ForeignKey(Feeder, on_delete=models.PROTECT, related_name="site_entries")
    pue_ppm = models.PositiveBigIntegerField()
    evidence_grade = models.CharField(max_length=30)
    asset = models.CharField(max_length=20)
    scheme = models.CharField(max_length=20)
    pool_id = models.CharField(max_length=100)
    pool_share_ppm = models.PositiveBigIntegerField()
    tariff_minor_per_mwh = models.PositiveBigIntegerField(null=True)
    power_source = models.CharField(max_length=30)

    class Meta:
        ordering = ("site", "valid_from")
        constraints = (
            *spans("site_entry", "site"),
            CheckConstraint(condition=Q(pue_ppm__gte=1_000_000), name="site_entry_pue_at_least_one"),
            CheckConstraint(
                condition=Q(pool_share_ppm__lte=1_000_000), name="site_entry_pool_share_is_a_share"
            ),
        )

    def __str__(self) -> str:
        return f"{self.site_id} from {self.valid_from}"


class MachineBatch(Valid):
    """Machines of one model at a site, or a single machine by its serial."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="batches", db_index=False)
    batch_id = models.CharField(max_length=100)
    model = models.CharField(max_length=200)
    machines = models.PositiveIntegerField()
    hash_rate_ghs = models.PositiveBigIntegerField()
    power_w = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("site", "batch_id", "valid_from")
        verbose_name_plural = "machine batches"
        constraints = spans("machine_batch", "site", "batch_id")

    def __str__(self) -> str:
        return f"{self.machines} x {self.model} at {self.site_id}"


class Meter(Valid):
    """An electricity meter and what it measures."""

    meter_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in MeterKind])
    subject_id = models.CharField(max_length=100, db_index=True)
    feeder = models.ForeignKey(Feeder, on_delete=models.PROTECT, related_name="meters")
    source_rank = models.PositiveSmallIntegerField()
    interval_seconds = models.PositiveIntegerField()
    customer_class = models.CharField(max_length=30)

    class Meta:
        ordering = ("meter_id", "valid_from")
        constraints = (
            *spans("meter", "meter_id"),
            CheckConstraint(condition=Q(kind__in=list(MeterKind)), name="meter_kind_is_known"),
            CheckConstraint(condition=Q(source_rank__range=(1, 6)), name="meter_rank_is_1_to_6"),
            CheckConstraint(condition=Q(interval_seconds__gt=0), name="meter_interval_is_positive"),
        )

    def __str__(self) -> str:
        return self.meter_id


class Wallet(Valid):
    """An address a site may be paid at."""

    address = models.CharField(max_length=200)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="wallets")

    class Meta:
        ordering = ("address", "site", "valid_from")
        constraints = spans("wallet", "address", "site")

    def __str__(self) -> str:
        return self.address


class Pool(Valid):
    """A mining pool and whether the law knows it."""

    pool_id = models.CharField(max_length=100)
    name = models.CharField(max_length=300)
    accredited = models.BooleanField()

    class Meta:
        ordering = ("pool_id", "valid_from")
        constraints = spans("pool", "pool_id")

    def __str__(self) -> str:
        return self.name
