"""An account, and the roles that it holds."""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from tiebeam.web.permissions import Role


def public_id() -> str:
    """What stands in addresses: it says nothing about who came first, or how many there are."""
    return secrets.token_urlsafe(9)


class User(AbstractBaseUser):
    """Somebody who signs in with an e-mail address."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
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
    def roles(self) -> frozenset[Role]:
        """Everybody who has an account is a member."""
        return frozenset({Role.MEMBER, *(Role(each.role) for each in self.places.all())})


class Place(models.Model):
    """That somebody holds a role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="places")
    role = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Role])
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
