"""What a space raised. Nobody stands here, and no day: only the Monday on which it is let out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Raised(models.Model):
    """A structure, a place, and what happens there.

    structure  the public id of a structure; empty where nobody knows which does it
    part, place  a place that has enough people, and its kind; empty is everywhere
    what       a code of happenings.toml
    due_on     the first Monday after it was raised
    barrier    the public id of the barrier that it shows, once it was let out
    """

    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="raised")
    structure = models.CharField(max_length=12, blank=True, default="")
    part = models.CharField(max_length=10, blank=True, default="")
    place = models.CharField(max_length=600, blank=True, default="")
    what = models.CharField(max_length=20)
    due_on = models.DateField()
    barrier = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"], condition=models.Q(barrier=""), name="raised_to_let_out"
            )
        ]
        constraints: ClassVar = [
            # Raised by several, or sent twice, it is there once: how often says something of who.
            models.UniqueConstraint(
                fields=["space", "structure", "part", "place", "what", "due_on"],
                name="a_week_raises_one_thing_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.structure or 'no structure'}"
