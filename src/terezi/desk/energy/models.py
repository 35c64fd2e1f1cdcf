"""Plans as they were published and orders as they were given; what went out, and who said he has it."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from terezi.desk.energy.terms import Channel, OrderState, PlanState, Post, Reason
from terezi.desk.people.models import Officer

OF_TWO = Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by"))


class Proposed(models.Model):
    """What one officer proposes and another signs or declines, and the text of law it rests on."""

    country = models.CharField(max_length=2)
    article = models.TextField()
    law_version = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    declined_reason = models.TextField(blank=True)

    class Meta:
        abstract = True


class Plan(Proposed):
    """The allocation of one settlement day, fixed by the SHA-256 of its certificate; energy in Wh."""

    day = models.DateField()
    version = models.PositiveSmallIntegerField()
    certificate_sha256 = models.CharField(max_length=64)
    rule = models.CharField(max_length=40)
    is_firm = models.BooleanField()
    sites = models.PositiveIntegerField()
    allocated_wh = models.BigIntegerField()
    state = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in PlanState], default=PlanState.PROPOSED
    )

    class Meta:
        ordering = ("-day", "-version")
        constraints = (
            UniqueConstraint(fields=("day", "version"), name="plan_version_once"),
            UniqueConstraint(
                fields=("day",), condition=Q(state=PlanState.PROPOSED), name="plan_proposed_once"
            ),
            CheckConstraint(condition=Q(state__in=list(PlanState)), name="plan_state_is_known"),
            CheckConstraint(condition=OF_TWO, name="plan_is_of_two_officers"),
            CheckConstraint(
                condition=~Q(state=PlanState.PUBLISHED) | Q(decided_by__isnull=False),
                name="plan_is_published_by_two",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} v{self.version}"


class CurtailmentOrder(Proposed):
    """An order to draw less: `needed_w` and `missing_w` by region in W; it holds from `starts_at` up to `ends_at`."""

    number = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20, choices=[(each.value, each.value) for each in OrderState])
    reason = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Reason])
    ground = models.TextField()
    needed_w = models.JSONField()
    missing_w = models.JSONField()
    keys = models.JSONField()  # the law's order of who is cut first
    inputs_sha256 = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    is_emergency = models.BooleanField()
    sign_by = models.DateTimeField(null=True)  # by when the second officer of an emergency signs
    lifted_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-proposed_at", "-number")
        indexes = (Index(fields=("starts_at",), name="order_by_start"),)
        constraints = (
            CheckConstraint(condition=Q(state__in=list(OrderState)), name="order_state_is_known"),
            CheckConstraint(condition=OF_TWO, name="order_is_of_two_officers"),
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="order_ends_after_it_begins"),
            CheckConstraint(
                condition=Q(is_emergency=True, sign_by__isnull=False)
                | Q(is_emergency=False, sign_by__isnull=True),
                name="emergency_has_a_time_to_sign",
            ),
            CheckConstraint(
                condition=~Q(state=OrderState.ISSUED) | Q(is_emergency=True) | Q(decided_by__isnull=False),
                name="order_is_issued_by_two_unless_emergency",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_signed(self) -> bool:
        return self.decided_by_id is not None


class OrderToSite(models.Model):
    """What one mine is ordered: at most `limit_w`; `place` in the law's order, `cut_before_w` what those before it give."""

    order = models.ForeignKey(CurtailmentOrder, on_delete=models.PROTECT, related_name="sites")
    site_id = models.CharField(max_length=100)
    holder = models.CharField(max_length=300)
    licence_number = models.CharField(max_length=100)
    region = models.CharField(max_length=100)
    gateway_id = models.CharField(max_length=100, blank=True)
    place = models.PositiveIntegerField()
    draws_w = models.BigIntegerField()
    limit_w = models.BigIntegerField()
    cut_before_w = models.BigIntegerField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=150, blank=True)
    acknowledged_over = models.CharField(
        max_length=10, blank=True, choices=[(each.value, each.value) for each in Channel]
    )

    class Meta:
        ordering = ("order", "place")
        indexes = (Index(fields=("licence_number",), name="order_of_a_licence"),)
        constraints = (
            UniqueConstraint(fields=("order", "site_id"), name="order_to_site_once"),
            CheckConstraint(
                condition=Q(limit_w__gte=0, limit_w__lte=F("draws_w")), name="order_limits_below_the_draw"
            ),
            CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by="", acknowledged_over="")
                | (Q(acknowledged_at__isnull=False) & ~Q(acknowledged_by="") & ~Q(acknowledged_over="")),
                name="order_acknowledged_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_id} {self.site_id}"

    @property
    def cut_w(self) -> int:
        return self.draws_w - self.limit_w


class Outbox(models.Model):
    """What must leave the house for an order; it goes out at least once, and is kept when it went."""

    order = models.ForeignKey(CurtailmentOrder, on_delete=models.PROTECT, related_name="outbox")
    to_site = models.ForeignKey(OrderToSite, on_delete=models.PROTECT, null=True, related_name="outbox")
    kind = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Post])
    topic = models.CharField(max_length=200, blank=True)
    payload = models.TextField()
    created_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (Index(fields=("kind", "sent_at"), name="outbox_waiting"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.order_id} {self.topic}"
