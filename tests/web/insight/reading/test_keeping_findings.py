"""The worker reads documents and keeps what it finds, once."""

from __future__ import annotations

import pytest
from web.insight.reading.handbook import (
    AT,
    LEAVE,
    WORK,
    a_document,
    a_policy,
    a_version,
    confirmed,
    dismissed,
    found,
    read,
)
from web.people import somebody

from tiebeam.web.insight.reading import queries
from tiebeam.web.insight.reading.models import Finding, Read, Verdict
from tiebeam.web.jobs.registry import CannotGoOn
from tiebeam.web.permissions import Role
from tiebeam.worker import reading_documents

pytestmark = pytest.mark.django_db


def test_a_document_is_read_once_and_each_quote_stands_exactly_where_it_is_said_to():
    version = a_document(a_policy())

    counts = read()

    assert counts["texts"] == 1
    assert {each.kind for each in found()} >= {"parental_leave", "discretion", "waiting_period"}
    assert all(version.text[each.start : each.end] == each.quote for each in found())
    assert list(reading_documents.due(AT)) == []
    assert read() == {"texts": 0, "findings": 0}


def test_what_was_not_read_is_asked_for_with_one_key_until_it_is():
    a_document(a_policy())

    first, again = list(reading_documents.due(AT)), list(reading_documents.due(AT))

    assert [each.key for each in first] == [each.key for each in again]
    assert len(first) == 1


def test_a_new_version_means_that_all_newest_are_read_again():
    """Findings may lie across documents."""
    version = a_document(a_policy())
    other = a_document(a_policy(title="Work"), WORK, name="work.md")
    read()

    a_version(version.document, LEAVE.replace("12 months", "24 months"))

    assert read()["texts"] == 2
    assert found("waiting_period")[-1].parameters["tenure"] == "24m"
    assert Finding.objects.filter(version=other).count() == len(found(version=other))


def test_the_same_text_read_again_keeps_the_same_rows():
    a_document(a_policy())
    read()
    before = [each.pk for each in found()]

    Read.objects.all().delete()
    read()

    assert [each.pk for each in found()] == before


def test_newer_rules_read_everything_again_and_what_people_said_stays(
    monkeypatch: pytest.MonkeyPatch,
):
    a_document(a_policy())
    read()
    ana = somebody("ana@harbourline.example", Role.ANALYST)
    confirmed(found()[0], ana)

    monkeypatch.setattr(reading_documents, "rules_of_today", lambda: "newer")

    assert read()["texts"] == 1
    assert queries.standing(found()[0], AT.date()) == "confirmed"


def test_what_rules_find_no_more_goes_unless_somebody_said_something_of_it():
    version = a_document(a_policy())
    read()
    spoken, *_ = found()
    confirmed(spoken, somebody("ana@harbourline.example", Role.ANALYST))

    version.text, version.words = "Nothing much is said here.", 5
    version.save()
    Read.objects.all().delete()
    read()

    assert [each.pk for each in Finding.objects.filter(version=version, is_there=False)] == [
        spoken.pk
    ]


def test_what_was_said_of_a_sentence_goes_on_to_the_next_version_of_its_document():
    version = a_document(a_policy())
    other = a_document(a_policy(title="Work"), WORK, name="work.md")
    read()
    ana = somebody("ana@harbourline.example", Role.ANALYST)
    dismissed(next(each for each in found(version=version) if each.kind == "discretion"), ana)

    newer = a_version(version.document, "Some words come first.\n\n" + LEAVE)
    read()

    (here,) = [each for each in found(version=newer) if each.kind == "discretion"]
    (there,) = [each for each in found(version=other) if each.kind == "discretion"]
    assert queries.standing(here, AT.date()) == "dismissed"
    assert queries.standing(there, AT.date()) == "open"
    assert Verdict.objects.count() == 1


def test_a_draft_is_read_beside_what_is_in_force_and_never_the_other_way_round():
    """Else a finding that everybody reads could tell what a draft says."""
    in_force = a_document(a_policy())
    read()
    before = [(each.kind, each.parameters) for each in found(version=in_force)]

    draft = a_document(a_policy(title="New leave", state="draft"),
                       LEAVE.replace("26 weeks", "8 weeks"), name="leave-new.md")  # fmt: skip
    read()

    assert [(each.kind, each.parameters) for each in found(version=in_force)] == before
    assert found(version=draft)


def test_an_earlier_version_that_nobody_read_is_read_alone():
    version = a_document(a_policy())
    a_version(version.document, WORK)

    read()

    assert found(version=version)
    assert list(reading_documents.due(AT)) == []


def test_two_documents_of_one_name_are_both_read():
    one = a_document(a_policy())
    other = a_document(a_policy(title="Work"), WORK)

    read()

    assert found(version=one)
    assert found(version=other)


def test_wording_is_found_beside_clauses_and_weighs_little():
    a_document(a_policy(), "The chairman decides on all leave of the staff here.\n")

    read()

    (term,) = [each for each in found() if each.kind == "excluding_term"]
    assert term.quote == "chairman"
    assert term.severity == "low"
    assert "chair" in term.parameters["suggestion"]


def test_the_worker_finds_by_itself_what_to_read_and_reads_it():
    from tiebeam.web.jobs import actions as jobs
    from tiebeam.web.jobs.actions import Limits
    from tiebeam.web.jobs.models import Job
    from tiebeam.worker.running import carry_out
    from tiebeam.worker.schedule import _RULES, Planner

    a_document(a_policy())
    assert _RULES["find-in-documents"] is reading_documents.due

    for _ in range(2):
        Planner().plan(at=AT)
    while held := jobs.take_next(token="one", at=AT, limits=Limits()):
        carry_out(held, limits=Limits(), now=lambda: AT, ends=lambda: False)

    (job,) = Job.objects.filter(kind="find-in-documents")
    assert (job.state, job.result["texts"]) == ("done", 1)
    assert found()


def test_too_much_text_is_refused_with_what_helps(monkeypatch: pytest.MonkeyPatch):
    a_document(a_policy())
    monkeypatch.setattr(reading_documents, "MOST_WORDS", 3)

    with pytest.raises(CannotGoOn) as refused:
        read()

    assert refused.value.problem == reading_documents.TOO_MUCH


def test_reading_ends_after_its_time():
    a_document(a_policy())
    ticks = iter([0.0, *([10_000.0] * 10)])

    with pytest.raises(CannotGoOn) as refused:
        read(clock=lambda: next(ticks))

    assert refused.value.problem == reading_documents.TOO_LONG
    assert not Finding.objects.exists()


def test_giant_lines_and_marks_that_turn_a_line_around_are_read_like_any_text():
    a_document(a_policy(), "word " * 60_000 + "\n\n\u202eYour manager decides.\u202c\n")

    read()

    assert list(reading_documents.due(AT)) == []
