"""Spaces, their guidelines, who is in them, and what is written there.

People stand in no table here but by the words of `who`, and days stand where a time would say more
than anybody has to know. Nothing about what somebody is has a place here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tiebeam.web.ids import public_id
from tiebeam.web.spaces.who import LETTERS, name_of


class Visibility(models.TextChoices):
    """Who can read what is written from now on."""

    OPEN = "open"
    MEMBERS = "members"
    HIDDEN = "hidden"


class Joining(models.TextChoices):
    """How somebody comes in: always by their own act."""

    OWN = "own"
    ASKING = "asking"
    LINK = "link"


class Roster(models.TextChoices):
    """Who sees who is in it."""

    ALL = "all"
    MEMBERS = "members"
    OWN = "own"
    NOBODY = "nobody"


class Standing(models.TextChoices):
    """How somebody stands to a space."""

    ASKED = "asked"
    MEMBER = "member"
    REFUSED = "refused"
    REMOVED = "removed"


class Spaces(models.QuerySet["Space"]):
    """Spaces, as far as somebody may know of them."""

    def visible_to(self, person: Any, *, mine: Sequence[int] | None = None) -> Spaces:
        """Those that exist for somebody. Every page, search and count goes through here: a hidden
        space is there for its members, and for nobody else whatever they are trusted with.

        mine  the primary keys of the spaces that they are in, where these are known
        """
        if not person.is_authenticated:
            return self.none()
        # Asked beforehand, and not within the query: looking into it for a hidden space, and not
        # for one that is not there, took a fortieth of a millisecond, which can be measured.
        within = own_spaces(person) if mine is None else mine
        return self.filter(~Q(visibility=Visibility.HIDDEN) | Q(pk__in=within))


class Space(models.Model):
    """One of them.

    slug       stands in its address. Two may have the same: a name that is refused would betray a
               hidden space
    roster     who sees who is in it; facilitators are named to whoever knows of the space
    opened_on, closed_on  days
    takes_questions  whether brokers may hand it what people ask
    shows_totals  whether whoever knows of a group reads what it was granted and what is left
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    slug = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=600, blank=True, default="")
    visibility = models.CharField(max_length=8, choices=Visibility)
    joining = models.CharField(max_length=8, choices=Joining)
    roster = models.CharField(max_length=8, choices=Roster)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    edition = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=64, unique=True)
    link = models.CharField(max_length=64, unique=True, null=True)
    takes_questions = models.BooleanField(default=False)
    shows_totals = models.BooleanField(default=False)

    objects = Spaces.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="a_space_is_seen_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(joining__in=Joining.values), name="a_space_is_joined_in_a_way_of_ours"
            ),
            models.CheckConstraint(
                condition=Q(roster__in=Roster.values), name="a_roster_is_seen_by_somebody"
            ),
            # Whoever can ask to come in knows that there is something to ask for.
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.HIDDEN) | Q(joining=Joining.LINK),
                name="a_hidden_space_is_joined_by_its_link",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("space", args=[self.address])

    @property
    def address(self) -> str:
        """What stands for it in addresses: it is no other's, and outlives another name."""
        return f"{self.slug}.{self.public_id}"

    @property
    def is_hidden(self) -> bool:
        return self.visibility == Visibility.HIDDEN


