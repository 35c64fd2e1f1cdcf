"""Decisions as they were proposed and signed, appeals against them, and what binds officers to a party."""

from datetime import date

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from terezi.desk.decisions.terms import DISMISS, Outcome, Reason, State, SubjectKind
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.people.models import Officer

ACTS = (*Act, DISMISS)
DECIDED = (State.SIGNED, State.DECLINED)


def _of(words: type[State] | type[SubjectKind] | type[Status] | type[Outcome]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Numbering(models.Model):
    """The last number given to a decision of a country in a year."""

    country = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("country", "year")
        constraints = (UniqueConstraint(fields=("country", "year"), name="numbering_once_a_year"),)

    def __str__(self) -> str:
        return f"{self.country} {self.year}: {self.last}"


class Decision(models.Model):
    """One act on one subject, proposed by one officer; it binds nobody until another signs it."""

    number = models.CharField(max_length=40, unique=True)
    act = models.CharField(max_length=30, choices=[(str(act), str(act)) for act in ACTS])
    subject_kind = models.CharField(max_length=20, choices=_of(SubjectKind))
    subject = models.CharField(max_length=100)
    region = models.CharField(max_length=100, blank=True)
    parties = models.JSONField(default=list)
    before = models.CharField(max_length=30, choices=_of(Status))
    after = models.CharField(max_length=30, choices=_of(Status))
    effective_on = models.DateField()
    conditions = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    language = models.CharField(max_length=10, blank=True)
    law_country = models.CharField(max_length=2)
    law_version = models.CharField(max_length=64)
    law_day = models.DateField()
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=_of(State), default=State.PROPOSED)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    declined_reason = models.TextField(blank=True)
    lapsed_at = models.DateTimeField(null=True)
    lapsed_reason = models.TextField(blank=True)
    appeal = models.ForeignKey("Appeal", on_delete=models.PROTECT, null=True, related_name="decisions")

    class Meta:
        ordering = ("-proposed_at", "-number")
        constraints = (
            UniqueConstraint(
                fields=("subject_kind", "subject"),
                condition=Q(state=State.PROPOSED),
                name="decision_one_open_per_subject",
            ),
            CheckConstraint(condition=Q(state__in=list(State)), name="decision_state_is_known"),
            CheckConstraint(condition=Q(act__in=list(ACTS)), name="decision_act_is_known"),
            CheckConstraint(condition=Q(subject_kind__in=list(SubjectKind)), name="decision_kind_is_known"),
            CheckConstraint(
                condition=Q(before__in=list(Status), after__in=list(Status)), name="decision_status_is_known"
            ),
            CheckConstraint(
                condition=Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | Q(~Q(state__in=DECIDED), decided_by__isnull=True, decided_at__isnull=True),
                name="decision_decided_by_somebody",
            ),
            # also against whoever goes round the application: nobody decides on his own proposal
            CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="decision_by_two_officers",
            ),
            CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("proposed_at")),
                name="decision_decided_after_proposed",
            ),
        )
        indexes = (Index(fields=("subject", "state"), name="decision_by_subject"),)

    def __str__(self) -> str:
        return self.number

    @property
    def why(self) -> tuple[Reason, ...]:
        """The reasons, as they were given."""
        return tuple(Reason.of_json(kept) for kept in self.reasons)

    @property
    def holds_from(self) -> date:
        """The day it takes effect: as proposed, but never before it was signed (a correction may)."""
        if self.act == Act.CORRECT or self.decided_on is None:
            return self.effective_on
        return max(self.effective_on, self.decided_on)


class Appeal(models.Model):
    """That somebody does not accept a signed decision; two officers who had no part in it decide."""

    against = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="appeals")
    says = models.TextField()
    said_by = models.CharField(max_length=300)
    body = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    filed_on = models.DateField()
    last_day = models.DateField(null=True)
    outcome = models.CharField(max_length=20, choices=_of(Outcome), blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            UniqueConstraint(
                fields=("against",), condition=Q(closed_at__isnull=True), name="appeal_one_pending"
            ),
            CheckConstraint(condition=Q(outcome__in=["", *Outcome]), name="appeal_outcome_is_known"),
            CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True) | ~Q(outcome="") & Q(closed_at__isnull=False),
                name="appeal_closes_with_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"Appeal against {self.against_id}"

    @property
    def is_late(self) -> bool:
        """Whether it came after the last day, where the law says which day that is."""
        return self.last_day is not None and self.filed_on > self.last_day


class Conflict(models.Model):
    """What binds an officer to a party, from a day until, exclusive, another; empty while it lasts."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="conflicts")
    party = models.CharField(max_length=300)
    says = models.TextField()
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    declared_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ("-declared_at", "-id")
        constraints = (
            CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gt=F("from_day")),
                name="conflict_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer_id} and {self.party}"
