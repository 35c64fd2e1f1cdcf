"""The register of what exists. A thing has an identity; what is said of it holds for a span of days.

Every saying has two times: the days it is true of, and the moments between which we knew it so.
"""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

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


class Valid(models.Model):
    """What is true from `valid_from` until, exclusive, `valid_until`, as known since and until two moments.

    Nothing of a row is ever changed, save that `known_until` is set once: when something else became known.
    """

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    known_since = models.DateTimeField()
    known_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


KNOWN_NOW = Q(known_until__isnull=True)


def spans(name: str, *key: str) -> tuple[CheckConstraint | UniqueConstraint, ...]:
    """Return the constraints of a table of spans: of what is known now, one saying stands per key."""
    return (
        CheckConstraint(
            condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            name=f"{name}_ends_after_start",
        ),
        CheckConstraint(
            condition=KNOWN_NOW | Q(known_until__gte=F("known_since")), name=f"{name}_known_in_order"
        ),
        UniqueConstraint(fields=(*key, "valid_from"), condition=KNOWN_NOW, name=f"{name}_once_a_day"),
        UniqueConstraint(
            fields=key, condition=KNOWN_NOW & Q(valid_until__isnull=True), name=f"{name}_one_stands"
        ),
    )


def both_times(name: str, *key: str) -> tuple[Index]:
    """Return the index by which a thing is found as it was known at any moment."""
    return (Index(fields=(*key, "valid_from"), name=f"{name}_both_times"),)


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


class Venue(models.Model):
    """A place where crypto-assets are traded, by the code its returns carry."""

    code = models.CharField(max_length=40, primary_key=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class VenueEntry(Valid):
    """Under which licence a venue works and what it may trade; who holds the licence, the licence says."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="entries")
    licence_number = models.CharField(max_length=100, db_index=True)
    assets = models.CharField(max_length=2000)

    class Meta:
        ordering = ("venue", "valid_from")
        verbose_name_plural = "venue entries"
        indexes = both_times("venue_entry", "venue")
        constraints = spans("venue_entry", "venue")

    def __str__(self) -> str:
        return f"{self.venue_id} from {self.valid_from}"


class VenueFee(Valid):
    """What a venue charges for a trade of an instrument, in millionths of its value; below 0 a rebate."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="fees")
    instrument = models.CharField(max_length=60)
    maker_ppm = models.BigIntegerField()
    taker_ppm = models.BigIntegerField()
    minimum_e8 = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("venue", "instrument", "valid_from")
        indexes = both_times("venue_fee", "venue", "instrument")
        constraints = spans("venue_fee", "venue", "instrument")

    def __str__(self) -> str:
        return f"{self.instrument} at {self.venue_id}"


class MarketMaker(Valid):
    """An account that makes the market of an instrument under an agreement the authority was told of."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="market_makers")
    account_id = models.CharField(max_length=200)
    instrument = models.CharField(max_length=60)

    class Meta:
        ordering = ("venue", "account_id", "instrument", "valid_from")
        indexes = both_times("market_maker", "venue", "account_id", "instrument")
        constraints = spans("market_maker", "venue", "account_id", "instrument")

    def __str__(self) -> str:
        return f"{self.account_id} at {self.venue_id}"


class ReserveAddress(Valid):
    """An address at which a venue says it holds coins of its clients."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="reserve_addresses")
    asset = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    storage = models.CharField(max_length=4, choices=[("hot", "hot"), ("cold", "cold")])

    class Meta:
        ordering = ("venue", "asset", "address", "valid_from")
        verbose_name_plural = "reserve addresses"
        indexes = both_times("reserve_address", "venue", "asset", "address")
        constraints = spans("reserve_address", "venue", "asset", "address")

    def __str__(self) -> str:
        return self.address
