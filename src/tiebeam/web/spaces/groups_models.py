"""What groups ask of leaders, and what leaders answered.

People stand here by the words of `who`, with days and no times. Nothing says what somebody is.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tiebeam.web.ids import public_id
from tiebeam.web.spaces.who import LETTERS

# --- asks -----------------------------------------------------------------------------------------


class Ask(models.Model):
    """Something that a group asks of a leader. Who in the group wrote it stands nowhere.

    named      whether it says from which group it is: a hidden one does not exist for others
    leader     who is asked; empty once they have no account
    structure  the public id of the structure that it is about; empty where it is about none
    due_on     the day on which an answer is due
    worded_on  the day on which it came to say what it says
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="asks")
    named = models.BooleanField()
    leader = models.CharField(max_length=LETTERS, blank=True, default="")
    title = models.CharField(max_length=160)
    says = models.TextField(max_length=4000)
    structure = models.CharField(max_length=12, blank=True, default="")
    sent_on = models.DateField()
    worded_on = models.DateField()
    due_on = models.DateField()
    edition = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["leader"], name="asks_of_a_leader")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("sent_on")), name="an_ask_is_due_after_it_was_sent"
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("group-ask", args=[self.public_id])


class AskBefore(models.Model):
    """What an ask said before it was changed."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="before")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    says = models.TextField(max_length=4000)
    structure = models.CharField(max_length=12, blank=True, default="")
    leader = models.CharField(max_length=LETTERS, blank=True, default="")
    due_on = models.DateField()
    worded_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ask", "number"], name="an_earlier_ask_has_its_number")
        ]

    def __str__(self) -> str:
        return f"{self.ask}, {self.number}"


class Answer(models.Model):
    """What a leader answered. Another answer stands below it, and takes nothing away.

    follows, follows_by  what is done, and by which day
    """

    class Kind(models.TextChoices):
        YES = "yes"
        NO = "no"
        PARTLY = "partly"

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    says = models.TextField(max_length=4000)
    follows = models.CharField(max_length=300, blank=True, default="")
    follows_by = models.DateField(null=True)
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ask", "number"], name="an_answer_has_its_number"),
            models.CheckConstraint(
                condition=Q(kind__in=["yes", "no", "partly"]), name="an_answer_is_one_of_ours"
            ),
            models.CheckConstraint(
                condition=Q(follows="", follows_by=None)
                | (~Q(follows="") & Q(follows_by__isnull=False)),
                name="what_follows_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask}: {self.kind}"
