"""A release as the ledger has it, and what people wish for in the next one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tiebeam.web.ids import public_id


class Release(models.Model):
    """One release. The ledger is the truth, and this is a copy of it for pages.

    at            the day it speaks of
    hash          vouches for it and for all before it; `previous` is that of the one before
    content       the entry of the ledger, exactly
    published_by  public id of who published it; empty where whoever runs this did
    """

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateField()
    hash = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="releases_count_from_one"),
            models.CheckConstraint(condition=~Q(hash=""), name="a_release_has_a_hash"),
        ]

    def __str__(self) -> str:
        return f"Release {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("release", args=[self.number])

    @property
    def public_id(self) -> str:
        """What the audit trail calls it."""
        return f"release-{self.number}"


class Wish(models.Model):
    """A figure that people would like to see in the next release; each word is one of ours.

    within  a directory field; empty for everybody together
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    measure = models.CharField(max_length=60)
    attribute = models.CharField(max_length=120)
    within = models.CharField(max_length=120, blank=True)
    year = models.PositiveSmallIntegerField()
    first_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "attribute", "within", "year"], name="a_wish_is_there_once"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Voice(models.Model):
    """That somebody wishes for it too, so that nobody is counted twice. No page names them."""

    wish = models.ForeignKey(Wish, on_delete=models.CASCADE, related_name="voices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wish", "user"], name="who_wishes_twice_wishes_once"),
        ]

    def __str__(self) -> str:
        return str(self.wish)


# Rooms within this one keep their own; Django looks for them here.
from tiebeam.web.insight.barrier_models import Barrier, Evidence, Moment  # noqa: E402
from tiebeam.web.insight.reading.models import Allowed, Finding, Read, Verdict  # noqa: E402

__all__ = ["Allowed", "Barrier", "Evidence", "Finding", "Moment", "Read", "Release", "Verdict",
           "Voice", "Wish"]  # fmt: skip
