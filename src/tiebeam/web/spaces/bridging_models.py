"""Bridges from a space to the tool that its members use already, and what is to be said there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiebeam.web.ids import public_id


class Bridge(models.Model):
    """A channel that people joined themselves, in which a space says what goes on.

    tool     slack, mattermost, matrix or mail
    sealed   its webhook, token or password, which the worker alone opens
    problem  why the last message could not be said, as a code; empty where all is well
    takes_prompts  prompts go over it, in the words of whoever posted them: chosen for each bridge,
             and never in a hidden space
    """

    class Tool(models.TextChoices):
        SLACK = "slack", "Slack"
        MATTERMOST = "mattermost", "Mattermost"
        MATRIX = "matrix", "Matrix"
        MAIL = "mail", "E-mail"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="bridges")
    tool = models.CharField(max_length=10, choices=Tool)
    sealed = models.BinaryField()
    made_on = models.DateField()
    problem = models.CharField(max_length=20, blank=True, default="")
    problem_on = models.DateField(null=True)
    is_stopped = models.BooleanField(default=False)
    takes_prompts = models.BooleanField(default=True)
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(tool__in=["slack", "mattermost", "matrix", "mail"]),
                name="a_bridge_leads_to_a_tool_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(problem="", problem_on=None)
                | (~Q(problem="") & Q(problem_on__isnull=False)),
                name="a_problem_of_a_bridge_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ToSay(models.Model):
    """Something that is to be said over a bridge. Its words are made when it is sent.

    what, about  a kind that a room declared, and the public id of what it is about
    tries        how often it was put off, and `next_at` until when
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, related_name="to_say")
    what = models.CharField(max_length=20)
    about = models.CharField(max_length=12, blank=True, default="")
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["next_at"], name="to_say_next")]

    def __str__(self) -> str:
        return self.public_id
