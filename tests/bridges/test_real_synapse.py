"""A room on a real server of Matrix, seen by those who are in it and by those who are not."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from bridges.loopback import message
from bridges.synapse import Account, Synapse, running

from tiebeam.bridges import Later, Reason, Refused
from tiebeam.bridges.matrix import Settings, block_invites, ignore, make_room, ready, say

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]


@pytest.fixture(scope="module")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    with running(tmp_path_factory.mktemp("synapse")) as server:
        yield server


@pytest.fixture
def accounts(synapse: Synapse) -> dict[str, Account]:
    """Others in each test: a server counts how much each one does."""
    return {
        name: synapse.account(f"{name}-{secrets.token_hex(4)}") for name in ("olu", "ada", "eve")
    }


@pytest.fixture
def bot(synapse: Synapse) -> Account:
    return synapse.account(f"bot-{secrets.token_hex(4)}")


@pytest.fixture
def room(bot: Account, accounts: dict[str, Account]) -> str:
    """Made for Olu, who is in it."""
    made = make_room("Allies", owner=accounts["olu"].id, settings=settings(bot))
    accounts["olu"].asked("POST", f"/join/{quote(made)}")
    return made


def settings(bot: Account, room: str = "", **more: Any) -> Settings:
    given = {"server": bot.server, "token": bot.token, "room": room} | more
    return Settings(on_this_machine=True, **given)


def said_to(reader: Account, room: str) -> list[dict[str, Any]]:
    found = reader.asked("GET", f"/rooms/{quote(room)}/messages?dir=b&limit=100")["chunk"]
    return [each["content"] for each in found if each["type"] == "m.room.message"]


def state(reader: Account, room: str) -> dict[str, dict[str, Any]]:
    found = reader.ask("GET", f"/rooms/{quote(room)}/state").json()
    return {each["type"]: each["content"] for each in found if each["type"] != "m.room.member"}


def calls_of(reader: Account, room: str, *, since: str) -> int:
    """How often somebody was called by name in what was said since."""
    for _ in range(20):
        found = reader.asked("GET", f"/sync?timeout=2000&since={since}")
        joined = found.get("rooms", {}).get("join", {}).get(room)
        since = since if joined else found["next_batch"]
        events = joined["timeline"]["events"] if joined else []
        if any(each["type"] == "m.room.message" for each in events):
            count: int = joined["unread_notifications"]["highlight_count"]
            return count
    raise AssertionError("Nothing was said.")


def test_a_message_is_read_by_those_in_the_room_and_said_once_however_often_it_is_sent(
    bot, room, accounts
):
    for _ in range(3):
        say(message("Say **one** thing."), settings=settings(bot, room))

    (found,) = said_to(accounts["olu"], room)
    assert found["msgtype"] == "m.notice"
    assert found["formatted_body"].endswith("<p>Say <strong>one</strong> thing.</p>")


def test_the_room_is_one_that_nobody_finds_or_enters_uninvited(bot, room, accounts):
    found, eve = state(accounts["olu"], room), accounts["eve"]

    assert found["m.room.join_rules"]["join_rule"] == "invite"
    assert found["m.room.history_visibility"]["history_visibility"] == "joined"
    assert found["m.room.guest_access"]["guest_access"] == "forbidden"
    assert found["m.room.create"]["m.federate"] is False
    assert "m.room.canonical_alias" not in found
    assert accounts["olu"].asked("GET", f"/rooms/{quote(room)}/aliases")["aliases"] == []
    assert eve.asked("GET", "/publicRooms")["chunk"] == []
    for method, path in (
        ("POST", f"/join/{quote(room)}"), ("POST", f"/knock/{quote(room)}"),
        ("GET", f"/rooms/{quote(room)}/state"), ("GET", f"/rooms/{quote(room)}/messages?dir=b"),
    ):  # fmt: skip
        assert eve.ask(method, path).status_code in (403, 404)


def test_whoever_asked_for_the_room_invites_and_nobody_else_does(bot, room, accounts):
    olu, ada, eve = accounts["olu"], accounts["ada"], accounts["eve"]
    olu.asked("POST", f"/rooms/{quote(room)}/invite", user_id=ada.id)
    ada.asked("POST", f"/join/{quote(room)}")

    refused = ada.ask("POST", f"/rooms/{quote(room)}/invite", user_id=eve.id)

    assert (refused.status_code, refused.json()["errcode"]) == (403, "M_FORBIDDEN")


def test_whoever_comes_later_does_not_read_what_was_said_before(bot, room, accounts):
    olu, ada = accounts["olu"], accounts["ada"]
    say(message("Before"), settings=settings(bot, room))
    olu.asked("POST", f"/rooms/{quote(room)}/invite", user_id=ada.id)
    ada.asked("POST", f"/join/{quote(room)}")
    say(message("After"), settings=settings(bot, room))

    assert [each["body"].split("\n")[2] for each in said_to(ada, room)] == ["After"]


def test_nobody_is_called_by_a_name_or_as_the_whole_room(bot, room, accounts):
    olu = accounts["olu"]
    since = olu.asked("GET", "/sync?timeout=0")["next_batch"]

    name = olu.id[1:].partition(":")[0]
    text = f"@room {name} @{name} {olu.id} [{name}](https://matrix.to/#/{olu.id})"
    say(message(text, title=name), settings=settings(bot, room))

    assert calls_of(olu, room, since=since) == 0


def test_a_call_by_name_would_have_been_counted(bot, room, accounts):
    olu = accounts["olu"]
    since = olu.asked("GET", "/sync?timeout=0")["next_batch"]

    bot.asked("PUT", f"/rooms/{quote(room)}/send/m.room.message/1", msgtype="m.text",
              body="olu", **{"m.mentions": {"user_ids": [olu.id]}})  # fmt: skip

    assert calls_of(olu, room, since=since) == 1


def test_nobody_draws_the_bot_into_another_room(bot, accounts):
    eve = accounts["eve"]
    elsewhere = eve.asked("POST", "/createRoom")["room_id"]
    block_invites(settings=settings(bot))

    refused = eve.ask("POST", f"/rooms/{quote(elsewhere)}/invite", user_id=bot.id)

    assert (refused.status_code, refused.json()["errcode"]) == (403, "M_INVITE_BLOCKED")


def test_before_the_first_word_a_room_is_made_once_and_nobody_draws_the_bot_away(bot, accounts):
    olu, eve = accounts["olu"], accounts["eve"]
    first = ready(settings(bot, owner=olu.id), name="Allies")

    assert ready(first, name="Allies") == first
    olu.asked("POST", f"/join/{quote(first.room)}")
    say(message("Welcome."), settings=first)

    assert len(said_to(olu, first.room)) == 1
    elsewhere = eve.asked("POST", "/createRoom")["room_id"]
    refused = eve.ask("POST", f"/rooms/{quote(elsewhere)}/invite", user_id=bot.id)
    assert refused.json()["errcode"] == "M_INVITE_BLOCKED"


def test_invitations_by_those_who_are_ignored_are_not_heard(bot, accounts):
    ignore([accounts["eve"].id], settings=settings(bot))
    for name in ("eve", "ada"):
        accounts[name].asked("POST", "/createRoom", invite=[bot.id], name=name)

    heard = bot.asked("GET", "/sync?timeout=0")["rooms"]["invite"].values()

    names = [each["content"]["name"] for one in heard for each in one["invite_state"]["events"]
             if each["type"] == "m.room.name"]  # fmt: skip
    assert names == ["ada"]


def test_a_long_message_with_much_to_escape_is_taken(bot, room, accounts):
    say(message('<&ü"> ' * 30_000), settings=settings(bot, room))

    assert len(said_to(accounts["olu"], room)) == 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"token": "syt_nobody"}, Reason.NOT_KNOWN),
        ({"room": "!nowhere:harbourline.example"}, Reason.NOT_IN_CHANNEL),
    ],
)
def test_what_the_server_refuses_is_refused_for_good(bot, room, more, reason):
    with pytest.raises(Refused) as found:
        say(message(), settings=settings(bot, **({"room": room} | more)))

    assert found.value.reason is reason


def test_a_bot_that_was_sent_away_is_told_so(bot, room, accounts):
    # Whoever made a room can't be sent away from it, but can leave.
    bot.asked("POST", f"/rooms/{quote(room)}/leave")

    with pytest.raises(Refused) as found:
        say(message(), settings=settings(bot, room))

    assert found.value.reason is Reason.NOT_IN_CHANNEL


def test_whoever_says_too_much_is_asked_to_wait(bot, room):
    def say_much() -> None:
        for number in range(50):
            say(message(once=str(number)), settings=settings(bot, room))

    with pytest.raises(Later) as found:
        say_much()

    assert found.value.reason is Reason.TOO_MANY
    assert found.value.wait_seconds > 0
