"""A hidden space does not exist for anybody but its members: on every address that there is.

The addresses come from the URL configuration, so that a new view is tried without anybody having
to remember it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from web.organisation.brought import key_published
from web.pages import patterns, without_token
from web.people import somebody
from web.spaces.made import (
    a_chance,
    a_chapter,
    a_charter,
    a_facilitator,
    a_hidden_space,
    a_kit,
    a_leader,
    a_meeting,
    a_picture,
    a_post,
    a_receipt,
    a_sponsor,
    a_thread,
    a_tie,
    an_ask,
    an_office,
    an_undertaking,
    joined,
    money,
    posted,
    put_out,
    standing,
)

from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.delivery.actions import say_quiet
from tiebeam.web.delivery.links import new_key
from tiebeam.web.delivery.quiet.subjects import subjects
from tiebeam.web.permissions import Role
from tiebeam.web.sealing import published
from tiebeam.web.spaces import actions
from tiebeam.web.spaces.actions import day_of
from tiebeam.web.spaces.caring import actions as caring
from tiebeam.web.spaces.caring.rota import monday_of
from tiebeam.web.spaces.groups.chances import actions as chances
from tiebeam.web.spaces.meeting import actions as meetings
from tiebeam.web.spaces.models import Membership, Space, Standing
from tiebeam.web.spaces.moderating import actions as moderating
from tiebeam.web.spaces.who import name_of

pytestmark = pytest.mark.django_db
#: Words that stand nowhere but in the hidden space.
NAME, ABOUT, TITLE, TEXT = "Lighthouse keepers", "Quillwort", "Periwinkle", "Bladderwrack"
SECRET = re.compile("Lighthouse|lighthouse|Quillwort|Periwinkle|Bladderwrack")
OUTSIDE = ("nobody", "outsider", "quiet", "asked", "removed", "left", "owner", "steward")
#: They end the session of whoever is looking around.
LEAVES = {"account_logout", "end-session"}


def wants_quiet() -> User:
    """An outsider who wants nothing of anything to reach them."""
    key_published()
    found = somebody("qui@harbourline.example", name="Qui")
    say_quiet(found, subjects(), to=published())
    return found


class Hidden:
    """The space, and what would lead to it if anything did."""

    def __init__(self) -> None:
        fay, mo = a_facilitator(), somebody("mo@harbourline.example", name="Mo")
        self.space = a_hidden_space(fay, NAME, about=ABOUT)
        joined(self.space, mo)
        self.thread = a_thread(self.space, fay, TITLE, TEXT)
        self.post = a_post(self.thread, mo, TEXT)
        actions.reword(self.post, f"{TEXT} again", number=1, by=mo, at=self.post.at)
        self.file = a_picture(self.post, mo, TEXT, called=TITLE)
        self.meeting = a_meeting(self.space, fay, TITLE, place=TEXT, at=self.post.at)
        self.undertaking = an_undertaking(self.meeting, mo, TEXT)
        meetings.write_decisions(self.meeting, [TEXT], edition=1, by=fay, at=self.post.at)
        clause = self.space.guidelines.get().clauses.first()
        gone, left = (
            somebody("rae@harbourline.example", name="Rae"),
            somebody("lou@harbourline.example", name="Lou"),
        )
        asks = somebody("pat@harbourline.example", name="Pat")
        self.asked = standing(self.space, asks, Standing.ASKED)
        standing(self.space, gone, Standing.REMOVED, cites=clause)
        joined(self.space, left)
        actions.leave(self.space, by=left, at=self.post.at)
        # What Mo wrote waits for an answer, and this week is Fay's.
        now = timezone.now()
        self.week = monday_of(day_of(now))
        caring.take_week(self.space, self.week, by=fay, at=now)
        self.people: dict[str, User | None] = {
            "nobody": None, "outsider": somebody("out@harbourline.example", name="Out"),
            "asked": asks, "removed": gone, "left": left,
            "owner": somebody("olu@harbourline.example", *(set(Role) - {Role.MEMBER}), name="Olu"),
            "steward": somebody("stig@harbourline.example", Role.STEWARD, name="Stig"),
            "quiet": wants_quiet(), "member": mo, "facilitator": fay,
        }  # fmt: skip
        # Everybody reads it, and it says nothing of where it comes from.
        an_ask(self.space, fay, self.people["owner"])
        sponsor = a_leader()
        joined(self.space, sponsor)
        self.duty = a_sponsor(self.space, fay, sponsor).duties.first()
        a_charter(self.space, fay, purpose=TEXT)
        self.office, self.row = an_office(self.space, fay, TITLE), money(self.space, fay)
        a_kit(self.space, fay)
        posted(self.space, fay, "plans-known-late", title=TITLE, text=TEXT)
        a_receipt(self.row, fay)
        # What leads to it from spaces and pages that everybody may open.
        self.chapter = a_chapter(fay, "Pier watch")
        a_tie(self.chapter, self.space, fay)
        chances.pass_on(a_chance(sponsor), self.space, passes=True, by=fay, at=self.post.at)
        self.year = put_out(self.space, fay, readers="all", changed=TEXT).year

    def client(self, who: str) -> Client:
        client, person = Client(), self.people[who]
        if person is not None:
            client.force_login(person)
        return client

    def named(self) -> dict[str, str]:
        """What a converter of an address may be given, by its name; and for all others."""
        member = Membership.objects.get(space=self.space, who=name_of(self.people["member"]))
        return {"where": self.space.slug, "thread": self.thread.public_id,
                "post": self.post.public_id, "file": self.file.public_id,
                "asked": self.asked.public_id,
                "meeting": self.meeting.public_id, "undertaking": self.undertaking.public_id,
                "member": member.public_id, "key": self.space.public_id,
                "duty": self.duty.public_id, "office": self.office.public_id,
                "row": self.row.public_id, "code": "who-hears-of-it", "week": self.week.isoformat(),
                "year": str(self.year),
                "": self.space.public_id}  # fmt: skip


#: The same where there is nothing.
NOT_THERE = {"where": "no-such-keepers", "": "AAAAAAAAAAAA"}
CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")


def addresses(named: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each address of the site, with its name; numbers stand for what is counted."""

    def given(found: re.Match[str]) -> str:
        return named.get(found[2], "1" if found[1] == "int" else named[""])

    for route, pattern in patterns():
        if pattern.name not in LEAVES:
            yield (
                str(pattern.name),
                "/" + CONVERTER.sub(given, re.sub(r"[\^$\\]|\(\?P.*?\)", "", route)),
            )


