"""Questions that are asked of nobody in particular, and what a resource group wrote to answer them.

Who asked and who wrote stand here by the words of `who`, with days and no times.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tiebeam.web.ids import public_id
from tiebeam.web.spaces.who import LETTERS


class Attribution(models.TextChoices):
    """What is said of who wrote a brief, as its author agreed to."""

    NAMED = "named"
    GROUP = "group"
    NONE = "none"


class Question(models.Model):
    """One line that somebody asked. To them, one that was set aside looks like one that waits.

    space      where it was asked: an answer stands there too; None for one asked for oneself
    handed_to  the resource group that was asked to answer it
    set_aside  whether a broker would not go on with it now
    brief      what answers it
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey(
        "spaces.Space", on_delete=models.CASCADE, null=True, related_name="questions"
    )
    by = models.CharField(max_length=LETTERS, blank=True, default="")
    text = models.CharField(max_length=300)
    asked_on = models.DateField()
    handed_to = models.ForeignKey(
        "spaces.Space", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    set_aside = models.BooleanField(default=False)
    brief = models.ForeignKey(
        "spaces.Brief", on_delete=models.SET_NULL, null=True, related_name="answered"
    )
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["set_aside"], condition=Q(brief=None), name="questions_waiting"),
            models.Index(fields=["by"], name="questions_of_somebody"),
        ]

    def __str__(self) -> str:
        return self.public_id


class SentBack(models.Model):
    """That a group would not answer a question now. It is not asked of them again."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="sent_back")
    group = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question", "group"], name="a_group_sends_a_question_back_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} sent back"


class Brief(models.Model):
    """What a resource group lets others read. Taken back, it is gone everywhere, words and all.

    group    whose members wrote it
    answers  the question that it was written for
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    group = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="briefs")
    by = models.CharField(max_length=LETTERS, blank=True, default="")
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=10_000)
    attribution = models.CharField(max_length=8, choices=Attribution)
    written_on = models.DateField()
    answers = models.ForeignKey(
        Question, on_delete=models.SET_NULL, null=True, related_name="proposed"
    )
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(attribution__in=Attribution.values),
                name="a_brief_is_attributed_in_a_way_of_ours",
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("brief", args=[self.public_id])


class Passed(models.Model):
    """That a broker let a brief be read in a space.

    shown_to  what the space was then: one that opens up later does not open it
    """

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="passed")
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="passed")
    shown_to = models.CharField(max_length=8)
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brief", "space"], name="a_brief_is_in_a_space_once")
        ]

    def __str__(self) -> str:
        return f"{self.brief} in {self.space}"


class OfficeHours(models.Model):
    """When somebody who looks after a space has time for whoever wants to talk.

    until  the last day; nothing is kept up by accident
    """

    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="office")
    who = models.CharField(max_length=LETTERS)
    says = models.CharField(max_length=160)
    until = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "who"], name="office_hours_are_said_once")
        ]

    def __str__(self) -> str:
        return self.says
