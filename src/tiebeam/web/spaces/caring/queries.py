"""What is read by those who look after a space: whose week it is, what waits, and what they have.

Everything begins with their own memberships, or with a `Place`: of what somebody does not look
after, nothing is counted for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from tiebeam.web.spaces.brokering.queries import to_look_at
from tiebeam.web.spaces.caring.clock import working_days_before
from tiebeam.web.spaces.caring.rota import monday_of, proposed_weeks, weeks_from
from tiebeam.web.spaces.caring_models import ANSWER_DAYS, FIRST_ANSWER_DAYS, FIRST_QUIET_DAYS
from tiebeam.web.spaces.models import (
    Meeting,
    Membership,
    NotThatWeek,
    Pace,
    Space,
    Standing,
    StarterKit,
    State,
    Thread,
    Unanswered,
    Week,
)
from tiebeam.web.spaces.moderating.queries import appeals_of, queue_of
from tiebeam.web.spaces.queries import Place, people_by_word
from tiebeam.web.spaces.who import name_of

#: A space that is so new may be quiet.
NEW_DAYS: Final = 14


# --- weeks ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A week, for whoever looks after the space.

    name     who has it; empty where nobody has
    is_mine  whether whoever looks has it
    may_go   whether another may take it
    would_be_mine  whether it would be their turn; that of others nobody is told
    """

    monday: date
    name: str = ""
    is_mine: bool = False
    may_go: bool = False
    would_be_mine: bool = False


def rota_of(space: Space, person: Any, today: date) -> list[Turn]:
    """The weeks that can be taken, for whoever looks after the space."""
    weeks, me = weeks_from(today), name_of(person)
    rows = _taken(space, weeks)
    people = people_by_word(each.who for each in rows.values())
    mine = proposed_to(space, person, today)
    return [
        Turn(monday=week, name=people[rows[week].who].name, is_mine=rows[week].who == me,
             may_go=rows[week].may_go)
        if week in rows and rows[week].who in people
        else Turn(monday=week, would_be_mine=week in mine)
        for week in weeks
    ]  # fmt: skip


def proposed_to(space: Space, person: Any, today: date) -> set[date]:
    """The weeks that nobody has and whose turn somebody would be. What the others look after
    elsewhere has no part in it: it would show."""
    weeks = weeks_from(today)
    there = space.memberships.filter(is_facilitator=True).order_by("pk")
    passed = NotThatWeek.objects.filter(space=space, monday__in=weeks)
    found = proposed_weeks(
        list(there.values_list("who", flat=True)), weeks,
        {monday: row.who for monday, row in _taken(space, weeks).items()},
        set(passed.values_list("monday", "who")),
    )  # fmt: skip
    return {monday for monday, who in found.items() if who == name_of(person)}


def who_looks_after(space: Space, today: date) -> tuple[list[Any], str]:
    """The people who look after it, by name, and the name of whoever does so this week: empty
    where nobody has it."""
    week = Week.objects.filter(space=space, monday=monday_of(today), who=OuterRef("who"))
    rows = space.memberships.filter(is_facilitator=True).annotate(has_it=Exists(week))
    by_word = dict(rows.values_list("who", "has_it"))
    people = people_by_word(by_word)
    name = next((str(people[who].name) for who in people if by_word[who]), "")
    return sorted(people.values(), key=lambda each: (each.name.casefold(), each.pk)), name


def own_weeks(person: Any, today: date) -> QuerySet[Week]:
    """Their weeks in spaces that they look after, this one first."""
    found = Week.objects.filter(who=name_of(person), monday__gte=monday_of(today))
    mine = Membership.objects.filter(who=name_of(person), is_facilitator=True)
    rows = found.filter(space__in=mine.values("space")).select_related("space")
    return rows.order_by("monday", "space__name", "pk")


def _taken(space: Space, weeks: Sequence[date]) -> Mapping[date, Week]:
    """By week, who has it and looks after the space still."""
    there = space.memberships.filter(is_facilitator=True).values("who")
    rows = Week.objects.filter(space=space, monday__in=weeks, who__in=there)
    return {each.monday: each for each in rows}


# --- what waits -----------------------------------------------------------------------------------


def unanswered_in(space: Space, at: datetime) -> QuerySet[Unanswered]:
    """What waits for an answer, the oldest first; for those who look after the space."""
    found = _waiting(at).filter(space=space).select_related("thread", "post")
    return found.order_by("since", "pk")


def _waiting(at: datetime) -> QuerySet[Unanswered]:
    """What is so old that it waits, in each space by its own clock; nothing that is not shown."""
    shown = {"thread__state": State.SHOWN, "post__state": State.SHOWN}
    return Unanswered.objects.filter(_is_due(at), **shown)


def _is_due(at: datetime) -> Q:
    zone = settings.HERE.time_zone
    until = {days: working_days_before(at, days, zone) for days in ANSWER_DAYS if days}
    due = Q(space__pace=None, since__lte=until[FIRST_ANSWER_DAYS])
    for days, before in until.items():
        due |= Q(space__pace__answer_days=days, since__lte=before)
    return due


