"""A redesign, what was written down before it began, and what became of it.

Objections know no person. Who did what else stands in the audit trail, and on no page.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tiebeam.web.ids import public_id

SOMEBODY: Final = settings.AUTH_USER_MODEL
_DECIDED: Final = ["decided", "in force", "to be judged", "judged"]
_BEGUN: Final = ["in force", "to be judged", "judged"]


class Redesign(models.Model):
    """Another text of a rule, or the end of a practice, as an answer to barriers.

    title           a sentence
    policy          the structure that it changes, where one is known
    version         public id of the version in which the old text stands, from `start` on
    old_text        exactly what stands there; empty where no text is changed
    new_text        what stands there from then on; empty: the old text goes
    stops           what is no longer done
    decided_before, decides_now, gets_there  who decides, as roles; and how one gets to be that
    owner           whoever is to decide, and to put it in force
    passes_to       to whom the decision passes after two dates that were missed
    decide_by, in_force_by  as promised; `due` is the date that counts now, and
                    `reminded_of` the one of which whoever decides was told
    reads_before, reads_after  what the clause says, as machines read it
    looked_at       the newest version in which the new text was looked for; `found_in` where it is
    edition         counts its changes, so that nobody writes over another's
    once            sent with the form: sent twice, it is one
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        PROPOSED = "proposed", _("Proposed")
        DECIDED = "decided", _("Decided")
        IN_FORCE = "in force", _("In force")
        TO_JUDGE = "to be judged", _("To be judged")
        JUDGED = "judged", _("Judged")
        DROPPED = "dropped", _("Dropped")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    policy = models.ForeignKey(
        "organisation.Policy", on_delete=models.PROTECT, null=True, related_name="+"
    )
    version = models.CharField(max_length=12, default="")
    start = models.PositiveIntegerField(default=0)
    old_text = models.TextField(default="")
    new_text = models.TextField(default="")
    stops = models.CharField(max_length=300, default="")
    decided_before = models.CharField(max_length=200, default="")
    decides_now = models.CharField(max_length=200, default="")
    gets_there = models.CharField(max_length=300, default="")
    owner = models.ForeignKey(SOMEBODY, on_delete=models.SET_NULL, null=True, related_name="+")
    passes_to = models.ForeignKey(SOMEBODY, on_delete=models.SET_NULL, null=True, related_name="+")
    cost = models.CharField(max_length=300, default="")
    decide_by = models.DateField(null=True)
    in_force_by = models.DateField(null=True)
    due = models.DateField(null=True)
    reminded_of = models.DateField(null=True)
    reads_before = models.JSONField(default=dict)
    reads_after = models.JSONField(default=dict)
    looked_at = models.CharField(max_length=12, default="")
    found_in = models.CharField(max_length=12, default="")
    opened_on = models.DateField()
    proposed_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    passed_on = models.DateField(null=True)
    in_force_on = models.DateField(null=True)
    edition = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed", *_DECIDED, "dropped"]),
                name="a_redesign_is_in_a_state_of_ours",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="a_redesign_has_a_title"),
            models.CheckConstraint(
                condition=Q(old_text="") | (Q(policy__isnull=False) & ~Q(version="")),
                name="a_clause_that_is_changed_stands_in_a_version",
            ),
            models.CheckConstraint(
                condition=Q(new_text="") | ~Q(old_text=""), name="a_new_text_has_an_old_one"
            ),
            models.CheckConstraint(
                condition=Q(decide_by=None) | Q(in_force_by=None)
                | Q(decide_by__lte=F("in_force_by")),
                name="a_redesign_is_decided_before_it_is_in_force",
            ),
            models.CheckConstraint(
                condition=Q(passes_to=None) | Q(owner=None) | ~Q(passes_to=F("owner")),
                name="a_decision_passes_to_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"])
                | (Q(proposed_on__isnull=False) & Q(decide_by__isnull=False)
                   & Q(in_force_by__isnull=False)),
                name="a_proposed_redesign_has_dates",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_DECIDED) | Q(decided_on__isnull=False),
                name="a_decided_redesign_was_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_BEGUN) | Q(in_force_on__isnull=False),
                name="a_redesign_in_force_is_so_since_a_day",
            ),
            models.CheckConstraint(
                condition=Q(due=None) | Q(state__in=["proposed", "decided"]),
                name="what_is_due_is_a_decision_or_its_text",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("redesign", args=[self.public_id])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def changes_text(self) -> bool:
        return bool(self.old_text)

    @property
    def answers_for_it(self) -> Any:
        """Who has to decide now: whom it passed to, or its owner."""
        return self.passes_to if self.passed_on else self.owner


class Answers(models.Model):
    """A redesign answers a barrier."""

    redesign = models.ForeignKey(Redesign, on_delete=models.CASCADE, related_name="answers")
    barrier = models.ForeignKey("insight.Barrier", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["redesign", "barrier"], name="a_redesign_answers_a_barrier_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.redesign_id}: {self.barrier_id}"


class Written(models.Model):
    """How it will be judged, written down before it starts.

    number      the first is 1; a later one says why, in `reason`
    metric      a measure of the catalogue, or `clause:<check>.<parameter>`
    where       the slice: `figure` is the address of a released one; or units, sites, grades,
                processes
    direction   which way it is to go; `size` by how much, or `aim` what it is to say
    judged_on   None where it is judged as soon as it is in force
    detectable  the smallest effect that so many people could show, as a released figure says it;
                empty: not known from what is shown
    before      the hash of the one before; empty for the first
    hash        over all of it; empty as long as it may be changed
    """

    class Direction(models.TextChoices):
        UP = "up", _("goes up")
        DOWN = "down", _("goes down")
        BECOMES = "becomes", _("becomes")

    redesign = models.ForeignKey(Redesign, on_delete=models.CASCADE, related_name="written")
    number = models.PositiveIntegerField()
    metric = models.CharField(max_length=120)
    where = models.JSONField(default=dict)
    direction = models.CharField(max_length=8, choices=Direction)
    size = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    aim = models.CharField(max_length=120, default="")
    judged_on = models.DateField(null=True)
    detectable = models.CharField(max_length=400, default="")
    reason = models.CharField(max_length=300, default="")
    on = models.DateField()
    before = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["redesign", "number"], name="what_is_written_down_is_numbered"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=["up", "down", "becomes"]),
                name="a_metric_goes_in_a_direction_of_ours",
            ),
            models.CheckConstraint(
                condition=(Q(direction="becomes") & Q(size=None) & ~Q(aim=""))
                | (~Q(direction="becomes") & Q(size__gt=0) & Q(aim="")),
                name="a_metric_has_a_size_or_an_aim",
            ),
            models.CheckConstraint(
                condition=(Q(number=1) & Q(reason="") & Q(before=""))
                | (Q(number__gt=1) & ~Q(reason="") & ~Q(before="") & ~Q(hash="")),
                name="a_later_metric_says_why",
            ),
            models.CheckConstraint(
                condition=Q(metric__startswith="clause:") | Q(judged_on__isnull=False),
                name="a_metric_of_people_is_judged_on_a_day",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.redesign_id}: {self.number}"

    @property
    def is_of_clause(self) -> bool:
        return self.metric.startswith("clause:")