@pytest.fixture
def hidden() -> Hidden:
    return Hidden()


def said(answer: Any) -> tuple[int, str, str]:
    """Status, where it leads, and what it says, without the token of its forms."""
    if answer.streaming:
        text = b"".join(answer.streaming_content).decode("latin-1")
    else:
        text = without_token(answer)
    return answer.status_code, answer.headers.get("Location", ""), text


def pairs(hidden: Hidden) -> Iterator[tuple[str, str, str]]:
    """Each address with something in it, leading to the hidden space, and to nothing."""
    there = hidden.named()
    precise = there | {"where": f"{hidden.space.slug}.{hidden.space.public_id}"}
    not_precise = NOT_THERE | {"where": f"{NOT_THERE['where']}.AAAAAAAAAAAA"}
    for one, other in ((there, NOT_THERE), (precise, not_precise)):
        for (name, real), (_, none) in zip(addresses(one), addresses(other), strict=True):
            if real != none:
                yield name, real, none


@pytest.mark.parametrize("who", OUTSIDE)
def test_every_address_answers_as_if_the_space_did_not_exist(hidden: Hidden, who: str):
    client, tried, differs = hidden.client(who), 0, []
    for name, real, none in pairs(hidden):
        for ask in (client.get, client.post):
            tried += 1
            if without(real, said(ask(real))) != without(none, said(ask(none))):
                differs.append((name, real))
        # What a form has done is said on the next page, and so not on one that is compared.
        if "messages" in client.cookies and client.cookies["messages"].value:
            client.get("/search/")

    assert differs == []
    assert tried > 200