def pace_of(space: Space) -> Pace:
    """What was said of it; where nobody has said anything, what holds then, in no row yet."""
    found = Pace.objects.filter(space=space).first()
    return found or Pace(space=space, edition=0)


# --- what somebody looks after --------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A space that somebody looks after, and what of it needs them.

    unanswered  threads that wait for an answer
    cases       reports and appeals that wait for them
    asking      people who ask to come in
    prompt_is_due  whether one of the starter kit is
    week        "mine", "others", or empty where nobody has this week
    quiet_days  days without a word, where that is a reason to look; else 0
    desk        questions that wait for brokers, asked for in the same question
    """

    space: Space
    unanswered: int
    cases: int
    asking: int
    prompt_is_due: bool
    week: str
    quiet_days: int
    desk: int

    @property
    def needs_them(self) -> bool:
        return bool(self.unanswered or self.cases or self.asking or self.prompt_is_due
                    or self.quiet_days or self.week == "mine")  # fmt: skip


def looked_after_by(person: Any, at: datetime) -> list[Looked]:
    """The open spaces that somebody looks after, by name, in two questions however many there
    are. Whoever looks after none, as nearly everybody, is not asked the second, which is long."""
    held = Membership.objects.filter(who=name_of(person), is_facilitator=True)
    mine = list(held.values_list("space", flat=True))
    if not mine:
        return []
    found = Space.objects.filter(closed_on=None, pk__in=mine)
    return _looked(found.order_by("name", "pk"), person, at)


def looked_after_in(place: Place, person: Any, at: datetime) -> Looked | None:
    """The same of one space; None for whoever does not look after it, or where it is closed."""
    if not place.looks_after:
        return None
    found = Space.objects.filter(pk=place.space.pk, closed_on=None)
    return next(iter(_looked(found, person, at)), None)


def waits_on_the_desk(found: Sequence[Looked]) -> int:
    """How many questions wait for brokers; for whoever is one.

    found  what they look after: where it is something, nothing has to be asked once more
    """
    return found[0].desk if found else to_look_at().count()


def something_waits(person: Any, at: datetime) -> bool:
    """Whether something waits for somebody in a space that they look after."""
    return any(each.needs_them for each in looked_after_by(person, at))


def _looked(found: QuerySet[Space], person: Any, at: datetime) -> list[Looked]:
    """In one question, however many there are."""
    today, of_it = at.astimezone(settings.HERE.time_zone).date(), {"space": OuterRef("pk")}
    held = Membership.objects.filter(is_facilitator=True, space=OuterRef("space"))
    weeks = Week.objects.filter(monday=monday_of(today), who__in=held.values("who"), **of_it)
    last = Thread.objects.filter(**of_it).order_by("-last_at").values("last_at")[:1]
    meets = Meeting.objects.filter(ends_at__gt=at, cancelled_on=None, **of_it)
    asking = Membership.objects.filter(standing=Standing.ASKED, **of_it)
    of_post = {"post__thread__space": OuterRef("pk")}
    rows = found.annotate(
        unanswered=_number(_waiting(at).filter(**of_it), "space"),
        reports=_number(queue_of(person, at=at).filter(**of_post), "post__thread__space"),
        appeals=_number(appeals_of(person).filter(**of_post), "post__thread__space"),
        asking=_number(asking, "space"),
        desk=_number(to_look_at().annotate(of=Value(1)), "of"),
        week=Coalesce(Subquery(weeks.values("who")[:1]), Value(""), output_field=CharField()),
        last=Subquery(last), meets=Exists(meets),
        prompt=Exists(StarterKit.objects.filter(due_on__lte=today, **of_it)),
        after=Coalesce(F("pace__quiet_days"), Value(FIRST_QUIET_DAYS)),
        rests=Coalesce(F("pace__rests_until"), F("opened_on"), output_field=DateField()),
    )  # fmt: skip
    return [_as_looked(each, name_of(person), today) for each in rows]


def _number(found: QuerySet[Any], by: str) -> Coalesce:
    """How many there are, as part of a query."""
    rows = found.order_by().values(by).annotate(all=Count("pk", distinct=True)).values("all")
    return Coalesce(Subquery(rows), Value(0), output_field=IntegerField())


def _as_looked(row: Any, me: str, today: date) -> Looked:
    week = "" if not row.week else "mine" if row.week == me else "others"
    return Looked(
        space=row, unanswered=row.unanswered, cases=row.reports + row.appeals, asking=row.asking,
        prompt_is_due=row.prompt, week=week, quiet_days=_quiet_days(row, today), desk=row.desk,
    )  # fmt: skip


def _quiet_days(row: Any, today: date) -> int:
    """Days without a word, where there are enough of them to look; a meeting that is to come is
    something, and a space that is new, or rests, is left in peace."""
    is_new = today < row.opened_on + timedelta(days=NEW_DAYS)
    if not row.after or row.meets or is_new or row.rests > today:
        return 0
    here = row.last.astimezone(settings.HERE.time_zone).date() if row.last else row.opened_on
    days = (today - max(here, row.rests)).days
    return days if days >= row.after else 0
