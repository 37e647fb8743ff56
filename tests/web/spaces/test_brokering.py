"""Questions that go to a broker and to no person, and briefs that are gone when taken back."""

from __future__ import annotations

import random
import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from web.people import somebody
from web.spaces.made import AT, a_facilitator, a_hidden_space, a_space, joined, once

from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.permissions import Role
from tiebeam.web.search.models import Entry as Found
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import NotAllowed
from tiebeam.web.spaces.brokering import actions, queries
from tiebeam.web.spaces.brokering.alike import alike
from tiebeam.web.spaces.models import Brief, OfficeHours, Passed, Question
from tiebeam.web.spaces.who import name_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    """An ally: signed in where a page is asked for."""
    return somebody()


@pytest.fixture
def bea():
    return somebody("bea@harbourline.example", Role.BROKER, name="Bea")


@pytest.fixture
def fay():
    return a_facilitator()


@pytest.fixture
def allies(fay, ada):
    space = a_space(fay)
    joined(space, ada)
    return space


@pytest.fixture
def nia():
    return somebody("nia@harbourline.example", name="Nia Okolo")


@pytest.fixture
def group(nia):
    """A resource group that takes questions, looked after by one who writes."""
    found = a_space(nia, "Night workers", kind="resource-group")
    actions.take_questions(found, takes=True, by=nia)
    return found


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode())


def asked(by, text="Who decides on the rota at night?", space=None) -> Question:
    return actions.ask(text, once=once(), by=by, at=AT, space=space)


def a_brief(group, by, title="How the rota at night is decided", text="The yard office decides.",
            attribution="none", **said) -> Brief:  # fmt: skip
    return actions.write_brief(group, title=title, text=text, attribution=attribution, once=once(),
                               by=by, at=AT, **said)  # fmt: skip


# --- to ask ---------------------------------------------------------------------------------------


def test_a_question_in_one_line_goes_to_the_desk_without_who_or_where(ada, bea, allies):
    client = signed_in(ada)
    sent = {"once": "x", "text": "Who decides on the rota at night?"}

    answer = client.post(f"{allies.get_absolute_url()}ask/", sent, follow=True)

    assert "Not answered yet" in unescape(answer.content.decode())
    desk = page(signed_in(bea), "/desk/")
    one = page(signed_in(bea), f"/desk/{Question.objects.get().public_id}/")
    assert sent["text"] in desk
    for told in (desk, one):
        assert not any(each in told for each in ("Ada", allies.name, name_of(ada), "2026"))


def test_no_person_is_told_that_they_are_asked(ada, bea, group, nia, mailoutbox):
    question = asked(ada)
    actions.hand_to(question, group, by=bea, at=AT)

    assert mailoutbox == []
    assert question.text in page(signed_in(nia), f"{group.get_absolute_url()}questions/")
    other = signed_in(somebody("out@harbourline.example"))
    assert other.get(f"{group.get_absolute_url()}questions/").status_code == 404


def test_what_was_answered_before_is_offered_by_the_form_before_anybody_is_asked(
    ada, bea, allies, group, nia
):
    brief = a_brief(group, nia)
    actions.pass_to(brief, allies, by=bea, at=AT)
    client, sent = signed_in(ada), {"once": "x", "text": "Who has decided about rotas for nights?"}

    offered = unescape(client.post("/ask/", sent).content.decode())

    assert brief.title in offered
    assert not Question.objects.exists()
    client.post("/ask/", {**sent, "send": "yes"})
    assert Question.objects.get().text == sent["text"]


def test_nothing_is_offered_that_whoever_asks_may_not_read(ada, group, nia):
    a_brief(group, nia)

    signed_in(ada).post("/ask/", {"once": "x", "text": "Who decides on the rota at night?"})

    assert Question.objects.count() == 1


