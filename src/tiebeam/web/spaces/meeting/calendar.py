"""A meeting as a file for calendars (RFC 5545).

It is in UTC, which every calendar turns into its own time. It holds what whoever takes it can read
on the page anyway, and nobody's name. Of a hidden space it does not even say the name: a calendar
is seen by others.
"""

from __future__ import annotations

from datetime import UTC
from typing import Final
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from tiebeam.web.spaces.models import Meeting, Space

PRODUCT: Final = "-//Tiebeam//Meetings//EN"


def file_of(meeting: Meeting, space: Space, *, page: str) -> bytes:
    """The file.

    page  the address of the meeting, with the host of this installation
    """
    event = Event()
    # The same for each version, and for everybody: calendars know by it what is newer.
    event.add("uid", f"{meeting.public_id}@{urlsplit(page).hostname}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("last-modified", meeting.changed_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("status", "CANCELLED" if meeting.cancelled_on else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("summary", meeting.title if space.is_hidden else f"{meeting.title} ({space.name})")
    if where := "\n".join(part for part in (meeting.place, meeting.link) if part):
        event.add("location", where)
    if not space.is_hidden:
        # The address of a space holds its name.
        event.add("url", page)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    # No METHOD: nobody is invited, so no calendar has to answer anybody.
    made.add_component(event)
    return bytes(made.to_ical())


def name_of_file(meeting: Meeting, space: Space) -> str:
    """Of a hidden space it says nothing."""
    return "meeting.ics" if space.is_hidden else f"{space.slug}-{meeting.starts_at:%Y-%m-%d}.ics"
