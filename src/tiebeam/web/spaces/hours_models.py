"""Hours that people gave, as they wrote them down themselves. Of what they did, nothing is said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiebeam.web.ids import public_id
from tiebeam.web.spaces.who import LETTERS


class HandOver(models.Model):
    """Hours that were handed to whoever pays, at one time: each is handed over once."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    on = models.DateField()
    once = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.public_id


class Hours(models.Model):
    """What somebody gave in a month.

    month  its first day
    hours  in quarters of an hour
    paid   whether they ask that it is paid: of the others nobody else reads anything
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    who = models.CharField(max_length=LETTERS, db_index=True)
    month = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    paid = models.BooleanField()
    handed_over = models.ForeignKey(
        HandOver, on_delete=models.PROTECT, null=True, related_name="rows"
    )
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "hours"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(hours__gt=0), name="hours_are_more_than_none"),
            models.CheckConstraint(
                condition=Q(handed_over=None) | Q(paid=True), name="only_asked_hours_are_paid"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