def test_declined_looks_the_same_as_not_yet(ada, bea, group, nia):
    client, question = signed_in(ada), asked(ada)
    untouched = page(client, "/ask/")
    looks = [untouched]

    actions.set_aside(question, aside=True, by=bea, at=AT)
    looks.append(page(client, "/ask/"))
    actions.hand_to(question, group, by=bea, at=AT)
    looks.append(page(client, "/ask/"))
    actions.send_back(Question.objects.get(), by=nia, at=AT)
    looks.append(page(client, "/ask/"))

    assert len({without_what_changes(each) for each in looks}) == 1


def without_what_changes(told: str) -> str:
    """Without tokens of forms, which are others each time."""
    return re.sub(r'(name="(csrfmiddlewaretoken|once)" value=)"[^"]*"', r"\1", told)


def test_sent_twice_it_is_asked_once_and_nobody_has_more_than_ten_waiting(ada):
    for _ in range(2):
        actions.ask("Who decides?", once="same", by=ada, at=AT)
    assert Question.objects.count() == 1
    for _ in range(actions.MOST_WAITING - 1):
        asked(ada)

    told = signed_in(ada).post("/ask/", {"once": "y", "text": "One more?", "send": "yes"})

    assert Question.objects.count() == actions.MOST_WAITING
    assert "One more?" in unescape(told.content.decode())
    signed_in(ada).post(f"/ask/{Question.objects.first().public_id}/take-back/")
    assert Question.objects.count() == actions.MOST_WAITING - 1


def test_nobody_takes_back_what_another_asked(ada, fay):
    question = asked(ada)

    assert signed_in(fay).post(f"/ask/{question.public_id}/take-back/").status_code == 404
    actions.take_question_back(question, by=fay)
    assert Question.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "\0", "x" * 301, "\n\t"])
def test_a_question_that_is_none_is_not_asked(ada, text):
    answer = signed_in(ada).post("/ask/", {"once": "x", "text": text})

    assert answer.status_code == 200
    assert not Question.objects.exists()


# --- the desk -------------------------------------------------------------------------------------


def test_only_brokers_come_to_the_desk(ada, fay):
    question = asked(ada)
    steward = somebody("stig@harbourline.example", Role.STEWARD)

    for person in (ada, fay, steward):
        assert signed_in(person).get("/desk/").status_code == 404
        assert signed_in(person).get(f"/desk/{question.public_id}/").status_code == 404
        with pytest.raises(NotAllowed):
            actions.set_aside(question, aside=True, by=person, at=AT)


def test_an_answer_stands_for_whoever_asked_and_in_the_space_where_they_did(
    ada, bea, allies, group, nia
):
    question = asked(ada, space=allies)
    actions.hand_to(question, group, by=bea, at=AT)
    brief = a_brief(group, nia, answers=Question.objects.get())
    assert not queries.briefs_for(ada).exists()

    signed_in(bea).post(f"/desk/{question.public_id}/", {"brief": brief.public_id})

    assert brief.title in page(signed_in(ada), "/ask/")
    assert brief.title in page(signed_in(ada), f"{allies.get_absolute_url()}briefs/")
    told = page(signed_in(ada), brief.get_absolute_url())
    assert "The yard office decides." in told
    assert "From a resource group" in told
    assert not any(each in told for each in ("Night workers", "Nia", "Okolo"))


def test_the_desk_learns_nothing_of_a_hidden_space_in_which_something_was_asked(
    ada, bea, group, nia, fay
):
    hidden = a_hidden_space(fay, "Lighthouse keepers")
    joined(hidden, ada)
    question = asked(ada, space=hidden)
    client = signed_in(bea)
    brief = a_brief(group, nia)

    client.post(f"/desk/{question.public_id}/", {"brief": brief.public_id})

    for address in ("/desk/", brief.get_absolute_url(), f"{brief.get_absolute_url()}pass/"):
        assert "Lighthouse" not in page(client, address)
    assert brief.title in page(signed_in(fay), f"{hidden.get_absolute_url()}briefs/")


