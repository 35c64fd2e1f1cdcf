"""Officers and the tokens their machines use."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower

from terezi.desk.people.terms import Role


class Officers(BaseUserManager["Officer"]):
    """Finds officers by the name they sign in with; they are appointed by `people.actions`."""


class Officer(AbstractBaseUser):
    """A person who may sign in: an officer of the authority or of an agency, or an applicant."""

    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=10, blank=True)
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    region = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    appointed_at = models.DateTimeField()

    objects: ClassVar[Officers] = Officers()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=list(Role)), name="officer_role_is_known"),
            # people sign in by a name whatever its capitals, so two spellings would be one person
            models.UniqueConstraint(Lower("username"), name="officer_name_is_one_whatever_its_capitals"),
        )

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """A token of one officer, kept as its digest: the text is shown once and never again."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-issued_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")), name="token_expires_after_issue"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} of {self.officer_id}"
