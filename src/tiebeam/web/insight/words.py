"""What measures, fields and windows are called on pages, and in addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiebeam.charts.names import attributes_named
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.disclosure.shelf import AND
from tiebeam.engine.measures.definitions import CATALOGUE, Measure, definition
from tiebeam.engine.records.window import Window
from tiebeam.engine.words import tr
from tiebeam.web.ui.days import is_whole_years

#: So many names that are told together stand in a cell.
MOST_NAMES: Final = 3
#: The chapters of what there is to see, in the order of reading.
CHAPTERS: Final[Mapping[str | Promise, Sequence[str]]] = {
    gettext_lazy("From bottom to top"): ("organisation", "headcount_share", "top_share"),
    gettext_lazy("Who joins, rises and leaves"): (
        "hire_share", "hiring_funnel", "promotion_rate", "exit_rate",
    ),
    gettext_lazy("What people are paid"): (
        "pay_gap", "pay_quarter_share", "raise_rate", "raise_size",
    ),
    gettext_lazy("How long it takes, and what moved each share"): (
        "time_to_promotion", "time_to_leaving", "flow_ledger",
    ),
    gettext_lazy("What lies ahead"): ("projection",),
}  # fmt: skip


def measure_of(slug: str) -> str | None:
    """The measure of an address: "promotion-rate"; None where there is none of this name."""
    name = slug.replace("-", "_")
    return name if name in CATALOGUE else None


def title_of(measure: str) -> str:
    """What a measure is called."""
    return tr(definition(measure).title)


def words_of(measure: Measure) -> dict[str, str]:
    """What a measure says, and how it is computed."""
    return {
        "words": tr(measure.words), "formula": tr(measure.formula), "source": tr(measure.source),
    }  # fmt: skip


def slug_of(measure: str) -> str:
    return measure.replace("_", "-")


def plain(name: str) -> str:
    """A field or an attribute in words: "pay setting", "gender and ethnicity"."""
    return attributes_named(name.split(CROSSED))


def fields_words(fields: Sequence[str]) -> str:
    """How finely figures are told: "each unit"; of no field, everybody together."""
    if not fields:
        return _("everybody together")
    return _("each %(fields)s") % {"fields": attributes_named(fields)}


def shortened(words: str) -> str:
    """Names that are told together, where there are many: the first, and how many more.

    All of them stand in the file, and with how the figure is computed.
    """
    names = words.split(AND)
    if len(names) <= MOST_NAMES:
        return words
    return _("%(first)s and %(more)s more, told together") % {
        "first": names[0], "more": len(names) - 1,
    }  # fmt: skip


def window_slug(window: Window) -> str:
    """As an address has it: "2025", "2025-12-31", "2023-01-01:2025-12-31"."""
    if window.first == window.last:
        return window.last.isoformat()
    if is_whole_years(window) and window.first.year == window.last.year:
        return str(window.first.year)
    return f"{window.first}:{window.last}"
