"""A report, a decision that cites a line, told to both, and an appeal to somebody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from web.pages import without_token
from web.people import somebody
from web.spaces.made import (
    AT,
    CLAUSES,
    a_facilitator,
    a_post,
    a_space,
    a_thread,
    joined,
    looks_after,
    once,
)

from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import NotAllowed
from tiebeam.web.spaces.models import Clause, Declined, Report, Ruling, Space
from tiebeam.web.spaces.moderating import actions, queries

pytestmark = pytest.mark.django_db
Kind = Ruling.Kind
WORDS = "Only an idiot would print it on Fridays"


class Quarrel:
    """A space that two look after, a post in it, and somebody who reports it."""

    def __init__(self) -> None:
        self.fay, self.gus = a_facilitator(), a_facilitator("Gus")
        self.mo, self.kim = (somebody(f"{each}@harbourline.example", name=each.title())
                             for each in ("mo", "kim"))  # fmt: skip
        self.space = a_space(self.fay)
        joined(self.space, self.gus, self.mo, self.kim)
        looks_after(self.space, self.gus, self.fay)
        self.post = a_post(a_thread(self.space, self.fay), self.mo, WORDS)
        self.first, self.second = Clause.objects.filter(guidelines__space=self.space)

    def reported(self) -> Report:
        return actions.report(self.post, clause=self.first, says="The tone.", by=self.kim, at=AT)

    def ruled(self, kind: Ruling.Kind = Kind.HIDE, until: date | None = None) -> Ruling:
        return actions.rule(self.reported(), kind, clause=self.first, says="No insult.",
                            until=until, by=self.fay, at=AT)  # fmt: skip

    @property
    def page(self) -> str:
        return self.post.thread.get_absolute_url()


@pytest.fixture
def quarrel() -> Quarrel:
    return Quarrel()


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(person: User, page: str) -> str:
    return of(person).get(page).content.decode()


# --- reporting ------------------------------------------------------------------------------------


def test_a_report_cites_a_line_and_waits_for_those_who_look_after_the_space(quarrel: Quarrel):
    there = f"{quarrel.post.get_absolute_url()}report/"

    of(quarrel.kim).post(there, {"cites": "1", "says": ""})
    of(quarrel.kim).post(there, {"cites": "1", "says": "Again."})

    assert Report.objects.get().clause == quarrel.first
    assert CLAUSES[0][0] in read(quarrel.fay, f"{quarrel.space.get_absolute_url()}reports/")
    assert "1 report or appeal waits for you" in read(quarrel.gus, quarrel.space.get_absolute_url())
    assert "waits for you" not in read(quarrel.mo, quarrel.space.get_absolute_url())


def test_a_report_without_a_line_is_none(quarrel: Quarrel):
    of(quarrel.kim).post(f"{quarrel.post.get_absolute_url()}report/", {"says": "I do not like it."})

    assert not Report.objects.exists()


def test_nobody_reports_what_they_wrote_or_what_they_do_not_read(quarrel: Quarrel):
    out = somebody("out@harbourline.example", name="Out")

    for person in (quarrel.mo, out):
        assert of(person).get(f"{quarrel.post.get_absolute_url()}report/").status_code == 404
        with pytest.raises(NotAllowed):
            actions.report(quarrel.post, clause=quarrel.first, says="", by=person, at=AT)


def test_only_whoever_looks_after_the_space_sees_reports(quarrel: Quarrel):
    found = quarrel.reported()

    for person in (quarrel.mo, quarrel.kim):
        for page in ("reports/", f"reports/{found.public_id}/", "reports/spare/"):
            there = quarrel.space.get_absolute_url() + page
            assert of(person).get(there).status_code == 404, page


# --- who decides ----------------------------------------------------------------------------------


def test_nobody_decides_on_what_they_wrote_or_reported_themselves(quarrel: Quarrel):
    hers = a_post(quarrel.post.thread, quarrel.fay, "Mine.")
    about_her = actions.report(hers, clause=quarrel.first, says="", by=quarrel.kim, at=AT)
    by_her = actions.report(quarrel.post, clause=quarrel.first, says="", by=quarrel.fay, at=AT)

    assert not queries.queue_for(quarrel.fay, quarrel.space, at=AT).exists()
    assert set(queries.queue_for(quarrel.gus, quarrel.space, at=AT)) == {about_her, by_her}
    for found in (about_her, by_her):
        with pytest.raises(NotAllowed):
            actions.rule(found, Kind.NOTHING, clause=quarrel.first, says="Fine.", until=None,
                         by=quarrel.fay, at=AT)  # fmt: skip


def test_what_somebody_looks_at_comes_back_after_a_day(quarrel: Quarrel):
    found = quarrel.reported()
    actions.take(found, by=quarrel.fay, at=AT)

    soon, later = AT + timedelta(hours=23, minutes=59), AT + timedelta(hours=24)

    assert list(queries.queue_for(quarrel.fay, quarrel.space, at=soon)) == [found]
    assert not queries.queue_for(quarrel.gus, quarrel.space, at=soon).exists()
    assert list(queries.queue_for(quarrel.gus, quarrel.space, at=later)) == [found]


def test_what_somebody_would_rather_not_decide_never_comes_to_them_again(quarrel: Quarrel):
    found = quarrel.reported()
    page = f"{quarrel.space.get_absolute_url()}reports/{found.public_id}/"
    with time_machine.travel(AT, tick=False):
        of(quarrel.fay).post(page, {"decline": "yes"})

        assert of(quarrel.fay).get(page).status_code == 404
        assert of(quarrel.gus).get(page).status_code == 200
    assert Declined.objects.count() == 1
    assert not queries.queue_for(quarrel.fay, quarrel.space, at=AT + timedelta(days=90)).exists()


def test_of_a_line_that_somebody_is_spared_no_report_comes_to_them(quarrel: Quarrel):
    found = quarrel.reported()
    page = f"{quarrel.space.get_absolute_url()}reports/"

    of(quarrel.fay).post(f"{page}spare/", {"titles": [CLAUSES[0][0]]})

    assert not queries.queue_for(quarrel.fay, quarrel.space, at=AT).exists()
    assert list(queries.queue_for(quarrel.gus, quarrel.space, at=AT)) == [found]
    assert "1 more is with others" in read(quarrel.fay, page)
    assert queries.spared_by(quarrel.gus, quarrel.space) == set()


def test_two_who_decide_at_once_decide_once(quarrel: Quarrel):
    found = quarrel.reported()
    actions.rule(found, Kind.NOTE, clause=quarrel.first, says="Mind the tone.", until=None,
                 by=quarrel.fay, at=AT)  # fmt: skip

    with pytest.raises(NotAllowed):
        actions.rule(found, Kind.HIDE, clause=quarrel.first, says="Hidden.", until=None,
                     by=quarrel.gus, at=AT)  # fmt: skip

    assert Ruling.objects.get().kind == Kind.NOTE


# --- what is decided ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.HIDE, Kind.REMOVE])
def test_what_is_hidden_is_read_by_its_author_and_those_who_look_after_the_space(
    quarrel: Quarrel, kind: Ruling.Kind
):
    quarrel.ruled(kind)

    assert WORDS in read(quarrel.mo, quarrel.page)
    assert WORDS in read(quarrel.gus, quarrel.page)
    assert WORDS not in read(quarrel.kim, quarrel.page)
    assert "Not shown, for a line of the guidelines." in read(quarrel.kim, quarrel.page)
    assert "decides on the rota" not in read(quarrel.kim, "/search/?q=idiot")


def test_beside_what_is_hidden_no_name_tells_who_was_moderated(quarrel: Quarrel):
    a_post(quarrel.post.thread, quarrel.gus, "Kindly, please.", answers=quarrel.post)
    open_to_all = read(quarrel.kim, quarrel.page)
    quarrel.ruled()

    assert "<strong>Mo</strong>" in open_to_all
    assert "An answer to Mo" in open_to_all
    assert "Mo<" not in read(quarrel.kim, quarrel.page)
    assert "An answer to what is not shown" in read(quarrel.kim, quarrel.page)
    assert "Mo<" not in read(quarrel.kim, f"{quarrel.page}?to={quarrel.post.public_id}")
    assert "Answer Mo<" in read(quarrel.gus, f"{quarrel.page}?to={quarrel.post.public_id}")
    for person in (quarrel.mo, quarrel.gus):
        assert "<strong>Mo</strong>" in read(person, quarrel.page)
        assert "An answer to Mo" in read(person, quarrel.page)


def test_with_the_first_post_of_a_thread_its_title_is_hidden(quarrel: Quarrel):
    thread = a_thread(quarrel.space, quarrel.mo, "Idiots on Fridays", "All of them.")
    first, door = thread.posts.get(), quarrel.space.get_absolute_url()
    a_post(thread, quarrel.kim, "Not like this.")
    found = actions.report(first, clause=quarrel.first, says="", by=quarrel.kim, at=AT)
    ruling = actions.rule(found, Kind.REMOVE, clause=quarrel.first, says="No insult.", until=None,
                          by=quarrel.fay, at=AT)  # fmt: skip

    pages = [door, thread.get_absolute_url(), "/search/?q=like", "/search/?q=Fridays"]

    assert all("Idiots" not in read(quarrel.kim, each) for each in pages)
    assert "Idiots" in read(quarrel.mo, door)
    actions.appeal(ruling, says="They were.", by=quarrel.mo, at=AT)
    actions.answer_appeal(ruling, lifts=True, says="Well.", by=quarrel.gus, at=AT)
    assert "Idiots" in read(quarrel.kim, door)


def test_before_it_is_hidden_it_is_found(quarrel: Quarrel):
    assert "decides on the rota" in read(quarrel.kim, "/search/?q=idiot")


def test_what_a_hidden_post_said_before_is_hidden_as_well(quarrel: Quarrel):
    spaces.reword(quarrel.post, "Who prints it on Fridays?", number=1, by=quarrel.mo, at=AT)
    there = f"{quarrel.post.get_absolute_url()}before/"
    before = of(quarrel.kim).get(there).status_code
    quarrel.ruled()

    assert (before, of(quarrel.kim).get(there).status_code) == (200, 404)
    assert of(quarrel.mo).get(there).status_code == 200


@pytest.mark.parametrize("kind", [Kind.NOTHING, Kind.NOTE, Kind.EDIT])
def test_other_decisions_leave_the_post_as_it_is(quarrel: Quarrel, kind: Ruling.Kind):
    quarrel.ruled(kind)

    assert WORDS in read(quarrel.kim, quarrel.page)


def test_both_are_told_with_the_line_and_nobody_else(quarrel: Quarrel):
    quarrel.ruled()
    there = f"{quarrel.space.get_absolute_url()}decided/"

    for person in (quarrel.mo, quarrel.kim):
        assert CLAUSES[0][0] in read(person, there)
        assert "No insult." in read(person, there)
        assert "Fay" not in read(person, there)
    assert "No insult." not in read(quarrel.gus, there)


def test_each_is_told_what_it_has_to_do_with_them_and_what_they_can_do(quarrel: Quarrel):
    quarrel.ruled()
    author, reporter = (read(each, f"{quarrel.space.get_absolute_url()}decided/")
                        for each in (quarrel.mo, quarrel.kim))  # fmt: skip

    assert "You wrote it. Decided on 2 March 2026." in author
    assert "You can still read it, and change it." in author
    assert "You reported it. Decided on 2 March 2026." in reporter
    assert "You can still read it" not in reporter


def test_the_author_is_not_told_who_reported_it(quarrel: Quarrel):
    quarrel.ruled()

    said = read(quarrel.mo, f"{quarrel.space.get_absolute_url()}decided/")
    assert "Kim" not in said
    assert "The tone." not in said


def test_a_pause_ends_on_its_day(quarrel: Quarrel):
    with time_machine.travel(AT, tick=False):
        quarrel.ruled(Kind.PAUSE, until=date(2026, 3, 9))
        paused = of(quarrel.mo).get(f"{quarrel.space.get_absolute_url()}write/").status_code
        said = read(quarrel.mo, quarrel.space.get_absolute_url())
    with pytest.raises(NotAllowed):
        spaces.write(quarrel.post.thread, "Now.", once=once(), by=quarrel.mo, at=AT)

    with time_machine.travel(AT + timedelta(days=7), tick=False):
        later = of(quarrel.mo).get(f"{quarrel.space.get_absolute_url()}write/").status_code

    assert (paused, later) == (404, 200)
    assert "You can write here again on 9 March 2026." in said


def test_going_and_coming_back_does_not_end_a_pause(quarrel: Quarrel):
    quarrel.ruled(Kind.PAUSE, until=date(2026, 3, 9))
    spaces.leave(quarrel.space, by=quarrel.mo, at=AT)
    joined(quarrel.space, quarrel.mo)

    with pytest.raises(NotAllowed):
        spaces.write(quarrel.post.thread, "Back.", once=once(), by=quarrel.mo, at=AT)


def test_what_is_taken_back_leaves_what_else_was_decided(quarrel: Quarrel):
    other = actions.report(quarrel.post, clause=quarrel.second, says="", by=quarrel.gus, at=AT)
    hidden = quarrel.ruled(Kind.HIDE)
    actions.rule(other, Kind.REMOVE, clause=quarrel.second, says="Out.", until=None,
                 by=quarrel.fay, at=AT)  # fmt: skip
    actions.appeal(hidden, says="It was a quote.", by=quarrel.mo, at=AT)

    actions.answer_appeal(hidden, lifts=True, says="So it was.", by=quarrel.gus, at=AT)

    assert WORDS not in read(quarrel.kim, quarrel.page)


def test_a_short_pause_does_not_cut_a_long_one(quarrel: Quarrel):
    first = quarrel.ruled(Kind.PAUSE, until=date(2026, 3, 20))
    other = actions.report(quarrel.post, clause=quarrel.second, says="", by=quarrel.kim, at=AT)
    second = actions.rule(other, Kind.PAUSE, clause=quarrel.second, says="A day.",
                          until=date(2026, 3, 4), by=quarrel.fay, at=AT)  # fmt: skip

    def until() -> date | None:
        row = spaces.membership_of(quarrel.space, quarrel.mo)
        return row.paused_until if row else None

    assert until() == date(2026, 3, 20)
    for ruling, then in ((second, date(2026, 3, 20)), (first, None)):
        actions.appeal(ruling, says="No.", by=quarrel.mo, at=AT)
        actions.answer_appeal(ruling, lifts=True, says="Right.", by=quarrel.gus, at=AT)
        assert until() == then


def test_who_decides_reads_what_was_reported_also_if_it_was_changed_since(quarrel: Quarrel):
    found = quarrel.reported()
    spaces.reword(quarrel.post, "How kind.", number=1, by=quarrel.mo, at=AT)

    page = read(quarrel.fay, f"{quarrel.space.get_absolute_url()}reports/{found.public_id}/")

    assert WORDS in page
    assert "How kind." in page


def test_a_note_and_an_appeal_are_for_the_author_alone(quarrel: Quarrel):
    ruling = quarrel.ruled(Kind.NOTE)
    actions.appeal(ruling, says="It was a quote.", by=quarrel.mo, at=AT)
    there = f"{quarrel.space.get_absolute_url()}decided/"

    assert "No insult." in read(quarrel.mo, there)
    assert "No insult." not in read(quarrel.kim, there)
    assert "decide again" not in read(quarrel.kim, there)


def test_nobody_is_told_that_they_were_reported(quarrel: Quarrel):
    hers = a_post(quarrel.post.thread, quarrel.fay, "Mine.")
    page = f"{quarrel.space.get_absolute_url()}reports/"
    before = read(quarrel.fay, page)

    actions.report(hers, clause=quarrel.first, says="", by=quarrel.kim, at=AT)

    assert without_token(of(quarrel.fay).get(page)).count("more") == before.count("more")
    assert queries.waiting_for_others(quarrel.fay, quarrel.space, at=AT) == 0


def test_what_was_taken_long_ago_can_be_taken_again(quarrel: Quarrel):
    found, later = quarrel.reported(), AT + timedelta(days=2)
    actions.take(found, by=quarrel.fay, at=AT)
    actions.take(found, by=quarrel.gus, at=later)

    found.refresh_from_db()
    assert found.taken_at == later
    assert not queries.queue_for(quarrel.fay, quarrel.space, at=later).exists()


@pytest.mark.parametrize("until", ["", "2026-03-02", "2026-04-02", "soon"])
def test_a_pause_has_a_day_that_is_to_come_and_near(quarrel: Quarrel, until: str):
    found = quarrel.reported()
    form = {"rule": "yes", "kind": "pause", "cites": "1", "until": until, "says": "A week."}

    with time_machine.travel(AT, tick=False):
        page = of(quarrel.fay).post(
            f"{quarrel.space.get_absolute_url()}reports/{found.public_id}/", form
        )

    assert 'aria-invalid="true"' in page.content.decode()
    assert not Ruling.objects.exists()


# --- appeals --------------------------------------------------------------------------------------


def test_an_appeal_goes_to_somebody_else_who_can_take_it_back(quarrel: Quarrel):
    ruling = quarrel.ruled()
    door = quarrel.space.get_absolute_url()
    of(quarrel.mo).post(f"{door}decided/{ruling.public_id}/appeal/", {"says": "It was a quote."})

    again = f"{door}decided/{ruling.public_id}/again/"
    hers = of(quarrel.fay).get(again).status_code
    told = read(quarrel.gus, again)
    form = {"lifts": "yes", "says": "So it was."}
    of(quarrel.gus).post(again, form)

    assert hers == 404
    assert "The author writes" in told
    assert "It was a quote." in told
    # That is said to its author; whoever reads this is the one who decides.
    assert "Somebody else will decide again" not in told
    assert WORDS in read(quarrel.kim, quarrel.page)
    assert "It is taken back. So it was." in read(quarrel.mo, f"{door}decided/")


def test_an_appeal_that_changes_nothing_leaves_it_hidden(quarrel: Quarrel):
    ruling = quarrel.ruled()
    actions.appeal(ruling, says="It was a quote.", by=quarrel.mo, at=AT)

    actions.answer_appeal(ruling, lifts=False, says="It was none.", by=quarrel.gus, at=AT)

    assert WORDS not in read(quarrel.kim, quarrel.page)
    assert not queries.appeals_for(quarrel.gus, quarrel.space).exists()


def test_a_pause_that_is_taken_back_ends_at_once(quarrel: Quarrel):
    ruling = quarrel.ruled(Kind.PAUSE, until=date(2026, 3, 9))
    actions.appeal(ruling, says="It was a quote.", by=quarrel.mo, at=AT)

    actions.answer_appeal(ruling, lifts=True, says="So it was.", by=quarrel.gus, at=AT)

    assert spaces.write(quarrel.post.thread, "Thanks.", once=once(), by=quarrel.mo, at=AT)


def test_whoever_reported_it_can_not_appeal_and_nobody_appeals_twice(quarrel: Quarrel):
    ruling = quarrel.ruled()
    actions.appeal(ruling, says="It was a quote.", by=quarrel.mo, at=AT)
    there = f"{quarrel.space.get_absolute_url()}decided/{ruling.public_id}/appeal/"

    assert of(quarrel.kim).get(there).status_code == 404
    assert of(quarrel.mo).get(there).status_code == 404
    with pytest.raises(NotAllowed):
        actions.answer_appeal(ruling, lifts=True, says="Mine.", by=quarrel.fay, at=AT)


def test_where_one_person_alone_looks_after_it_an_appeal_waits_for_another(quarrel: Quarrel):
    spaces.step_back(quarrel.space, by=quarrel.gus, at=AT)
    ruling = quarrel.ruled()
    actions.appeal(ruling, says="It was a quote.", by=quarrel.mo, at=AT)

    assert not queries.appeals_for(quarrel.fay, quarrel.space).exists()
    assert "Somebody else will decide again." in read(
        quarrel.mo, f"{quarrel.space.get_absolute_url()}decided/"
    )


# --- no trace -------------------------------------------------------------------------------------


def test_the_trail_says_how_often_and_names_nobody(quarrel: Quarrel):
    actions.appeal(quarrel.ruled(), says="It was a quote.", by=quarrel.mo, at=AT)

    assert Tally.objects.get(act="spaces.moderated").times == 3
    assert not Entry.objects.exists()


def test_who_deletes_their_account_is_in_no_report_and_no_decision(quarrel: Quarrel):
    actions.appeal(quarrel.ruled(), says="It was a quote.", by=quarrel.mo, at=AT)
    actions.answer_appeal(Ruling.objects.get(), lifts=False, says="No.", by=quarrel.gus, at=AT)

    for person in (quarrel.kim, quarrel.fay, quarrel.gus):
        spaces.forget_person(person)

    assert Report.objects.get().by == ""
    assert Ruling.objects.get().by == ""
    assert Ruling.objects.get().appeal.by == ""
    assert Space.objects.count() == 1