def test_the_desk_does_not_learn_in_which_space_it_was_asked_from_where_the_answer_stands(
    ada, bea, allies, group, nia
):
    joined(allies, bea)
    question, brief = asked(ada, space=allies), a_brief(group, nia)
    client = signed_in(bea)
    before = [page(client, f"{brief.get_absolute_url()}{each}") for each in ("", "pass/")]

    client.post(f"/desk/{question.public_id}/", {"brief": brief.public_id})

    after = [page(client, f"{brief.get_absolute_url()}{each}") for each in ("", "pass/")]
    assert list(map(without_what_changes, after)) == list(map(without_what_changes, before))
    assert brief.title in page(signed_in(ada), f"{allies.get_absolute_url()}briefs/")


def test_the_list_of_where_to_pass_a_brief_does_not_betray_who_wrote_it(bea, group, nia, allies):
    brief = a_brief(group, nia)

    assert set(queries.may_be_passed_to(brief, bea)) == {group, allies}


def test_a_space_that_opens_up_does_not_open_what_was_passed_to_it_before(
    ada, bea, group, nia, fay
):
    space = a_space(fay, "Night owls")
    brief = a_brief(group, nia, title="Quillwort")
    actions.pass_to(brief, space, by=bea, at=AT)
    spaces.change_space(space, {"visibility": "open"}, edition=1, by=fay, at=AT)

    assert not queries.briefs_for(ada).exists()
    assert "Quillwort" not in page(signed_in(ada), f"{space.get_absolute_url()}briefs/")
    assert "Quillwort" in page(signed_in(fay), f"{space.get_absolute_url()}briefs/")


def test_a_group_that_sent_a_question_back_or_takes_none_is_not_asked(ada, bea, group, nia):
    question = asked(ada)
    actions.hand_to(question, group, by=bea, at=AT)
    signed_in(nia).post(
        f"{group.get_absolute_url()}questions/{question.public_id}/", {"back": "yes"}
    )

    assert queries.may_be_asked(question, bea) == []
    with pytest.raises(NotAllowed):
        actions.hand_to(question, group, by=bea, at=AT)
    another = asked(ada)
    assert queries.may_be_asked(another, bea) == [group]
    actions.hand_to(another, group, by=bea, at=AT)
    signed_in(nia).post(f"{group.get_absolute_url()}questions/", {"stop": "yes"})
    assert queries.may_be_asked(another, bea) == []
    assert list(queries.to_look_at()) == [question, another]


