"""What is read of a starter kit: by its space, and by the group that may ratify it.

Only members of a space read how far it has come with the kit. A group that is hidden reads none,
and stands beside none: a space that it once read for would know that it exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from tiebeam.web.spaces.models import (
    KitPart,
    KitRead,
    KitWord,
    Space,
    StarterKit,
    Visibility,
)
from tiebeam.web.spaces.starting.kit import Part, kit, prompts, version
from tiebeam.web.spaces.starting.words import agenda_text, as_posted

#: Kinds of spaces that read the kits of others.
READERS: Final = ("resource-group",)


@dataclass(frozen=True, kw_only=True)
class Given:
    """A part as a space gets it.

    text   as it is posted; of an agenda, as the form of a meeting takes it
    word   what a group said of it; None where nothing
    row    what the space did with it; None where nothing
    """

    part: Part
    title: str
    text: str
    word: KitWord | None
    row: KitPart | None

    @property
    def is_used(self) -> bool:
        return self.row is not None and self.row.used_on is not None

    @property
    def is_skipped(self) -> bool:
        return self.row is not None and self.row.is_skipped

    @property
    def is_left_out(self) -> bool:
        return self.word is not None and self.word.how == KitWord.How.LEFT_OUT

    @property
    def is_changed(self) -> bool:
        return self.word is not None and self.word.how == KitWord.How.CHANGED


def kit_of(space: Space) -> StarterKit | None:
    """The kit as the space uses it; None where it has not begun with it."""
    parts = KitPart.objects.select_related("thread", "meeting")
    found = StarterKit.objects.filter(space=space)
    return found.prefetch_related(Prefetch("parts", queryset=parts)).first()


def read_of(space: Space) -> KitRead | None:
    """The group to which the kit was handed, and what it said."""
    found = KitRead.objects.filter(_is_known, space=space)
    return found.select_related("group").prefetch_related("words").first()


_is_known: Final = ~Q(group__visibility=Visibility.HIDDEN)


def holds(read: KitRead | None) -> bool:
    """Whether what the group said is what the space gets: of the kit as it is now, and ratified."""
    return read is not None and read.ratified_on is not None and read.version == version()


def given(started: StarterKit | None, read: KitRead | None) -> Mapping[str, Given]:
    """Every part as a space gets it, by code."""
    rows = {each.code: each for each in started.parts.all()} if started else {}
    words = {each.code: each for each in read.words.all()} if read and holds(read) else {}
    return {code: _given(part, words.get(code), rows.get(code)) for code, part in kit().items()}


def said_of(read: KitRead) -> Mapping[str, Given]:
    """Every part as the group that reads it has worded it so far, ratified or not."""
    words = {each.code: each for each in read.words.all()}
    return {code: _given(part, words.get(code), None) for code, part in kit().items()}


def plain(code: str) -> Given:
    """A part as the kit has it."""
    return _given(kit()[code], None, None)


def _given(part: Part, word: KitWord | None, row: KitPart | None) -> Given:
    if word is not None and word.how == KitWord.How.CHANGED:
        title, text = word.title, word.text
    else:
        title, text = _(part.title), agenda_text(part) if part.is_agenda else as_posted(part)
    return Given(part=part, title=title, text=text, word=word, row=row)


def to_come(parts: Mapping[str, Given]) -> Sequence[Given]:
    """The prompts that are still to be posted; those that were moved first, the last one first."""
    found = [
        parts[each.code]
        for each in prompts()
        if not (parts[each.code].is_used or parts[each.code].is_skipped)
        and not parts[each.code].is_left_out
    ]
    return sorted(found, key=lambda each: -(each.row.moved if each.row else 0))


# --- groups ---------------------------------------------------------------------------------------


def groups_for(person: Any, space: Space) -> QuerySet[Space]:
    """The resource groups that a space can hand its kit to: those that whoever chooses knows of,
    but for hidden ones, which others in the space may not know of."""
    found = Space.objects.visible_to(person).exclude(visibility=Visibility.HIDDEN)
    found = found.filter(kind__in=READERS, closed_on=None).exclude(pk=space.pk)
    return found.order_by("name", "pk")


def kits_for(group: Space) -> QuerySet[KitRead]:
    """What was handed to a group: first what it has not ratified, the newest first."""
    known = ~Q(space__visibility=Visibility.HIDDEN) & Q(space__closed_on=None)
    found = KitRead.objects.filter(known & _is_known, group=group).select_related("space")
    return found.prefetch_related("words").order_by("is_aside", "-handed_on", "-pk")


def kit_to_read(group: Space, public_id: str) -> KitRead | None:
    return kits_for(group).filter(public_id=public_id).first()
