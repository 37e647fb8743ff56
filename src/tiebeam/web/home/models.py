"""When somebody was last here: the day, and no more."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Visit(models.Model):
    """The day on which somebody last opened their home, and the one before it.

    It is kept to tell them what changed since, and shown to nobody.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    on = models.DateField()
    before = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(before=None) | Q(before__lt=F("on")), name="a_visit_follows_another"
            )
        ]

    def __str__(self) -> str:
        return str(self.on)