class Guidelines(models.Model):
    """What holds in a space, in one version. Whoever joins agrees to one of them."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="guidelines")
    number = models.PositiveIntegerField()
    made_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "number"], name="a_version_has_its_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Clause(models.Model):
    """One of its lines, so that whoever moderates can cite it."""

    guidelines = models.ForeignKey(Guidelines, on_delete=models.CASCADE, related_name="clauses")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    says = models.CharField(max_length=600, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guidelines", "number"], name="a_clause_has_its_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Membership(models.Model):
    """How somebody stands to a space. Whoever leaves has no row: nothing of it stays.

    agreed  the version of the guidelines that they agreed to
    cites   the clause for which they were refused or removed; never who they are
    since   the day, and nothing closer
    paused_until  the first day on which they may write again
    roster  who saw who is in it when they came: to nobody else are they shown later
    offers  whether they offer to look after it
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="memberships")
    who = models.CharField(max_length=LETTERS)
    standing = models.CharField(max_length=8, choices=Standing)
    is_facilitator = models.BooleanField(default=False)
    agreed = models.PositiveIntegerField()
    cites = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    paused_until = models.DateField(null=True)
    roster = models.CharField(max_length=8, choices=Roster)
    offers = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["who", "standing"], name="spaces_of_somebody")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "who"], name="somebody_is_in_it_once"),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="a_standing_is_one_of_ours"
            ),
            models.CheckConstraint(
                condition=Q(is_facilitator=False) | Q(standing=Standing.MEMBER),
                name="a_facilitator_is_a_member",
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=[Standing.REFUSED, Standing.REMOVED])
                | Q(cites__isnull=False),
                name="whoever_is_refused_is_told_the_clause",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class State(models.TextChoices):
    """Whether something is shown; what is not, its author and those who moderate read alone."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    REMOVED = "removed"


class Thread(models.Model):
    """What is talked about.

    shown_to  what the space was when it was begun: a space that opens up later does not open it
    state     that of its first post: with it, its title is hidden or removed
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="threads")
    title = models.CharField(max_length=160)
    by = models.CharField(max_length=LETTERS, blank=True, default="")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    shown_to = models.CharField(max_length=8, choices=Visibility)
    state = models.CharField(max_length=8, choices=State, default=State.SHOWN)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["space", "-last_at"], name="threads_of_a_space")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="a_thread_is_in_a_state_of_ours"
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.space.address, self.public_id])


class Post(models.Model):
    """One thing that somebody wrote.

    answers   the post that it answers, if it is one of those
    shown_to  what the space was when it was written
    once      what its form carried: sent twice, it is there once
    state     hidden or removed by whoever moderates: then its author and they alone read it
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    answers = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=LETTERS, blank=True, default="")
    at = models.DateTimeField()
    shown_to = models.CharField(max_length=8, choices=Visibility)
    once = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.SHOWN)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["thread", "at", "id"], name="posts_in_their_order")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="a_post_is_in_a_state_of_ours",
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Its own address: it leads to the page of its thread on which it stands."""
        thread = self.thread
        return reverse("post", args=[thread.space.address, thread.public_id, self.public_id])


class Wording(models.Model):
    """What a post says, and what it said before somebody changed it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=10_000)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "number"], name="a_wording_has_its_number")
        ]

    def __str__(self) -> str:
        return f"wording {self.number}"


class Report(models.Model):
    """That somebody asks those who look after a space to look at a post.

    clause    the line of the guidelines that it is about
    wording   the number of the one that was reported
    taken_by, taken_at  who is looking at it; after a day it is there for others again
    closed_at  when something was decided
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    wording = models.PositiveIntegerField()
    by = models.CharField(max_length=LETTERS, blank=True, default="")
    says = models.CharField(max_length=600, blank=True, default="")
    at = models.DateTimeField()
    taken_by = models.CharField(max_length=LETTERS, blank=True, default="")
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], condition=Q(closed_at=None), name="reports_to_look_at")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "by"], condition=Q(closed_at=None) & ~Q(by=""),
                name="somebody_reports_a_post_once",
            ),
            models.CheckConstraint(
                condition=Q(taken_by="", taken_at=None)
                | (~Q(taken_by="") & Q(taken_at__isnull=False)),
                name="whoever_looks_at_a_report_began_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id


class Declined(models.Model):
    """That somebody would rather not decide on a report. It does not come to them again."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="declined")
    who = models.CharField(max_length=LETTERS)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "who"], name="somebody_declines_once")
        ]

    def __str__(self) -> str:
        return "declined"


class Spared(models.Model):
    """A line of the guidelines of which somebody wants no reports; no reason is asked."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="spared")
    title = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "title"], name="a_line_is_spared_once")
        ]

    def __str__(self) -> str:
        return self.title


class Ruling(models.Model):
    """What whoever moderates decided on a post. It cites a line of the guidelines.

    report  what it answers
    until   of a pause: the first day on which somebody may write again
    """

    class Kind(models.TextChoices):
        NOTHING = "nothing"
        NOTE = "note"
        EDIT = "edit"
        HIDE = "hide"
        REMOVE = "remove"
        PAUSE = "pause"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="rulings")
    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="ruling")
    kind = models.CharField(max_length=8, choices=Kind)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=600)
    by = models.CharField(max_length=LETTERS, blank=True, default="")
    at = models.DateTimeField()
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["nothing", "note", "edit", "hide", "remove", "pause"]),
                name="a_ruling_is_of_a_kind_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(kind="pause", until__isnull=False) | (~Q(kind="pause") & Q(until=None)),
                name="a_pause_and_nothing_else_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Appeal(models.Model):
    """That somebody asks another person to decide again on what they wrote.

    lifts  whether what was decided holds no more
    by     who answered: never who decided before
    """

    ruling = models.OneToOneField(Ruling, on_delete=models.CASCADE, related_name="appeal")
    says = models.CharField(max_length=600)
    at = models.DateTimeField()
    lifts = models.BooleanField(null=True)
    answer = models.CharField(max_length=600, blank=True, default="")
    by = models.CharField(max_length=LETTERS, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lifts=None, answered_at=None)
                | Q(lifts__isnull=False, answered_at__isnull=False),
                name="an_appeal_is_answered_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"appeal of {self.ruling}"


