"""The file of an application. Nothing is deleted: what an applicant takes back keeps its row and the moment."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from terezi.desk.applications.terms import CheckState, Drawn, Position
from terezi.desk.licences.terms import Status
from terezi.desk.parties.terms import PartyKind

OFFICER = settings.AUTH_USER_MODEL
STANDS = Q(removed_at__isnull=True)


class Series(models.Model):
    """Numbers given out under one beginning: the row whoever takes the next one holds until his act is done."""

    beginning = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.beginning} up to {self.last}"


class Application(models.Model):
    """Somebody asks to be registered or licensed in a class of actors."""

    number = models.CharField(max_length=40, unique=True)
    country = models.CharField(max_length=2)
    actor_class = models.CharField(max_length=60)
    applicant = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="applications")
    key = models.CharField(max_length=64)
    party_name = models.CharField(max_length=300, blank=True)
    party_kind = models.CharField(max_length=30, blank=True)
    registration_number = models.CharField(max_length=60, blank=True)
    party_country = models.CharField(max_length=2, blank=True)
    agent_name = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=10, default="en")
    answers = models.JSONField(default=dict)
    status = models.CharField(max_length=30, default=Status.DRAFT)
    law_day = models.DateField()
    law_version = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    officer = models.ForeignKey(OFFICER, on_delete=models.PROTECT, null=True, related_name="files")
    drawn = models.CharField(max_length=20, blank=True)
    drawn_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=60, blank=True)
    licence_number = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            UniqueConstraint(fields=("applicant", "key"), name="application_begun_once"),
            CheckConstraint(condition=Q(status__in=list(Status)), name="application_status_is_known"),
            CheckConstraint(
                condition=Q(party_kind__in=["", *PartyKind]), name="application_party_kind_is_known"
            ),
            CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(status=Status.WITHDRAWN) | Q(submitted_at__isnull=False),
                name="application_is_submitted_before_review",
            ),
            CheckConstraint(
                condition=~Q(status__in=[Status.IN_REVIEW, Status.DECISION_PROPOSED])
                | Q(officer__isnull=False),
                name="application_in_review_has_officer",
            ),
            CheckConstraint(
                condition=~Q(status__in=[Status.REGISTERED, Status.LICENSED, Status.LIMITED])
                | ~Q(decision="") & ~Q(licence_number=""),
                name="application_granted_by_decision",
            ),
        )
        indexes = (models.Index(fields=("status", "submitted_at"), name="application_queue"),)

    def __str__(self) -> str:
        return self.number


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


class Assignment(models.Model):
    """Which officer had the file from when, and whether it was drawn or handed over."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="assignments")
    how = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    passed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            UniqueConstraint(
                fields=("application",), condition=Q(ended_at__isnull=True), name="file_has_one_officer"
            ),
            CheckConstraint(condition=Q(how__in=list(Drawn)), name="assignment_is_drawn_or_by_hand"),
            CheckConstraint(
                condition=Q(how=Drawn.RANDOM) | ~Q(reason=""), name="assignment_by_hand_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id} with {self.officer_id}"


class CheckResult(models.Model):
    """How far a check has come; a new result supersedes the one that stood."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    check_id = models.CharField(max_length=60)
    state = models.CharField(max_length=20)
    waiting_on = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    says = models.TextField(blank=True)
    sentence = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    compared = models.TextField(blank=True)
    list_versions = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    by_hand = models.BooleanField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("check_id", "at")
        constraints = (
            UniqueConstraint(
                fields=("application", "check_id"),
                condition=Q(superseded_at__isnull=True),
                name="check_has_one_result",
            ),
            CheckConstraint(condition=Q(state__in=list(CheckState)), name="check_state_is_known"),
            CheckConstraint(
                condition=~Q(state=CheckState.WAITING) | ~Q(waiting_on=""), name="check_waits_on_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.check_id}: {self.state}"


class RequestToApplicant(models.Model):
    """What is asked of the applicant: the field, the reason, who acts and by when."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="requests")
    field = models.CharField(max_length=100)
    reason = models.TextField()
    who_acts = models.CharField(max_length=200)
    due_on = models.DateField()
    due_basis = models.CharField(max_length=20)
    asked_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            CheckConstraint(
                condition=~Q(field="") & ~Q(reason="") & ~Q(who_acts=""), name="request_says_what_and_who"
            ),
            CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(taken_back_at__isnull=True),
                name="request_ends_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.field} of {self.application_id}"


class OpinionAsked(models.Model):
    """An agency is asked. Its silence is escalated and never counts as a yes."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    agency = models.CharField(max_length=30)
    asked_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    due_basis = models.CharField(max_length=20)
    position = models.CharField(max_length=20, blank=True)
    says = models.TextField(blank=True)
    given_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("agency",)
        constraints = (
            UniqueConstraint(fields=("application", "agency"), name="agency_asked_once"),
            CheckConstraint(condition=Q(position__in=["", *Position]), name="opinion_position_is_known"),
            CheckConstraint(
                condition=Q(position="") | Q(given_by__isnull=False, given_at__isnull=False) & ~Q(says=""),
                name="opinion_has_words_and_hand",
            ),
            CheckConstraint(
                condition=~Q(position=Position.NOT_GIVEN) | Q(escalated_at__isnull=False),
                name="silence_is_escalated_first",
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency} on {self.application_id}"
