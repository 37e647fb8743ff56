"""The words of a part in the form in which they are posted, or planned by."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tiebeam.web.spaces.meeting.actions import Item
from tiebeam.web.spaces.meeting.forms import agenda_as_text
from tiebeam.web.spaces.starting.kit import Part, Source


def as_posted(part: Part) -> str:
    """What it says, and below it where that comes from."""
    said = _(part.text)
    return f"{said}\n\n{cited(part.source)}" if part.source else said


def cited(source: Source) -> str:
    """A work, in Markdown."""
    return f"{source.author} ({source.year}): [{source.title}]({source.link})"


def agenda_text(part: Part) -> str:
    """As the form of a meeting takes it: what the meeting is for stands below the first point, and
    what is on paper below the last."""
    items = [Item(title=_(each.title), minutes=each.minutes, note=_(each.note) if each.note else "")
             for each in part.points]  # fmt: skip
    first, *rest = items
    items = [Item(title=first.title, minutes=first.minutes, note=_(part.text)), *rest]
    last = items.pop()
    return agenda_as_text(
        [*items, Item(title=last.title, minutes=last.minutes, note=_(part.on_paper))]
    )
