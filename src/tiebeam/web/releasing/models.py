"""A cube on its way from a proposal to a declaration, and a release on its way to everybody.

No number about anybody is kept here: a cube says which tables there may be, a request how many
lines of each would be shown.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tiebeam.web.ids import public_id


class Cube(models.Model):
    """What may be shown for a year.

    version     public id of the version of the data that it was worked out for
    first, last days for which it holds; empty until it was worked out
    text        the whole of it, as TOML
    spending    of each attribute its budget and what each table spends
    left_out    what it does not hold and why, in parts
    struck      tables that somebody struck out, by `tables.key`
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Being worked out")
        PROPOSED = "proposed", _("To be looked over")
        DECLARED = "declared", _("Declared")
        DROPPED = "dropped", _("Dropped")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    version = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    text = models.TextField(default="")
    spending = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    struck = models.JSONField(default=list)
    made_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "proposed", "declared", "dropped"]),
                name="a_cube_is_in_a_state_of_ours",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["proposed", "declared"])
                | Q(first__isnull=False, last__isnull=False) & ~Q(text=""),
                name="what_was_worked_out_says_what_it_holds",
            ),
            models.CheckConstraint(
                condition=Q(state="declared", declared_at__isnull=False)
                | ~Q(state="declared") & Q(declared_at__isnull=True),
                name="what_was_declared_says_when",
            ),
            models.UniqueConstraint(
                fields=["first"], condition=Q(state="declared"), name="a_year_has_one_cube"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("cube", args=[self.public_id])


class Request(models.Model):
    """That a release was asked for.

    at           the day that it speaks of
    would_show   how many numbers of each kind and table would be shown, and why others not
    rests_on     hash of what it was tried with, so that nothing else is published
    number       of the release, once it is published
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Being tried")
        TRIED = "tried", _("Waits for a steward")
        LET_OUT = "let out", _("Being published")
        PUBLISHED = "published", _("Published")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (State.ASKED, State.TRIED, State.LET_OUT)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    cube = models.ForeignKey(Cube, on_delete=models.PROTECT, related_name="requests")
    version = models.CharField(max_length=12)
    at = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    would_show = models.JSONField(default=dict)
    rests_on = models.CharField(max_length=64, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["asked", "tried", "let out", "published", "refused", "withdrawn"]
                ),
                name="a_request_is_in_a_state_of_ours",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["tried", "let out", "published"]) | ~Q(rests_on=""),
                name="what_was_tried_rests_on_something",
            ),
            # Two people see every release before anybody else does.
            models.CheckConstraint(
                condition=~Q(state__in=["let out", "published"])
                | Q(decided_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(decided_by=models.F("asked_by")),
                name="nobody_lets_out_what_they_asked_for",
            ),
            models.CheckConstraint(
                condition=Q(state="published", number__isnull=False)
                | ~Q(state="published") & Q(number__isnull=True),
                name="what_is_published_has_a_number",
            ),
            # A second one would be tried against a ledger that the first is about to change.
            models.UniqueConstraint(
                fields=["cube"], condition=Q(state__in=["asked", "tried", "let out"]),
                name="one_release_is_asked_for_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("request", args=[self.public_id])


class Group(models.Model):
    """What an answer of people about themselves counts as in figures; without one, as nothing.

    attribute, answer  as the questions name them
    called             name of the group
    """

    attribute = models.CharField(max_length=40)
    answer = models.CharField(max_length=40)
    called = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attribute", "answer"], name="an_answer_counts_as_one_group"
            ),
            models.CheckConstraint(condition=~Q(called=""), name="a_group_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.called
