"""The journal as the database keeps it; triggers refuse any change or removal of what is written once."""

from django.db import models

from terezi.desk.journal.terms import FIRST_DIGEST


class Entry(models.Model):
    """One act. Written by `journal.actions.write`, never changed."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=200, db_index=True)
    by = models.CharField(max_length=150)
    ground = models.TextField(blank=True)
    values = models.JSONField()
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("sequence",)
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.sequence} {self.act} {self.subject}"

    @property
    def index(self) -> int:
        """Its place in the public log, whose first entry has the index 0."""
        return self.sequence - 1


class End(models.Model):
    """Where the journal ends: the single row whoever writes must hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=FIRST_DIGEST)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="journal_has_one_end"),)

    def __str__(self) -> str:
        return f"The journal ends at {self.sequence}"


class Subtree(models.Model):
    """The hash over a complete subtree of two or more entries, kept so that a proof need not hash them all.

    `number` is `base.merkle.Node.number`. The leaves themselves are the digests of the entries.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"Subtree {self.number}"


class Seal(models.Model):
    """What a row of the record was when an act of the journal last touched it, as digests.

    `fields` holds a digest per field, so that an altered field can be named without keeping what it said;
    `digest` seals them all and is empty for a row that the act took away.
    """

    table = models.CharField(max_length=100)
    row_key = models.CharField(max_length=200)
    sequence = models.PositiveBigIntegerField(db_index=True)
    digest = models.CharField(max_length=64, blank=True)
    fields = models.JSONField()

    class Meta:
        ordering = ("sequence", "table", "row_key")
        constraints = (
            models.UniqueConstraint(fields=("table", "row_key", "sequence"), name="seal_once_an_act"),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.row_key} at {self.sequence}"


class Checkpoint(models.Model):
    """A signed statement of the whole journal: how many entries, and the root over them in hexadecimal."""

    origin = models.CharField(max_length=200)
    tree_size = models.PositiveBigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    note_text = models.TextField()

    class Meta:
        ordering = ("tree_size",)

    def __str__(self) -> str:
        return f"{self.origin} at {self.tree_size}"
