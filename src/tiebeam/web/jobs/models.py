"""A job: what was asked, who holds it, how far it has come, and how it ended."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tiebeam.web.ids import public_id
from tiebeam.web.jobs.registry import LONGEST_WORDS


class Job(models.Model):
    """Something that runs in the background. It holds ids, counts and message ids, no values.

    key            makes asking twice one job
    task           its place in the queue; this row is the truth, and the queue follows it
    step           name of the last step that is finished, empty before the first
    tries          how often it was taken since a step was finished last
    lease_token    who holds it; only with it may anything be written
    lease_until    after this, whoever held it is taken for dead
    result         ids and counts that its steps wrote
    problem        a short code, where it failed, and `remedy` says what helps
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.WAITING, State.RUNNING)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    given = models.JSONField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    task = models.ForeignKey(
        "django_tasks_database.DBTaskResult",
        on_delete=models.SET_NULL, null=True, related_name="jobs",
    )  # fmt: skip
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    step = models.CharField(max_length=40, default="")
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_all = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=LONGEST_WORDS, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    lease_token = models.CharField(max_length=32, default="")
    lease_until = models.DateTimeField(null=True)
    asked_to_stop = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    problem = models.CharField(max_length=40, default="")
    remedy = models.CharField(max_length=LONGEST_WORDS, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "lease_until"], name="jobs_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], name="asked_twice_is_one_job"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "cancelled"]),
                name="a_job_is_in_a_state_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False) & ~Q(lease_token="")
                | ~Q(state="running") & Q(lease_until__isnull=True, lease_token=""),
                name="who_runs_a_job_holds_its_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], ended_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False),
                name="what_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(problem="") & ~Q(remedy="")
                | ~Q(state="failed") & Q(problem="", remedy=""),
                name="what_failed_says_why_and_what_helps",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