def without(address: str, answer: tuple[int, str, str]) -> list[str]:
    """An answer may say where somebody wanted to go, and nothing else."""
    forms = (address, quote(address), quote(address, safe=""))
    return [re.sub("|".join(map(re.escape, forms)), "*", str(each)) for each in answer]


@pytest.mark.parametrize("who", OUTSIDE)
def test_no_page_says_a_word_of_it(hidden: Hidden, who: str):
    client, read = hidden.client(who), 0
    for name, address in addresses(hidden.named()):
        status, _, text = said(client.get(address))
        read += status == 200
        assert not SECRET.search(text.replace(address, "")), name

    assert read > (8 if who == "nobody" else 30)


@pytest.mark.parametrize("who", OUTSIDE[1:])
def test_no_page_of_its_chapter_says_a_word_of_it(hidden: Hidden, who: str):
    client, there = hidden.client(who), hidden.chapter.get_absolute_url()
    for page in (there, f"{there}chapter/", f"{there}group/"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert not SECRET.search(answer.content.decode())


@pytest.mark.parametrize("who", ["member", "facilitator"])
def test_for_its_members_it_is_there(hidden: Hidden, who: str):
    client = hidden.client(who)

    door = client.get("/spaces/").content.decode()
    inside = client.get(hidden.thread.get_absolute_url()).content.decode()

    assert NAME in door
    assert ABOUT in door
    assert TITLE in inside
    assert f"{TEXT} again" in inside


@pytest.mark.parametrize("who", OUTSIDE[1:])
@pytest.mark.parametrize("word", [NAME, ABOUT, TITLE, TEXT, "Bladder"])
def test_no_search_finds_it(hidden: Hidden, who: str, word: str):
    client = hidden.client(who)

    found = without_token(client.get("/search/", {"q": word})).replace(word, "*")
    nothing = without_token(client.get("/search/", {"q": "Zzyzx"})).replace("Zzyzx", "*")

    assert found == nothing


def test_its_members_find_it(hidden: Hidden):
    found = hidden.client("member").get("/search/", {"q": "Bladderwrack"}).content.decode()

    assert TITLE in found


def test_the_audit_trail_has_no_act_and_no_number_of_it(hidden: Hidden):
    fay, mo = hidden.people["facilitator"], hidden.people["member"]
    line = hidden.space.guidelines.get().clauses.first()
    moderating.report(hidden.post, clause=line, says="", by=fay, at=hidden.post.at)
    actions.leave(hidden.space, by=mo, at=hidden.post.at)

    # Of the chapter that everybody knows of it tells that it was opened and where it is, and of the
    # chance that it was posted.
    told = sorted(Tally.objects.values_list("act", "times"))
    assert told == [("spaces.looked-after-group", 1), ("spaces.opened", 1)]
    assert list(Entry.objects.values_list("act", flat=True)) == ["spaces.posted-chance"]


def test_another_space_may_have_its_name(hidden: Hidden):
    """A name that is refused, or an address that is another, would betray it."""
    client = hidden.client("owner")
    form = {"name": NAME, "about": "Of another kind.", "visibility": "members", "joining": "own",
            "roster": "own"}  # fmt: skip

    taken = client.post("/spaces/new/ally-space/", {**form, "once": "a"})
    free = client.post("/spaces/new/ally-space/", {**form, "name": "Pier friends", "once": "b"})

    there = Space.objects.exclude(pk=hidden.space.pk).get(slug="lighthouse-keepers")
    assert taken.url == f"/spaces/lighthouse-keepers.{there.public_id}/"
    assert re.fullmatch(r"/spaces/pier-friends\.[\w-]{12}/", free.url)
    assert client.get("/spaces/lighthouse-keepers/").status_code == 200


def test_who_knows_of_both_is_asked_which(hidden: Hidden):
    owner = hidden.people["owner"]
    assert owner is not None
    form = {"name": NAME, "about": "Of another kind.", "visibility": "members", "joining": "own",
            "roster": "own", "once": "a"}  # fmt: skip
    hidden.client("owner").post("/spaces/new/ally-space/", form)

    asked = hidden.client("member").get("/spaces/lighthouse-keepers/").content.decode()

    assert f"/spaces/lighthouse-keepers.{hidden.space.public_id}/" in asked
    assert asked.count("/spaces/lighthouse-keepers.") == 2


def test_its_link_leads_in_and_another_leads_nowhere(hidden: Hidden):
    fay = hidden.people["facilitator"]
    key = actions.new_link(hidden.space, by=fay, at=hidden.post.at)
    client = hidden.client("outsider")

    shown = client.get(f"/spaces/come/{key}/")
    other = client.get(f"/spaces/come/{new_key()}/")
    came = client.post(f"/spaces/come/{key}/", {"number": "1", "agrees": "on"})

    assert NAME in shown.content.decode()
    assert TITLE not in shown.content.decode()
    assert other.status_code == 404
    assert client.get(came.url).status_code == 200


def test_its_link_leads_nowhere_for_whoever_was_removed(hidden: Hidden):
    fay = hidden.people["facilitator"]
    key = actions.new_link(hidden.space, by=fay, at=hidden.post.at)
    client = hidden.client("removed")

    there, other = (client.get(f"/spaces/come/{each}/") for each in (key, new_key()))

    assert (there.status_code, without_token(there)) == (404, without_token(other))


def test_a_new_link_ends_the_one_before(hidden: Hidden):
    fay = hidden.people["facilitator"]
    first = actions.new_link(hidden.space, by=fay, at=hidden.post.at)
    actions.new_link(hidden.space, by=fay, at=hidden.post.at)

    assert hidden.client("outsider").get(f"/spaces/come/{first}/").status_code == 404


# --- time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OUTSIDE[1:])
def test_looking_for_it_asks_the_database_as_often_as_looking_for_nothing(hidden: Hidden, who: str):
    client = hidden.client(who)
    client.get("/search/")

    for _, real, none in pairs(hidden):
        with CaptureQueriesContext(connection) as one:
            client.get(real)
        with CaptureQueriesContext(connection) as other:
            client.get(none)

        assert _shapes(one) == _shapes(other), real


def _shapes(queries: Any) -> list[str]:
    """What was asked, without the values."""
    return [re.sub(r"'[^']*'|\b\d+\b", "?", each["sql"]) for each in queries.captured_queries]


def test_its_page_answers_as_fast_as_one_that_is_not_there(hidden: Hidden):
    """By turns, 80 times each: the difference of the medians is one that shuffling makes as well.

    Of two thousand shuffles, one or more differs as much. Before `visible_to` asked for one's own
    spaces beforehand, 25 millionths of a second of five thousandths differed, and this failed.
    """
    client = hidden.client("outsider")
    real, none = f"/spaces/{hidden.space.slug}/", f"/spaces/{hidden.space.slug[::-1]}/"
    times = [(_seconds(lambda: client.get(real)), _seconds(lambda: client.get(none)))
             for _ in range(80)]  # fmt: skip
    shuffle = random.Random(7)

    differs = _difference(times)
    as_much = sum(
        _difference([pair if shuffle.random() < 0.5 else pair[::-1] for pair in times]) >= differs
        for _ in range(2000)
    )

    assert as_much >= 1


def _seconds(work: Callable[[], Any]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def _difference(times: list[tuple[float, float]]) -> float:
    return abs(median(one for one, _ in times) - median(other for _, other in times))
