"""What is read of spaces, and for whom.

Whether a space exists for somebody is decided in one place, `Space.objects.visible_to`; what of it
they read, in `threads_for` and `posts_for`, which stand on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from tiebeam.web.accounts.queries import people
from tiebeam.web.delivery.links import fingerprint
from tiebeam.web.spaces.kinds import Kind, kinds
from tiebeam.web.spaces.models import (
    Answer,
    Attachment,
    Bridge,
    Brief,
    Chance,
    Description,
    DutySaid,
    EmergencyReading,
    Follow,
    Guidelines,
    Hours,
    Load,
    Membership,
    NotThatWeek,
    Office,
    OfficeHours,
    OfficeOffer,
    Post,
    Question,
    Report,
    Roster,
    Rsvp,
    Ruling,
    Signed,
    Space,
    Sponsor,
    Standing,
    State,
    Taken,
    Thread,
    Undertaking,
    Visibility,
    Week,
    Wording,
    own_spaces,
    spaces_of,
)
from tiebeam.web.spaces.needs import opened
from tiebeam.web.spaces.who import name_of, public_id_of

#: Threads and posts on one page.
ON_A_PAGE: Final = 30
#: Kinds of spaces that may have a charter, offices, a sponsor and a budget, and ask leaders.
GROUPS: Final = frozenset({"resource-group", "chapter", "ally-space"})


@dataclass(frozen=True, kw_only=True)
class Place:
    """A space as somebody stands to it.

    standing  empty for whoever has nothing to do with it
    newest    the number of its guidelines
    today     the day on which they look
    within    the primary keys of the spaces that they are in; None where nobody asked
    """

    space: Space
    kind: Kind
    mine: Membership | None
    newest: int
    today: date
    within: Sequence[int] | None = None

    @property
    def standing(self) -> str:
        return self.mine.standing if self.mine else ""

    @property
    def is_in(self) -> bool:
        return self.standing == Standing.MEMBER

    @property
    def looks_after(self) -> bool:
        return self.mine is not None and self.mine.is_facilitator

    @property
    def is_shut(self) -> bool:
        """Whether it exists no more for somebody who was in it, whatever link they still have."""
        gone = (Standing.REFUSED, Standing.REMOVED)
        return self.space.is_hidden and self.standing in gone

    @property
    def has_to_agree(self) -> bool:
        """Whether the guidelines have changed since they agreed to them."""
        return self.is_in and self.mine is not None and self.mine.agreed != self.newest

    @property
    def paused_until(self) -> date | None:
        """The first day on which they may write again, where that is to come."""
        until = self.mine.paused_until if self.mine else None
        return until if until is not None and until > self.today else None

    @property
    def may_write(self) -> bool:
        is_open = self.space.closed_on is None and self.paused_until is None
        return self.is_in and not self.has_to_agree and is_open

    @property
    def may_join(self) -> bool:
        return not self.standing and self.space.joining != "link" and self.space.closed_on is None

    @property
    def may_read(self) -> bool:
        return self.is_in or self.space.visibility == Visibility.OPEN

    @property
    def sees_roster(self) -> bool:
        roster = self.space.roster
        return roster == Roster.ALL or (roster == Roster.MEMBERS and self.is_in)

    @property
    def is_group(self) -> bool:
        return self.space.kind in GROUPS

    @property
    def offers(self) -> bool:
        return self.mine is not None and self.mine.offers


# --- spaces ---------------------------------------------------------------------------------------


def named(person: Any, slug: str, on: date) -> list[Place]:
    """The spaces of an address that exist for somebody: seldom more than one."""
    slug, _, one = slug.replace("\0", "").partition(".")
    within = own_spaces(person) if person.is_authenticated else []
    visible = Space.objects.visible_to(person, mine=within)
    found = visible.filter(public_id=one) if one else visible.filter(slug=slug)
    return _places(person, found.order_by("pk"), on, within)


def places_for(person: Any, on: date) -> list[Place]:
    """All spaces that exist for somebody, by name; of closed ones, those that they are in."""
    found = Space.objects.visible_to(person).order_by("name", "pk")
    found = found.filter(Q(closed_on=None) | Q(pk__in=spaces_of(person)))
    return _places(person, found, on)


def by_link(person: Any, key: str, on: date) -> Place | None:
    """The space to which a link leads, also for whom it does not exist otherwise."""
    found = Space.objects.filter(link=fingerprint(key), closed_on=None)
    return next(iter(_places(person, found, on)), None)


def _places(
    person: Any, found: QuerySet[Space], on: date, within: Sequence[int] | None = None
) -> list[Place]:
    mine = Membership.objects.filter(who=name_of(person)).select_related("cites")
    rows = found.annotate(newest=Max("guidelines__number")).select_related("site")
    rows = rows.prefetch_related(Prefetch("memberships", queryset=mine, to_attr="mine"))
    return [
        Place(space=each, kind=kinds()[each.kind], mine=next(iter(each.mine), None),
              newest=each.newest, today=on, within=within)
        for each in rows
    ]  # fmt: skip


def can_be_found_by(person: Any) -> QuerySet[Space]:
    """The spaces that somebody finds."""
    return Space.objects.visible_to(person)


def guidelines_of(space: Space) -> Guidelines:
    """Those that hold now."""
    return space.guidelines.prefetch_related("clauses").latest("number")


def newest_number(space: Space) -> int:
    return int(space.guidelines.aggregate(newest=Max("number"))["newest"])


# --- who is in it ---------------------------------------------------------------------------------


def membership_of(space: Space, person: Any) -> Membership | None:
    return Membership.objects.filter(space=space, who=name_of(person)).first()


def pause_of(space: Space, word: str) -> date | None:
    """Until when somebody was told not to write, by what holds of all that was decided."""
    pauses = Ruling.objects.filter(post__thread__space=space, post__by=word, kind="pause")
    held = pauses.exclude(appeal__lifts=True)
    found: date | None = held.aggregate(last=Max("until"))["last"]
    return found


def is_facilitator(space: Space, person: Any) -> bool:
    mine = membership_of(space, person)
    return mine is not None and mine.is_facilitator


def who_asks_and_who_answers(space: Space) -> tuple[int, list[Any]]:
    """How many ask to come in, and the people who look after it, by name; in one question."""
    found = space.memberships.filter(Q(is_facilitator=True) | Q(standing=Standing.ASKED))
    rows = list(found.values_list("who", "is_facilitator"))
    there = people_by_word(who for who, looks_after in rows if looks_after)
    return sum(not looks_after for _, looks_after in rows), sorted(there.values(), key=_by_name)


def members_of(place: Place) -> list[Any]:
    """Who is in it, by name, for whoever sees its roster. Whoever came while fewer saw it is not
    shown to more.
    """
    if not place.sees_roster:
        return []
    shown = [Roster.ALL, Roster.MEMBERS] if place.is_in else [Roster.ALL]
    found = place.space.memberships.filter(standing=Standing.MEMBER, roster__in=shown)
    return sorted((person for _, person in _with_people(found)), key=_by_name)


def offering(space: Space) -> list[tuple[Membership, Any]]:
    """Who offers to look after it, by name; for those who do."""
    found = space.memberships.filter(offers=True, standing=Standing.MEMBER, is_facilitator=False)
    return sorted(_with_people(found), key=lambda row: _by_name(row[1]))


def offered_by(person: Any) -> list[Space]:
    """The spaces that somebody offers to look after, by name; for themselves."""
    mine = Membership.objects.filter(who=name_of(person), offers=True, is_facilitator=False)
    found = Space.objects.filter(pk__in=mine.filter(standing=Standing.MEMBER).values("space"))
    return list(found.order_by("name", "pk"))


def asking(space: Space) -> list[tuple[Membership, Any]]:
    """Who asked to come in, the first one first; for those who look after it."""
    return _with_people(space.memberships.filter(standing=Standing.ASKED).order_by("since", "pk"))


@dataclass(frozen=True, kw_only=True)
class Door:
    """What the page of a space says beside its threads.

    follows    whether whoever reads it follows all of it
    is_signed  whether a leader signed its sentence
    is_stuck   whether a bridge can't speak
    was_read   whether somebody from outside read it in an emergency, ever
    unsaid     how many files have no words yet
    """

    follows: bool
    is_signed: bool
    was_read: bool
    is_stuck: bool
    unsaid: int


def door_of(space: Space, person: Any, unsaid: QuerySet[Any]) -> Door:
    """All of it in one question.

    unsaid  the files without words, as somebody may read them
    """
    of_it = {"space": OuterRef("pk")}
    follows = Follow.objects.filter(who=name_of(person), thread=None, **of_it)
    # What was signed while nobody else knew of it is told to members alone.
    told = ~Q(shown_to=Visibility.HIDDEN) | Q(space__visibility=Visibility.HIDDEN)
    stuck = Bridge.objects.filter(**of_it).exclude(problem="")
    by_space = unsaid.order_by().values("post__thread__space")
    rows = Space.objects.filter(pk=space.pk).annotate(
        follows=Exists(follows), is_signed=Exists(Signed.objects.filter(told, **of_it)),
        is_stuck=Exists(stuck), was_read=Exists(EmergencyReading.objects.filter(**of_it)),
        unsaid=Coalesce(Subquery(by_space.annotate(all=Count("pk")).values("all")), 0),
    )  # fmt: skip
    return Door(**rows.values(*(each.name for each in fields(Door))).get())


def how_many(space: Space) -> int:
    return space.memberships.filter(standing=Standing.MEMBER).count()


def people_by_word(words: Iterable[str]) -> Mapping[str, Any]:
    """Who stands behind such words; whoever has no account any more is left out."""
    ids = {word: public_id_of(word) for word in set(words) if word}
    there = people().prefetch_related(None).filter(public_id__in=ids.values())
    found = {each.public_id: each for each in there}
    return {word: found[one] for word, one in ids.items() if one in found}


def _with_people(found: QuerySet[Membership]) -> list[tuple[Membership, Any]]:
    rows = list(found)
    there = people_by_word(each.who for each in rows)
    return [(each, there[each.who]) for each in rows if each.who in there]


def _by_name(person: Any) -> tuple[str, int]:
    return person.name.casefold(), person.pk


# --- what is written ------------------------------------------------------------------------------


def threads_for(person: Any, space: Space | None = None) -> QuerySet[Thread]:
    """The threads that somebody may read, what was written last first."""
    found = Thread.objects.filter(_readable(person, "space__", "space__in"))
    if space is not None:
        found = found.filter(space=space)
    return found.select_related("space").order_by("-last_at", "-pk")


def posts_for(person: Any, thread: Thread | None = None) -> QuerySet[Post]:
    """The posts that somebody may read, in the order in which they were written."""
    found = Post.objects.filter(_readable(person, "thread__space__", "thread__space__in"))
    if thread is not None:
        found = found.filter(thread=thread)
    return _as_written(found.select_related("thread__space", "answers"))


def written_in(thread: Thread, place: Place) -> QuerySet[Post]:
    """What whoever reads a thread reads of it, in the order in which it was written. They are known
    to read the thread, so that nothing is asked of it or its space for each post."""
    found = thread.posts.order_by("at", "pk")
    return found if place.is_in else found.filter(shown_to=Visibility.OPEN)


def page_of(thread: Thread, found: Any) -> QuerySet[Post]:
    """The posts of one page, with their wordings and what each answers. Which they are is found
    before anything is joined: else a database goes through all posts there are, for thirty."""
    here = thread.posts.filter(pk__in=found.values("pk"))
    return _as_written(here.select_related("answers"))


def _as_written(found: QuerySet[Post]) -> QuerySet[Post]:
    """In order, with the wordings of each, the newest first."""
    newest_first = Wording.objects.order_by("-number")
    return found.prefetch_related(Prefetch("wordings", queryset=newest_first)).order_by("at", "pk")


def findable_by(person: Any) -> QuerySet[Post]:
    """The posts that somebody finds: none that was hidden or removed, whoever looks for it."""
    # One's own spaces are asked for beforehand, for the reason that `visible_to` gives.
    mine = list(spaces_of(person).values_list("space", flat=True))
    found = Post.objects.filter(_readable(person, "thread__space__", "thread__space__in", mine))
    return found.filter(state=State.SHOWN, thread__state=State.SHOWN)


def says_what(post: Post | Thread, person: Any, place: Place) -> bool:
    """Whether somebody reads the words of a post, or the title of a thread: of what was hidden, its
    author and those who look after the space do."""
    return post.state == State.SHOWN or place.looks_after or post.by == name_of(person)


def _readable(person: Any, space: str, within: str, mine: Any = None) -> Q:
    """In a space of one's own everything; in an open one what was written while it was open.

    mine  the primary keys of one's own spaces, where they are known
    """
    if not person.is_authenticated:
        return Q(pk__in=[])
    is_open = Q(shown_to=Visibility.OPEN, **{f"{space}visibility": Visibility.OPEN})
    if within.startswith("thread__"):
        # Its title is that of the thread.
        is_open &= Q(thread__shown_to=Visibility.OPEN)
    return is_open | Q(**{within: spaces_of(person) if mine is None else mine})


def listed_for(person: Any, place: Place) -> QuerySet[Thread]:
    """The threads of a space that somebody may read, with how many posts of each they may, and when
    the last of these was written: more of it would tell of what they may not.
    """
    found = threads_for(person, place.space)
    if place.is_in:
        # They read all of each, and when the last was written stands in the thread: so the posts of
        # this page's threads are counted, and of no others.
        return found.annotate(written=_how_many_posts(), last=F("last_at"))
    these = Q(posts__shown_to=Visibility.OPEN)
    found = found.annotate(
        written=Count("posts", filter=these), last=Max("posts__at", filter=these)
    )
    return found.filter(written__gt=0).order_by("-last", "-pk")


def _how_many_posts() -> Subquery:
    of_one = Post.objects.filter(thread=OuterRef("pk")).order_by().values("thread")
    return Subquery(of_one.annotate(number=Count("pk")).values("number"))


def thread_for(person: Any, space: Space, public_id: str) -> Thread | None:
    """One of them, with whether somebody follows or mutes it: `mutes` is None for neither."""
    follow = Follow.objects.filter(who=name_of(person), thread=OuterRef("pk"))
    found = threads_for(person, space).filter(public_id=public_id)
    return found.annotate(mutes=Subquery(follow.values("mutes")[:1])).first()


def post_for(person: Any, thread: Thread, public_id: str) -> Post | None:
    # Whoever asks for one alone reads its wordings in an order of their own.
    found = posts_for(person, thread).prefetch_related(None)
    return found.filter(public_id=public_id).first()


def first_unanswered(thread: Thread) -> int | None:
    """The key of the post that waits for an answer by all that is shown in a thread, as `_let_wait`
    decides post by post; none of whoever is in the space no more."""
    there = Membership.objects.filter(space=thread.space, standing=Standing.MEMBER)
    looks_after = dict(there.values_list("who", "is_facilitator"))
    shown = thread.posts.filter(state=State.SHOWN).order_by("at", "pk")
    waits, asked, wrote = None, "", set[str]()
    for post, by, answers, answered in shown.values_list("pk", "by", "answers", "answers__by"):
        if looks_after.get(by) or answers is not None:
            if by != asked and (looks_after.get(by) or answered == asked):
                waits, asked = None, ""
        elif waits is None and by in looks_after and by not in wrote:
            waits, asked = post, by
        wrote.add(by)
    return waits


def place_of(person: Any, post: Post) -> int:
    """How many posts of its thread somebody reads before this one."""
    before = Q(at__lt=post.at) | Q(at=post.at, pk__lt=post.pk)
    return posts_for(person, post.thread).filter(before).count()


def own_posts(person: Any) -> QuerySet[Post]:
    return posts_for(person).filter(by=name_of(person))


def kept_about(person: Any) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What they take along: where they are, and what they wrote, there or where they were before.

    What does not exist for them any more has no name here either.
    """
    who = name_of(person)
    rows = list(Membership.objects.filter(who=who).select_related("space").order_by("pk"))
    within = {each.space_id for each in rows if each.standing == Standing.MEMBER}
    # One question for all of it: the file of one's data asks a great many.
    each_said = iter(_said_by(who))
    said = next(each_said).union(*each_said, all=True)
    return {
        "spaces": [
            {"space": each.space.name, "standing": each.standing, "since": each.since.isoformat()}
            for each in rows
            if each.space_id in within or not each.space.is_hidden
        ],
        "said": [
            {"what": what, "thread": title if space in within else "", "on": on.isoformat(),
             "says": opened(text) if what == "needs" else text}
            for what, on, text, title, space in said.order_by("day")
        ],
    }  # fmt: skip


