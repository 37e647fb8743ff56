"""What a group says of a year: what is known of it, and what changed, in its own words.

Who wrote it stands nowhere. What was known when it was put out is kept as it was.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiebeam.web.ids import public_id


class YearReview(models.Model):
    """Of one group and one year; a draft until it is put out.

    changed, did_not, needs  what changed, what did not and why, and what the next year needs
    readers     members, or all who know of the group
    told        what was known on the day on which it was put out; of a draft nothing is kept
    shown_to    what the space was then: one that opens up later does not open it
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="reviews")
    year = models.PositiveIntegerField()
    changed = models.TextField(max_length=4000, blank=True, default="")
    did_not = models.TextField(max_length=4000, blank=True, default="")
    needs = models.TextField(max_length=4000, blank=True, default="")
    readers = models.CharField(max_length=8, default="members")
    told = models.JSONField(default=dict)
    shown_to = models.CharField(max_length=8, blank=True, default="")
    begun_on = models.DateField()
    put_out_on = models.DateField(null=True)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "year"], name="a_group_reviews_a_year_once"),
            models.CheckConstraint(
                condition=Q(readers__in=["members", "all"]), name="a_review_is_read_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(put_out_on=None, shown_to="")
                | Q(put_out_on__isnull=False, shown_to__in=["open", "members", "hidden"]),
                name="a_review_is_put_out_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ReviewCorrection(models.Model):
    """What is to be said of a review after it was put out. It stands below, and changes nothing.

    shown_to  what the space was when it was written: one that opens up later does not open it
    """

    review = models.ForeignKey(YearReview, on_delete=models.CASCADE, related_name="corrections")
    number = models.PositiveIntegerField()
    says = models.TextField(max_length=1000)
    on = models.DateField()
    shown_to = models.CharField(max_length=8)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "number"], name="a_correction_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(shown_to__in=["open", "members", "hidden"]),
                name="a_correction_is_read_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}, {self.number}"
