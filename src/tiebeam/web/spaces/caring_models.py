"""What whoever looks after a space needs: whose week it is, what waits for an answer, and a rest.

Of who looked after which week, nothing is kept once it is over: nobody's work is counted here.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiebeam.web.spaces.who import LETTERS

#: Working days after which a post waits for an answer; 0 for never.
ANSWER_DAYS = (0, 1, 2, 3, 5)
#: Days without a word after which a space is quiet; 0 for never.
QUIET_DAYS = (0, 7, 14, 21, 42)
#: Where nobody has said otherwise.
FIRST_ANSWER_DAYS = 3
FIRST_QUIET_DAYS = 21
FIRST_SPACES = 3
FIRST_CASES = 5
#: Nobody needs to say a higher number.
MOST = 50


class Week(models.Model):
    """That somebody looks after a space in a week, by their own act.

    monday   its first day
    may_go   whether somebody else may take it from them; until then it is theirs
    """

    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="weeks")
    monday = models.DateField(db_index=True)
    who = models.CharField(max_length=LETTERS, db_index=True)
    may_go = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "monday"], name="a_week_is_somebodys_once")
        ]

    def __str__(self) -> str:
        return f"the week of {self.monday}"


class NotThatWeek(models.Model):
    """That somebody would rather not have a week: it is not proposed to them again."""

    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="+")
    monday = models.DateField(db_index=True)
    who = models.CharField(max_length=LETTERS, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["space", "monday", "who"], name="somebody_passes_a_week_once"
            )
        ]

    def __str__(self) -> str:
        return f"not the week of {self.monday}"


class Unanswered(models.Model):
    """A post that nobody has answered. It is here as long as that is so, and no longer.

    since  when it was written
    """

    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="+")
    thread = models.OneToOneField(
        "spaces.Thread", on_delete=models.CASCADE, related_name="unanswered"
    )
    post = models.OneToOneField("spaces.Post", on_delete=models.CASCADE, related_name="unanswered")
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "unanswered"
        indexes: ClassVar = [models.Index(fields=["space", "since"], name="what_waits_in_a_space")]

    def __str__(self) -> str:
        return f"{self.thread} waits"


class Pace(models.Model):
    """How soon a space answers, and when it is quiet, as those who look after it want it.

    rests_until  the first day on which it rests no more
    edition      counts every change, so that nobody writes over another's
    """

    space = models.OneToOneField("spaces.Space", on_delete=models.CASCADE, related_name="pace")
    answer_days = models.PositiveSmallIntegerField(default=FIRST_ANSWER_DAYS)
    quiet_days = models.PositiveSmallIntegerField(default=FIRST_QUIET_DAYS)
    rests_until = models.DateField(null=True)
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer_days__in=ANSWER_DAYS), name="a_space_answers_in_days_of_ours"
            ),
            models.CheckConstraint(
                condition=Q(quiet_days__in=QUIET_DAYS), name="a_space_is_quiet_after_days_of_ours"
            ),
        ]

    def __str__(self) -> str:
        return f"the pace of {self.space}"


class Load(models.Model):
    """How much somebody takes on at once. Nobody else reads it.

    spaces   how many they look after
    cases    how many reports they look at
    said_on  the day on which they said so
    """

    who = models.CharField(max_length=LETTERS, unique=True)
    spaces = models.PositiveSmallIntegerField(default=FIRST_SPACES)
    cases = models.PositiveSmallIntegerField(default=FIRST_CASES)
    said_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(spaces__lte=MOST, cases__lte=MOST), name="nobody_takes_on_everything"
            )
        ]

    def __str__(self) -> str:
        return f"{self.spaces} spaces, {self.cases} cases"
