"""Every write about files. No trail tells of them, as it tells of nothing that is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max

from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed, held_for_members, own_once
from tiebeam.web.spaces.attaching import media
from tiebeam.web.spaces.attaching.clean import Clean
from tiebeam.web.spaces.attaching.queries import may_describe
from tiebeam.web.spaces.models import (
    Attachment,
    Description,
    Post,
    Receipt,
    Space,
    State,
    Thread,
    Visibility,
)
from tiebeam.web.spaces.who import name_of

#: Files of one post.
MOST: Final = 5


class EnoughFiles(RuntimeError):
    """A post has as many files as it may have."""


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A file that somebody brings, and what they say of it.

    words   what is to be seen or heard in it
    asks    whether others are asked to describe it
    called  what its author calls it
    """

    clean: Clean
    words: str = ""
    asks: bool = False
    called: str = ""


@transaction.atomic
def begin_thread(
    space: Space, brought: Brought | None, *, title: str, text: str, once: str, by: Any,
    at: datetime,
) -> Thread:  # fmt: skip
    """A new thread, and a file with its first post.

    Raises  NotAllowed
    """
    made = spaces.begin_thread(space, title=title, text=text, once=once, by=by, at=at)
    if brought is not None:
        attach(made.posts.earliest("at", "pk"), brought, once=once, by=by, at=at)
    return made


@transaction.atomic
def write(
    thread: Thread, brought: Brought | None, text: str, *, once: str, by: Any, at: datetime,
    answers: Post | None = None,
) -> Post:  # fmt: skip
    """Something more in a thread, and a file with it.

    Raises  NotAllowed
    """
    made = spaces.write(thread, text, once=once, by=by, at=at, answers=answers)
    if brought is not None:
        attach(made, brought, once=once, by=by, at=at)
    return made


@transaction.atomic
def attach(post: Post, brought: Brought, *, once: str, by: Any, at: datetime) -> Attachment:
    """One more file of what one wrote; sent twice, it is there once.

    Raises  NotAllowed, EnoughFiles
    """
    space = held_for_members(post.thread.space, by, at)
    if post.by != name_of(by):
        raise NotAllowed
    once = own_once(f"file of {post.pk} {once}", by)
    before = Attachment.objects.filter(once=once).first()
    if before is not None:
        return before
    if post.attachments.count() >= MOST:
        raise EnoughFiles
    _close_up(post, space)
    last = post.attachments.aggregate(last=Max("number"))["last"] or 0
    clean = brought.clean
    made = Attachment(
        post=post, number=last + 1, kind=clean.kind, content_type=clean.content_type,
        size=len(clean.content), width=clean.width, height=clean.height, called=brought.called,
        asks=brought.asks and not brought.words, once=once,
    )  # fmt: skip
    # Before its row: of a file that a row speaks of, none is ever missing. One without a row goes
    # with the next night.
    media.put(made.public_id, clean.content)
    try:
        made.save()
        if brought.words:
            _describe(made, 1, brought.words, space, by=by, at=at)
    except BaseException:
        media.discard(made.public_id)
        raise
    return made


@transaction.atomic
def take_away(file: Attachment, *, by: Any) -> None:
    """Let a file of what one wrote be gone, for everybody and at once. Whoever may not write at the
    moment may do this nevertheless.

    Raises  NotAllowed
    """
    if file.post.by != name_of(by):
        raise NotAllowed
    file.delete()


@transaction.atomic
def describe(file: Attachment, text: str, *, number: int, by: Any, at: datetime) -> None:
    """Say what is to be seen or heard in it; what was said of it before stays to be read.

    number  of the words that were shown; 0 where there were none
    Raises  NotAllowed, ChangedMeanwhile
    """
    space = held_for_members(file.post.thread.space, by, at)
    newest = file.descriptions.order_by("-number").first()
    if (newest.number if newest else 0) != number:
        raise ChangedMeanwhile
    post = Post.objects.get(pk=file.post_id)
    if not may_describe(file, newest, by) or (post.state != State.SHOWN and post.by != name_of(by)):
        raise NotAllowed
    if newest is not None and newest.text == text:
        return
    try:
        with transaction.atomic():
            _describe(file, number + 1, text, space, by=by, at=at)
    except IntegrityError:
        raise ChangedMeanwhile from None


def _describe(
    file: Attachment, number: int, text: str, space: Space, *, by: Any, at: datetime
) -> None:
    Description.objects.create(
        file=file, number=number, text=text, by=name_of(by), at=at, shown_to=space.visibility
    )


def _close_up(post: Post, space: Space) -> None:
    """What is added now is for those who can read it now."""
    if space.visibility != Visibility.OPEN and post.shown_to == Visibility.OPEN:
        post.shown_to = space.visibility
        post.save(update_fields=["shown_to"])


# --- on the disk ----------------------------------------------------------------------------------


def goes_with_its_row(instance: Attachment | Receipt, **_: Any) -> None:
    """However a row goes, its file goes once that is certain."""
    transaction.on_commit(partial(media.discard, instance.public_id))


def forget_strays(*, before: datetime) -> None:
    """Delete files without a row, which something that was killed left behind.

    before  old enough that their row is not about to come
    """
    names = list(media.written_before(before))
    known = {one for model in (Attachment, Receipt) for one in model.objects.filter(
        public_id__in=names).values_list("public_id", flat=True)}  # fmt: skip
    for each in names:
        if each not in known:
            media.discard(each)
