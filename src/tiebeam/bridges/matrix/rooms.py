"""A room of a space's own, and an account that nobody can draw into another one.

Source  https://spec.matrix.org/latest/client-server-api/#creation
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from tiebeam.bridges.matrix.saying import Settings, asked, person
from tiebeam.bridges.said import Later, Reason

#: From which power on somebody may do what only those may who look after a room.
_LOOKS_AFTER: Final = 50


def ready(settings: Settings, *, name: str) -> Settings:
    """What is done before the first word: nobody can invite the bot any more, and where there is no
    room yet, one is made. Done twice with the room that it returns, it changes nothing.

    name    of the room
    Raises  BadSettings, Refused, Later
    """
    block_invites(settings=settings)
    if settings.room:
        return settings
    room = make_room(name, owner=settings.owner, settings=settings)
    return replace(settings, room=room)


def make_room(name: str, *, owner: str, settings: Settings) -> str:
    """Make a room that nobody finds, and return its id.

    It has no address to guess, is in no list, lets no guest in, and shows nobody what was said
    before they came. It stays on its own server.

    owner   the id of whoever asked for it. They are invited, and they alone can invite others.
    Raises  BadSettings, Refused, Later
    """
    made = asked(
        "POST", "/createRoom", settings=settings, body=_room(name, person(owner, field="owner"))
    )
    room = made.get("room_id")
    if not isinstance(room, str):
        raise Later(Reason.STRANGE_ANSWER)
    return room


def _room(name: str, owner: str) -> dict[str, Any]:
    return {
        "name": " ".join(name.split()),
        "visibility": "private",
        # Of those that there are, this one gives whom it invites the power of whoever makes it.
        "preset": "trusted_private_chat",
        "invite": [owner],
        "creation_content": {"m.federate": False},
        "initial_state": [
            _state("m.room.join_rules", join_rule="invite"),
            _state("m.room.history_visibility", history_visibility="joined"),
            _state("m.room.guest_access", guest_access="forbidden"),
        ],
        "power_level_content_override": {"invite": _LOOKS_AFTER},
    }


def _state(kind: str, **content: str) -> dict[str, Any]:
    return {"type": kind, "state_key": "", "content": content}


def block_invites(*, settings: Settings) -> None:
    """Let nobody invite the bot from now on: the server refuses it in its name.

    Servers heed it that know version 1.18 of Matrix; older ones keep the wish and do nothing.
    Source  https://github.com/matrix-org/matrix-spec-proposals/pull/4380
    Raises  Refused, Later
    """
    _remember("m.invite_permission_config", {"default_action": "block"}, settings=settings)


def ignore(people: Iterable[str], *, settings: Settings) -> None:
    """Hear nothing more from these people, their invitations included.

    It replaces who was named before.

    Source  https://spec.matrix.org/latest/client-server-api/#ignoring-users
    Raises  BadSettings, Refused, Later
    """
    ignored: dict[str, Any] = {person(each, field="person"): {} for each in people}
    _remember("m.ignored_user_list", {"ignored_users": ignored}, settings=settings)


def _remember(kind: str, content: dict[str, Any], *, settings: Settings) -> None:
    me = quote(_me(settings), safe="")
    asked("PUT", f"/user/{me}/account_data/{kind}", settings=settings, body=content)


def _me(settings: Settings) -> str:
    found = asked("GET", "/account/whoami", settings=settings).get("user_id")
    if not isinstance(found, str):
        raise Later(Reason.STRANGE_ANSWER)
    return found
