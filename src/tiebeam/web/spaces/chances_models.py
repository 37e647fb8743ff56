"""What the organisation has to offer that makes somebody rise, and what became of it.

Who wants it has no place here: whoever does turns to the place that is named.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tiebeam.web.ids import public_id
from tiebeam.web.spaces.who import LETTERS

KINDS = ("seat", "project", "stretch", "stage", "programme", "other")


class Chance(models.Model):
    """One of them, open to all.

    gives     time, pay, and who does one's work meanwhile
    decides   who decides, and `criteria` by what: said before anybody asks for it
    turn_to   a page, a role or an address
    until     the last day on which one says that one wants it
    by        who posted it; shown nowhere
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=160)
    says = models.TextField(max_length=4000)
    gives = models.TextField(max_length=1000)
    decides = models.CharField(max_length=200)
    criteria = models.TextField(max_length=2000)
    turn_to = models.CharField(max_length=300)
    until = models.DateField()
    by = models.CharField(max_length=LETTERS, blank=True, default="", db_index=True)
    posted_on = models.DateField()
    worded_on = models.DateField()
    taken_back_on = models.DateField(null=True)
    because = models.CharField(max_length=300, blank=True, default="")
    edition = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["until"], name="chances_by_their_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="a_chance_is_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(criteria=""), name="a_chance_says_beforehand_what_counts"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_on=None, because="")
                | (Q(taken_back_on__isnull=False) & ~Q(because="")),
                name="a_chance_is_taken_back_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("chance", args=[self.public_id])


class ChanceBefore(models.Model):
    """What a chance said before it was changed."""

    chance = models.ForeignKey(Chance, on_delete=models.CASCADE, related_name="before")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=160)
    says = models.TextField(max_length=4000)
    gives = models.TextField(max_length=1000)
    decides = models.CharField(max_length=200)
    criteria = models.TextField(max_length=2000)
    turn_to = models.CharField(max_length=300)
    until = models.DateField()
    worded_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["chance", "number"], name="an_earlier_chance_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.chance}, {self.number}"


class ChanceBecame(models.Model):
    """What became of a chance after its day; a later line stands below, and takes nothing away."""

    class Kind(models.TextChoices):
        OPEN = "open"
        NOT_OPEN = "not open"
        NOBODY = "nobody"

    chance = models.ForeignKey(Chance, on_delete=models.CASCADE, related_name="became")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    says = models.CharField(max_length=200)
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["chance", "number"], name="what_became_of_a_chance_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["open", "not open", "nobody"]),
                name="a_chance_became_one_of_ours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chance}: {self.kind}"


class ChancePassedOn(models.Model):
    """That a group has a chance on its own page."""

    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="chances")
    chance = models.ForeignKey(Chance, on_delete=models.CASCADE, related_name="passed_on")
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["space", "chance"], name="a_group_passes_a_chance_on_once"
            )
        ]

    def __str__(self) -> str:
        return "passed on"
