"""Releases are shown as the ledger has them, once each, and never in another order."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from engine.disclosure import shown
from web.ledgers import made_by_hand, two_dates
from web.people import LONG_AGO, somebody
from workbench.shelved import shelved

from tiebeam.engine.disclosure.entries import LEDGER, UnknownEntry
from tiebeam.vault import chain
from tiebeam.web.audit.models import Entry
from tiebeam.web.insight import actions, queries
from tiebeam.web.insight.models import Release

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return shelved(tmp_path, *two_dates())[0]


def links(ledger: Path) -> list[chain.Link]:
    return list(chain.read(ledger / LEDGER))


def test_a_release_is_kept_exactly_as_its_line_of_the_ledger_has_it(ledger):
    steward = somebody()
    (first, _) = links(ledger)

    kept = actions.keep_release(first, at=LONG_AGO, by=steward)

    row = Release.objects.get()
    assert row == kept
    assert (row.number, row.hash, row.previous) == (1, first.hash, chain.NOTHING_BEFORE)
    assert row.content == first.entry
    assert (row.published_by, row.published_at) == (steward.public_id, LONG_AGO)
    assert Entry.objects.get().act == "insight.showed-release"


def test_to_keep_it_twice_is_to_keep_it_once(ledger):
    first = links(ledger)[0]
    actions.keep_release(first, at=LONG_AGO)

    again = actions.keep_release(first, at=LONG_AGO + timedelta(days=1))

    assert again.published_at == LONG_AGO
    assert Release.objects.count() == Entry.objects.count() == 1


def test_a_release_that_does_not_go_on_from_the_last_is_refused(ledger):
    with pytest.raises(actions.AnotherLedger, match="Release 2 does not go on"):
        actions.keep_release(links(ledger)[1], at=LONG_AGO)

    assert not Release.objects.exists()


def test_a_line_that_is_no_release_is_refused():
    stray = chain.Link(1, chain.NOTHING_BEFORE, {"schema": "something else"})

    with pytest.raises(UnknownEntry):
        actions.keep_release(stray, at=LONG_AGO)


def test_a_ledger_is_loaded_again_without_a_change(ledger):
    actions.rebuild(ledger, at=LONG_AGO)
    before = list(Release.objects.values())

    actions.rebuild(ledger, at=LONG_AGO + timedelta(days=1))

    assert list(Release.objects.values()) == before


def test_another_ledger_is_refused_and_so_is_one_with_its_end_cut_off(ledger, tmp_path):
    actions.rebuild(ledger, at=LONG_AGO)
    other = shelved(tmp_path / "other", *shown.employer())[0]
    short = tmp_path / "short"
    shutil.copytree(ledger, short)
    lines = (short / LEDGER).read_bytes().splitlines(keepends=True)
    (short / LEDGER).write_bytes(lines[0])

    for each in (other, short):
        with pytest.raises(actions.AnotherLedger):
            actions.rebuild(each, at=LONG_AGO)

    assert Release.objects.count() == 2


def test_a_ledger_that_was_changed_is_refused_whole(ledger):
    path = ledger / LEDGER
    path.write_text(path.read_text("utf-8").replace('"shown":104', '"shown":110', 1), "utf-8")

    with pytest.raises(chain.BrokenChain):
        actions.rebuild(ledger, at=LONG_AGO)

    assert not Release.objects.exists()


def test_a_folder_without_a_ledger_says_so(tmp_path):
    with pytest.raises(actions.NoLedger):
        actions.rebuild(tmp_path, at=LONG_AGO)


# --- reading --------------------------------------------------------------------------------------


def test_without_a_release_nothing_is_shown():
    assert queries.shown() is None


def test_releases_are_read_once_until_there_is_a_new_one(ledger, django_assert_num_queries):
    first, second = links(ledger)
    actions.keep_release(first, at=LONG_AGO)
    before = queries.shown()
    with django_assert_num_queries(1):
        again = queries.shown()
    actions.keep_release(second, at=LONG_AGO)

    assert again is before
    assert len(queries.shown().ledger.releases) == 2


def test_a_release_that_was_altered_in_the_database_is_not_shown(tmp_path):
    made_by_hand(tmp_path, *two_dates(women_now=311))
    row = Release.objects.get(number=1)
    row.content["lines"][1]["shown"] = 1
    row.save()

    with pytest.raises(queries.Altered, match="Release 1 was altered"):
        queries.shown()
