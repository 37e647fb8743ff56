"""An account, its roles, the links by which people come in, and what is sealed of them."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from tiebeam.web.ids import public_id
from tiebeam.web.permissions import Role


class User(AbstractBaseUser):
    """Somebody who signs in with an e-mail address."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    pronouns = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects = BaseUserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [
            # Two people who differ by capitals alone would be one to any mail server.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="an_address_has_no_capitals"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def trusted_with(self) -> list[Place]:
        """The roles that were given to them, asked for once."""
        return list(self.places.all())

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Everybody who has an account is a member."""
        return frozenset({Role.MEMBER, *(Role(each.role) for each in self.trusted_with)})


ROLES: Final = [(each.value, each.value) for each in Role]


class Place(models.Model):
    """That somebody holds a role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="places")
    role = models.CharField(max_length=20, choices=ROLES)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role"], name="a_role_is_held_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[each.value for each in Role]),
                name="a_role_is_one_of_ours",
            ),
        ]

    def __str__(self) -> str:
        return self.role


class FirstLink(models.Model):
    """The link that makes its reader the owner, as long as there is none."""

    fingerprint = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"first link until {self.ends_at}"


class Invitation(models.Model):
    """That somebody was asked in. Of its link only the fingerprint is kept: who reads the database
    can't come in by it.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=ROLES)
    fingerprint = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.OneToOneField(
        User, on_delete=models.CASCADE, null=True, related_name="invitation"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="whoever_accepted_did_so_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="an_invitation_is_accepted_or_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="an_address_is_invited_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def is_open(self, at: datetime) -> bool:
        """Whether its link still works."""
        return self.accepted_at is None and self.withdrawn_at is None and at < self.ends_at


class Sealed(models.Model):
    """What somebody said of themselves, which the worker alone can open.

    Once anybody has one, every account has one, of the same size: it says neither what somebody
    told nor whether they did. So it says nothing of when, either.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="sealed")
    number = models.BinaryField()
    answers = models.BinaryField()

    def __str__(self) -> str:
        return "sealed"


class Showing(models.Model):
    """That somebody wants to see what they said: for one page, and for some minutes.

    to      public half of a key whose private half is in their browser alone
    sealed  what they said, sealed to it by the worker; empty until then
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    to = models.BinaryField()
    sealed = models.BinaryField(default=b"")
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.public_id
