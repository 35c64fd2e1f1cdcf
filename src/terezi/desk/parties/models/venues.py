"""Venues, and what is said of them: fees, market makers, addresses of reserves."""

from django.db import models

from terezi.desk.parties.models.times import Valid, both_times, spans


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
