"""Made-up people on their way through all documents that somebody may read, as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tiebeam import charts
from tiebeam.charts.walking import Way
from tiebeam.engine.documents import Walked, walk
from tiebeam.engine.documents.walk import Step
from tiebeam.engine.words import language
from tiebeam.web.insight.reading import queries, words
from tiebeam.web.insight.reading.comparing import as_document, as_found
from tiebeam.web.insight.reading.models import Finding
from tiebeam.web.insight.reading.spoken import spoken
from tiebeam.web.organisation.inventory.queries import newest_versions
from tiebeam.web.ui.shapes import Column, Table


@dataclass(frozen=True, kw_only=True)
class Met:
    """What somebody meets on the way: in words, and the sentence that did it."""

    what: str
    kind: str
    reason: str
    quote: str
    href: str


@dataclass(frozen=True)
class Path:
    """The way of one made-up person.

    more  how much more they meet than is told
    """

    name: str
    walked: Walked
    met: tuple[Met, ...]
    more: int


def paths(person: Any, day: date) -> list[Path]:
    """The way of everybody who walks, through what is in force for whoever reads."""
    every = [each.finding for each in queries.stands(queries.newest_for(person), day)
             if each.standing != "dismissed"
             and each.finding.version.document.policy is not None]  # fmt: skip
    if not every:
        return []
    by_version: dict[int, list[Finding]] = {}
    for each in every:
        by_version.setdefault(each.version_id, []).append(each)
    documents, found, ours = [], [], {}
    for version in newest_versions().filter(pk__in=by_version):
        document = as_document(version, name=version.document.public_id)
        documents.append(document)
        for each in by_version[version.pk]:
            made = as_found(each, document)
            found.append(made)
            ours[id(made)] = each
    return [_path(each, ours) for each in walk(documents, found)]


def _path(walked: Walked, ours: dict[int, Finding]) -> Path:
    met = tuple(_met(each, ours) for each in _first_of_each(walked.steps))
    return Path(_(walked.archetype.name), walked, met[:MOST_MET], max(len(met) - MOST_MET, 0))


#: So much of a way is told; what weighs most comes first.
MOST_MET: Final = 12
#: What weighs most for whoever walks stands first.
_ORDER: Final = ("dead_end", "gate", "days_to_decision", "weeks_paid", "silence", "help")
#: These say no more than the step itself.
_NO_REASON: Final = frozenset(("gate", "help", "silence", "weeks_paid", "days_to_decision"))


def _first_of_each(steps: Iterable[Step]) -> Iterable[Step]:
    """Weeks of none, and the dead end that made it so, are one; a sentence does one thing once."""
    seen: set[tuple[str, int]] = set()
    for each in sorted(steps, key=lambda step: _ORDER.index(step.what)):
        key = (each.what, id(each.finding))
        if key not in seen and not (each.what == "weeks_paid" and each.value == 0):
            seen.add(key)
            yield each


def _met(step: Step, ours: dict[int, Finding]) -> Met:
    there = ours.get(id(step.finding)) if step.finding is not None else None
    quote = spoken(step.finding.quote) if step.finding is not None else ""
    return Met(
        what=_what(step), kind=_kind(step), quote=quote,
        reason="" if step.what in _NO_REASON else _(step.reason),
        href=there.get_absolute_url() if there else "",
    )  # fmt: skip


def _kind(step: Step) -> str:
    """What it is about; where that is the step itself, it is said once."""
    return "" if step.about == "discretion" else words.kind_called(step.about)


def _what(step: Step) -> str:
    if step.what == "weeks_paid":
        return words.in_short({"weeks": f"{step.value:g}", "pay": "100%"})
    if step.what == "days_to_decision":
        return words.in_short({"days": f"{step.value:g}"})
    return str(words.WHAT[step.what])


# --- shown ----------------------------------------------------------------------------------------


def ways(every: Sequence[Path]) -> tuple[Way, ...]:
    return tuple(
        Way(name=each.name, weeks=each.walked.weeks_paid, days=each.walked.days_to_decision,
            gates=each.walked.gates, dead_ends=each.walked.dead_ends)
        for each in every
    )  # fmt: skip


def picture(every: Sequence[Path], *, width: str) -> SafeString:
    """The ways side by side, in the colours of the page."""
    # Ours alone: charts writes it, and escapes what data brought.
    return mark_safe(_drawn(ways(every), width, language()))  # noqa: S308


# What is drawn holds words, so each language has its own: that is all that `language` is for.
@lru_cache(maxsize=32)
def _drawn(every: tuple[Way, ...], width: str, language: str) -> str:
    return charts.slim(charts.ways_svg(every, width=width))


def table(every: Sequence[Path]) -> Table:
    """The same figures."""
    return Table(
        name="ways", caption=_("What each meets on the way"), missing=_("not said"),
        can_be_sorted=False,
        columns=(
            Column(key="who", title=_("Who")),
            Column(key="weeks", title=_("Weeks paid"), is_number=True),
            Column(key="days", title=_("Days to a decision"), is_number=True),
            Column(key="gates", title=_("One person decides"), is_number=True),
            Column(key="ends", title=_("Dead ends"), is_number=True),
        ),
        rows=[
            {"who": each.name, "weeks": each.walked.weeks_paid,
             "days": each.walked.days_to_decision, "gates": each.walked.gates,
             "ends": each.walked.dead_ends}
            for each in every
        ],
    )  # fmt: skip
