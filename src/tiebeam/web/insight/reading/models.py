"""What was found in documents, and what people say of it. None of it is about a person."""

from __future__ import annotations

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tiebeam.web.ids import public_id
from tiebeam.web.insight.reading.spoken import spoken

VERSION: Final = "organisation.DocumentVersion"


class Read(models.Model):
    """That a version was read, and with what.

    texts  stands for all texts that were read with it; empty where it was read alone
    rules  stands for the rules that read it
    """

    version = models.OneToOneField(VERSION, on_delete=models.CASCADE, related_name="+")
    texts = models.CharField(max_length=64, blank=True)
    rules = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.version_id)


class Finding(models.Model):
    """What one rule says about one place in one version.

    start, end    code points of the text; `quote` is exactly what stands there
    kind          the check, such as discretion
    parameters    what the clause says, as the engine has it
    effect, who   whether it helps or hinders, and whom
    rule          what found it, and in which version of it
    fingerprint   the same wherever the rule finds the same words
    first         the finding of the earlier version of the document in which this stood before;
                  what people say, they say of that one, so it goes on to the next version
    is_there      whether the rules of today still find it; what people said of it is kept
    """

    class Effect(models.TextChoices):
        HELPS = "helps", _("Helps")
        HINDERS = "hinders", _("Hinders")
        MIXED = "mixed", _("Helps some and hinders others")
        CANNOT_TELL = "cannot tell", _("Cannot tell")

    class Severity(models.TextChoices):
        HIGH = "high", _("Weighs much")
        MEDIUM = "medium", _("Weighs something")
        LOW = "low", _("Weighs little")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    version = models.ForeignKey(VERSION, on_delete=models.CASCADE, related_name="findings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    kind = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    effect = models.CharField(max_length=12, choices=Effect)
    who = models.TextField()
    question = models.TextField()
    rule = models.CharField(max_length=80, db_index=True)
    rule_version = models.PositiveIntegerField()
    severity = models.CharField(max_length=8, choices=Severity)
    fingerprint = models.CharField(max_length=64, db_index=True)
    first = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="later")
    is_there = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["version_id", "start", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="a_finding_quotes_words"),
            models.CheckConstraint(
                condition=Q(effect__in=["helps", "hinders", "mixed", "cannot tell"])
                & Q(severity__in=["high", "medium", "low"]),
                name="a_finding_says_what_it_does",
            ),
        ]

    @property
    def words(self) -> str:
        """What stands there, as it is read aloud."""
        return spoken(self.quote)

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("finding", args=[self.public_id])

    @property
    def root(self) -> int:
        """The key of the finding of which people say something."""
        return self.first_id or self.pk


class Verdict(models.Model):
    """What somebody says of a finding. Of each person the last counts, and the earlier stay.

    by  None once they have gone
    """

    class Says(models.TextChoices):
        CONFIRMED = "confirmed", _("It is so")
        DISMISSED = "dismissed", _("It is not so, or it may stay")
        SENT = "sent to the owner", _("Sent to whoever looks after it")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="verdicts")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    says = models.CharField(max_length=20, choices=Says)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    is_last = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["finding", "by"], condition=Q(is_last=True),
                name="of_each_person_one_verdict_counts",
            ),
            models.CheckConstraint(
                condition=Q(says__in=["confirmed", "dismissed", "sent to the owner"]),
                name="a_verdict_says_one_of_three",
            ),
            models.CheckConstraint(
                condition=~Q(says="dismissed") | ~Q(reason=""), name="a_dismissal_has_a_reason"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.says}"


class Allowed(models.Model):
    """Words that may stay where they stand, as far as one rule goes, and until a day.

    finding  the one that was dismissed: the rule is silent there, and nowhere else
    until    the last day on which it holds
    ended    somebody thought better of it before that day
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="allowed")
    rule = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    since = models.DateField()
    until = models.DateField()
    ended = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["until", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="what_is_allowed_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="what_is_allowed_runs_out"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} until {self.until}"