def spaces_of(person: Any) -> models.QuerySet[Any, Any]:
    """The primary keys of the spaces that somebody is in, as a query that becomes part of ours."""
    mine = Membership.objects.filter(who=name_of(person), standing=Standing.MEMBER)
    return mine.values("space")


def own_spaces(person: Any) -> list[int]:
    """The same, as they are now."""
    return list(spaces_of(person).values_list("space", flat=True))


# Rooms within this one keep their own; Django looks for them here.
from tiebeam.web.spaces.attaching_models import Attachment, Description  # noqa: E402
from tiebeam.web.spaces.bridging_models import Bridge, ToSay  # noqa: E402
from tiebeam.web.spaces.brokering_models import (  # noqa: E402
    Attribution,
    Brief,
    OfficeHours,
    Passed,
    Question,
    SentBack,
)
from tiebeam.web.spaces.caring_models import (  # noqa: E402
    Load,
    NotThatWeek,
    Pace,
    Unanswered,
    Week,
)
from tiebeam.web.spaces.chances_models import (  # noqa: E402
    Chance,
    ChanceBecame,
    ChanceBefore,
    ChancePassedOn,
)
from tiebeam.web.spaces.chapters_models import ChapterOf, Site  # noqa: E402
from tiebeam.web.spaces.emergency_models import EmergencyReading  # noqa: E402
from tiebeam.web.spaces.following_models import Follow  # noqa: E402
from tiebeam.web.spaces.groups_models import (  # noqa: E402
    Answer,
    Ask,
    AskBefore,
    Charter,
    Duty,
    DutySaid,
    Money,
    Office,
    OfficeOffer,
    Sponsor,
)
from tiebeam.web.spaces.hours_models import HandOver, Hours  # noqa: E402
from tiebeam.web.spaces.meeting_models import (  # noqa: E402
    AgendaItem,
    Became,
    Coming,
    Decision,
    Meeting,
    PassedOn,
    Rsvp,
    Taken,
    TakesTurns,
    Turn,
    Undertaking,
)
from tiebeam.web.spaces.raising_models import Raised  # noqa: E402
from tiebeam.web.spaces.receipts_models import Receipt  # noqa: E402
from tiebeam.web.spaces.reviews_models import ReviewCorrection, YearReview  # noqa: E402
from tiebeam.web.spaces.signing_models import Signed  # noqa: E402
from tiebeam.web.spaces.starting_models import (  # noqa: E402
    KitPart,
    KitRead,
    KitWord,
    StarterKit,
)

__all__ = [
    "AgendaItem", "Answer", "Appeal", "Ask", "AskBefore", "Attachment", "Attribution", "Became",
    "Bridge", "Brief", "Chance", "ChanceBecame", "ChanceBefore", "ChancePassedOn", "ChapterOf",
    "Charter", "Clause", "Coming", "Decision", "Declined", "Description", "Duty", "DutySaid",
    "EmergencyReading", "Follow", "Guidelines", "HandOver", "Hours", "Joining", "KitPart",
    "KitRead", "KitWord", "Load", "Meeting", "Membership", "Money", "NotThatWeek", "Office",
    "OfficeHours", "OfficeOffer", "Pace", "Passed", "PassedOn", "Post", "Question", "Raised",
    "Receipt", "Report", "ReviewCorrection", "Roster", "Rsvp", "Ruling", "SentBack", "Signed",
    "Site", "Space", "Spaces", "Spared", "Sponsor", "Standing", "StarterKit", "State", "Taken",
    "TakesTurns", "Thread", "ToSay", "Turn", "Unanswered", "Undertaking", "Visibility", "Week",
    "Wording", "YearReview", "own_spaces", "spaces_of",
]  # fmt: skip
