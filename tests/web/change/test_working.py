"""The jobs of redesigns as a worker carries them out: asked for by the clock, and done once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from web.change.redesigned import DECIDE_BY, NEW, OLD, RULE, a_rule, decided, kept, now, proposed
from web.organisation.brought import Work
from web.organisation.written import structure_owner
from web.people import somebody

from tiebeam.web.change import work
from tiebeam.web.jobs import actions as jobs
from tiebeam.web.jobs.actions import Limits
from tiebeam.web.jobs.models import Job
from tiebeam.web.permissions import Role
from tiebeam.worker import redesigns
from tiebeam.worker.schedule import Planner, daily

pytestmark = pytest.mark.django_db


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def planned(day: date) -> list[Job]:
    """What two workers ask for on a day."""
    for _ in range(2):
        Planner().plan(at=at(day))
    return list(Job.objects.filter(kind__in=[each.name for each in work.EVERY]).order_by("pk"))


def worked_off(day: date) -> dict[str, dict[str, object]]:
    """The results of all that is due of redesigns, by kind."""
    steps = {each.kind: each.steps for each in redesigns.handlers(now=lambda: at(day))}
    found: dict[str, dict[str, object]] = {}
    while held := jobs.take_next(token="one", at=at(day), limits=Limits()):
        doing = Work(held.job, held.given, held.result)
        (step,) = steps.get(held.kind, (None,))
        write = step.does(doing) if step else None
        name = step.name if step else held.step or "all"
        result = jobs.finish_step(held, name, write=write, is_last=True, at=at(day))
        if step:
            found[held.kind] = dict(result)
    return found


def test_dates_are_looked_at_once_a_day_by_the_clock():
    rule = daily(work.DATES.name, hour=redesigns.HOUR)

    assert [each.key for each in rule(at(date(2026, 3, 2)))] == ["dates-of-redesigns:2026-03-02"]


def test_a_missed_date_and_a_new_text_are_found_by_the_worker_once():
    eda = structure_owner()
    lena = somebody("lena@harbourline.example", Role.LEADER, name="Lena")
    rule = a_rule(eda)
    late, in_time = proposed(rule, eda, lena), decided(rule, eda, lena, title="Two weeks")
    kept(rule, RULE.replace(OLD, NEW), document=rule.documents.get())
    day = DECIDE_BY + timedelta(days=1)

    assert len(planned(day)) == 2
    done = worked_off(day)

    assert done[work.DATES.name] == {"missed": 1, "told": 0, "to-judge": 0}
    assert done[work.LOOK.name] == {"redesign": in_time.public_id}
    assert now(late).missed.count() == 1
    assert now(in_time).state == "judged"
    assert len(planned(day)) == 2
    assert worked_off(day) == {}
