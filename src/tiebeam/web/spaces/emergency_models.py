"""That somebody from outside reads a space in an emergency: asked by one, agreed to by another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tiebeam.web.ids import public_id
from tiebeam.web.spaces.who import LETTERS


class EmergencyReading(models.Model):
    """It stays, so that members read who read their space, and why.

    where      the number of a space, or the name in its address: whether there is one is looked up
               by nobody before two people stand behind it
    space      None until it was agreed to, and where the address leads nowhere
    by, agreed_by  whoever asked, and whoever agreed; empty for one who has no account any more.
               What they were called stays: here somebody used power over others
    ends_at    nothing is read from then on; a moment, for it is a matter of hours
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    where = models.CharField(max_length=80)
    space = models.ForeignKey(
        "spaces.Space", on_delete=models.CASCADE, null=True, related_name="emergency_readings"
    )
    why = models.CharField(max_length=600)
    by = models.CharField(max_length=LETTERS, blank=True, default="", db_index=True)
    by_called = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=LETTERS, blank=True, default="", db_index=True)
    agreed_by_called = models.CharField(max_length=200, blank=True, default="")
    agreed_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed_by="") | ~Q(agreed_by=F("by")),
                name="an_emergency_is_seen_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(space=None) | Q(agreed_at__isnull=False, ends_at__isnull=False),
                name="nothing_is_read_that_nobody_agreed_to",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(declined_at=None),
                name="what_was_declined_was_not_agreed_to",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
