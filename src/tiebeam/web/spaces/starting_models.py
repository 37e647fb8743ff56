"""The starter kit as a space uses it, and what a resource group says of it.

Nobody stands here: neither who began with it, nor who in a group read it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiebeam.web.ids import public_id


class StarterKit(models.Model):
    """That a space began with the kit, and when something of it is due.

    rhythm     how often a prompt is due
    next       the code of the prompt that comes next; empty where none is left
    due_on     the day on which it is due; None while it is paused, or where none is left
    """

    class Rhythm(models.TextChoices):
        WEEK = "week"
        FORTNIGHT = "fortnight"
        MONTH = "month"

    space = models.OneToOneField("spaces.Space", on_delete=models.CASCADE, related_name="kit")
    begun_on = models.DateField()
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.FORTNIGHT)
    is_paused = models.BooleanField(default=False)
    next = models.CharField(max_length=20, blank=True, default="")
    due_on = models.DateField(null=True, db_index=True)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rhythm__in=["week", "fortnight", "month"]),
                name="a_kit_has_a_rhythm_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | (~Q(next="") & Q(is_paused=False)),
                name="what_is_due_is_a_prompt",
            ),
        ]

    def __str__(self) -> str:
        return f"begun on {self.begun_on}"


class KitPart(models.Model):
    """What a space did with a part of it.

    thread, meeting  what came of it
    used_on    the day on which it was posted or planned
    moved      the highest of them comes next; 0 as long as it was not moved
    """

    kit = models.ForeignKey(StarterKit, on_delete=models.CASCADE, related_name="parts")
    code = models.CharField(max_length=20)
    thread = models.ForeignKey(
        "spaces.Thread", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    meeting = models.ForeignKey(
        "spaces.Meeting", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    used_on = models.DateField(null=True)
    is_skipped = models.BooleanField(default=False)
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kit", "code"], name="a_part_of_a_kit_is_there_once")
        ]

    def __str__(self) -> str:
        return self.code


class KitRead(models.Model):
    """That a space handed its kit to a resource group, and what became of that.

    version    of the kit that it handed over: of another one, nothing holds that was said
    ratified_on  empty as long as the group has not said that it is done, or has taken that back
    is_aside   the group does not go on with it now; the space sees no difference
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.OneToOneField("spaces.Space", on_delete=models.CASCADE, related_name="kit_read")
    group = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="kits_to_read")
    version = models.PositiveIntegerField()
    handed_on = models.DateField()
    ratified_on = models.DateField(null=True)
    is_aside = models.BooleanField(default=False)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(space=models.F("group")), name="another_one_reads_a_kit"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class KitWord(models.Model):
    """What a group says of one part: other words, or that it is left out. Of the rest, nothing.

    text  in Markdown; of an agenda, its points as its form takes them
    why   a line, if the group wants to say one
    """

    class How(models.TextChoices):
        KEPT = "kept"
        CHANGED = "changed"
        LEFT_OUT = "left-out"

    read = models.ForeignKey(KitRead, on_delete=models.CASCADE, related_name="words")
    code = models.CharField(max_length=20)
    how = models.CharField(max_length=8, choices=How)
    title = models.CharField(max_length=160, blank=True, default="")
    text = models.TextField(max_length=10_000, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["read", "code"], name="a_group_says_one_thing_of_it"),
            models.CheckConstraint(
                condition=Q(how="changed") & ~Q(title="") & ~Q(text="")
                | Q(how__in=["kept", "left-out"], title="", text=""),
                name="what_is_changed_has_other_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.how}"
