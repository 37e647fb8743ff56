"""What stands on somebody's home. Each panel asks a lower room, and says for whom it does.

A room that has more to say adds a function of its own here: to `NEEDS` what somebody has to do, to
`CHANGES` what is good to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tiebeam.web.accounts import queries as accounts
from tiebeam.web.accounts.roles import short
from tiebeam.web.change import lists as redesigned
from tiebeam.web.change import queries as change
from tiebeam.web.delivery import queries as delivery
from tiebeam.web.delivery.views import signposts
from tiebeam.web.home.models import Visit
from tiebeam.web.insight import queries as insight
from tiebeam.web.insight.barriers import queries as barriers
from tiebeam.web.insight.barriers.lists import posts
from tiebeam.web.insight.reading import queries as reading
from tiebeam.web.jobs import queries as jobs
from tiebeam.web.organisation import queries as organisation
from tiebeam.web.organisation.inventory import queries as inventory
from tiebeam.web.permissions import Role, has_one
from tiebeam.web.releasing import queries as releasing
from tiebeam.web.spaces.caring import lists as looked_after
from tiebeam.web.spaces.caring import queries as caring
from tiebeam.web.spaces.groups import waiting
from tiebeam.web.ui.areas import CALLED, Area, pages_for
from tiebeam.web.ui.shapes import Signpost

#: For so long a job that failed stands on the home of whoever asked for it.
FAILED_FOR: Final = timedelta(days=7)
#: Of one kind at most; the page that it leads to has all.
MOST: Final = 5
#: Barriers on the home of a leader.
MOST_BARRIERS: Final = 3

Panel = Callable[[Any, datetime], Iterable[Signpost]]

ABOUT: Final[Mapping[Area, str | Promise]] = {
    Area.SEE: gettext_lazy("Who joins, rises and leaves, where it hurts, and what does it."),
    Area.ACT: gettext_lazy("Where people meet who want to change something, and what they do."),
    Area.PROVE: gettext_lazy("What changed, what was promised, and whether it was kept."),
    Area.DATA: gettext_lazy("What the figures are made from, and what may be shown."),
    Area.PEOPLE: gettext_lazy("Who is here, and what each is trusted with."),
    Area.ME: gettext_lazy("What you say of yourself, what is known of you, and what you are told."),
}


def needs_of(person: Any, *, at: datetime) -> list[Signpost]:
    """What somebody has to do, or waits for, now."""
    failed, running = jobs_of(person, at)
    return [*failed, *(each for panel in NEEDS for each in panel(person, at)), *running]


def changes_for(person: Any, *, since: datetime) -> list[Signpost]:
    """What is new for somebody since then."""
    return [each for panel in CHANGES for each in panel(person, since)]


def areas_for(person: Any) -> list[Signpost]:
    """Each area in which somebody may open a page, and what it is for."""
    first: dict[Area, str] = {}
    for page in pages_for(person):
        first.setdefault(page.area, page.name)
    return [
        Signpost(text=str(CALLED[area]), href=reverse(name), about=str(ABOUT[area]))
        for area, name in first.items()
    ]


# --- what somebody has to do ----------------------------------------------------------------------


def jobs_of(person: Any, at: datetime) -> tuple[list[Signpost], list[Signpost]]:
    """For whoever asked for them: those that failed, and those that are under way."""
    found = list(jobs.failed_or_open_for(person, since=at - FAILED_FOR))
    failed = [each for each in found if each.state == "failed"]
    running = [each for each in found if each.state != "failed"]
    return (
        [Signpost(text=jobs.title_of(job), href=job.get_absolute_url(), status=_("Failed"),
                  tone="hurts", about=_("Open it to see what helps.")) for job in failed[:MOST]],
        [Signpost(text=jobs.title_of(job), href=job.get_absolute_url(),
                  status=_("Under way"), tone="waiting") for job in running[:MOST]],
    )  # fmt: skip


def people_to_invite(person: Any, at: datetime) -> Iterator[Signpost]:
    """For owners, as long as they are alone; after that, those who have not come yet."""
    if Role.OWNER not in person.roles:
        return
    invited = accounts.open_invitations(at).count()
    if invited:
        text = ngettext("%(number)d invitation is not answered yet",
                        "%(number)d invitations are not answered yet", invited)  # fmt: skip
        yield Signpost(text=text % {"number": invited}, href=reverse("people"), tone="waiting",
                       status=_("Waiting"))  # fmt: skip
    elif accounts.people().count() == 1:
        yield Signpost(text=_("Invite the people who will work with you"), href=reverse("people"),
                       about=_("You are alone here. A steward looks after data, and an analyst "
                               "explains it. To be an owner opens neither."),
                       status=_("To do"), tone="waiting")  # fmt: skip


def legal_start_to_end(person: Any, at: datetime) -> Iterator[Signpost]:
    """For those who may answer it, as long as a question is open."""
    may = has_one(person, [Role.OWNER, Role.STEWARD])
    if may and not organisation.legal_start().is_complete:
        yield Signpost(text=_("Answer the legal start"), href=reverse("legal-start"),
                       about=_("Six questions, before the first file may come."),
                       status=_("To do"), tone="waiting")  # fmt: skip


def uploads_to_go_on_with(person: Any, at: datetime) -> Iterator[Signpost]:
    """For those who bring data."""
    if has_one(person, [Role.ANALYST, Role.STEWARD]):
        for run in organisation.some_waiting_runs(MOST):
            yield Signpost(
                text=_("An upload waits for you"),
                status=_("To do"),
                tone="waiting",
                href=reverse("upload", args=[run]),
                about=run.get_state_display(),
            )


def releases_to_decide(person: Any, at: datetime) -> Iterator[Signpost]:
    """For stewards, other than whoever asked."""
    if has_one(person, [Role.STEWARD]):
        for each in releasing.waiting_for_a_steward().exclude(asked_by=person)[:MOST]:
            yield Signpost(text=_("A release waits for your decision"),
                           href=each.get_absolute_url(),
                           about=_("It was tried, and attacked with all before it."),
                           status=_("To decide"), tone="waiting")  # fmt: skip


def findings_to_look_at(person: Any, at: datetime) -> Iterator[Signpost]:
    """For those who say whether a finding is so; what was sent to somebody, for them alone."""
    reviews = has_one(person, reading.REVIEW)
    can_look_after = has_one(person, inventory.LOOK_AFTER) or inventory.looks_after_one(person)
    if not reviews and not can_look_after:
        return
    day = at.astimezone(settings.HERE.time_zone).date()
    every, sent = reading.how_many_wait(person, day)
    waits = every if reviews else sent
    if waits:
        text = ngettext("%(number)d finding waits for you", "%(number)d findings wait for you",
                        waits)  # fmt: skip
        about = ngettext("%(number)d was sent to you.", "%(number)d were sent to you.", sent)
        yield Signpost(text=text % {"number": waits}, href=reverse("findings"), status=_("To read"),
                       tone="waiting", about=about % {"number": sent} if sent else "")  # fmt: skip


def structures_to_look_at(person: Any, at: datetime) -> Iterator[Signpost]:
    """For whoever looks after them."""
    today = at.astimezone(settings.HERE.time_zone).date()
    for each in inventory.reviews_of(person, today)[:MOST]:
        yield Signpost(text=each.title, href=each.get_absolute_url(),
                       about=_("You look after this structure. It is due for a look."),
                       status=_("Review due"), tone="waiting")  # fmt: skip


def documents_to_sort(person: Any, at: datetime) -> Iterator[Signpost]:
    """For those who look after structures."""
    if not has_one(person, inventory.LOOK_AFTER):
        return
    count = inventory.documents_waiting().count()
    if count:
        text = ngettext("%(count)d document waits to be sorted",
                        "%(count)d documents wait to be sorted", count)  # fmt: skip
        yield Signpost(text=text % {"count": count}, href=reverse("policy-sort"),
                       about=_("Say to which structure each belongs."),
                       status=_("To do"), tone="waiting")  # fmt: skip


def redesigns_to_decide(person: Any, at: datetime) -> Iterator[Signpost]:
    """For whoever may decide on them, or has to put them in force; and, for leaders, all that waits
    on one page to print."""
    waiting = change.waiting_for(person)
    yield from redesigned.posts(waiting[:MOST])
    if waiting and has_one(person, [Role.LEADER]):
        about = _("Decisions, texts that are due, and the heaviest barriers.")
        yield Signpost(text=_("All that waits, on one page to print"), about=about,
                       href=reverse("redesign-sheet"))  # fmt: skip


def spaces_to_look_after(person: Any, at: datetime) -> Iterator[Signpost]:
    """For whoever looks after some: nothing of any other is counted. For brokers also what waits on
    the desk; they read neither who asked nor where.
    """
    found = caring.looked_after_by(person, at)
    yield from looked_after.needs(found, most=MOST)
    number = caring.waits_on_the_desk(found) if has_one(person, [Role.BROKER]) else 0
    if number:
        text = ngettext("%(number)d question waits on the desk",
                        "%(number)d questions wait on the desk", number)  # fmt: skip
        yield Signpost(text=text % {"number": number}, href=reverse("desk"), status=_("To do"),
                       tone="waiting")  # fmt: skip


def asked_and_posted(person: Any, at: datetime) -> Iterable[Signpost]:
    """For leaders what groups asked of them, and for whoever posted a chance what became of it."""
    return waiting.posts(person, at.astimezone(settings.HERE.time_zone).date(), most=MOST)


def heaviest_barriers(person: Any, at: datetime) -> Iterator[Signpost]:
    """For leaders: what hinders most people, as far as it is known."""
    if has_one(person, [Role.LEADER]):
        yield from posts(barriers.heaviest(MOST_BARRIERS, person))


# --- what is good to know -------------------------------------------------------------------------


def notices_not_opened(person: Any, since: datetime) -> Iterator[Signpost]:
    """What somebody asked to be told, whenever it was."""
    yield from signposts(list(delivery.unread_for(person, at=timezone.now())[:MOST]))


def new_roles(person: Any, since: datetime) -> Iterator[Signpost]:
    """For whoever was given them."""
    for role in accounts.roles_since(person, since):
        text = _("You are trusted with a new role: %(role)s") % {"role": short(role)}
        yield Signpost(text=text, href=reverse("me"))


def finished_jobs(person: Any, since: datetime) -> Iterator[Signpost]:
    """For whoever asked for them."""
    for job in jobs.ended_for(person, since=since).filter(state="done")[:MOST]:
        there = jobs.what_it_made(job) or job.get_absolute_url()
        yield Signpost(text=jobs.title_of(job), href=there, status=_("Done"), tone="good")


def people_who_came(person: Any, since: datetime) -> Iterator[Signpost]:
    """For owners, without themselves."""
    if Role.OWNER not in person.roles:
        return
    came = accounts.came_in_since(since).exclude(pk=person.pk).count()
    if came:
        text = ngettext("%(number)d person came in", "%(number)d people came in", came)
        yield Signpost(text=text % {"number": came}, href=reverse("people"))


def new_releases(person: Any, since: datetime) -> Iterator[Signpost]:
    """For everybody: all read the same numbers."""
    for each in insight.releases().filter(published_at__gte=since)[:1]:
        text = _("Release %(number)d is published") % {"number": each.number}
        yield Signpost(
            text=text, href=reverse("see"), about=_("See what it says, in three sentences.")
        )


NEEDS: Final[tuple[Panel, ...]] = (
    releases_to_decide, redesigns_to_decide, asked_and_posted, uploads_to_go_on_with,
    spaces_to_look_after, documents_to_sort, findings_to_look_at, structures_to_look_at,
    legal_start_to_end, people_to_invite, heaviest_barriers,
)  # fmt: skip
CHANGES: Final[tuple[Panel, ...]] = (
    new_releases, notices_not_opened, new_roles, finished_jobs, people_who_came,
)  # fmt: skip


def midnight(day: Any) -> datetime:
    """When a day began. What changed on the day of the last visit is told once more: it may have
    come after it.
    """
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def visits_of(person: Any) -> list[str]:
    """The days of the last visits, for the file of what is kept about somebody."""
    visit = Visit.objects.filter(person=person).first()
    return [str(each) for each in (visit.before, visit.on) if each] if visit else []
