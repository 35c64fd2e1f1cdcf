"""Runs of a month, their bills line by line, and what is taken off them."""

from datetime import date, timedelta

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from terezi.desk.billing.terms import BillState, NoteState, RunKind, RunState
from terezi.desk.people.models import Officer


class Numbering(models.Model):
    """The last number given in a series of a country and year."""

    series = models.CharField(max_length=3)
    country = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("country", "series", "year")
        constraints = (UniqueConstraint(fields=("country", "series", "year"), name="bill_numbering_once"),)

    def __str__(self) -> str:
        return f"{self.country}-{self.series} {self.year}: {self.last}"


class Proposed(models.Model):
    """What one officer proposes and another signs or declines."""

    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    declined_reason = models.TextField(blank=True)

    class Meta:
        abstract = True


TWO_OFFICERS = Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by"))


class Run(Proposed):
    """A reckoning of a month: from which state of the lake, known when, under which text of the law."""

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in RunKind])
    month = models.DateField()
    state = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in RunState], default=RunState.DRAFT
    )
    country = models.CharField(max_length=2)
    law_version = models.CharField(max_length=64)
    snapshot = models.TextField()
    drafted_at = models.DateTimeField()
    ground = models.TextField(blank=True)

    class Meta:
        ordering = ("-month", "-number")
        constraints = (
            CheckConstraint(condition=Q(state__in=list(RunState)), name="bill_run_state_is_known"),
            CheckConstraint(condition=Q(kind__in=list(RunKind)), name="bill_run_kind_is_known"),
            CheckConstraint(condition=TWO_OFFICERS, name="bill_run_is_of_two_officers"),
            CheckConstraint(
                condition=~Q(state=RunState.ISSUED) | Q(decided_by__isnull=False, proposed_by__isnull=False),
                name="bill_run_is_issued_by_two",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Bill(models.Model):
    """What one site owes for one month, in one version. Money in minor units, energy in Wh, time in seconds."""

    number = models.CharField(max_length=40, unique=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="bills")
    site_id = models.CharField(max_length=100)
    licence_number = models.CharField(max_length=100, blank=True)
    holder = models.CharField(max_length=300)
    region = models.CharField(max_length=100, blank=True)
    month = models.DateField()
    starts_on = models.DateField()
    ends_before = models.DateField()
    version = models.PositiveSmallIntegerField()
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=20, choices=[(each.value, each.value) for each in BillState])
    is_lawful = models.BooleanField(default=True)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    difference_minor = models.BigIntegerField()
    wh = models.BigIntegerField()
    estimated_wh = models.BigIntegerField()
    unmeasured_wh = models.BigIntegerField()
    astride_wh = models.BigIntegerField()
    seconds = models.BigIntegerField()
    expected_seconds = models.BigIntegerField()
    licensed_w = models.BigIntegerField()
    power_source = models.CharField(max_length=30)
    has_meter = models.BooleanField(default=True)
    average_price = models.CharField(max_length=40, blank=True)  # exact decimal per kWh, as the levy took it
    unknown = models.JSONField(default=list)
    remarks = models.JSONField(default=list)  # what is not known and left nothing open
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)

    class Meta:
        ordering = ("month", "site_id", "version")
        indexes = (Index(fields=("licence_number", "month"), name="bill_of_a_licence"),)
        constraints = (
            UniqueConstraint(
                fields=("site_id", "month", "is_lawful", "version"),
                condition=Q(state=BillState.ISSUED),
                name="bill_version_issued_once",
            ),
            CheckConstraint(condition=Q(state__in=list(BillState)), name="bill_state_is_known"),
            CheckConstraint(
                condition=Q(state=BillState.ISSUED, issued_on__isnull=False)
                | (~Q(state=BillState.ISSUED) & Q(issued_on__isnull=True)),
                name="bill_issued_on_a_day",
            ),
            CheckConstraint(
                condition=Q(version=1, replaces__isnull=True) | Q(version__gt=1, replaces__isnull=False),
                name="bill_later_version_replaces",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_issued(self) -> bool:
        return self.state == BillState.ISSUED

    @property
    def billed_wh(self) -> int:
        return self.wh + self.estimated_wh


class BillLine(models.Model):
    """One charge of a bill, with the article it rests on. `base_minor` stands where a share of money is taken."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_before = models.DateField()
    price = models.DecimalField(max_digits=24, decimal_places=12)
    wh = models.BigIntegerField()
    base_minor = models.BigIntegerField(null=True)
    amount_minor = models.BigIntegerField()
    estimated_wh = models.BigIntegerField()
    seconds = models.BigIntegerField()
    expected_seconds = models.BigIntegerField()
    article = models.TextField()
    in_force_from = models.DateField()

    class Meta:
        ordering = ("bill", "position")
        constraints = (UniqueConstraint(fields=("bill", "position"), name="bill_line_once"),)

    def __str__(self) -> str:
        return f"{self.bill_id} {self.position}"

    @property
    def key(self) -> tuple[str, str, object]:
        """What the line of another version is compared by."""
        return self.kind, self.code, self.starts_on

    @property
    def last_day(self) -> date:
        return self.ends_before - timedelta(days=1)


class CreditNote(Proposed):
    """Money taken off an issued bill, with the reason; it counts from the day a second officer signed."""

    number = models.CharField(max_length=40, unique=True)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="credit_notes")
    amount_minor = models.BigIntegerField()
    reason = models.TextField()
    state = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in NoteState], default=NoteState.PROPOSED
    )

    class Meta:
        ordering = ("number",)
        constraints = (
            CheckConstraint(condition=Q(state__in=list(NoteState)), name="credit_note_state_is_known"),
            CheckConstraint(condition=Q(amount_minor__gt=0), name="credit_note_is_more_than_nothing"),
            CheckConstraint(condition=TWO_OFFICERS, name="credit_note_is_of_two_officers"),
        )

    def __str__(self) -> str:
        return self.number
