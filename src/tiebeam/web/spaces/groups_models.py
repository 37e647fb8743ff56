"""What a group stands on: asks, its sponsor, its charter, its offices and its budget.

People stand here by the words of `who`, with days and no times. Nothing says what somebody is.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tiebeam.web.ids import public_id
from tiebeam.web.spaces.who import LETTERS

# --- asks -----------------------------------------------------------------------------------------


class Ask(models.Model):
    """Something that a group asks of a leader. Who in the group wrote it stands nowhere.

    named      whether it says from which group it is: a hidden one does not exist for others
    leader     who is asked; empty once they have no account
    structure  the public id of the structure that it is about; empty where it is about none
    due_on     the day on which an answer is due
    worded_on  the day on which it came to say what it says
    taken_back_on  of one that was answered: the day on which the group took it back. One without
               an answer goes
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="asks")
    named = models.BooleanField()
    leader = models.CharField(max_length=LETTERS, blank=True, default="")
    title = models.CharField(max_length=160)
    says = models.TextField(max_length=4000)
    structure = models.CharField(max_length=12, blank=True, default="")
    sent_on = models.DateField()
    worded_on = models.DateField()
    due_on = models.DateField()
    taken_back_on = models.DateField(null=True)
    edition = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["leader"], name="asks_of_a_leader")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("sent_on")), name="an_ask_is_due_after_it_was_sent"
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("group-ask", args=[self.public_id])


class AskBefore(models.Model):
    """What an ask said before it was changed."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="before")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    says = models.TextField(max_length=4000)
    structure = models.CharField(max_length=12, blank=True, default="")
    leader = models.CharField(max_length=LETTERS, blank=True, default="")
    due_on = models.DateField()
    worded_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ask", "number"], name="an_earlier_ask_has_its_number")
        ]

    def __str__(self) -> str:
        return f"{self.ask}, {self.number}"


class Answer(models.Model):
    """What a leader answered. Another answer stands below it, and takes nothing away.

    follows, follows_by  what is done, and by which day
    """

    class Kind(models.TextChoices):
        YES = "yes"
        NO = "no"
        PARTLY = "partly"

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    says = models.TextField(max_length=4000)
    follows = models.CharField(max_length=300, blank=True, default="")
    follows_by = models.DateField(null=True)
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ask", "number"], name="an_answer_has_its_number"),
            models.CheckConstraint(
                condition=Q(kind__in=["yes", "no", "partly"]), name="an_answer_is_one_of_ours"
            ),
            models.CheckConstraint(
                condition=Q(follows="", follows_by=None)
                | (~Q(follows="") & Q(follows_by__isnull=False)),
                name="what_follows_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask}: {self.kind}"


# --- the executive sponsor ------------------------------------------------------------------------


class Sponsor(models.Model):
    """The office of a leader who stands up for a group, and who holds it.

    who  empty while it is open, or once they have no account
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="sponsors")
    who = models.CharField(max_length=LETTERS, blank=True, default="", db_index=True)
    opened_on = models.DateField()
    taken_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["space"], condition=Q(ended_on=None),
                name="a_group_has_one_sponsor_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(taken_on__isnull=False) | Q(who="", ended_on=None),
                name="a_sponsor_took_the_office_on_a_day",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id


class Duty(models.Model):
    """Something that a sponsor does.

    code    of sponsor_duties.toml, which has its words where `says` has none
    due_on  when it is due next; None until somebody holds the office
    """

    class Rhythm(models.TextChoices):
        ONCE = "once"
        MONTH = "month"
        QUARTER = "quarter"
        YEAR = "year"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="duties")
    code = models.CharField(max_length=20, blank=True, default="")
    says = models.CharField(max_length=200, blank=True, default="")
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    due_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    edition = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rhythm__in=["once", "month", "quarter", "year"]),
                name="a_duty_has_a_rhythm_of_ours",
            ),
            models.CheckConstraint(
                condition=~Q(code="") | ~Q(says=""), name="a_duty_says_what_it_is"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class DutySaid(models.Model):
    """What a group says of a duty when it was due, with the sponsor's own line beside it."""

    class Kind(models.TextChoices):
        KEPT = "kept"
        NOT_KEPT = "not kept"
        MOVED = "moved"

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="said")
    number = models.PositiveIntegerField()
    due_on = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind)
    moved_to = models.DateField(null=True)
    says = models.CharField(max_length=300, blank=True, default="")
    sponsor_says = models.CharField(max_length=300, blank=True, default="")
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["duty", "number"], name="what_is_said_has_its_number"),
            models.CheckConstraint(
                condition=Q(kind__in=["kept", "not kept"], moved_to=None)
                | Q(kind="moved", moved_to__isnull=False),
                name="what_is_moved_and_nothing_else_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty}: {self.kind}"


# --- charter and offices --------------------------------------------------------------------------


class Charter(models.Model):
    """What a group is for and how it decides, in one version.

    shown_to  what the space was when it was written: one that opens up later does not open it
    """

    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="charters")
    number = models.PositiveIntegerField()
    purpose = models.TextField(max_length=1000)
    does = models.TextField(max_length=2000)
    does_not = models.TextField(max_length=2000)
    decides = models.TextField(max_length=2000)
    on = models.DateField()
    shown_to = models.CharField(max_length=8)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "number"], name="a_charter_has_its_number"),
            models.CheckConstraint(
                condition=Q(shown_to__in=["open", "members", "hidden"]),
                name="a_charter_is_read_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"charter {self.number}"


class Office(models.Model):
    """Something that a member does for a group, for a term. Whoever leaves has no row of it.

    who         empty where nobody holds it
    term_until  the last day of the term
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="offices")
    title = models.CharField(max_length=120)
    does = models.CharField(max_length=600, blank=True, default="")
    who = models.CharField(max_length=LETTERS, blank=True, default="", db_index=True)
    since = models.DateField(null=True)
    term_until = models.DateField(null=True)
    opened_on = models.DateField()
    edition = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(who="", since=None, term_until=None)
                | (~Q(who="") & Q(since__isnull=False, term_until__isnull=False)),
                name="whoever_holds_an_office_has_a_term",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class OfficeOffer(models.Model):
    """That a member offers to hold an office next, until a day."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="offers")
    who = models.CharField(max_length=LETTERS, db_index=True)
    term_until = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "who"], name="an_office_is_offered_once")
        ]

    def __str__(self) -> str:
        return self.public_id


# --- budget and spend -----------------------------------------------------------------------------


class Money(models.Model):
    """An amount that a group was granted for a year, or that it spent on a day.

    year      of what was granted: for which it is; of what was spent: that of its day
    words     who granted it, or what for it was spent
    receipt   what the receipt is called where it is kept
    corrects  the row in the place of which this one stands; that one stays to be read
    amount    more than none, but for a correction that strikes a row out
    """

    class Kind(models.TextChoices):
        GRANTED = "granted"
        SPENT = "spent"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="money")
    kind = models.CharField(max_length=8, choices=Kind)
    year = models.PositiveIntegerField()
    on = models.DateField()
    amount = models.DecimalField(max_digits=15, decimal_places=4)
    currency = models.CharField(max_length=3)
    words = models.CharField(max_length=200)
    receipt = models.CharField(max_length=80, blank=True, default="")
    corrects = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, related_name="corrected"
    )
    written_on = models.DateField()
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "money"
        indexes: ClassVar = [models.Index(fields=["space", "-on"], name="money_of_a_group")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(amount=0, corrects__isnull=False),
                name="an_amount_is_more_than_none",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["granted", "spent"]), name="money_is_granted_or_spent"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