def test_two_brokers_at_once_are_told_and_nothing_happens_twice(ada, bea, group, nia):
    question, brief = asked(ada), a_brief(group, nia)
    actions.answer_with(question, brief, by=bea, at=AT)

    client = signed_in(bea)
    assert client.get(f"/desk/{question.public_id}/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.set_aside(question, aside=True, by=bea, at=AT)


def test_the_trail_counts_what_brokers_do_and_names_nobody(ada, bea, group):
    actions.hand_to(asked(ada), group, by=bea, at=AT)

    assert Tally.objects.get(act="spaces.brokered").times == 1
    assert not Entry.objects.filter(by__in=[bea.public_id, ada.public_id]).exists()


# --- briefs ---------------------------------------------------------------------------------------


def test_an_answer_that_is_sent_twice_leads_to_what_it_has_made(ada, bea, group, nia):
    question, client = asked(ada), signed_in(nia)
    actions.hand_to(question, group, by=bea, at=AT)
    there = f"{group.get_absolute_url()}questions/{question.public_id}/"
    sent = {"once": "x", "title": "The rota", "text": "The yard office.", "attribution": "none"}

    first, second = client.post(there, sent), client.post(there, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url == Brief.objects.get().get_absolute_url()
    assert client.post(there, sent | {"once": "y"}).status_code == 404
    assert client.get(there).status_code == 404


def test_whoever_asked_reads_beside_the_answer_what_they_asked_and_nobody_else_does(
    ada, bea, allies, group, nia
):
    question, brief = asked(ada, "Who decides on kelpwort?"), a_brief(group, nia)
    actions.answer_with(question, brief, by=bea, at=AT)

    assert "You asked: Who decides on kelpwort?" in page(signed_in(ada), brief.get_absolute_url())
    for other in (bea, nia):
        assert "kelpwort" not in page(signed_in(other), brief.get_absolute_url())


@pytest.mark.parametrize(("attribution", "said"), [
    ("none", "From a resource group"), ("group", "From Night workers"), ("named", "From Nia Okolo"),
])  # fmt: skip
def test_a_brief_says_of_its_author_what_they_agreed_to(ada, bea, allies, group, nia, attribution,
                                                        said):  # fmt: skip
    brief = a_brief(group, nia, attribution=attribution)
    actions.pass_to(brief, allies, by=bea, at=AT)

    told = page(signed_in(ada), brief.get_absolute_url())

    assert said in told
    names = {"none": [], "group": ["Night workers"], "named": ["Nia Okolo"]}[attribution]
    assert [each for each in ("Night workers", "Nia Okolo") if each in told] == names


def test_a_group_that_does_not_exist_for_others_is_never_named(ada, bea, allies, nia):
    hidden = a_hidden_space(nia, "Lighthouse keepers", kind="resource-group")
    form = page(signed_in(nia), f"{hidden.get_absolute_url()}briefs/new/")
    assert 'value="group"' not in form
    with pytest.raises(NotAllowed):
        a_brief(hidden, nia, attribution="group")

    # One that was agreed to before the group was hidden says less from then on.
    group = a_space(nia, "Night workers", kind="resource-group")
    brief = a_brief(group, nia, attribution="group")
    actions.pass_to(brief, allies, by=bea, at=AT)
    spaces.change_space(
        group, {"visibility": "hidden", "joining": "link"}, edition=1, by=nia, at=AT
    )

    for person in (ada, bea):
        assert "Night workers" not in page(signed_in(person), brief.get_absolute_url())


def test_taken_back_it_is_gone_everywhere_at_once(ada, bea, allies, group, nia, fay):
    hidden = a_hidden_space(fay, "Lighthouse keepers")
    joined(hidden, ada)
    question = asked(ada, space=hidden)
    brief = a_brief(group, nia, title="Quillwort", text="Periwinkle")
    actions.answer_with(question, brief, by=bea, at=AT)
    actions.pass_to(brief, allies, by=bea, at=AT)
    client = signed_in(ada)
    before = ["/ask/", f"{allies.get_absolute_url()}briefs/", f"{hidden.get_absolute_url()}briefs/",
              "/search/?q=Periwinkle"]  # fmt: skip
    assert all("Quillwort" in page(client, each) for each in before)

    signed_in(nia).post(f"{brief.get_absolute_url()}take-back/")

    assert not any("Quillwort" in page(client, each) for each in before)
    assert client.get(brief.get_absolute_url()).status_code == 404
    assert not Found.objects.filter(source="briefs").exists()
    assert not Brief.objects.exists()
    # What it answered waits again, and whoever asked is told nothing but that.
    assert list(queries.to_look_at()) == [question]
    assert "Not answered yet" in page(client, "/ask/")


def test_whoever_reads_a_brief_takes_it_back_no_more_than_a_broker_does(ada, bea, allies, group,
                                                                         nia):  # fmt: skip
    brief = a_brief(group, nia)
    actions.pass_to(brief, allies, by=bea, at=AT)

    for person in (ada, bea):
        assert signed_in(person).post(f"{brief.get_absolute_url()}take-back/").status_code == 404
        with pytest.raises(NotAllowed):
            actions.take_back(brief, by=person)


def test_a_broker_passes_on_to_spaces_that_they_know_of(bea, group, nia, fay):
    hidden = a_hidden_space(fay, "Lighthouse keepers")
    brief = a_brief(group, nia)

    assert hidden not in queries.may_be_passed_to(brief, bea)
    with pytest.raises(NotAllowed):
        actions.pass_to(brief, hidden, by=bea, at=AT)
    answer = signed_in(bea).post(f"{brief.get_absolute_url()}pass/", {"space": hidden.public_id})
    assert answer.status_code == 200
    assert not Passed.objects.exists()


def test_a_question_of_another_group_is_not_answered_by_this_one(ada, bea, group, nia, fay):
    other = a_space(fay, "Others", kind="resource-group")
    question = asked(ada)
    actions.hand_to(question, group, by=bea, at=AT)

    brief = a_brief(other, fay, answers=Question.objects.get())

    assert brief.answers is None


def test_a_brief_is_read_by_those_for_whom_it_is_and_nobody_else(ada, bea, allies, group, nia):
    """Whoever may read what: by the rules, worked out anew for many people and many briefs."""
    chance = random.Random(7)
    people = [somebody(f"p{n}@harbourline.example") for n in range(6)]
    places = [a_space(nia, f"Space {n}", visibility=how, joining="link")
              for n, how in enumerate(["open", "members", "hidden", "hidden"])]  # fmt: skip
    in_it = {space.pk: chance.sample(people, 2) for space in places}
    for space in places:
        joined(space, *in_it[space.pk])
    expected: dict[str, set[str]] = {}
    for _ in range(12):
        brief = a_brief(group, nia)
        there = chance.sample(places, chance.randint(0, 2))
        for space in there:
            Passed.objects.create(brief=brief, space=space, on=AT.date(),
                                  shown_to=space.visibility)  # fmt: skip
        expected[brief.public_id] = {
            person.public_id for person in people for space in there
            if space.visibility == "open" or person in in_it[space.pk]
        }  # fmt: skip

    read = {
        one: {each.public_id for each in people if queries.brief_for(each, one)} for one in expected
    }

    assert read == expected
    assert any(expected.values())


# --- what is alike --------------------------------------------------------------------------------


def test_the_nearest_answer_shares_the_rarer_words():
    texts = {
        "rota": "How the rota of the night shift is decided",
        "meals": "What the canteen has at night for the night shift",
        "leave": "Who gets carers leave, and who decides",
    }

    assert alike("Who decides the rota for the night shift?", texts)[0] == "rota"
    assert alike("Is there a canteen for the night shift?", texts)[0] == "meals"
    assert alike("Carers leave", texts) == ["leave"]
    assert alike("rota", texts) == ["rota"]
    assert alike("", texts) == alike("Xylophone lessons", texts) == []


@given(st.text(max_size=300), st.dictionaries(st.text(max_size=5), st.text(max_size=200)))
def test_whatever_is_asked_what_is_offered_shares_a_word_with_it(text, texts):
    found = alike(text, texts)

    assert len(found) <= 5
    assert set(found) <= set(texts)


# --- office hours ---------------------------------------------------------------------------------


def test_a_facilitator_says_when_they_have_time_and_ends_it(ada, fay, allies):
    client = signed_in(fay)
    address = f"{allies.get_absolute_url()}office-hours/"
    said = {"says": "Thursdays at 12", "until": "2999-01-01"}
    assert "within 180 days" in unescape(client.post(address, said).content.decode())

    actions.say_office_hours(allies, "Thursdays at 12", until=AT.date().replace(year=2099), by=fay)
    assert f"Fay, of {allies.name}: Thursdays at 12" in page(signed_in(ada), "/ask/")
    assert signed_in(ada).get(address).status_code == 404

    client.post(address, {"says": "", "until": ""})
    assert not OfficeHours.objects.exists()


def test_office_hours_of_a_hidden_space_are_for_its_members(ada, fay):
    hidden = a_hidden_space(fay, "Lighthouse keepers")
    actions.say_office_hours(hidden, "Thursdays", until=AT.date().replace(year=2099), by=fay)

    assert "Lighthouse" not in page(signed_in(ada), "/ask/")
    assert "Lighthouse" in page(signed_in(fay), "/ask/")


def test_whoever_looks_after_a_space_no_more_has_no_office_hours_there(fay, allies, ada):
    spaces.offer(allies, offers=True, by=ada)
    row = allies.memberships.get(who=name_of(ada))
    spaces.hand_over(allies, row.public_id, by=fay, at=AT)
    actions.say_office_hours(allies, "Thursdays", until=AT.date().replace(year=2099), by=fay)

    spaces.step_back(allies, by=fay, at=AT)

    assert not OfficeHours.objects.exists()
