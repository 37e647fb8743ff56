"""Files as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from tiebeam.web.spaces.attaching.forms import DescribeForm
from tiebeam.web.spaces.attaching.queries import may_describe, words_for
from tiebeam.web.spaces.lists import name
from tiebeam.web.spaces.models import Attachment, Description, Post, State
from tiebeam.web.spaces.queries import Place, says_what
from tiebeam.web.spaces.who import name_of
from tiebeam.web.ui.shapes import Attached, Link, Signpost

_CALLED: Final[Mapping[str, str | Promise]] = {
    "picture": _later("Picture %(number)s"), "sound": _later("Sound %(number)s"),
    "document": _later("PDF %(number)s"), "text": _later("Text %(number)s"),
}  # fmt: skip


def words_by(files: Mapping[int, list[Attachment]]) -> list[str]:
    """Who described what is shown, by the words that name them."""
    return [each.by for found in files.values() for file in found
            for each in file.descriptions.all()]  # fmt: skip


def shown(
    posts: Iterable[Post], files: Mapping[int, list[Attachment]], people: Mapping[str, Any],
    person: Any, place: Place, came_by: str,
) -> Mapping[int, list[Attached]]:  # fmt: skip
    """By post, its files with what whoever reads can do with each; of one that was hidden, none."""
    return {
        post.pk: [_shown(each, post, people, person, place, came_by) for each in files[post.pk]]
        for post in posts
        if post.pk in files and says_what(post, person, place)
    }


def _shown(
    file: Attachment, post: Post, people: Mapping[str, Any], person: Any, place: Place, came_by: str
) -> Attached:
    here = _address(file, post, came_by)
    readable = words_for(place, file)
    newest = readable[0] if readable else None
    very_newest = next(iter(file.descriptions.all()), None)
    is_mine, is_shown = post.by == name_of(person), post.state == State.SHOWN
    may = place.may_write and may_describe(file, very_newest, person) and (is_shown or is_mine)
    asks = very_newest is None and file.kind == Attachment.Kind.PICTURE
    can = []
    if newest is not None and may:
        can.append(Link(text=_("Change these words"), href=reverse("file-describe", args=here)))
    if asks and may and is_mine:
        can.append(Link(text=_("Describe it yourself"), href=reverse("file-describe", args=here)))
    if len(readable) > 1:
        can.append(Link(text=_("What they said before"), href=reverse("file-before", args=here)))
    return Attached(
        anchor=file.public_id, called=called(file), about=_about(file),
        href=reverse("attachment", args=here), src=reverse("attachment", args=here),
        shows=file.kind if file.kind in _SHOWN else "",
        alt=newest.text if newest else _("%(picture)s. Nobody has described it yet.") %
        {"picture": called(file)},
        width=file.width, height=file.height, words=newest.text if newest else "",
        by=_described_by(newest, post, people), can=can,
        asks=_asks(is_mine=is_mine) if asks else "",
        form=DescribeForm(initial={"number": 0}, auto_id=f"{file.public_id}-%s")
        if asks and may and not is_mine else None,
        to=reverse("file-describe", args=here),
    )  # fmt: skip


def _asks(*, is_mine: bool) -> str:
    if is_mine:
        return _("You asked for help with it. Any member can describe it.")
    return _("Whoever wrote this can't describe the picture, and asks for help.")


_SHOWN: Final = ("picture", "sound")


def called(file: Attachment) -> str:
    """What its author calls it, or its kind and number."""
    return file.called or str(_CALLED[file.kind]) % {"number": file.number}


def _about(file: Attachment) -> str:
    kind = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "audio/wav": "WAV",
            "application/pdf": "PDF", "text/plain": _("plain text")}[file.content_type]  # fmt: skip
    return f"{kind}, {filesizeformat(file.size)}"


def _described_by(newest: Description | None, post: Post, people: Mapping[str, Any]) -> str:
    """Who helped: of what its author said themselves, that stands above already."""
    if newest is None or newest.by == post.by:
        return ""
    return _("Described by %(name)s") % {"name": name(newest.by, people)}


def waiting(found: Iterable[Attachment], came_by: str) -> list[Signpost]:
    """Pictures that wait for words."""
    return [
        Signpost(text=called(each), about=each.post.thread.title,
                 href=reverse("file-describe", args=_address(each, each.post, came_by)))
        for each in found
    ]  # fmt: skip


def _address(file: Attachment, post: Post, came_by: str) -> list[str]:
    return [came_by, file.post.thread.public_id, post.public_id, file.public_id]
