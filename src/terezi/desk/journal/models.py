"""The journal as the database keeps it; triggers refuse any change or removal of an entry."""

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


class End(models.Model):
    """Where the journal ends: the single row whoever writes must hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=FIRST_DIGEST)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="journal_has_one_end"),)

    def __str__(self) -> str:
        return f"The journal ends at {self.sequence}"
