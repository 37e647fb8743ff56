"""An entry of the trail, the end of the chain, and what was done on a day by nobody in particular.

No entry holds any content: an act, two public ids, a time.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django.db import models


class Entry(models.Model):
    """One thing that was done. Its hash vouches for it and for all before it.

    by, about  public ids; empty where nobody is named
    times      how often; more than once only of what names nobody
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    act = models.CharField(max_length=80)
    by = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["by"], name="trail_by_whom"),
            models.Index(fields=["about"], name="trail_about_what"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"

    def worked_out(self) -> str:
        """The hash that it has to have."""
        said: list[Any] = [
            self.number, self.act, self.by, self.about, self.at.isoformat(), self.times,
            self.previous,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


class End(models.Model):
    """How long the chain is, so that entries can't be cut off unseen. There is one row."""

    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.number)


class Tally(models.Model):
    """How often something was done on a day that is not over. It names nobody."""

    day = models.DateField()
    act = models.CharField(max_length=80)
    times = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "act"], name="a_day_has_one_tally_of_an_act")
        ]

    def __str__(self) -> str:
        return f"{self.act} on {self.day}"
