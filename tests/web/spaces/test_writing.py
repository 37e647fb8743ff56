"""What is written in spaces: by members, read by those who may, changed in the open, harmless."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as some
from web.pages import Inline
from web.people import somebody
from web.spaces.made import AT, a_facilitator, a_post, a_space, a_thread, joined, once

from tiebeam.web.accounts.models import User
from tiebeam.web.search.queries import found_by
from tiebeam.web.spaces import actions, queries
from tiebeam.web.spaces.forms import as_text, clauses_in
from tiebeam.web.spaces.models import Post, Space, Thread, Wording
from tiebeam.web.spaces.written import as_html

#: Whoever opens a page is four; the rest is for the page, however many posts there are.
MOST_QUERIES = 18
db = pytest.mark.django_db


@pytest.fixture
def fay() -> User:
    return a_facilitator()


@pytest.fixture
def space(fay: User) -> Space:
    return a_space(fay)


@pytest.fixture
def hers(client: Client, fay: User) -> Client:
    client.force_login(fay)
    return client


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


# --- writing --------------------------------------------------------------------------------------


@db
def test_a_thread_is_begun_answered_and_answered_once(space: Space, hers: Client):
    form = {"title": "Who decides?", "text": "It is *nowhere* written.", "once": once()}
    begun = hers.post(f"{space.get_absolute_url()}write/", form)
    again = hers.post(f"{space.get_absolute_url()}write/", form)
    first = Post.objects.get()
    answer = {"text": "The yard office.", "once": once()}
    hers.post(f"{begun.url}?to={first.public_id}", answer)
    hers.post(f"{begun.url}?to={first.public_id}", answer)

    page = hers.get(begun.url).content.decode()

    assert begun.url == again.url
    assert "It is <em>nowhere</em> written." in page
    assert "An answer to Fay" in page
    assert Post.objects.count() == 2


@db
def test_who_is_not_in_it_writes_nothing(space: Space, fay: User):
    out, thread = somebody("out@harbourline.example", name="Out"), a_thread(space, fay)

    page = of(out).post(
        f"{space.get_absolute_url()}write/", {"title": "a", "text": "b", "once": "c"}
    )

    assert page.status_code == 404
    assert of(out).get(thread.get_absolute_url()).status_code == 404
    with pytest.raises(actions.NotAllowed):
        actions.write(thread, "Here I am.", once=once(), by=out, at=AT)


@db
def test_after_new_guidelines_one_agrees_before_writing_again(space: Space, fay: User):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(space, mo)
    thread = a_thread(space, fay)
    actions.change_guidelines(space, [("Be brief", "")], number=1, by=fay, at=AT)
    his, address = of(mo), thread.get_absolute_url()

    his.post(address, {"text": "Too early.", "once": once()})
    page = his.get(address).content.decode()
    his.post(f"{space.get_absolute_url()}guidelines/", {"number": "2", "agrees": "on"})
    his.post(address, {"text": "In time.", "once": once()})

    assert "The guidelines have changed." in page
    assert [each.text for each in Wording.objects.order_by("pk")][1:] == ["In time."]


@db
def test_what_was_changed_says_so_and_what_it_said_before(space: Space, fay: User, hers: Client):
    post = a_post(a_thread(space, fay), fay, "The yard ofice.")
    there = f"{post.get_absolute_url()}change/"

    hers.post(there, {"number": "1", "text": "The yard office."})
    late = hers.post(there, {"number": "1", "text": "Nobody."}).content.decode()

    page = hers.get(f"{post.get_absolute_url()}before/").content.decode()
    assert "The yard ofice." in page
    assert "The yard office." in page
    assert "Somebody changed this meanwhile." in late
    assert "Nobody." in late


@db
def test_nobody_changes_what_another_wrote(space: Space, fay: User):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(space, mo)
    post = a_post(a_thread(space, fay), mo)

    assert of(fay).get(f"{post.get_absolute_url()}change/").status_code == 404
    with pytest.raises(actions.NotAllowed):
        actions.reword(post, "I agree.", number=1, by=fay, at=AT)


@db
def test_a_link_to_a_post_leads_to_the_page_on_which_it_stands(space: Space, fay: User,
                                                               hers: Client):  # fmt: skip
    thread = a_thread(space, fay)
    posts = [a_post(thread, fay, f"Post {n}", at=AT + timedelta(minutes=n)) for n in range(1, 40)]

    first, last = (hers.get(each.get_absolute_url()).url for each in (posts[0], posts[-1]))

    assert first == f"{thread.get_absolute_url()}#{posts[0].public_id}"
    assert last == f"{thread.get_absolute_url()}?page=2#{posts[-1].public_id}"


@db
def test_a_page_asks_the_database_as_often_for_many_posts_as_for_few(space: Space, fay: User,
                                                                     hers: Client):  # fmt: skip
    people = [somebody(f"p{n}@harbourline.example", name=f"Person {n}") for n in range(12)]
    joined(space, *people)
    few, many = a_thread(space, fay), a_thread(space, fay)
    for person in people:
        a_post(many, person)
    asked = {}

    for thread in (few, many):
        hers.get(thread.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            hers.get(thread.get_absolute_url())
        asked[thread] = len(found)

    assert asked[few] == asked[many] <= MOST_QUERIES


@db
def test_whether_a_space_exists_for_somebody_costs_two_queries_at_most(fay: User):
    for n in range(5):
        a_space(fay, f"Space {n}")

    with CaptureQueriesContext(connection) as found:
        list(Space.objects.visible_to(fay))

    assert len(found) <= 2


# --- who reads it ---------------------------------------------------------------------------------


@db
def test_a_space_that_opens_up_does_not_open_what_was_written_before(space: Space, fay: User):
    thread = a_thread(space, fay, "Before", "Said among members.")
    said = {"name": space.name, "about": space.about, "visibility": "open", "joining": "own",
            "roster": "own"}  # fmt: skip
    actions.change_space(space, said, edition=1, by=fay, at=AT)
    later = a_thread(Space.objects.get(), fay, "After", "Said to everybody.")
    a_post(Thread.objects.select_related("space").get(pk=thread.pk), fay, "Also to everybody.")
    out = somebody("out@harbourline.example", name="Out")

    door = of(out).get(space.get_absolute_url()).content.decode()

    assert "After" in door
    assert "Before" not in door
    assert of(out).get(thread.get_absolute_url()).status_code == 404
    assert of(out).get(later.get_absolute_url()).status_code == 200
    found = of(out).get("/search/?q=members").content.decode()
    assert "Before" not in found


@db
def test_whoever_is_outside_reads_no_number_and_no_time_of_what_they_do_not_read(fay: User):
    space = a_space(fay, "Council", kind="council")
    thread = a_thread(space, fay)
    actions.change_space(space, {"visibility": "members"}, edition=1, by=fay, at=AT)
    within = Thread.objects.select_related("space").get(pk=thread.pk)
    a_post(within, fay, "Among members.", at=AT + timedelta(days=3))
    actions.change_space(Space.objects.get(), {"visibility": "open"}, edition=2, by=fay, at=AT)
    out = somebody("out@harbourline.example", name="Out")

    outside = of(out).get(space.get_absolute_url()).content.decode()
    inside = of(fay).get(space.get_absolute_url()).content.decode()

    assert "1 post, the last one 2 March 2026" in outside
    assert "2 posts, the last one 5 March 2026" in inside


@db
def test_of_an_open_thread_whoever_is_outside_reads_what_was_written_while_it_was_open(fay: User):
    space = a_space(fay, "Council", kind="council")
    thread = a_thread(space, fay, "Who decides?", "To everybody.")
    actions.change_space(space, {"visibility": "members"}, edition=1, by=fay, at=AT)
    within = Thread.objects.select_related("space").get(pk=thread.pk)
    a_post(within, fay, "Among members.", at=AT + timedelta(days=3))
    actions.change_space(Space.objects.get(), {"visibility": "open"}, edition=2, by=fay, at=AT)
    out = somebody("out@harbourline.example", name="Out")

    read, by_fay = (of(each).get(thread.get_absolute_url()).content.decode() for each in (out, fay))

    assert "To everybody." in read
    assert "Among members." not in read
    assert "Among members." in by_fay


@db
def test_posts_are_found_the_newest_first_and_take_no_place_from_what_else_is_found(fay: User):
    space = a_space(fay, "The rota")
    for number in range(23):
        a_thread(space, fay, f"Quay {99 - number}", "A rota")

    groups = {each.title: each for each in found_by(fay, "rota")}

    of_posts = groups["Written in spaces"]
    assert [each.title for each in of_posts.found] == [f"Quay {n}" for n in range(77, 97)]
    assert of_posts.is_cut
    assert [each.title for each in groups["Spaces"].found] == ["The rota"]


def opened_and_closed(space: Space, fay: User, visibility: str) -> Space:
    edition = Space.objects.get(pk=space.pk).edition
    actions.change_space(space, {"visibility": visibility}, edition=edition, by=fay, at=AT)
    return Space.objects.get(pk=space.pk)


@db
def test_an_answer_in_the_open_does_not_tell_of_a_thread_that_was_not(space: Space, fay: User):
    thread = a_thread(space, fay, "Quillwort", "Among members.")
    opened_and_closed(space, fay, "open")
    post = a_post(Thread.objects.get(pk=thread.pk), fay, "Bladderwrack.")
    out = of(somebody("out@harbourline.example", name="Out"))

    for word in ("Quillwort", "Bladderwrack"):
        page = out.get("/search/", {"q": word}).content.decode().replace(word, "*", 2)
        assert "Quillwort" not in page
        assert post.public_id not in page


@db
def test_what_is_reworded_among_members_stays_among_them(fay: User):
    space = a_space(fay, "Council", kind="council")
    post = a_post(a_thread(space, fay), fay, "Said to everybody.")
    opened_and_closed(space, fay, "members")
    actions.reword(post, "Bladderwrack.", number=1, by=fay, at=AT)
    opened_and_closed(space, fay, "open")
    out = of(somebody("out@harbourline.example", name="Out"))

    pages = [post.thread.get_absolute_url(), f"{post.get_absolute_url()}before/",
             space.get_absolute_url()]  # fmt: skip

    assert all("Bladderwrack" not in out.get(each).content.decode() for each in pages)


@db
def test_an_answer_does_not_name_whoever_wrote_what_one_does_not_read(fay: User):
    space = a_space(fay, "Council", kind="council")
    mo = somebody("mo@harbourline.example", name="Mo Marsh")
    joined(space, mo)
    thread = a_thread(space, fay)
    opened_and_closed(space, fay, "members")
    within = a_post(Thread.objects.get(pk=thread.pk), mo, "Among members.")
    opened_and_closed(space, fay, "open")
    a_post(Thread.objects.get(pk=thread.pk), fay, "To everybody.", answers=within)
    out = of(somebody("out@harbourline.example", name="Out"))

    outside = out.get(thread.get_absolute_url()).content.decode()

    assert "To everybody." in outside
    assert "Mo Marsh" not in outside
    assert within.public_id not in outside
    assert "An answer to Mo Marsh" in of(fay).get(thread.get_absolute_url()).content.decode()


@db
def test_what_another_form_carried_leads_to_nothing_of_others(space: Space, fay: User):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(space, mo)
    first = actions.begin_thread(space, title="a", text="b", once="same", by=fay, at=AT)
    hers = actions.write(first, "c", once="same", by=fay, at=AT)

    his = actions.begin_thread(space, title="d", text="e", once="same", by=mo, at=AT)
    answer = actions.write(first, "f", once="same", by=mo, at=AT)

    assert len({first.pk, his.pk}) == len({hers.pk, answer.pk}) == 2


@db
def test_a_closed_space_takes_nothing_more(space: Space, fay: User, hers: Client):
    thread = a_thread(space, fay)
    Space.objects.update(closed_on=AT.date())

    page = hers.post(thread.get_absolute_url(), {"text": "Too late.", "once": once()})

    assert page.status_code == 200
    with pytest.raises(actions.NotAllowed):
        actions.write(thread, "Too late.", once=once(), by=fay, at=AT)


@db
def test_a_space_that_is_called_otherwise_has_another_address(space: Space, fay: User):
    thread = a_thread(space, fay)
    before = thread.get_absolute_url()

    said = {"name": "Riverside"}
    actions.change_space(space, said, edition=1, by=fay, at=AT)

    assert Space.objects.get().get_absolute_url() == f"/spaces/riverside.{space.public_id}/"
    assert of(fay).get(before).status_code == 200


@db
@pytest.mark.parametrize(
    "page",
    ["/spaces/a\0b/", "/spaces/😀.\0/", "{thread}?to=%00", "/spaces/{space}/\0/",
     "/spaces/{space}/reports/\0/"],
)  # fmt: skip
def test_what_no_address_holds_is_no_page(space: Space, fay: User, hers: Client, page: str):
    thread = a_thread(space, fay)

    there = page.format(thread=thread.get_absolute_url(), space=space.address)

    assert hers.get(there).status_code in (200, 404)


@db
def test_a_space_that_closes_up_takes_back_what_everybody_read(fay: User):
    space = a_space(fay, "Council", kind="council")
    thread = a_thread(space, fay)
    out = somebody("out@harbourline.example", name="Out")
    before = of(out).get(thread.get_absolute_url()).status_code

    said = {"visibility": "members"}
    actions.change_space(space, said, edition=1, by=fay, at=AT)

    assert (before, of(out).get(thread.get_absolute_url()).status_code) == (200, 404)


# --- what somebody finds to write -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo *three*.", "<p>One.</p>\n<p>Two <em>three</em>.</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("# Not a heading", "<p># Not a heading</p>"),
        ("[a](https://b.example/)",
         '<p><a href="https://b.example/" rel="nofollow noopener noreferrer">a</a></p>'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<b onclick=x>a</b>", "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>"),
    ],
)  # fmt: skip
def test_what_becomes_of_markdown(text: str, html: str):
    assert as_html(text).strip() == html


def test_a_picture_from_elsewhere_is_not_fetched():
    assert "<img" not in as_html("![a](https://spy.example/pixel.png)")
    assert "<img" not in as_html('<img src="https://spy.example/pixel.png">')


_PIECES = some.sampled_from(
    ["<", ">", "script", "img", "src=", "onerror=", "javascript:", "](", "[", "!", "`", "\n",
     "\n\n",
     "&lt;", "&#106;", '"', "'", "https://a.example", "data:text/html,", "style=", "<svg", "/>",
     "*", "> ", "    ", "1. ", "\u202e", "\0", "a"]
)  # fmt: skip


@given(some.lists(_PIECES, max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_nothing_in_it_runs_or_is_fetched(text: str):
    html = as_html(text)

    tags = set(re.findall(r"<([a-zA-Z]+)", html))
    assert tags <= {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong",
                    "ul"}  # fmt: skip
    assert Inline(html).found == []
    assert all(
        re.match(r"https?:|mailto:|[^:]*$", each) for each in re.findall(r'href="([^"]*)', html)
    )


def test_a_text_of_ten_thousand_letters_that_nests_is_no_trouble():
    assert as_html("> " * 5000).count("<blockquote>") < 200
    assert as_html("[" * 10_000)


@db
@pytest.mark.parametrize("text", ["x" * 10_001, "", " \n "])
def test_what_can_not_be_kept_is_said_to_be_so(space: Space, fay: User, hers: Client, text: str):
    thread = a_thread(space, fay)

    page = hers.post(thread.get_absolute_url(), {"text": text, "once": once()})

    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert Post.objects.count() == 1


# --- guidelines as text ---------------------------------------------------------------------------


def test_guidelines_are_written_a_clause_below_the_other():
    text = "Be brief\nTwo lines\nor three.\r\n\r\n\n\nBe kind\n"

    assert clauses_in(text) == [("Be brief", "Two lines or three."), ("Be kind", "")]


_line = some.text("abc äö.", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(some.lists(some.tuples(_line, _line | some.just("")), max_size=6))
@settings(deadline=None)
def test_guidelines_come_back_as_they_were_written(clauses: list[tuple[str, str]]):
    assert clauses_in(as_text(clauses)) == clauses


@db
def test_a_title_that_is_too_long_is_named(space: Space, hers: Client):
    page = hers.post(f"{space.get_absolute_url()}guidelines/change/",
                     {"number": "1", "text": "y" * 121}).content.decode()  # fmt: skip

    assert "A title has 120 letters or fewer" in page
    assert queries.newest_number(space) == 1
