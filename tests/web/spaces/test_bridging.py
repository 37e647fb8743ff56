"""Bridges: what a space says elsewhere, by the job alone, with secrets that no page shows again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from importlib import import_module
from typing import Any

import pytest
from bridges.loopback import answers, breaks_off, hanging, tool
from django.conf import settings as django
from django.db import connection
from django.test import Client
from web.delivery.made import Working
from web.organisation.brought import key_published
from web.people import somebody
from web.spaces.made import (
    AT,
    a_facilitator,
    a_hidden_space,
    a_meeting,
    a_space,
    joined,
    once,
)

from tiebeam.keeping.rotating import rotate
from tiebeam.web.sealing import published
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.bridging import actions, composing
from tiebeam.web.spaces.bridging.composing import Words
from tiebeam.web.spaces.meeting import actions as meetings
from tiebeam.web.spaces.models import Bridge, ToSay
from tiebeam.worker import bridging as job

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
SECRET = "s3cr3t-of-the-hook"
NEWS: dict[str, Words] = {}
composing.declare("tests", lambda _space, about: NEWS.get(about))


@pytest.fixture(autouse=True)
def here(settings):
    settings.HERE = replace(django.HERE, bridges_here=True)
    NEWS.clear()
    key_published()


@pytest.fixture
def fay():
    return a_facilitator()


@pytest.fixture
def space(fay):
    return a_space(fay)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def built(space, by, address: str, **said: Any) -> Bridge:
    given = {"webhook": f"{address}/hooks/{SECRET}"}
    return actions.build(space, "mattermost", given, to=published(), once=once(), by=by, at=AT,
                         **said)  # fmt: skip


def worked(at=AT) -> None:
    """The job says all that is due, as often as it is asked to."""
    for each in list(job.to_say(at)):
        job.say(Working(**each.given), now=lambda: at, sleep=lambda _: None)


def test_a_bridge_is_built_on_its_page_and_says_a_first_word(space, fay):
    with tool(answers("ok")) as there:
        client = signed_in(fay)
        sent = {"once": "x", "webhook": f"{there.address}/hooks/{SECRET}"}
        for _ in range(2):
            client.post(f"{space.get_absolute_url()}bridges/new/mattermost/", sent)
        worked(datetime.now(UTC) + timedelta(minutes=1))

    assert Bridge.objects.count() == 1
    assert "Riverside allies speaks here from now on" in there.told["text"]
    assert f"/spaces/{space.address}/" in there.told["text"]
    assert "It speaks there since" in page(client, f"{space.get_absolute_url()}bridges/")


def test_its_secrets_are_nowhere_to_be_read_but_by_the_job(space, fay, caplog):
    with tool(answers({"id": "web.incoming_webhook.invalid.app_error"}, code=400)) as there:
        bridge = built(space, fay, there.address)
        worked()

    client = signed_in(fay)
    for address in ("bridges/", "bridges/new/mattermost/", ""):
        assert SECRET not in page(client, f"{space.get_absolute_url()}{address}")
    assert SECRET.encode() not in bytes(Bridge.objects.get().sealed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM spaces_bridge")
        assert SECRET not in str(cursor.fetchall())
    assert SECRET not in caplog.text + repr(bridge)
    wrong = {"once": "y", "webhook": f"http://elsewhere.example/hooks/{SECRET}"}
    told = client.post(f"{space.get_absolute_url()}bridges/new/mattermost/", wrong)
    assert told.status_code == 200
    assert SECRET not in told.content.decode()


def test_a_dead_webhook_is_said_to_whoever_looks_after_the_space_and_to_no_member(space, fay):
    mo = somebody("mo@harbourline.example")
    joined(space, mo)
    with tool(answers({"id": "web.incoming_webhook.invalid.app_error"}, code=400)) as there:
        built(space, fay, there.address)
        worked()
        NEWS["one"] = Words(title="Meeting", text="Soon", path="/")
        actions.say(space, "tests", "one", at=AT)
        worked()

    assert len(there.requests) == 1
    assert "one of them can't speak" in page(signed_in(fay), space.get_absolute_url())
    assert "Make a new one." in page(signed_in(fay), f"{space.get_absolute_url()}bridges/")
    assert "can't speak" not in page(signed_in(mo), space.get_absolute_url())
    assert signed_in(mo).get(f"{space.get_absolute_url()}bridges/").status_code == 404


def test_once_it_is_mended_it_speaks_again(space, fay):
    refuses = answers({"id": "web.incoming_webhook.invalid.app_error"}, code=400)
    with tool(refuses, answers("ok")) as there:
        bridge = built(space, fay, there.address)
        worked()
        signed_in(fay).post(f"{space.get_absolute_url()}bridges/{bridge.public_id}/anew/")
        worked(datetime.now(UTC) + timedelta(minutes=1))

    assert len(there.requests) == 2
    assert not Bridge.objects.exclude(problem="").exists()
    assert not ToSay.objects.exists()


@pytest.mark.parametrize("act", [answers("", code=503), breaks_off("ok"), answers("<html>")])
def test_what_can_not_be_said_now_is_said_later_and_given_up_after_two_days(space, fay, act):
    with tool(act) as there:
        built(space, fay, there.address)
        at, pauses = AT, []
        while found := ToSay.objects.first():
            at = max(at, found.next_at)
            pauses.append(found.next_at - AT)
            worked(at)

    assert at - AT <= actions.GIVES_UP
    assert pauses == sorted(pauses)
    assert len(pauses) > 8
    assert Bridge.objects.get().problem
    assert not Bridge.objects.get().is_stopped


def test_it_waits_as_long_as_the_tool_asks_for(space, fay):
    with tool(answers("", code=429, Retry_After="7200"), answers("ok")) as there:
        built(space, fay, there.address)
        worked()
        assert ToSay.objects.get().next_at == AT + timedelta(hours=2)
        worked(AT + timedelta(hours=1))
        assert len(there.requests) == 1
        worked(AT + timedelta(hours=2))

    assert not ToSay.objects.exists()


def test_a_webhook_that_hangs_holds_up_nothing_for_ever(space, fay, monkeypatch):
    from tiebeam.bridges import mattermost

    says = mattermost.say
    monkeypatch.setattr(
        mattermost, "say", lambda message, *, settings: says(message, settings=settings,
                                                            timeout_seconds=0.1)
    )  # fmt: skip
    with hanging() as there:
        built(space, fay, there.address)
        worked()

    assert (ToSay.objects.get().tries, len(there.requests)) == (1, 2)


def test_words_are_made_when_they_are_sent_so_what_was_taken_back_is_not_said(space, fay):
    with tool(answers("ok")) as there:
        built(space, fay, there.address)
        worked()
        NEWS["one"] = Words(title="Meeting", text="Periwinkle", path="/")
        actions.say(space, "tests", "one", at=AT)
        NEWS.clear()
        worked()

    assert len(there.requests) == 1
    assert not ToSay.objects.exists()


def test_a_meeting_is_said_with_its_time_and_without_its_place_or_who_comes(space, fay):
    with tool(answers("ok")) as there:
        built(space, fay, there.address)
        worked()
        meeting = a_meeting(space, fay, "The rota", at=AT + timedelta(days=7),
                            link="https://call.example/s3cret")  # fmt: skip
        meetings.answer(meeting, "yes", "A seat by the door.", by=fay, at=AT)
        worked()
        meetings.call_off(meeting, by=fay, at=AT)
        worked()

    _, planned, off = (each["body"]["text"] for each in there.requests)
    assert "A meeting: The rota" in planned
    assert "9 March 2026" in planned
    assert f"/meetings/{meeting.public_id}/" in planned
    assert "This meeting does not take place: The rota" in off
    assert not any(each in planned + off for each in ("s3cret", "door", "north", "Fay"))


def test_a_meeting_that_was_called_off_before_it_was_said_is_not_said_as_one(space, fay):
    with tool(answers("ok")) as there:
        built(space, fay, there.address)
        worked()
        meeting = a_meeting(space, fay, at=AT + timedelta(days=7))
        meetings.call_off(meeting, by=fay, at=AT)
        worked()

    assert [each["body"]["text"].count("does not take place") for each in there.requests] == [0, 1]


def test_a_bridge_that_was_taken_down_says_nothing_and_keeps_nothing(space, fay):
    with tool(answers("ok")) as there:
        bridge = built(space, fay, there.address)
        signed_in(fay).post(f"{space.get_absolute_url()}bridges/{bridge.public_id}/take-down/")
        worked()

    assert there.requests == []
    assert not Bridge.objects.exists()


def test_nobody_but_whoever_looks_after_the_space_builds_tries_or_takes_down(space, fay):
    mo = somebody("mo@harbourline.example")
    joined(space, mo)
    bridge = built(space, fay, "http://127.0.0.1:9")

    with pytest.raises(spaces.NotAllowed):
        built(space, mo, "http://127.0.0.1:9")
    for act in (actions.take_down, actions.try_anew):
        with pytest.raises(spaces.NotAllowed):
            act(bridge, by=mo, at=AT)
    client = signed_in(mo)
    for part in ("new/slack/", f"{bridge.public_id}/anew/", f"{bridge.public_id}/take-down/"):
        assert client.post(f"{space.get_absolute_url()}bridges/{part}").status_code == 404


def test_a_space_has_five_bridges_at_most(space, fay):
    for _ in range(actions.MOST):
        built(space, fay, "http://127.0.0.1:9")

    with pytest.raises(actions.EnoughBridges):
        built(space, fay, "http://127.0.0.1:9")


def test_where_the_installation_does_not_allow_it_no_bridge_leads_to_this_machine(
    space, fay, settings
):
    settings.HERE = replace(django.HERE, bridges_here=False)
    told = signed_in(fay).post(
        f"{space.get_absolute_url()}bridges/new/mattermost/",
        {"once": "x", "webhook": "http://127.0.0.1:8080/hooks/x"},
    )

    assert "lead to another machine" in unescape(told.content.decode())
    assert not Bridge.objects.exists()


@pytest.mark.parametrize(("kind", "said"), [
    ("slack", {"token": "xoxb-1", "channel": "C0123456789"}),
    ("slack", {"webhook": "https://hooks.slack-gov.com/services/x"}),
    ("mattermost", {"webhook": "https://chat.harbourline.example.elsewhere.example/hooks/x"}),
    ("matrix", {"server": "https://printer.inside.example", "token": "t", "room": "!x:y.example"}),
    ("mail", {"host": "files.inside.example", "sender": "a@b.example", "to": "c@d.example"}),
])  # fmt: skip
def test_where_hosts_are_named_a_bridge_leads_to_no_other(space, fay, settings, kind, said):
    only = ("hooks.slack.com", "chat.harbourline.example")
    settings.HERE = replace(django.HERE, bridges_to=only)

    told = signed_in(fay).post(
        f"{space.get_absolute_url()}bridges/new/{kind}/", {"once": "x", **said}
    )

    assert "Bridges of this Tiebeam don't lead there." in unescape(told.content.decode())
    assert not Bridge.objects.exists()


def test_a_bridge_leads_to_a_host_that_is_named_until_it_is_named_no_more(space, fay, settings):
    with tool(answers("ok")) as there:
        settings.HERE = replace(django.HERE, bridges_here=True, bridges_to=("127.0.0.1",))
        sent = {"once": "x", "webhook": f"{there.address}/hooks/{SECRET}"}
        signed_in(fay).post(f"{space.get_absolute_url()}bridges/new/mattermost/", sent)
        settings.HERE = replace(settings.HERE, bridges_to=("chat.harbourline.example",))
        worked(datetime.now(UTC) + timedelta(minutes=1))

    assert there.requests == []
    assert Bridge.objects.get().is_stopped


@pytest.mark.parametrize(("kind", "said"), [
    ("slack", {}), ("slack", {"webhook": "https://evil.example/x"}),
    ("slack", {"token": "xoxb-1", "channel": "#general"}), ("mattermost", {"webhook": "\0" * 400}),
    ("matrix", {"server": "https://m.example", "token": "t", "room": "#x:y"}),
    ("matrix", {"server": "https://m.example", "token": "t"}),
    ("matrix", {"server": "https://m.example", "token": "t", "owner": "fay"}),
    ("mail", {"host": "mail.example", "sender": "a@b.example\nBcc: x", "to": "c@d.example"}),
    ("mail", {"host": "mail.example", "sender": "a@b.example", "to": "c@d.example", "port": "x"}),
    ("mail", {"host": "m.example", "sender": "a@b.example", "to": "c@d.example", "port": "99999"}),
])  # fmt: skip
def test_what_is_typed_wrong_is_said_at_its_field_and_nothing_is_built(space, fay, kind, said):
    told = signed_in(fay).post(
        f"{space.get_absolute_url()}bridges/new/{kind}/", {"once": "x", **said}
    )

    assert told.status_code == 200
    assert told.context["form"].errors
    assert not Bridge.objects.exists()


def test_each_tool_is_taken_as_its_adapter_wants_it(space, fay):
    client = signed_in(fay)
    for kind, said in {
        "slack": {"token": "xoxb-1", "channel": "C0123456789"},
        "matrix": {"server": "https://m.example", "token": "t", "room": "!x:m.example"},
        "mail": {"host": "m.example", "sender": "a@b.example", "to": "c@d.example", "port": "25"},
    }.items():
        client.post(f"{space.get_absolute_url()}bridges/new/{kind}/", {"once": kind, **said})

    assert sorted(Bridge.objects.values_list("tool", flat=True)) == ["mail", "matrix", "slack"]


def matrix(space, by, address: str, **said: str) -> Bridge:
    given = {"server": address, "token": SECRET} | said
    return actions.build(space, "matrix", given, to=published(), once=once(), by=by, at=AT)


ME, PUT_DOWN, MADE, SAID = map(answers, (
    {"user_id": "@bot:m.example"}, {}, {"room_id": "!made:m.example"}, {"event_id": "$1"}
))  # fmt: skip


def test_matrix_makes_a_room_once_and_says_all_in_it(space, fay):
    broken = answers({"errcode": "M_UNKNOWN"}, code=502)
    with tool(ME, PUT_DOWN, MADE, broken, broken, ME, PUT_DOWN, SAID) as there:
        matrix(space, fay, there.address, owner="@fay:m.example")
        worked()
        worked(AT + timedelta(hours=1))
        NEWS["a"] = Words(title="A walk", text="On Friday", path="/")
        actions.say(space, "tests", "a", at=AT + timedelta(hours=1))
        worked(AT + timedelta(hours=2))

    asked = [each["path"].partition("/v3/")[2].partition("/send/")[0] for each in there.requests]
    in_room = "rooms/%21made%3Am.example"
    blocked = "user/%40bot%3Am.example/account_data/m.invite_permission_config"
    first = ["account/whoami", blocked, "createRoom", in_room, in_room]
    assert asked == [*first, "account/whoami", blocked, in_room, in_room]
    assert there.requests[1]["body"] == {"default_action": "block"}
    made = there.requests[2]["body"]
    assert (made["invite"], made["name"]) == (["@fay:m.example"], space.name)
    assert b"!made" not in bytes(Bridge.objects.get().sealed)


def meanwhile(monkeypatch, *acts) -> None:
    """Something happens each time while a room is made."""
    from tiebeam.bridges import matrix

    makes, left = matrix.ready, list(acts)

    def made(there, *, name):
        ready = makes(there, name=name)
        if left:
            left.pop(0)()
        return ready

    monkeypatch.setattr(matrix, "ready", made)


def before_it_is_kept(monkeypatch, *acts) -> None:
    """Something happens each time between reading the settings of a bridge and writing them."""
    keeps, left = actions.put_in_place, list(acts)

    def kept(pk, *, of, sealed):
        if left:
            left.pop(0)()
        return keeps(pk, of=of, sealed=sealed)

    monkeypatch.setattr(actions, "put_in_place", kept)


@pytest.mark.parametrize("something_happens", [meanwhile, before_it_is_kept])
def test_a_room_that_was_made_while_keys_were_changed_is_kept(
    space, fay, monkeypatch, something_happens
):
    something_happens(monkeypatch, lambda: rotate(django.HERE, at=AT, pause=lambda: None))
    with tool(ME, PUT_DOWN, MADE, SAID) as there:
        matrix(space, fay, there.address, owner="@fay:m.example")
        worked()
        NEWS["a"] = Words(title="A walk", text="On Friday", path="/")
        actions.say(space, "tests", "a", at=AT)
        worked()

    said = [each["path"] for each in there.requests if "/send/" in each["path"]]
    assert len(said) == 2
    assert all("rooms/%21made%3Am.example" in each for each in said)
    assert Bridge.objects.get().problem == ""


def test_in_a_room_that_can_not_be_kept_nothing_is_said(space, fay, monkeypatch):
    with tool(ME, PUT_DOWN, MADE, SAID) as there:
        bridge = matrix(space, fay, there.address, owner="@fay:m.example")
        meanwhile(monkeypatch, lambda: actions.take_down(bridge, by=fay, at=AT))
        worked()

    assert not [each for each in there.requests if "/send/" in each["path"]]
    assert not ToSay.objects.exists()


def test_a_room_that_is_there_is_not_made(space, fay):
    with tool(ME, PUT_DOWN, SAID) as there:
        matrix(space, fay, there.address, room="!x:m.example")
        worked()

    assert [each["method"] for each in there.requests] == ["GET", "PUT", "PUT"]
    assert Bridge.objects.get().problem == ""


def test_that_no_room_can_be_made_is_said_to_whoever_built_the_bridge(space, fay):
    with tool(ME, PUT_DOWN, answers({"errcode": "M_FORBIDDEN"}, code=403)) as there:
        matrix(space, fay, there.address, owner="@fay:m.example")
        worked()

    assert Bridge.objects.get().is_stopped
    assert len(there.requests) == 3


def test_new_keys_leave_bridges_as_they_are(space, fay):
    with tool(answers("ok")) as there:
        built(space, fay, there.address)
        rotate(django.HERE, at=AT, pause=lambda: None)
        worked()

    assert len(there.requests) == 1


def test_a_bridge_of_a_hidden_space_says_so_before_it_is_built(fay):
    hidden = a_hidden_space(fay)

    told = page(signed_in(fay), f"{hidden.get_absolute_url()}bridges/")

    assert "Whoever runs the tool can read it." in told
    assert "Prompts never go over the bridges of a hidden space." in told


# --- prompts --------------------------------------------------------------------------------------


def waiting(what: str) -> list[str]:
    """The bridges over which something is to be said."""
    found = ToSay.objects.filter(what=what).order_by("pk")
    return list(found.values_list("bridge__public_id", flat=True))


def test_whoever_builds_a_bridge_chooses_whether_prompts_go_over_it(space, fay):
    client, address = signed_in(fay), f"{space.get_absolute_url()}bridges/new/mattermost/"
    form = client.get(address).context["form"]
    assert form["prompts"].value() is True
    assert "first paragraph" in str(form.fields["prompts"].help_text)

    sent = {"webhook": "http://127.0.0.1:9/hooks/x"}
    client.post(address, {**sent, "once": "with", "prompts": "on"})
    client.post(address, {**sent, "once": "without"})

    both = Bridge.objects.order_by("pk")
    assert [each.takes_prompts for each in both] == [True, False]
    actions.say(space, "prompt", "x", at=AT)
    actions.say(space, "tests", "x", at=AT)
    assert waiting("prompt") == [both[0].public_id]
    assert waiting("tests") == [each.public_id for each in both]


@pytest.mark.parametrize("takes", [True, False])
def test_the_first_word_says_whether_prompts_come(space, fay, takes):
    with tool(answers("ok")) as there:
        built(space, fay, there.address, takes_prompts=takes)
        worked()

    assert "Meetings come here" in there.told["text"]
    assert ("prompts" in there.told["text"]) is takes


def test_in_one_tap_prompts_go_over_a_bridge_or_go_over_it_no_more(space, fay):
    bridge = built(space, fay, "http://127.0.0.1:9", takes_prompts=False)
    client, here = signed_in(fay), f"{space.get_absolute_url()}bridges/"
    ToSay.objects.all().delete()
    assert "No prompts go over it." in page(client, here)

    for _ in range(2):
        told = client.post(f"{here}{bridge.public_id}/prompts/", {"take": "yes"}, follow=True)

    assert "first paragraph of each" in unescape(told.content.decode())
    # Whoever reads there is told that something else comes now, and told it once.
    assert waiting("hello") == [bridge.public_id]
    actions.say(space, "prompt", "x", at=AT)
    actions.say(space, "tests", "x", at=AT)
    client.post(f"{here}{bridge.public_id}/prompts/", {"take": "no"})
    assert "No prompts go over it." in page(client, here)
    assert waiting("prompt") == []
    assert waiting("tests") == [bridge.public_id]


def test_only_whoever_looks_after_the_space_chooses_it(space, fay):
    mo = somebody("mo@harbourline.example")
    joined(space, mo)
    bridge = built(space, fay, "http://127.0.0.1:9", takes_prompts=False)

    with pytest.raises(spaces.NotAllowed):
        actions.let_prompts(bridge, go=True, by=mo, at=AT)
    address = f"{space.get_absolute_url()}bridges/{bridge.public_id}/prompts/"
    assert signed_in(mo).post(address, {"take": "yes"}).status_code == 404
    assert not Bridge.objects.get().takes_prompts


def test_a_bridge_that_can_not_speak_says_no_first_word_when_prompts_are_chosen(space, fay):
    bridge = built(space, fay, "http://127.0.0.1:9", takes_prompts=False)
    actions.was_refused(ToSay.objects.get(), "not-known", at=AT)

    actions.let_prompts(bridge, go=True, by=fay, at=AT)

    assert Bridge.objects.get().takes_prompts
    assert not ToSay.objects.exists()


def test_no_prompt_ever_goes_over_a_bridge_of_a_hidden_space(fay):
    hidden = a_hidden_space(fay)
    client, here = signed_in(fay), f"{hidden.get_absolute_url()}bridges/"
    assert "prompts" not in client.get(f"{here}new/mattermost/").context["form"].fields
    sent = {"once": "x", "webhook": "http://127.0.0.1:9/hooks/x", "prompts": "on"}
    client.post(f"{here}new/mattermost/", sent)
    bridge = Bridge.objects.get()
    built(hidden, fay, "http://127.0.0.1:9", takes_prompts=True)

    client.post(f"{here}{bridge.public_id}/prompts/", {"take": "yes"})
    actions.try_anew(bridge, by=fay, at=AT)

    assert not Bridge.objects.filter(takes_prompts=True).exists()
    assert f"{bridge.public_id}/prompts/" not in page(client, here)
    # Even where a row says otherwise.
    Bridge.objects.update(takes_prompts=True)
    actions.say(hidden, "prompt", "x", at=AT)
    assert waiting("prompt") == []


def test_a_space_that_is_hidden_and_opens_sends_prompts_once_somebody_chooses_it_anew(space, fay):
    bridge = built(space, fay, "http://127.0.0.1:9")
    assert Bridge.objects.get().takes_prompts
    hides = {"visibility": "hidden", "joining": "link"}
    spaces.change_space(space, hides, edition=1, by=fay, at=AT)
    actions.try_anew(bridge, by=fay, at=AT)
    actions.say(space, "prompt", "x", at=AT)
    spaces.change_space(space, {"visibility": "members"}, edition=2, by=fay, at=AT)
    actions.say(space, "prompt", "x", at=AT)
    assert waiting("prompt") == []

    actions.let_prompts(bridge, go=True, by=fay, at=AT)
    actions.say(space, "prompt", "x", at=AT)

    assert waiting("prompt") == [bridge.public_id]


def test_bridges_that_were_there_before_take_no_prompts():
    before = import_module("tiebeam.web.spaces.migrations.0016_bridges_take_prompts")

    (for_old, *_) = before.Migration.operations

    assert (for_old.name, for_old.field.default) == ("takes_prompts", False)
    assert Bridge().takes_prompts


def test_nothing_is_kept_of_what_was_said_nor_in_the_job(space, fay):
    with tool(answers("ok")) as there:
        built(space, fay, there.address)
        (due,) = job.to_say(AT)
        worked()

    assert json.dumps(due.given) == json.dumps({"say": due.given["say"]})
    assert due.once is None
    assert there.told["text"]
    assert not ToSay.objects.exists()


def test_a_space_that_hides_says_nothing_more_over_its_bridges_until_somebody_wants_it(space, fay):
    with tool(answers("ok")) as there:
        bridge = built(space, fay, there.address)
        worked()
        NEWS["one"] = Words(title="Meeting", text="Soon", path="/")
        actions.say(space, "tests", "one", at=AT)
        hides = {"visibility": "hidden", "joining": "link"}
        spaces.change_space(space, hides, edition=1, by=fay, at=AT)
        actions.say(space, "tests", "one", at=AT)
        worked()
        assert len(there.requests) == 1
        told = page(signed_in(fay), f"{space.get_absolute_url()}bridges/")
        assert "its name would be read there" in told
        actions.try_anew(bridge, by=fay, at=AT)
        worked()

    assert len(there.requests) == 2


def test_what_waited_too_long_because_no_worker_ran_is_not_said_a_month_late(space, fay):
    with tool(answers("ok")) as there:
        built(space, fay, there.address)
        worked(AT + timedelta(days=30))

    assert there.requests == []
    assert not ToSay.objects.exists()
    assert Bridge.objects.get().problem


def test_a_fault_of_ours_is_tried_again_and_is_in_no_job_for_ever(space, fay):
    vault = django.HERE.home / "vault"
    away = vault.with_name("vault-away")
    with tool(answers("ok")) as there:
        built(space, fay, there.address)
        vault.rename(away)
        try:
            worked()
        finally:
            away.rename(vault)

        assert (ToSay.objects.get().tries, there.requests) == (1, [])
        worked(AT + timedelta(hours=1))

    assert len(there.requests) == 1
    assert not ToSay.objects.exists()
