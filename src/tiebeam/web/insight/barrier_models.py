"""A barrier, what shows it, and what became of it. No row of these knows a person.

Who did what stands in the audit trail, and nowhere else.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tiebeam.web.ids import public_id
from tiebeam.web.insight.reading.spoken import spoken


class Barrier(models.Model):
    """A place where a structure hinders people, or the question whether one does.

    title        a sentence
    units, sites, grades, processes  where; empty: everywhere
    policy       the structure that does it, where somebody said so
    clause       the sentence of it, and `version` the public id of the version it stands in
    whom         whom it hinders, in words
    since        the first day of the earliest release or version that shows it
    state        as of the last change; what pages say is worked out from what shows it now, see
                 `weighing.standing`
    merged_into  the barrier with which it was joined; never one that was joined itself
    opened_on    the day alone
    edition      counts its changes, so that nobody writes over another's
    once         sent with the form: sent twice, it is one
    """

    class State(models.TextChoices):
        QUESTION = "question", _("A question")
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    title = models.CharField(max_length=300)
    units = models.JSONField(default=list)
    sites = models.JSONField(default=list)
    grades = models.JSONField(default=list)
    processes = models.JSONField(default=list)
    policy = models.ForeignKey(
        "organisation.Policy", on_delete=models.PROTECT, null=True, related_name="+"
    )
    clause = models.TextField(default="")
    version = models.CharField(max_length=12, default="")
    whom = models.CharField(max_length=300, default="")
    since = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUESTION)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="joined"
    )
    opened_on = models.DateField()
    edition = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["question", "open", "answered", "closed"]),
                name="a_barrier_is_in_a_state_of_ours",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="a_barrier_has_a_title"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="a_barrier_is_not_joined_with_itself",
            ),
            models.CheckConstraint(
                condition=Q(clause="") | Q(policy__isnull=False),
                name="a_clause_of_a_barrier_is_of_a_structure",
            ),
        ]  # fmt: skip

    @property
    def clause_words(self) -> str:
        """The clause as it is read aloud."""
        return spoken(self.clause)

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("barrier", args=[self.public_id])

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class Evidence(models.Model):
    """One thing that shows a barrier, as it was shown on the day it was added.

    address     of a figure, its place under /see/; of a finding, its public id; of what was raised
                elsewhere, what that room calls it
    said        the sentence as it was shown
    mark        hash of the release; or the rule, with its version
    release, speaks_of  of a figure: the number and the day of that release
    numbers     tells whether the figure's numbers are still the same
    strength    as of that day
    policy      the structure of whose text a finding is: only who may read that may read this
    since_from, since_to  the earliest window or day that shows it
    """

    class Kind(models.TextChoices):
        FIGURE = "figure", _("A released figure")
        FINDING = "finding", _("A finding in a text")
        RAISED = "raised", _("Raised elsewhere")

    class Strength(models.TextChoices):
        CLEAR = "clear", _("Stands clear of chance")
        CHANCE = "chance", _("Chance may explain it")
        UNSAID = "unsaid", _("Not set against chance")
        TWO = "two", _("Confirmed by two people")
        ONE = "one", _("Confirmed by one person")
        WAITING = "waiting", _("Nobody has looked at it yet")
        DISPUTED = "disputed", _("Two people disagree on it")
        DISMISSED = "dismissed", _("Dismissed")
        RAISED = "raised", _("Raised; no figure or text shows it yet")

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=300)
    said = models.TextField()
    mark = models.CharField(max_length=80, default="")
    release = models.PositiveIntegerField(null=True)
    speaks_of = models.DateField(null=True)
    numbers = models.CharField(max_length=16, default="")
    strength = models.CharField(max_length=10, choices=Strength)
    policy = models.ForeignKey(
        "organisation.Policy", on_delete=models.PROTECT, null=True, related_name="+"
    )
    since_from = models.DateField(null=True)
    since_to = models.DateField(null=True)
    at = models.DateField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["barrier", "kind", "address"], name="one_thing_shows_a_barrier_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["figure", "finding", "raised"]),
                name="what_shows_a_barrier_is_of_a_kind_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(strength__in=["clear", "chance", "unsaid", "two", "one", "waiting",
                                          "disputed", "dismissed", "raised"]),
                name="what_shows_a_barrier_is_so_strong",
            ),
            models.CheckConstraint(
                condition=~Q(kind="figure") | (Q(release__isnull=False) & ~Q(mark="")),
                name="a_figure_that_shows_a_barrier_is_of_a_release",
            ),
            models.CheckConstraint(
                condition=(Q(since_from=None) & Q(since_to=None))
                | Q(since_from__lte=F("since_to")),
                name="since_when_is_a_window",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind}: {self.address}"


class Moment(models.Model):
    """Something that became of a barrier, on a day.

    words    what somebody wrote to it, such as why it was closed; or what stood there before
    other    the barrier that was joined with it, or it with
    """

    class What(models.TextChoices):
        OPENED = "opened", _("Opened")
        SHOWN = "shown", _("Evidence was added")
        CORRECTED = "corrected", _("Corrected")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Opened again")
        ANSWERED = "answered", _("Answered")
        JOINED = "joined", _("Joined with another")
        TOOK_IN = "took in", _("Another was joined with it")

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="moments")
    what = models.CharField(max_length=10, choices=What)
    words = models.TextField(default="")
    other = models.ForeignKey(Barrier, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(what__in=["opened", "shown", "corrected", "closed", "reopened",
                                      "answered", "joined", "took in"]),
                name="what_became_of_a_barrier_is_one_of_ours",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.what} on {self.on}"
