"""What of files is read, and for whom: whoever reads the post that they came with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from tiebeam.web.spaces.models import Attachment, Description, Post, Space, State, Visibility
from tiebeam.web.spaces.queries import Place, posts_for
from tiebeam.web.spaces.who import name_of


def files_of(posts: Iterable[Post]) -> Mapping[int, list[Attachment]]:
    """The files of posts that somebody reads, by the post's key; each with what was said of it."""
    found: dict[int, list[Attachment]] = {}
    for each in _files().filter(post__in=[post.pk for post in posts]):
        found.setdefault(each.post_id, []).append(each)
    return found


def file_of(post: Post, public_id: str) -> Attachment | None:
    """A file of a post that somebody reads."""
    return _files().filter(post=post, public_id=public_id).first()


def to_describe(person: Any, space: Space) -> QuerySet[Attachment]:
    """The pictures of a space that wait for words, the first one first."""
    shown = {"state": State.SHOWN, "thread__state": State.SHOWN}
    posts = posts_for(person).filter(pk=OuterRef("post"), thread__space=space, **shown)
    # Of each file that waits: going through all posts instead took a hundredth of a second.
    waits = _files().filter(Exists(posts.order_by()), asks=True, descriptions=None)
    return waits.order_by("post__at", "pk")


def words_for(place: Place, file: Attachment) -> list[Description]:
    """What was said of a file, as far as somebody may read it, the newest first."""
    every = file.descriptions.all()
    return [each for each in every if place.is_in or each.shown_to == Visibility.OPEN]


def may_describe(file: Attachment, newest: Description | None, person: Any) -> bool:
    """Whether what somebody says of it becomes its words: its author's do, where there is something
    to see or hear; and where they asked for help, those of the first who gives it."""
    mine = name_of(person)
    if file.post.by == mine:
        return file.kind in (Attachment.Kind.PICTURE, Attachment.Kind.SOUND) or newest is not None
    return file.asks and (newest is None or newest.by == mine)


def _files() -> QuerySet[Attachment]:
    newest_first = Description.objects.order_by("-number")
    return (
        Attachment.objects.select_related("post__thread__space")
        .prefetch_related(Prefetch("descriptions", queryset=newest_first))
        .order_by("number")
    )
