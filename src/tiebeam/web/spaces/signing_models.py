"""The sentence with which a leader opens an ally space to whoever wants to begin."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiebeam.web.spaces.who import LETTERS


class Signed(models.Model):
    """That a leader signed it, and what they add in their own words; named to all who know of the
    space, for whoever holds power says what it is used for.

    shown_to  what the space was then: one that opens up later does not show it to more
    """

    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="signed")
    who = models.CharField(max_length=LETTERS)
    says = models.CharField(max_length=300, blank=True, default="")
    on = models.DateField()
    shown_to = models.CharField(max_length=8)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "who"], name="a_leader_signs_a_space_once")
        ]

    def __str__(self) -> str:
        return f"signed on {self.on}"
