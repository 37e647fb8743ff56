"""What recurs by the clock, and by what has come up."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tiebeam.web.jobs import registry
from tiebeam.web.jobs.models import Job
from tiebeam.worker import schedule
from tiebeam.worker.schedule import Due, NamedTwice, Planner, daily, day_of, recurs, week_of

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_else_recurs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_RULES", {})
    registry.name(registry.Kind(name="sweep", title="Sweeping", done="All is clean."))


def keys() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("key", flat=True))


@pytest.mark.django_db
def test_what_is_daily_is_asked_for_once_a_day_by_however_many_workers():
    recurs("sweep", daily("sweep", hour=6))
    workers = [Planner(), Planner()]

    for day, hour in ((26, 9), (26, 23), (27, 5), (27, 6), (27, 7)):
        for each in workers:
            each.plan(at=datetime(2026, 11, day, hour, tzinfo=UTC))

    assert keys() == ["sweep:2026-11-26", "sweep:2026-11-27"]


@pytest.mark.parametrize(
    ("at", "day", "week"),
    [
        ("2026-11-26T06:00", "2026-11-26", "2026-W48"),
        ("2026-11-26T05:59", "2026-11-25", "2026-W48"),
        ("2026-11-30T05:59", "2026-11-29", "2026-W48"),
        ("2026-11-30T06:00", "2026-11-30", "2026-W49"),
        ("2027-01-01T12:00", "2027-01-01", "2026-W53"),
    ],
)
def test_a_day_and_a_week_begin_at_their_hour(at: str, day: str, week: str):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)

    assert day_of(moment, hour=6) == day
    assert week_of(moment, hour=6) == week


def test_the_hour_is_that_of_the_organisation():
    five_in_london = datetime(2026, 11, 26, 5, 30, tzinfo=UTC)

    assert day_of(five_in_london, hour=6, zone=ZoneInfo("Europe/Berlin")) == "2026-11-26"
    assert day_of(five_in_london, hour=6, zone=ZoneInfo("America/New_York")) == "2026-11-25"


@pytest.mark.django_db
def test_a_rule_that_fails_keeps_no_other_from_being_heard():
    def fails(at):
        raise LookupError

    recurs("fails", fails)
    recurs("sweep", daily("sweep", hour=6))

    Planner().plan(at=AT)

    assert keys() == ["sweep:2026-11-26"]


@pytest.mark.django_db
def test_what_is_noted_with_a_job_is_there_only_if_the_job_is():
    def breaks():
        raise LookupError

    recurs("sweep", lambda at: [Due(kind="sweep", key="sweep:1", once=breaks)])

    Planner().plan(at=AT)

    assert keys() == []


@pytest.mark.django_db
def test_what_is_known_to_be_asked_for_costs_the_database_nothing(django_assert_num_queries):
    recurs("sweep", daily("sweep", hour=6))
    planner = Planner()
    planner.plan(at=AT)

    with django_assert_num_queries(0):
        planner.plan(at=AT)


def test_two_things_that_recur_have_two_names():
    recurs("sweep", daily("sweep", hour=6))

    with pytest.raises(NamedTwice):
        recurs("sweep", daily("sweep", hour=7))
