"""Meetings of a space: what is talked about, who takes which role, and what came of it.

People stand here by the words of `who`, and only where they put themselves. Who comes, and what
they need to come, is gone once the meeting is over.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tiebeam.web.ids import public_id
from tiebeam.web.spaces.who import LETTERS

#: As long as those of spaces are.
VISIBLE = ("open", "members", "hidden")


class Meeting(models.Model):
    """One of them.

    place, link  where it is, in words and as an address; either may be empty
    shown_to     what the space was when it was written: one that opens up later does not open it
    edition      counts every change, so that nobody writes over another's
    sequence     counts what calendars have to know of
    changed_at   ... and when that was last so
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(max_length=160)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True, default="")
    link = models.CharField(max_length=500, blank=True, default="")
    shown_to = models.CharField(max_length=8)
    cancelled_on = models.DateField(null=True)
    edition = models.PositiveIntegerField(default=1)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["space", "ends_at"], name="meetings_of_a_space"),
            models.Index(fields=["ends_at"], name="meetings_that_are_over"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(shown_to__in=VISIBLE), name="a_meeting_is_seen_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.space.address, self.public_id])


class AgendaItem(models.Model):
    """What is talked about, in its order."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    minutes = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=600, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="an_item_has_its_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Decision(models.Model):
    """What was decided, in its order. Who said it stands nowhere."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=600)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="a_decision_has_its_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class Turn(models.TextChoices):
    """The roles of a meeting, which go round."""

    HOST = "host"
    NOTES = "notes"
    TIME = "time"
    VOICES = "voices"


class TakesTurns(models.Model):
    """That somebody offers to take a role in meetings of a space, when it is their turn."""

    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="+")
    who = models.CharField(max_length=LETTERS)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "who"], name="somebody_offers_turns_once")
        ]

    def __str__(self) -> str:
        return "takes turns"


class Taken(models.Model):
    """That somebody took a role in a meeting, by their own act."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="taken")
    role = models.CharField(max_length=8, choices=Turn)
    who = models.CharField(max_length=LETTERS)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "role"], name="a_role_is_taken_once"),
            models.CheckConstraint(
                condition=Q(role__in=Turn.values), name="a_role_of_a_meeting_is_one_of_ours"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.role


class PassedOn(models.Model):
    """That somebody would rather take no role this time; gone when the meeting is over."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="passed_on")
    who = models.CharField(max_length=LETTERS)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "who"], name="somebody_passes_on_once")
        ]

    def __str__(self) -> str:
        return "passed on"


class Coming(models.TextChoices):
    """Whether somebody comes."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Rsvp(models.Model):
    """Whether somebody comes, for those who look after the space; gone when it is over.

    needs  what they need to come, enciphered: see `needs`. Empty where they said nothing
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rsvps")
    who = models.CharField(max_length=LETTERS)
    says = models.CharField(max_length=8, choices=Coming)
    needs = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "who"], name="somebody_answers_once"),
            models.CheckConstraint(
                condition=Q(says__in=Coming.values), name="an_answer_is_one_of_ours"
            ),
        ]

    def __str__(self) -> str:
        return self.says


class Became(models.TextChoices):
    """What became of something that somebody took on."""

    DONE = "done"
    CHANGED = "changed"
    DROPPED = "dropped"


class Undertaking(models.Model):
    """Something that is to be done after a meeting.

    who        whoever took it, by their own act; empty as long as nobody did
    due_on     the day by which, as whoever took it said
    became     empty as long as it is open; whoever took it says what it became, and nobody else
    structure  what changed: "kind:public id", of `meeting.structures`
    changed    ... and what is so now, in a sentence
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="undertakings")
    text = models.CharField(max_length=300)
    who = models.CharField(max_length=LETTERS, blank=True, default="")
    due_on = models.DateField(null=True)
    became = models.CharField(max_length=8, choices=Became, blank=True, default="")
    closed_on = models.DateField(null=True)
    structure = models.CharField(max_length=40, blank=True, default="")
    changed = models.CharField(max_length=300, blank=True, default="")
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(became__in=["", *Became.values]),
                name="an_undertaking_became_one_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(became="", closed_on=None) | (~Q(became="") & ~Q(closed_on=None)),
                name="an_undertaking_closes_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(became="changed") & ~Q(structure="") & ~Q(changed="")
                | ~Q(became="changed") & Q(structure="", changed=""),
                name="a_change_names_its_structure",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
