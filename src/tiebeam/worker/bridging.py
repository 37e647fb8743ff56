"""Speaking over bridges. Here alone their secrets are opened, in memory."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from tiebeam.bridges.addresses import BadSettings
from tiebeam.bridges.retrying import with_back_off
from tiebeam.bridges.said import Later, Message, Reason, Refused
from tiebeam.vault import keys as vault_keys
from tiebeam.vault.keys import Keys, UnknownKey
from tiebeam.vault.open import Damaged, NotSealed, SomethingElse, opened
from tiebeam.vault.seal import key_in, sealed
from tiebeam.web.jobs.registry import Handler, Step, Work, handle
from tiebeam.web.spaces.bridging import actions, queries
from tiebeam.web.spaces.bridging.composing import composed
from tiebeam.web.spaces.bridging.forms import settings_of
from tiebeam.web.spaces.bridging.sealing import label_of
from tiebeam.web.spaces.bridging.work import SAY
from tiebeam.worker.running import where
from tiebeam.worker.schedule import Due, recurs

logger = logging.getLogger(__name__)

#: In one turn of the job; what is put off beyond that waits in the database.
TRIES: Final = 2
#: How often a room that was made is put into settings that change meanwhile.
KEEPS: Final = 5
NAME: Final = "the settings of a bridge"


def to_say(at: datetime) -> Iterator[Due]:
    """A job for each that may be said now, and a new one each time it was put off."""
    for public_id, tries in queries.due(at=at):
        yield Due(kind=SAY.name, key=f"say:{public_id}:{tries}", given={"say": public_id})


def say(work: Work, *, now: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
    """Say one thing, as it is now. What comes of it is noted at once: a message can't be unsaid."""
    found = queries.to_say(str(work.given["say"]))
    if found is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        words = composed(found.what, found.bridge.space, found.about)
    if words is None:
        actions.is_moot(found)
        return
    if found.made_at + actions.GIVES_UP < now():
        actions.was_put_off(found, Reason.OUT_OF_ORDER, wait=timedelta(), at=now())
        return
    message = Message(title=words.title, text=words.text, at=found.made_at, once=found.public_id,
                      link=f"{settings.HERE.address}{words.path}")  # fmt: skip
    _note(found, lambda: _send(found, message, sleep), now)


def _note(found: Any, sends: Callable[[], None], now: Callable[[], datetime]) -> None:
    try:
        sends()
    except Refused as refused:
        actions.was_refused(found, refused.reason, at=now())
    except Later as later:
        wait = timedelta(seconds=later.wait_seconds)
        actions.was_put_off(found, later.reason, wait=wait, at=now())
    except Exception as raised:
        # A job that failed is asked for no more: it would be said a month late, or never.
        logger.error("a bridge: %s", where(raised))
        actions.was_put_off(found, Reason.OUT_OF_ORDER, wait=timedelta(), at=now())
    else:
        actions.was_said(found)


def _send(found: Any, message: Message, sleep: Callable[[float], None]) -> None:
    bridge = found.bridge
    adapter = import_module(f"tiebeam.bridges.{bridge.tool}")
    try:
        there = settings_of(bridge.tool, _opened(bridge))
    except (BadSettings, NotSealed, UnknownKey, Damaged, SomethingElse):
        # Never the words of these: they are of secrets.
        raise Refused(Reason.NOT_KNOWN) from None
    if found.what == actions.HELLO and hasattr(adapter, "ready"):
        there = _made_ready(bridge, adapter, there)
    with_back_off(lambda: adapter.say(message, settings=there), tries=TRIES, sleep=sleep,
                  chance=secrets.SystemRandom().random)  # fmt: skip


def _made_ready(bridge: Any, adapter: Any, there: Any) -> Any:
    """What a tool wants done before the first word. A room that was made is kept before anything is
    said in it, or another attempt would make one more."""
    ready = adapter.ready(there, name=bridge.space.name)
    if ready.room != there.room:
        _keep_room(bridge, ready.room)
    return ready


def _keep_room(bridge: Any, room: str) -> None:
    """Its settings may be sealed anew while a room is made: it goes into what is there now.

    Raises  Later where it can't be kept: nothing is said in a room that nobody would find again
    """
    for _ in range(KEEPS):
        now = queries.bridge_now(bridge)
        if now is None:
            break
        try:
            keys = vault_keys.load(_vault())
            if _seal(now, {**_opened(now, keys), "room": room}, keys):
                return
        except UnknownKey:
            # Its key was exchanged since the row was read.
            continue
    raise Later(Reason.OUT_OF_ORDER)


def _opened(bridge: Any, keys: Keys | None = None) -> Mapping[str, Any]:
    keys = keys or vault_keys.load(_vault())
    content = opened(bytes(bridge.sealed), label=label_of(bridge.public_id), keys=keys, name=NAME)
    found: Mapping[str, Any] = json.loads(content)
    return found


def _seal(bridge: Any, said: Mapping[str, Any], keys: Keys) -> bool:
    """Returns whether it is there; not so where it was sealed anew or taken down meanwhile."""
    content = json.dumps(dict(said)).encode()
    anew = sealed(content, label=label_of(bridge.public_id), to=keys.newest)
    return actions.put_in_place(bridge.pk, of=bytes(bridge.sealed), sealed=anew)


def _vault() -> Path:
    return settings.HERE.home / "vault"


def seal_anew(home: Path, *, but_newest: bool = False) -> None:
    """Seal the settings of every bridge to the newest key.

    but_newest  leave those as they are that are sealed to it already
    """
    keys = vault_keys.load(home / "vault")
    for each in queries.every_bridge():
        if but_newest and key_in(bytes(each.sealed)) == keys.newest.id:
            continue
        _seal(each, _opened(each, keys), keys)


def handlers(
    *, now: Callable[[], datetime], sleep: Callable[[float], None]
) -> tuple[Handler, ...]:  # fmt: skip
    """How it is done, by a clock."""
    step = Step(name="say", words=gettext_noop("It is being said."),
                does=partial(say, now=now, sleep=sleep))  # fmt: skip
    return (Handler(kind=SAY.name, steps=[step]),)


for each in handlers(now=timezone.now, sleep=time.sleep):
    handle(each)
recurs(SAY.name, to_say)