def _said_by(who: str) -> Iterator[QuerySet[Any, Any]]:
    """What somebody wrote anywhere here: what it was, the day, the words, and the title of what it
    stands in, with the space that has to exist for them if they are to read that."""
    nothing, none = Value(""), Value(None, output_field=BigIntegerField())
    in_thread = F("post__thread__title"), F("post__thread__space")
    day, of_meeting = TruncDate("meeting__starts_at"), (F("meeting__title"), F("meeting__space"))
    told: Sequence[tuple[Any, QuerySet[Any], Any, Any, Any, Any]] = [
        ("written", Wording.objects.filter(post__by=who), TruncDate("at"), F("text"), *in_thread),
        ("reported", Report.objects.filter(by=who), TruncDate("at"), F("says"), *in_thread),
        (Concat(Value("attached "), F("kind")), Attachment.objects.filter(post__by=who),
         TruncDate("post__at"), F("called"), *in_thread),
        ("described", Description.objects.filter(by=who), TruncDate("at"), F("text"),
         F("file__post__thread__title"), F("file__post__thread__space")),
        ("asked", Question.objects.filter(by=who), F("asked_on"), F("text"), nothing, none),
        ("brief", Brief.objects.filter(by=who), F("written_on"), F("text"), nothing, none),
        ("office hours", OfficeHours.objects.filter(who=who), F("until"), F("says"), nothing,
         none),
        ("hours", Hours.objects.filter(who=who), F("month"), Cast("hours", CharField()), nothing,
         none),
        ("asked to read a space", EmergencyReading.objects.filter(by=who), TruncDate("asked_at"),
         F("why"), nothing, none),
        ("agreed that it is read", EmergencyReading.objects.filter(agreed_by=who),
         TruncDate("agreed_at"), F("why"), nothing, none),
        ("signed", Signed.objects.filter(who=who), F("on"), F("says"), nothing, none),
        ("comes", Rsvp.objects.filter(who=who), day, F("says"), *of_meeting),
        ("needs", Rsvp.objects.filter(who=who).exclude(needs=""), day, F("needs"), *of_meeting),
        ("role", Taken.objects.filter(who=who), day, F("role"), *of_meeting),
        ("looks after it in the week of", Week.objects.filter(who=who), F("monday"), nothing,
         F("space__name"), F("space")),
        ("would rather not have the week of", NotThatWeek.objects.filter(who=who), F("monday"),
         nothing, F("space__name"), F("space")),
        ("takes on at most", Load.objects.filter(who=who), F("said_on"),
         Concat(Cast("spaces", CharField()), Value(" spaces, "), Cast("cases", CharField()),
                Value(" reports"), output_field=CharField()), nothing, none),
        ("took on", Undertaking.objects.filter(who=who), day, F("text"), *of_meeting),
        # It is public, whatever the group is for them now.
        ("answered an ask", Answer.objects.filter(ask__leader=who), F("on"), F("says"),
         nothing, none),
        ("posted a chance", Chance.objects.filter(by=who), F("posted_on"), F("title"), nothing,
         none),
        ("holds an office", Office.objects.filter(who=who), F("since"), F("title"), nothing, none),
        ("offers to hold an office", OfficeOffer.objects.filter(who=who), F("term_until"),
         F("office__title"), nothing, none),
        ("is a sponsor", Sponsor.objects.filter(who=who), F("taken_on"), nothing, nothing, none),
        ("said of a duty", DutySaid.objects.filter(duty__sponsor__who=who).exclude(sponsor_says=""),
         F("on"), F("sponsor_says"), nothing, none),
    ]  # fmt: skip
    for what, found, day, says, title, space in told:
        first = Value(what) if isinstance(what, str) else what
        named = {"what": first, "day": day, "said": says, "stands_in": title, "of_space": space}
        yield found.order_by().annotate(**named).values_list(*named)
