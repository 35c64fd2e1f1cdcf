"""Firms, sites, and what stands at a site: machines, meters, wallets, pools."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from terezi.desk.parties.models.times import Valid, both_times, spans
from terezi.desk.parties.terms import MeterKind, PartyKind


class Party(models.Model):
    """A person or company that holds something."""

    name = models.CharField(max_length=300)
    kind = models.CharField(
        max_length=30, blank=True, choices=[(kind.value, kind.value) for kind in PartyKind]
    )
    registration_number = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1; empty where nobody has told

    class Meta:
        ordering = ("name", "registration_number")
        verbose_name_plural = "parties"
        constraints = (
            UniqueConstraint(fields=("name", "registration_number"), name="party_once"),
            CheckConstraint(condition=Q(kind__in=["", *PartyKind]), name="party_kind_is_known"),
        )

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


class SiteEntry(Valid):
    """How a site is fed and what it says of itself."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="entries")
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
        indexes = both_times("site_entry", "site")
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

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="batches")
    batch_id = models.CharField(max_length=100)
    model = models.CharField(max_length=200)
    machines = models.PositiveIntegerField()
    hash_rate_ghs = models.PositiveBigIntegerField()
    power_w = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("site", "batch_id", "valid_from")
        verbose_name_plural = "machine batches"
        indexes = both_times("machine_batch", "site", "batch_id")
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
        indexes = both_times("meter", "meter_id")
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
        indexes = both_times("wallet", "address", "site")
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
        indexes = both_times("pool", "pool_id")
        constraints = spans("pool", "pool_id")

    def __str__(self) -> str:
        return self.name
