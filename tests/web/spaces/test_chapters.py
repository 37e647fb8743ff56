"""Chapters by site: a tie holds once both have said it, and neither side betrays a hidden one."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from web.pages import without_token
from web.people import somebody
from web.spaces.made import (
    AT,
    a_chapter,
    a_facilitator,
    a_group,
    a_space,
    a_tie,
    joined,
    looks_after,
)

from tiebeam.web.audit.models import Tally
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.groups.chapters import actions
from tiebeam.web.spaces.models import ChapterOf, Site, Space

pytestmark = pytest.mark.django_db
HIDDEN = {"visibility": "hidden", "joining": "link"}


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def gia():
    return somebody("gia@harbourline.example", Role.GROUP_LEAD, name="Gia Moretti")


@pytest.fixture
def fay():
    return a_facilitator()


@pytest.fixture
def out():
    return somebody("out@harbourline.example", name="Out")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person, space, more: str = "") -> str:
    answer = signed_in(person).get(f"{space.get_absolute_url()}{more}")
    assert answer.status_code == 200
    return unescape(answer.content.decode()).split("<main")[1].split("</main")[0]


def changed(space: Space, by, **said) -> None:
    space.refresh_from_db()
    names = ("name", "about", "visibility", "joining", "roster")
    first = {name: getattr(space, name) for name in names}
    spaces.change_space(space, first | said, edition=space.edition, by=by, at=AT)


def test_whoever_opens_a_chapter_says_next_where_it_is_and_of_which_group(gia, fay):
    group, client = a_group(gia), signed_in(fay)
    said = {"name": "Night workers, Esbjerg", "about": "At the quay.", "visibility": "members",
            "joining": "own", "roster": "members", "once": "a"}  # fmt: skip

    opened = client.post("/spaces/new/chapter/", said)
    client.post(opened.url, {"site": " Esbjerg  quay ", "edition": "0"})
    client.post(opened.url, {"group": group.public_id})

    tie = ChapterOf.objects.get()
    assert opened.url.endswith("/chapter/")
    assert (tie.chapter.site.called, tie.group, tie.confirmed_on) == ("Esbjerg quay", group, None)


def test_nobody_claims_a_group_that_has_not_said_so_too(gia, fay, out):
    group, chapter = a_group(gia), a_chapter(fay)
    tie = a_tie(chapter, group, fay)
    assert "Night workers, Esbjerg" not in page(out, group, "chapters/")
    assert group.get_absolute_url() not in page(out, chapter, "chapter/")
    assert "Not confirmed yet" in page(fay, chapter, "chapter/")
    with pytest.raises(NotAllowed):
        actions.confirm(tie, by=fay, at=AT)

    signed_in(gia).post(f"{group.get_absolute_url()}chapters/", {"confirm": tie.public_id})

    assert "At Esbjerg." in page(out, group, "chapters/")
    assert "Night workers, Esbjerg" in page(out, group, "group/")
    for more in ("", "chapter/"):
        assert f'href="{group.get_absolute_url()}">Night workers</a>' in page(out, chapter, more)


def test_the_group_confirms_what_its_facilitators_see_and_others_can_t(gia, fay, out):
    group = a_group(gia)
    tie = a_tie(a_chapter(fay), group, fay)
    address = f"{group.get_absolute_url()}chapters/"
    assert "1 space says that it is one of yours" in page(gia, group, "group/")
    assert "says that it is one of yours" not in page(out, group, "group/")

    for person in (fay, out):
        answer = signed_in(person).post(address, {"confirm": tie.public_id})
        assert answer.status_code == 404

    tie.refresh_from_db()
    assert tie.confirmed_on is None


def test_either_ends_it_and_no_reason_is_asked(gia, fay):
    group, chapter = a_group(gia), a_chapter(fay)
    for person, address in ((gia, f"{group.get_absolute_url()}chapters/"),
                            (fay, f"{chapter.get_absolute_url()}chapter/")):  # fmt: skip
        tie = a_tie(chapter, group, fay, confirmed_by=gia)

        signed_in(person).post(address, {"end": tie.public_id})

        assert not ChapterOf.objects.exists()


def test_whoever_looks_after_both_says_it_once(gia):
    a_tie(a_chapter(gia), a_group(gia), gia)

    assert ChapterOf.objects.get().confirmed_on == AT.date()


def test_said_twice_it_is_there_once_and_says_nothing_more(gia, fay):
    group, chapter = a_group(gia), a_chapter(fay)
    a_tie(chapter, group, fay, confirmed_by=gia)
    before = list(Tally.objects.values_list("times", flat=True))

    actions.say_of(chapter, group, by=fay, at=AT)

    assert ChapterOf.objects.get().confirmed_on is not None
    assert list(Tally.objects.values_list("times", flat=True)) == before


def test_two_who_say_where_it_is_do_not_both(fay):
    chapter = a_chapter(fay)
    client, address = signed_in(fay), f"{chapter.get_absolute_url()}chapter/"

    late = client.post(address, {"site": "Aarhus", "edition": "0"})

    assert "Somebody changed this meanwhile" in unescape(late.content.decode())
    assert 'value="Aarhus"' in late.content.decode()
    assert Site.objects.get().called == "Esbjerg"
    with pytest.raises(ChangedMeanwhile):
        actions.say_where(chapter, "Aarhus", edition=0, by=fay, at=AT)
    client.post(address, {"site": "Aarhus", "edition": "1"})
    assert Site.objects.get().called == "Aarhus"


def test_a_hidden_chapter_is_not_betrayed_by_its_group(gia, fay, out):
    group, other = a_group(gia), a_group(gia, "Day workers")
    chapter = a_chapter(fay, **HIDDEN)
    joined(chapter, gia)
    a_tie(chapter, group, fay, confirmed_by=gia)
    assert "Esbjerg" in page(gia, group, "chapters/")

    for more in ("", "group/", "chapters/"):
        told = page(out, group, more).replace(group.address, "*").replace(group.name, "*")
        nothing = page(out, other, more).replace(other.address, "*").replace(other.name, "*")
        assert _without_marks(told) == _without_marks(nothing)


def test_a_hidden_group_is_not_betrayed_by_its_chapter(gia, fay, out):
    group, chapter, other = a_group(gia, **HIDDEN), a_chapter(fay), a_chapter(fay, "Lone workers")
    joined(group, fay)
    joined(chapter, gia, out)
    joined(other, gia, out)
    looks_after(chapter, out, fay)
    looks_after(other, out, fay)
    a_tie(chapter, group, fay, confirmed_by=gia)
    assert group.name in page(gia, chapter, "chapter/")

    # Even whoever looks after the chapter reads nothing of it.
    for more in ("", "chapter/"):
        told = page(out, chapter, more).replace(chapter.address, "*").replace(chapter.name, "*")
        nothing = page(out, other, more).replace(other.address, "*").replace(other.name, "*")
        assert _without_marks(told) == _without_marks(nothing)


def _without_marks(text: str) -> str:
    return re.sub(r'(value=")[\w-]{16,}', r"\1", text)


def test_what_somebody_says_of_another_group_is_not_in_the_way_of_a_hidden_one(gia, fay, out):
    secret, group, chapter = a_group(gia, "Quillwort", **HIDDEN), a_group(gia), a_chapter(fay)
    joined(secret, fay)
    joined(chapter, out)
    looks_after(chapter, out, fay)
    a_tie(chapter, secret, fay, confirmed_by=gia)

    a_tie(chapter, group, out, confirmed_by=gia)

    assert "Quillwort" not in page(out, chapter, "chapter/")
    assert "Quillwort" in page(fay, chapter, "chapter/")
    assert "Night workers" in page(fay, chapter, "chapter/")


def test_nobody_names_or_touches_a_group_that_does_not_exist_for_them(gia, fay):
    secret, chapter = a_group(gia, **HIDDEN), a_chapter(fay)
    client, address = signed_in(fay), f"{chapter.get_absolute_url()}chapter/"

    real, none = (without_token(client.post(address, {"group": each})).replace(each, "*")
                  for each in (secret.public_id, "AAAAAAAAAAAA"))  # fmt: skip

    assert real == none
    assert not ChapterOf.objects.exists()
    with pytest.raises(NotAllowed):
        actions.say_of(chapter, secret, by=fay, at=AT)


def test_a_group_that_hides_leaves_the_page_of_its_chapter(gia, fay, out):
    group, chapter = a_group(gia), a_chapter(fay)
    a_tie(chapter, group, fay, confirmed_by=gia)

    changed(group, gia, **HIDDEN)

    assert group.name not in page(out, chapter, "chapter/").replace(chapter.name, "")
    assert group.name not in page(fay, chapter, "chapter/").replace(chapter.name, "")


@pytest.mark.parametrize("which", ["group", "chapter"])
def test_what_was_said_while_one_was_hidden_is_not_opened_with_it(gia, fay, out, which):
    how = {which: HIDDEN}
    group = a_group(gia, **how.get("group", {}))
    chapter = a_chapter(fay, **how.get("chapter", {}))
    joined(group, fay)
    joined(chapter, gia)
    a_tie(chapter, group, fay, confirmed_by=gia)

    by = gia if which == "group" else fay
    changed(group if which == "group" else chapter, by, visibility="members", joining="own")

    assert not ChapterOf.objects.exists()


def test_where_a_chapter_is_is_not_opened_with_it(fay, out):
    chapter = a_chapter(fay, **HIDDEN, site="The north quay")

    changed(chapter, fay, visibility="members", joining="own")

    assert "The north quay" not in page(out, chapter, "chapter/")
    assert not Site.objects.exists()


def test_the_trail_tells_nothing_where_one_of_them_is_hidden(gia, fay):
    group, chapter = a_group(gia), a_chapter(fay, **HIDDEN)
    joined(chapter, gia)
    before = list(Tally.objects.values_list("act", "times"))

    a_tie(chapter, group, fay, confirmed_by=gia)

    secret = a_group(gia, "Quillwort", **HIDDEN)
    joined(secret, fay)
    actions.say_of(chapter, secret, by=fay, at=AT)
    assert list(Tally.objects.values_list("act", "times")) == before


def test_a_closed_chapter_says_so_and_a_closed_group_is_not_named(gia, fay, out):
    group, chapter, late = a_group(gia), a_chapter(fay), a_chapter(fay, "Late workers")
    a_tie(chapter, group, fay, confirmed_by=gia)
    Space.objects.filter(pk=chapter.pk).update(closed_on=AT.date())
    assert "Closed" in page(out, group, "chapters/")

    Space.objects.filter(pk=group.pk).update(closed_on=AT.date())

    assert "Say that it is a chapter" not in page(fay, late, "chapter/")
    with pytest.raises(NotAllowed):
        actions.say_of(late, group, by=fay, at=AT)


def test_other_kinds_have_no_such_pages(gia):
    council, allies = a_space(gia, kind="council"), a_space(gia, "Allies")
    client = signed_in(gia)
    for space, more in ((council, "chapters/"), (council, "chapter/"), (allies, "chapter/"),
                        (a_chapter(gia), "chapters/")):  # fmt: skip
        assert client.get(f"{space.get_absolute_url()}{more}").status_code == 404
    with pytest.raises(NotAllowed):
        actions.say_where(allies, "Esbjerg", edition=0, by=gia, at=AT)


def test_nothing_says_how_many_people_are_at_a_site(gia, fay, out):
    group, chapter = a_group(gia), a_chapter(fay, roster="all")
    a_tie(chapter, group, fay, confirmed_by=gia)
    before = page(out, group, "chapters/")

    joined(chapter, somebody("mo@harbourline.example", name="Mo"))

    assert page(out, group, "chapters/") == before
