"""Every write about bridges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from tiebeam.vault.seal import SealingKey
from tiebeam.web.ids import public_id
from tiebeam.web.spaces import acts
from tiebeam.web.spaces.actions import NotAllowed, day_of, note, own_once
from tiebeam.web.spaces.bridging.sealing import seal
from tiebeam.web.spaces.models import Bridge, Space, ToSay, Visibility
from tiebeam.web.spaces.queries import is_facilitator

#: What can't be said for so long is said no more: news of the week before last is none.
GIVES_UP: Final = timedelta(days=2)
FIRST_PAUSE: Final = timedelta(minutes=2)
LONGEST_PAUSE: Final = timedelta(hours=6)
MOST: Final = 5
HELLO: Final = "hello"
PROMPT: Final = "prompt"


class EnoughBridges(RuntimeError):
    """A space has as many bridges as it can have."""


@transaction.atomic
def build(
    space: Space, tool: str, settings: Mapping[str, str], *, to: SealingKey, once: str, by: Any,
    at: datetime, takes_prompts: bool = True,
) -> Bridge:  # fmt: skip
    """A bridge to a channel, with a first word over it; sent twice, it is one.

    settings  what its tool asks for, secrets among it: sealed here
    takes_prompts  whether prompts go over it; never in a hidden space
    Raises    NotAllowed, EnoughBridges
    """
    space = Space.objects.select_for_update().get(pk=space.pk)
    if not is_facilitator(space, by):
        raise NotAllowed("Whoever looks after the space can do that.")
    once = own_once(f"bridge {space.pk} {once}", by)
    there = Bridge.objects.filter(once=once).first()
    if there is not None:
        return there
    if space.bridges.count() >= MOST:
        raise EnoughBridges
    one = public_id()
    made = Bridge.objects.create(
        public_id=one, space=space, tool=tool, sealed=seal(settings, of=one, to=to), once=once,
        made_on=day_of(at), takes_prompts=takes_prompts and not space.is_hidden,
    )  # fmt: skip
    _greet(made, at)
    note(space, acts.CHANGED, by=by, at=at)
    return made


@transaction.atomic
def take_down(bridge: Bridge, *, by: Any, at: datetime) -> None:
    """Nothing is said over it any more, and its secrets are gone.

    Raises  NotAllowed
    """
    if not is_facilitator(bridge.space, by):
        raise NotAllowed("Whoever looks after the space can do that.")
    bridge.delete()
    note(bridge.space, acts.CHANGED, by=by, at=at)


@transaction.atomic
def try_anew(bridge: Bridge, *, by: Any, at: datetime) -> None:
    """Whoever set it up has mended what was wrong: it says a first word once more.

    Raises  NotAllowed
    """
    if not is_facilitator(bridge.space, by):
        raise NotAllowed("Whoever looks after the space can do that.")
    Bridge.objects.filter(pk=bridge.pk).update(problem="", problem_on=None, is_stopped=False)
    _greet(bridge, at)


@transaction.atomic
def let_prompts(bridge: Bridge, *, go: bool, by: Any, at: datetime) -> None:
    """Let prompts go over it, or no more; in a hidden space never. Whoever reads there is told by a
    first word that they come now, and what waits is sent no more once they do not.

    Raises  NotAllowed
    """
    space = Space.objects.select_for_update().get(pk=bridge.space_id)
    if not is_facilitator(space, by):
        raise NotAllowed("Whoever looks after the space can do that.")
    held = Bridge.objects.select_for_update().filter(pk=bridge.pk).first()
    go = go and not space.is_hidden
    if held is None or held.takes_prompts == go:
        return
    Bridge.objects.filter(pk=held.pk).update(takes_prompts=go)
    held.to_say.filter(what=PROMPT).delete()
    if go and not held.is_stopped:
        _greet(held, at)
    note(space, acts.CHANGED, by=by, at=at)


def say(space: Space, what: str, about: str, *, at: datetime) -> None:
    """Let something be said over all bridges of a space; in the transaction in which it happens.
    A prompt goes over those alone that take them: it has the words of a member."""
    found = space.bridges.filter(is_stopped=False)
    if what == PROMPT:
        found = found.filter(takes_prompts=True).exclude(space__visibility=Visibility.HIDDEN)
    for bridge in found:
        _queue(bridge, what, about, at)


def _greet(bridge: Bridge, at: datetime) -> None:
    """A first word, made for this bridge; one that waits is enough."""
    if not bridge.to_say.filter(what=HELLO).exists():
        _queue(bridge, HELLO, bridge.public_id, at)


def _queue(bridge: Bridge, what: str, about: str, at: datetime) -> None:
    ToSay.objects.create(bridge=bridge, what=what, about=about, made_at=at, next_at=at)


# --- the job --------------------------------------------------------------------------------------


@transaction.atomic
def was_said(found: ToSay) -> None:
    """It is there; what was wrong before is so no more."""
    ToSay.objects.filter(pk=found.pk).delete()
    Bridge.objects.filter(pk=found.bridge_id).update(problem="", problem_on=None)


@transaction.atomic
def was_refused(found: ToSay, reason: str, *, at: datetime) -> None:
    """It can't be said, and nothing else can, until whoever looks after the space acts."""
    ToSay.objects.filter(bridge=found.bridge_id).delete()
    Bridge.objects.filter(pk=found.bridge_id).update(
        problem=reason, problem_on=day_of(at), is_stopped=True
    )


@transaction.atomic
def was_put_off(found: ToSay, reason: str, *, wait: timedelta, at: datetime) -> None:
    """Later: longer each time, and given up after a while, which is said as well."""
    pause = max(wait, min(LONGEST_PAUSE, FIRST_PAUSE * 2**found.tries))
    if at + pause > found.made_at + GIVES_UP:
        ToSay.objects.filter(pk=found.pk).delete()
        Bridge.objects.filter(pk=found.bridge_id).update(problem=reason, problem_on=day_of(at))
        return
    ToSay.objects.filter(pk=found.pk).update(next_at=at + pause, tries=found.tries + 1)


def is_moot(found: ToSay) -> None:
    """What it is about is there no more."""
    ToSay.objects.filter(pk=found.pk).delete()


def put_in_place(pk: int, *, of: bytes, sealed: bytes) -> bool:
    """Other settings, or the same ones sealed to another key.

    of       what was there when they were read
    Returns  whether they are there now: not so where something else was there already
    """
    return Bridge.objects.filter(pk=pk, sealed=of).update(sealed=sealed) == 1
