"""What was to be told, what each person chose, what each was told, and the mails about it.

Nothing here holds any content: a topic, public ids, times. Words are made when somebody reads them.
"""

from __future__ import annotations

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from tiebeam.web.delivery.topics import How
from tiebeam.web.ids import public_id

HOW: Final = [(each.value, each.value) for each in How]


class Telling(models.Model):
    """That something happened of which people may want to know.

    about                  the public id of what it is about
    audience, audience_of  who may be told; found when it is decided
    queued_at, decided_at  when the job was asked for, and when it knew whom to tell
    subjects               of what reaches everybody: codes of subjects.toml, of which people may
                           want quiet
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    topic = models.CharField(max_length=80)
    about = models.CharField(max_length=40)
    audience = models.CharField(max_length=80)
    audience_of = models.CharField(max_length=40, blank=True, default="")
    subjects = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["made_at"], condition=Q(queued_at=None), name="still_to_be_told")
        ]

    def __str__(self) -> str:
        return self.public_id


class Choice(models.Model):
    """How somebody wants to be told of a topic; without one, the topic's default holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=80)
    how = models.CharField(max_length=6, choices=HOW)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "topic"], name="a_topic_is_chosen_once"),
            models.CheckConstraint(
                condition=Q(how__in=[each.value for each in How]), name="a_choice_is_one_of_ours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.how}"


class Letter(models.Model):
    """One mail to one person: of one notice, or of those of a day or a week.

    key    makes twice the same mail one row
    state  `begun` is noted before the mail server is asked, and `sent` after it has answered; what
           is left at `begun` may have gone out, so it is never sent again
    stop   the fingerprint of the link that ends such mails
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        BEGUN = "begun"
        SENT = "sent"
        REFUSED = "refused"
        UNWANTED = "unwanted"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80, unique=True)
    how = models.CharField(max_length=6, choices=HOW)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    stop = models.CharField(max_length=64, unique=True, null=True)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "made_at"], name="letters_by_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(how__in=["mail", "daily", "weekly"]), name="a_letter_goes_by_mail"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "begun", "sent", "refused", "unwanted"]),
                name="a_letter_is_in_a_state_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "unwanted"])
                | Q(begun_at__isnull=False, stop__isnull=False),
                name="what_went_out_says_when_and_how_to_stop_it",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Notice(models.Model):
    """That somebody was told. There is one of a telling and a person, whatever is repeated.

    how     as they had chosen when it was decided
    letter  the mail that it went into, if any
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    telling = models.ForeignKey(Telling, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=6, choices=HOW)
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, related_name="notices")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-made_at"], name="notices_of_whom")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["telling", "person"], name="nobody_is_told_twice"),
            models.CheckConstraint(
                condition=Q(how__in=["here", "mail", "daily", "weekly"]),
                name="who_wants_no_notice_has_none",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Quiet(models.Model):
    """What somebody wants quiet. Everybody has one, whatever they want, and all have one length.

    sealed  subjects, for the job that tells people alone
    held    the tellings that were kept from them, for their own pages
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    sealed = models.BinaryField()
    held = models.BinaryField()

    class Meta:
        verbose_name_plural = "quiet"

    def __str__(self) -> str:
        return "quiet"


class Times(models.Model):
    """When mails may reach somebody: from one hour to another, by their own clock.

    zone  a name of the time zone database
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    zone = models.CharField(max_length=60)
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "times"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(first__lt=24) & Q(last__lte=24) & ~Q(first=models.F("last")),
                name="mails_have_an_hour_at_least",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}, {self.zone}"


class Message(models.Model):
    """What somebody says to everybody here.

    by        named: whoever speaks to everybody says who they are
    subjects  codes of subjects.toml
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=5000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    subjects = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    once = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.public_id