class Objection(models.Model):
    """An argument against it. Nobody stands beside it, here or in the audit trail."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    redesign = models.ForeignKey(Redesign, on_delete=models.CASCADE, related_name="objections")
    says = models.TextField()
    on = models.DateField()
    once = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.public_id


class Reply(models.Model):
    """An answer to an objection."""

    objection = models.ForeignKey(Objection, on_delete=models.CASCADE, related_name="replies")
    says = models.TextField()
    on = models.DateField()
    once = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.objection_id}: {self.on}"


class Missed(models.Model):
    """A date that passed without what was due, and the one that took its place."""

    class What(models.TextChoices):
        DECISION = "decision", _("The decision")
        IN_FORCE = "in force", _("The new text in force")

    redesign = models.ForeignKey(Redesign, on_delete=models.CASCADE, related_name="missed")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=What)
    due = models.DateField()
    next_due = models.DateField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["redesign", "number"], name="missed_dates_are_numbered"
            ),
            models.UniqueConstraint(fields=["redesign", "due"], name="a_date_is_missed_once"),
            models.CheckConstraint(
                condition=Q(what__in=["decision", "in force"]),
                name="what_was_missed_is_one_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(next_due__gt=F("due")), name="a_missed_date_has_a_later_one"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.redesign_id}: {self.due}"


class Outcome(models.Model):
    """What a clause said before and says now, for a metric that is read from the text.

    written  what had been written down; a later change judges nothing anew
    """

    redesign = models.OneToOneField(Redesign, on_delete=models.CASCADE, related_name="outcome")
    written = models.ForeignKey(Written, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=120, default="")
    after = models.CharField(max_length=120, default="")
    is_as_written = models.BooleanField()
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.redesign_id}: {self.before} to {self.after}"


class Moment(models.Model):
    """Something that became of a redesign, on a day.

    words  a reason, or what stood there before
    """

    class What(models.TextChoices):
        OPENED = "opened", _("Begun")
        PROPOSED = "proposed", _("Proposed, and how it will be judged was locked")
        REWORDED = "reworded", _("The new text was changed")
        MEASURED = "measured", _("How it will be judged was changed")
        DECIDED = "decided", _("Decided")
        MISSED = "missed", _("A date was missed")
        PASSED = "passed", _("The decision passed on")
        IN_FORCE = "in force", _("In force")
        NOT_FOUND = "not found", _("A newer version does not hold the new text")
        TO_JUDGE = "to judge", _("The day of judging has come")
        JUDGED = "judged", _("Judged")
        DROPPED = "dropped", _("Dropped")

    redesign = models.ForeignKey(Redesign, on_delete=models.CASCADE, related_name="moments")
    what = models.CharField(max_length=10, choices=What)
    words = models.TextField(default="")
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(what__in=["opened", "proposed", "reworded", "measured", "decided",
                                      "missed", "passed", "in force", "not found", "to judge",
                                      "judged", "dropped"]),
                name="what_became_of_a_redesign_is_one_of_ours",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.what} on {self.on}"
