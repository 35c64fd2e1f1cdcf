"""What banks tell of payments, what miners declare of the levy, and who reads which bills."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from terezi.desk.billing.models.bills import Bill
from terezi.desk.billing.terms import How
from terezi.desk.people.models import Officer


class Payment(models.Model):
    """Money a bank says has come in; the bank's reference stands once in an account."""

    account = models.CharField(max_length=60)
    reference = models.CharField(max_length=200)
    paid_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    file_name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ("paid_on", "id")
        constraints = (
            UniqueConstraint(fields=("account", "reference"), name="payment_once"),
            CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_is_more_than_nothing"),
        )

    def __str__(self) -> str:
        return self.reference


class Allocation(models.Model):
    """So much of a payment settles so much of a bill."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="allocations")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="allocations")
    amount_minor = models.BigIntegerField()
    how = models.CharField(max_length=20, choices=[(each.value, each.value) for each in How])

    class Meta:
        ordering = ("payment", "id")
        constraints = (
            UniqueConstraint(fields=("payment", "bill"), name="allocation_once"),
            CheckConstraint(condition=Q(amount_minor__gt=0), name="allocation_is_more_than_nothing"),
        )

    def __str__(self) -> str:
        return f"{self.payment_id} to {self.bill_id}"


class LevyDeclaration(models.Model):
    """What a licensee declared as levy of a period, as the lake last told it."""

    site_id = models.CharField(max_length=100)
    period_from = models.DateField()
    period_until = models.DateField()
    levy_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        ordering = ("period_from", "site_id")
        constraints = (UniqueConstraint(fields=("site_id", "period_from"), name="levy_declared_once"),)

    def __str__(self) -> str:
        return f"{self.site_id} from {self.period_from}"


class Reader(models.Model):
    """Who is told the bills and the power of a licence: its applicant, or whom an officer admitted on a `ground`."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    licence_number = models.CharField(max_length=100)
    ground = models.TextField(blank=True)  # empty where the licence was granted to him

    class Meta:
        ordering = ("licence_number", "officer")
        constraints = (UniqueConstraint(fields=("officer", "licence_number"), name="bill_reader_once"),)

    def __str__(self) -> str:
        return f"{self.officer_id} reads {self.licence_number}"
