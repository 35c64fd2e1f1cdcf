"""Lists by version. A list is replaced by its next version; no version is edited or removed."""

from django.db import models

from terezi.desk.screening.terms import ListKind, Schema


class ListVersion(models.Model):
    """One file of a list, known by the digest of its bytes."""

    list_id = models.CharField(max_length=100, db_index=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in ListKind])
    format = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    rows = models.PositiveIntegerField()
    taken_on = models.DateField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("list_id", "-taken_on", "-id")
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=list(ListKind)), name="list_kind_is_known"),
            models.CheckConstraint(condition=models.Q(rows__gt=0), name="list_version_holds_something"),
        )

    def __str__(self) -> str:
        return f"{self.list_id} of {self.taken_on} ({self.sha256[:8]})"


class ListedName(models.Model):
    """One name of a version of a list."""

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="names")
    entry = models.CharField(max_length=100)
    name = models.CharField(max_length=1000)
    schema = models.CharField(max_length=20, choices=[(schema.value, schema.value) for schema in Schema])
    is_alias = models.BooleanField()
    is_weak = models.BooleanField()
    countries = models.CharField(max_length=200, blank=True)
    born = models.CharField(max_length=60, blank=True)
    programme = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("version", "id")

    def __str__(self) -> str:
        return self.name


class ListedWallet(models.Model):
    """One address of a version of a list; `key` is the way it is compared."""

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="wallets")
    address = models.CharField(max_length=200)
    key = models.CharField(max_length=200, db_index=True)
    asset = models.CharField(max_length=20, blank=True)
    holder = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("version", "id")

    def __str__(self) -> str:
        return self.address


class CustomsRow(models.Model):
    """One line of an import declaration."""

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="customs_rows")
    declaration = models.CharField(max_length=100)
    importer = models.CharField(max_length=300)
    model = models.CharField(max_length=200)
    units = models.PositiveIntegerField()
    serials = models.JSONField(default=list)
    ranges = models.JSONField(default=list)

    class Meta:
        ordering = ("version", "id")

    def __str__(self) -> str:
        return f"{self.declaration}: {self.units} x {self.model}"
