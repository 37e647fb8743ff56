"""Days and windows as people read them, in the language of the page."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tiebeam.engine.records.window import Window


def day_words(day: date) -> str:
    """A day: "1 March 2016"."""
    return date_format(day, "DATE_FORMAT")


def window_words(window: Window) -> str:
    """As people read it: "2025", "2023 to 2025", "31 December 2025"."""
    first, last = window.first, window.last
    if first == last:
        return day_words(last)
    if is_whole_years(window):
        return str(first.year) if first.year == last.year else _from_to(first.year, last.year)
    return _from_to(day_words(first), day_words(last))


def is_whole_years(window: Window) -> bool:
    """Whether it begins with a 1 January and ends with a 31 December."""
    first, last = window.first, window.last
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def _from_to(first: int | str, last: int | str) -> str:
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
