"""Leads as screenings brought them, the lists drawn from them, visits, and what was explained."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from terezi.desk.people.models import Officer
from terezi.desk.visits.terms import Outcome, State, SubjectKind, Why


def _one_of(
    field: str, kinds: type[Outcome | State | SubjectKind | Why], name: str, *, empty: bool = False
) -> CheckConstraint:
    known = [*([""] if empty else []), *(kind.value for kind in kinds)]
    return CheckConstraint(condition=Q(**{f"{field}__in": known}), name=name)


class Subject(models.Model):
    """Whom a row is about: a code, where it lies, and what it is billed as."""

    subject_kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=100)
    region = models.CharField(max_length=100, blank=True)
    feeder_id = models.CharField(max_length=100, blank=True)
    customer_class = models.CharField(max_length=30, blank=True)

    class Meta:
        abstract = True


class Lead(Subject):
    """What a screening says of one subject; it stands until superseded by another of the same day."""

    screened_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    activity = models.CharField(max_length=100, blank=True)
    group = models.CharField(max_length=200, blank=True)
    p_value_ppm = models.PositiveIntegerField()
    probability_ppm = models.PositiveIntegerField()
    unexplained_w = models.BigIntegerField()
    low_w = models.BigIntegerField()
    high_w = models.BigIntegerField()
    least_w = models.BigIntegerField()
    expected_wh_per_month = models.BigIntegerField()
    money_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    reasons = models.JSONField(default=list)
    clears = models.JSONField(default=list)
    is_above_line = models.BooleanField()
    sampled_ppm = models.PositiveIntegerField()
    model_sha = models.CharField(max_length=64, blank=True)
    lake_snapshot = models.TextField()
    known_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-screened_on", "subject_kind", "subject")
        constraints = (
            UniqueConstraint(
                fields=("subject_kind", "subject", "screened_on"),
                condition=Q(superseded_at__isnull=True),
                name="lead_one_stands",
            ),
            _one_of("subject_kind", SubjectKind, "lead_subject_kind_is_known"),
            CheckConstraint(condition=Q(p_value_ppm__lte=1_000_000), name="lead_p_value_is_a_share"),
            CheckConstraint(condition=Q(probability_ppm__lte=1_000_000), name="lead_probability_is_a_share"),
            CheckConstraint(condition=Q(low_w__lte=F("high_w")), name="lead_interval_in_order"),
        )
        indexes = (
            Index(fields=("screened_on", "superseded_at"), name="lead_by_day"),
            Index(fields=("subject_kind", "subject", "screened_on"), name="lead_by_subject"),
        )

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject} {self.screened_on}"


class VisitList(models.Model):
    """The visits of one week in a region (empty: the whole country), drawn once."""

    week = models.DateField()
    region = models.CharField(max_length=100, blank=True)
    screened_on = models.DateField()
    budget = models.PositiveIntegerField()
    exploration_share_ppm = models.PositiveIntegerField()
    window_days = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    leads_digest = models.CharField(max_length=64)
    leads_count = models.PositiveIntegerField()
    law_country = models.CharField(max_length=2)
    law_version = models.CharField(max_length=64)
    article = models.TextField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-week", "region")
        constraints = (
            UniqueConstraint(fields=("week", "region"), name="visit_list_drawn_once"),
            CheckConstraint(condition=~Q(seed=""), name="visit_list_has_a_seed"),
        )

    def __str__(self) -> str:
        return f"{self.week} {self.region}".strip()


class Visit(Subject):
    """Somebody goes and sees; what was found is a label for the next screening."""

    list = models.ForeignKey(VisitList, on_delete=models.PROTECT, null=True, related_name="visits")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, null=True, related_name="visits")
    week = models.DateField()
    why = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    rank = models.PositiveIntegerField(null=True)
    chance_ppm = models.PositiveIntegerField(null=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="visits")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default=State.PLANNED.value)
    outcome = models.CharField(max_length=30, blank=True)
    explanation = models.TextField(blank=True)
    found_w = models.PositiveBigIntegerField(null=True)
    notes = models.TextField(blank=True)
    seen_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-week", "rank", "id")
        constraints = (
            UniqueConstraint(
                fields=("subject_kind", "subject"),
                condition=Q(state=State.PLANNED.value),
                name="visit_one_is_planned",
            ),
            _one_of("subject_kind", SubjectKind, "visit_subject_kind_is_known"),
            _one_of("why", Why, "visit_why_is_known"),
            _one_of("state", State, "visit_state_is_known"),
            _one_of("outcome", Outcome, "visit_outcome_is_known", empty=True),
            CheckConstraint(
                condition=Q(state=State.SEEN.value, seen_at__isnull=False) & ~Q(outcome="")
                | ~Q(state=State.SEEN.value) & Q(outcome=""),
                name="visit_seen_has_an_outcome",
            ),
            CheckConstraint(
                condition=~Q(why=Why.BY_HAND.value, reason=""), name="visit_by_hand_has_a_reason"
            ),
        )
        indexes = (
            Index(fields=("week", "region"), name="visit_by_week"),
            Index(fields=("subject_kind", "subject"), name="visit_by_subject"),
        )

    def __str__(self) -> str:
        return f"visit {self.pk} to {self.subject_kind} {self.subject}"


class Clearing(Subject):
    """That an officer saw what explains a load; it holds until its day, or until the load rises above it."""

    explanation = models.TextField()
    up_to_w = models.BigIntegerField(null=True)
    until = models.DateField()
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="clearings")
    cleared_at = models.DateTimeField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-cleared_at", "-id")
        constraints = (
            UniqueConstraint(
                fields=("subject_kind", "subject"),
                condition=Q(ended_at__isnull=True),
                name="clearing_one_stands",
            ),
            _one_of("subject_kind", SubjectKind, "clearing_subject_kind_is_known"),
            CheckConstraint(condition=~Q(explanation=""), name="clearing_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject} until {self.until}"
