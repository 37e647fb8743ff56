"""Every write to spaces. The trail tells of none of them who did it, or where.

What is written in a space is no act that anybody else has to know of: the trail has no word of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.text import slugify

from tiebeam.web.audit import actions as audit
from tiebeam.web.audit.acts import Act
from tiebeam.web.delivery.links import fingerprint, new_key
from tiebeam.web.search.actions import index
from tiebeam.web.spaces import acts, hiding
from tiebeam.web.spaces.finding import POSTS, SPACES
from tiebeam.web.spaces.models import (
    Appeal,
    Ask,
    AskBefore,
    Attachment,
    Brief,
    Chance,
    ChancePassedOn,
    ChapterOf,
    Clause,
    Declined,
    Description,
    EmergencyReading,
    Follow,
    Guidelines,
    Hours,
    Joining,
    KitRead,
    Load,
    Membership,
    NotThatWeek,
    Office,
    OfficeHours,
    OfficeOffer,
    PassedOn,
    Post,
    Question,
    Report,
    Rsvp,
    Ruling,
    Signed,
    Site,
    Space,
    Sponsor,
    Standing,
    Taken,
    TakesTurns,
    Thread,
    ToSay,
    Unanswered,
    Undertaking,
    Visibility,
    Week,
    Wording,
)
from tiebeam.web.spaces.queries import (
    guidelines_of,
    is_facilitator,
    membership_of,
    newest_number,
    pause_of,
)
from tiebeam.web.spaces.who import name_of

#: Why the bridges of a space say nothing more: nobody but its members knows of it.
NOW_HIDDEN: Final = "now-hidden"
#: Addresses below /spaces/ that are no space.
TAKEN: Final = frozenset({"new", "come"})


class ChangedMeanwhile(RuntimeError):
    """Somebody else has changed it since it was shown."""


class NotAllowed(RuntimeError):
    """Somebody tried what only others may do; pages offer it to nobody else."""


class LastFacilitator(RuntimeError):
    """Nobody would be left to look after the space."""


# --- a space --------------------------------------------------------------------------------------


@transaction.atomic
def open_space(
    said: Mapping[str, Any], clauses: Sequence[tuple[str, str]], *, once: str, by: Any, at: datetime
) -> Space:
    """A new space, with its guidelines; whoever opens it looks after it.

    said  kind, name, about, visibility, joining and roster
    once  what the form carried: sent twice, one space is opened
    """
    slug = _slug(said["name"])
    space, is_new = Space.objects.get_or_create(
        once=own_once(once, by), defaults={**said, "slug": slug, "opened_on": day_of(at)}
    )
    if is_new:
        _write_guidelines(space, 1, clauses, at)
        Membership.objects.create(
            space=space, who=name_of(by), standing=Standing.MEMBER, is_facilitator=True, agreed=1,
            since=day_of(at), roster=space.roster,
        )  # fmt: skip
        _let_be_found(space)
        note(space, acts.OPENED, by=by, at=at)
    return space


@transaction.atomic
def change_space(
    space: Space, said: Mapping[str, Any], *, edition: int, by: Any, at: datetime
) -> Space:
    """Say otherwise what it is called, who reads what is written from now on, and how one joins.

    Returns  it as it is now
    Raises   NotAllowed, ChangedMeanwhile
    """
    _for_facilitators(space, by)
    held = _held_with_kits(space)
    if held.edition != edition:
        raise ChangedMeanwhile
    was_hidden = held.is_hidden
    for name, value in said.items():
        setattr(held, name, value)
    # What it was called before may say more than it should say now.
    held.slug = _slug(held.name)
    held.edition += 1
    held.save()
    if held.is_hidden:
        # For whoever waits outside it exists no more.
        held.memberships.filter(standing=Standing.ASKED).delete()
        within = held.memberships.filter(standing=Standing.MEMBER).values("who")
        _end_sponsors(held.sponsors.exclude(who="").exclude(who__in=within), at)
        # What is said over a bridge has its name, and whoever reads it there is no member.
        ToSay.objects.filter(bridge__space=held).delete()
        held.bridges.update(is_stopped=True, problem=NOW_HIDDEN, problem_on=day_of(at),
                            takes_prompts=False)  # fmt: skip
        hiding.hidden(held, at)
    elif was_hidden:
        # Whoever took an office then was named to members alone.
        held.offices.update(who="", since=None, term_until=None)
        Space.objects.filter(pk=held.pk).update(shows_totals=False)
        # Where it is, whose chapter, which are its own and what it passed on, members alone read.
        ChapterOf.objects.filter(Q(chapter=held) | Q(group=held)).delete()
        Site.objects.filter(space=held).delete()
        ChancePassedOn.objects.filter(space=held).delete()
    _let_be_found(held)
    note(space, acts.CHANGED, by=by, at=at)
    return held


def _held_with_kits(space: Space) -> Space:
    """Held together with those whose kits it reads, in one order: they go on without it if it is
    hidden."""
    kits = KitRead.objects.filter(group=space).values("space")
    found = Space.objects.select_for_update().filter(Q(pk=space.pk) | Q(pk__in=kits))
    return next(each for each in found.order_by("pk") if each.pk == space.pk)


@transaction.atomic
def change_guidelines(
    space: Space, clauses: Sequence[tuple[str, str]], *, number: int, by: Any, at: datetime
) -> int:
    """A new version of the guidelines; who is in the space agrees to it before writing again.

    number  of the version that was shown
    Returns the number of the new one; the same as before where nothing has changed
    Raises  NotAllowed, ChangedMeanwhile
    """
    _for_facilitators(space, by)
    Space.objects.select_for_update().get(pk=space.pk)
    there = guidelines_of(space)
    if there.number != number:
        raise ChangedMeanwhile
    if [(each.title, each.says) for each in there.clauses.all()] == list(clauses):
        return number
    _write_guidelines(space, number + 1, clauses, at)
    Membership.objects.filter(space=space, who=name_of(by)).update(agreed=number + 1)
    note(space, acts.CHANGED, by=by, at=at)
    return number + 1


def _slug(name: str) -> str:
    """What stands in its address: of letters that anybody can type, and of no other page."""
    made = slugify(name)[:80].strip("-")
    return f"{made}-space" if made in TAKEN else made or "space"


def _write_guidelines(
    space: Space, number: int, clauses: Sequence[tuple[str, str]], at: datetime
) -> None:
    made = Guidelines.objects.create(space=space, number=number, made_on=day_of(at))
    Clause.objects.bulk_create(
        Clause(guidelines=made, number=place, title=title, says=says)
        for place, (title, says) in enumerate(clauses, start=1)
    )


@transaction.atomic
def new_link(space: Space, *, by: Any, at: datetime) -> str:
    """A link by which people come in; the one before it works no more. Returns its key.

    Raises  NotAllowed
    """
    _for_facilitators(space, by)
    key = new_key()
    Space.objects.filter(pk=space.pk).update(link=fingerprint(key))
    note(space, acts.CHANGED, by=by, at=at)
    return key


# --- who is in it ---------------------------------------------------------------------------------


@transaction.atomic
def join(space: Space, *, agreed: int, by: Any, at: datetime, has_link: bool = False) -> Standing:
    """Come in by one's own act, having agreed to the guidelines; or ask to.

    agreed  the version that was shown
    Returns how somebody stands to it now; whoever was refused or removed stays so
    Raises  ChangedMeanwhile where there is a newer version, NotAllowed without the link
    """
    space = Space.objects.select_for_update().get(pk=space.pk)
    if space.closed_on is not None or (space.joining == Joining.LINK and not has_link):
        raise NotAllowed
    if agreed != newest_number(space):
        raise ChangedMeanwhile
    asks = space.joining == Joining.ASKING and not has_link
    there, is_new = Membership.objects.get_or_create(
        space=space, who=name_of(by),
        defaults={"standing": Standing.ASKED if asks else Standing.MEMBER, "agreed": agreed,
                  "since": day_of(at), "roster": space.roster,
                  "paused_until": pause_of(space, name_of(by))},
    )  # fmt: skip
    if has_link and there.standing == Standing.ASKED:
        there.standing, is_new = Standing.MEMBER, True
        there.save(update_fields=["standing"])
    if is_new:
        note(space, acts.CAME_OR_WENT, by=by, at=at)
    return Standing(there.standing)


@transaction.atomic
def agree(space: Space, *, agreed: int, by: Any) -> None:
    """Agree to the guidelines as they are now.

    Raises  ChangedMeanwhile
    """
    if agreed != newest_number(space):
        raise ChangedMeanwhile
    Membership.objects.filter(space=space, who=name_of(by), standing=Standing.MEMBER).update(
        agreed=agreed
    )


@transaction.atomic
def leave(space: Space, *, by: Any, at: datetime) -> None:
    """Go, or take back that one asked: no row of it stays.

    Raises  LastFacilitator
    """
    Space.objects.select_for_update().get(pk=space.pk)
    mine = membership_of(space, by)
    if mine is None or mine.standing not in (Standing.MEMBER, Standing.ASKED):
        return
    if mine.is_facilitator and _is_last(mine):
        raise LastFacilitator
    mine.delete()
    OfficeHours.objects.filter(space=space, who=name_of(by)).delete()
    Follow.objects.filter(space=space, who=name_of(by)).delete()
    Signed.objects.filter(space=space, who=name_of(by)).delete()
    Unanswered.objects.filter(space=space, post__by=name_of(by)).delete()
    _have_no_week(name_of(by), space)
    _forget_in_meetings(name_of(by), space)
    _hold_nothing(space, name_of(by), at)
    note(space, acts.CAME_OR_WENT, by=by, at=at)


def _hold_nothing(space: Space, who: str, at: datetime) -> None:
    """Of what somebody held or offered in a group, no row stays. A sponsor need not be in it, but
    in a hidden group nobody else knows of it.
    """
    OfficeOffer.objects.filter(office__space=space, who=who).delete()
    space.offices.filter(who=who).update(who="", since=None, term_until=None)
    if Space.objects.filter(pk=space.pk, visibility=Visibility.HIDDEN).exists():
        _end_sponsors(space.sponsors.filter(who=who), at)


def _end_sponsors(found: Any, at: datetime) -> None:
    found.filter(ended_on=None).update(ended_on=day_of(at))
    found.update(who="")


@transaction.atomic
def answer(
    space: Space, asked: str, *, lets_in: bool, cites: Clause | None, by: Any, at: datetime
) -> bool:
    """Let somebody in who asked, or refuse it and cite a clause of the guidelines.

    Returns whether there was still something to answer
    Raises  NotAllowed
    """
    _for_facilitators(space, by)
    found = Membership.objects.filter(space=space, public_id=asked, standing=Standing.ASKED)
    if lets_in:
        number = found.update(standing=Standing.MEMBER, since=day_of(at))
    else:
        if cites is None or cites.guidelines.space_id != space.pk:
            raise NotAllowed
        number = found.update(standing=Standing.REFUSED, cites=cites, since=day_of(at))
    if number:
        note(space, acts.CAME_OR_WENT, by=by, at=at)
    return bool(number)


@transaction.atomic
def offer(space: Space, *, offers: bool, by: Any) -> None:
    """Offer to look after the space as well, or take that back.

    Where nobody looks after it any more, because whoever did has no account now, whoever offers it
    does so at once: nobody else could let them.
    """
    Space.objects.select_for_update().get(pk=space.pk)
    nobody = not Membership.objects.filter(space=space, is_facilitator=True).exists()
    Membership.objects.filter(
        space=space, who=name_of(by), standing=Standing.MEMBER, is_facilitator=False
    ).update(offers=offers and not nobody, is_facilitator=offers and nobody)


@transaction.atomic
def hand_over(space: Space, to: str, *, by: Any, at: datetime) -> bool:
    """Let a member who offers it look after the space as well: an offer that stands is a yes,
    however much else they look after.

    Returns whether they do now; not where they took their offer back
    Raises  NotAllowed
    """
    _for_facilitators(space, by)
    Space.objects.select_for_update().get(pk=space.pk)
    offer = Membership.objects.filter(
        space=space, public_id=to, standing=Standing.MEMBER, is_facilitator=False, offers=True
    ).first()
    if offer is None:
        return False
    offer.is_facilitator, offer.offers = True, False
    offer.save(update_fields=["is_facilitator", "offers"])
    note(space, acts.CHANGED, by=by, at=at)
    return True


@transaction.atomic
def step_back(space: Space, *, by: Any, at: datetime) -> None:
    """Look after the space no more, and stay in it.

    Raises  LastFacilitator
    """
    Space.objects.select_for_update().get(pk=space.pk)
    mine = membership_of(space, by)
    if mine is None or not mine.is_facilitator:
        return
    if _is_last(mine):
        raise LastFacilitator
    mine.is_facilitator = False
    mine.save(update_fields=["is_facilitator"])
    OfficeHours.objects.filter(space=space, who=mine.who).delete()
    _have_no_week(mine.who, space)
    note(space, acts.CHANGED, by=by, at=at)


def forget_person(person: Any) -> None:
    """Whoever deletes their account is in no space; what they wrote stays, and says nobody's
    name. Files that they added go: a face or a voice is as good as a name."""
    who = name_of(person)
    Attachment.objects.filter(post__by=who).delete()
    Description.objects.filter(by=who).update(by="")
    Membership.objects.filter(who=who).delete()
    _have_no_week(who)
    Load.objects.filter(who=who).delete()
    Unanswered.objects.filter(post__by=who).delete()
    Thread.objects.filter(by=who).update(by="")
    Post.objects.filter(by=who).update(by="")
    Report.objects.filter(by=who).update(by="")
    Report.objects.filter(taken_by=who).update(taken_by="", taken_at=None)
    Declined.objects.filter(who=who).delete()
    Ruling.objects.filter(by=who).update(by="")
    Appeal.objects.filter(by=who).update(by="")
    Question.objects.filter(by=who, brief=None).delete()
    Question.objects.filter(by=who).update(by="")
    Brief.objects.filter(by=who).update(by="")
    Hours.objects.filter(who=who).delete()
    OfficeHours.objects.filter(who=who).delete()
    Follow.objects.filter(who=who).delete()
    Signed.objects.filter(who=who).delete()
    EmergencyReading.objects.filter(by=who, agreed_at=None).delete()
    EmergencyReading.objects.filter(by=who).update(by="")
    EmergencyReading.objects.filter(agreed_by=who).update(agreed_by="")
    _forget_in_meetings(who)
    Ask.objects.filter(leader=who).update(leader="")
    AskBefore.objects.filter(leader=who).update(leader="")
    Chance.objects.filter(by=who).update(by="")
    OfficeOffer.objects.filter(who=who).delete()
    Office.objects.filter(who=who).update(who="", since=None, term_until=None)
    Sponsor.objects.filter(who=who, ended_on=None).update(ended_on=F("taken_on"))
    Sponsor.objects.filter(who=who).update(who="")


def _have_no_week(who: str, space: Space | None = None) -> None:
    """Neither weeks in which they look after a space, nor which they would rather not have."""
    there = {"space": space} if space else {}
    for each in (Week, NotThatWeek):
        each.objects.filter(who=who, **there).delete()


def _forget_in_meetings(who: str, space: Space | None = None) -> None:
    """Neither what they said of meetings nor which roles they took; what they took on waits for
    somebody else."""
    there = {"meeting__space": space} if space else {}
    for each in (Rsvp, PassedOn, Taken):
        each.objects.filter(who=who, **there).delete()
    TakesTurns.objects.filter(who=who, **({"space": space} if space else {})).delete()
    took = Undertaking.objects.filter(who=who, **there)
    took.filter(became="").update(who="", due_on=None)
    took.update(who="")


# --- what is written ------------------------------------------------------------------------------


@transaction.atomic
def begin_thread(
    space: Space, *, title: str, text: str, once: str, by: Any, at: datetime
) -> Thread:
    """A new thread with its first post; sent twice, it is there once.

    Raises  NotAllowed
    """
    space = held_for_members(space, by, at)
    once = own_once(f"{space.pk} {once}", by)
    before = Post.objects.filter(once=once).select_related("thread__space").first()
    if before is not None:
        return before.thread
    thread = Thread.objects.create(
        space=space, title=title, by=name_of(by), opened_at=at, last_at=at,
        shown_to=space.visibility,
    )  # fmt: skip
    _write(thread, space, text, once=once, by=by, at=at)
    return thread


@transaction.atomic
def write(
    thread: Thread, text: str, *, once: str, by: Any, at: datetime, answers: Post | None = None
) -> Post:
    """Something more in a thread; sent twice, it is there once.

    Raises  NotAllowed
    """
    space = held_for_members(thread.space, by, at)
    if answers is not None and answers.thread_id != thread.pk:
        raise NotAllowed
    once = own_once(f"{thread.pk} {once}", by)
    before = Post.objects.filter(once=once).first()
    return before or _write(thread, space, text, once=once, by=by, at=at, answers=answers)


def _write(
    thread: Thread, space: Space, text: str, *, once: str, by: Any, at: datetime,
    answers: Post | None = None,
) -> Post:  # fmt: skip
    post = Post.objects.create(
        thread=thread, answers=answers, by=name_of(by), at=at, once=once,
        shown_to=space.visibility,
    )  # fmt: skip
    Wording.objects.create(post=post, number=1, text=text, at=at)
    Thread.objects.filter(pk=thread.pk).update(last_at=at)
    _let_wait(post, space)
    _let_post_be_found(post, text)
    return post


def _let_wait(post: Post, space: Space) -> None:
    """What waits in its thread is answered by whoever looks after the space, and by an answer to
    its author: who has the same question answers nobody. Where nothing waits yet, what a member
    writes in a thread for the first time does, unless it is an answer.

    `first_unanswered` says the same of a thread as a whole.
    """
    thread, answered = post.thread, post.answers
    looks_after = Membership.objects.filter(space=space, who=post.by, is_facilitator=True).exists()
    of_others = Unanswered.objects.filter(thread=thread).exclude(post__by=post.by)
    if looks_after:
        of_others.delete()
    elif answered is not None:
        of_others.filter(post__by=answered.by).delete()
    elif not thread.posts.filter(by=post.by).exclude(pk=post.pk).exists():
        Unanswered.objects.get_or_create(
            thread=thread, defaults={"space": space, "post": post, "since": post.at}
        )


@transaction.atomic
def reword(post: Post, text: str, *, number: int, by: Any, at: datetime) -> None:
    """Say otherwise what one wrote; what it said before stays to be read.

    number  of the wording that was shown
    Raises  NotAllowed, ChangedMeanwhile
    """
    space = held_for_members(post.thread.space, by, at)
    if post.by != name_of(by):
        raise NotAllowed
    there = post.wordings.order_by("-number")[:1].get()
    if there.number != number:
        raise ChangedMeanwhile
    if there.text == text:
        return
    try:
        with transaction.atomic():
            Wording.objects.create(post=post, number=number + 1, text=text, at=at)
    except IntegrityError:
        raise ChangedMeanwhile from None
    if space.visibility != Visibility.OPEN and post.shown_to == Visibility.OPEN:
        # What is said now is for those who can read it now.
        post.shown_to = space.visibility
        post.save(update_fields=["shown_to"])
    _let_post_be_found(post, text)


# --- what they share ------------------------------------------------------------------------------


def note(space: Space, act: Act, *, by: Any, at: datetime) -> None:
    """Tell the audit trail, of nobody. Of a hidden space not even that something was done: on a day
    on which nobody sees a new one, that would say that there is one.
    """
    if not Space.objects.filter(pk=space.pk, visibility=Visibility.HIDDEN).exists():
        audit.record(act, by=by, at=at)


def _for_facilitators(space: Space, by: Any) -> None:
    if not is_facilitator(space, by):
        raise NotAllowed("Whoever looks after the space can do that.")


def held_for_members(space: Space, by: Any, at: datetime) -> Space:
    """The space as it is now, held: nobody changes it while something is written."""
    space = Space.objects.select_for_update().get(pk=space.pk)
    mine = membership_of(space, by)
    if mine is None or mine.standing != Standing.MEMBER or mine.agreed != newest_number(space):
        raise NotAllowed("Whoever is in the space and agreed to its guidelines can do that.")
    if space.closed_on is not None:
        raise NotAllowed("The space is closed.")
    if mine.paused_until is not None and mine.paused_until > day_of(at):
        raise NotAllowed("Whoever is paused writes again on the day that they were told.")
    return space


def own_once(once: str, by: Any) -> str:
    """What a form carried, as one of this person alone: another's is never met by it."""
    return fingerprint(f"{name_of(by)} {once}")


def _is_last(mine: Membership) -> bool:
    """Whether nobody else looks after it; a space that is closed needs nobody."""
    if mine.space.closed_on is not None:
        return False
    others = Membership.objects.filter(space=mine.space, is_facilitator=True).exclude(pk=mine.pk)
    return not others.exists()


def day_of(at: datetime) -> Any:
    return at.astimezone(settings.HERE.time_zone).date()


def _let_be_found(space: Space) -> None:
    index(SPACES, space.public_id, title=space.name, body=space.about, url=space.get_absolute_url())


def _let_post_be_found(post: Post, text: str) -> None:
    """Each by itself: of one thread somebody may be allowed to read some."""
    index(POSTS, post.public_id, title=post.thread.title, body=text, url=post.get_absolute_url())
