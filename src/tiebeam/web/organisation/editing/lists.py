"""The structure as trees, tables and sentences to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from tiebeam.engine.records.mapping import BETWEEN
from tiebeam.web.organisation.models import StructureEdition
from tiebeam.web.organisation.naming import CALLED
from tiebeam.web.organisation.structure import Kind, Standing, key_of
from tiebeam.web.ui.shapes import Branch, Column, Link, Moment, Table

#: More are not shown at once: somebody looks for them by name.
MOST_ROWS: Final = 100
#: A tree of more units is no picture any more.
MOST_IN_A_TREE: Final = 120
MOST_SITES: Final = 60
#: Editions that are told at once.
MOST_EDITIONS: Final = 30


def address(kind: Kind, source: str) -> str:
    return reverse("structure-name", args=[kind, key_of(source)])


def _in_the_data(standing: Standing, kind: Kind, sources: Sequence[str]) -> str:
    """What it is called in the data, where that is something else."""
    called = standing.structure.called
    others = [each for each in sources if called(kind, each) != each]
    if not others and len(sources) < 2:
        return ""
    return _("in the data: %(names)s") % {"names": ", ".join(sorted(sources))}


# --- units ----------------------------------------------------------------------------------------


@dataclass
class _Node:
    sources: list[str] = field(default_factory=list)
    beneath: dict[str, _Node] = field(default_factory=dict)


def tree(standing: Standing) -> list[Branch]:
    """All units, each beneath the one that it stands beneath."""
    top = _Node()
    for source in standing.sources("units"):
        node = top
        for part in standing.structure.called("units", source).split(BETWEEN):
            node = node.beneath.setdefault(part, _Node())
        node.sources.append(source)
    return list(_branches(standing, top))


def _branches(standing: Standing, node: _Node) -> Iterator[Branch]:
    for name, each in sorted(node.beneath.items(), key=lambda one: one[0].casefold()):
        yield Branch(
            text=name, href=address("units", each.sources[0]) if each.sources else "",
            about=_in_the_data(standing, "units", each.sources),
            beneath=list(_branches(standing, each)),
        )  # fmt: skip


# --- names ----------------------------------------------------------------------------------------


def links(standing: Standing, kind: Kind) -> list[Branch]:
    """All of a kind, each name once, with the way to change it."""
    by_name: dict[str, list[str]] = {}
    for source in standing.sources(kind):
        by_name.setdefault(standing.structure.called(kind, source), []).append(source)
    return [
        Branch(text=name, href=address(kind, sources[0]),
               about=_in_the_data(standing, kind, sources))
        for name, sources in by_name.items()
    ]  # fmt: skip


def names(standing: Standing, kind: Kind, query: Mapping[str, str]) -> Table:
    """All of a kind as they are in the data, with what each is called."""
    every, find = standing.sources(kind), query.get("find", "").strip()
    # By their words alone: an address in a cell holds signs that nobody looks for.
    found = [each for each in every if _has(standing, kind, each, find.casefold())]
    return Table(
        name=kind, caption=str(CALLED[kind]), can_be_searched=True, can_be_sorted=False,
        looked_for=find, every_row=len(every),
        columns=[Column(key="called", title=_("What it is called")),
                 Column(key="source", title=_("In the data"))],
        rows=[
            {"called": _link(standing, kind, each), "source": each} for each in found[:MOST_ROWS]
        ],
    )  # fmt: skip


def _has(standing: Standing, kind: Kind, source: str, find: str) -> bool:
    called = standing.structure.called(kind, source)
    return find in source.casefold() or find in called.casefold()


def _link(standing: Standing, kind: Kind, source: str) -> str:
    called = standing.structure.called(kind, source)
    return format_html('<a href="{}">{}</a>', address(kind, source), called)


def also(standing: Standing, kind: Kind, source: str) -> list[Link]:
    """What is called the same, each with the way to part it again."""
    return [Link(text=each, href=address(kind, each)) for each in standing.like(kind, source)]


# --- levels ---------------------------------------------------------------------------------------


def levels(standing: Standing) -> Table:
    """The ladder, the lowest level first."""
    structure = standing.structure
    return Table(
        name="levels", caption=_("Levels, the lowest first"), can_be_sorted=False,
        columns=[Column(key="number", title=_("Level"), is_number=False),
                 Column(key="grades", title=_("Grades on it")),
                 Column(key="name", title=_("What it is called in figures"))],
        rows=[
            {"number": number, "grades": ", ".join(step), "name": name}
            for number, (step, name) in enumerate(
                zip(structure.steps(), structure.level_names(), strict=True), 1
            )
        ],
    )  # fmt: skip


def beside(standing: Standing) -> list[str]:
    """Grades that somebody put beside the ladder."""
    structure = standing.structure
    return sorted({structure.own("grades", each) for each in structure.beside})


# --- what changed ---------------------------------------------------------------------------------


def moments(editions: Sequence[StructureEdition]) -> list[Moment]:
    """Each edition in a sentence or two, the newest first."""
    return [_moment(each) for each in editions[:MOST_EDITIONS]]


def _moment(edition: StructureEdition) -> Moment:
    about = {"day": date_format(edition.at, "DATETIME_FORMAT"), "name": edition.by_name,
             "number": edition.number}  # fmt: skip
    first, *more = _said(edition)
    return Moment(
        at=_("%(number)s. %(day)s (UTC), %(name)s") % about, text=first, more=" ".join(more)
    )


def _said(edition: StructureEdition) -> list[str]:
    said = [in_words(each) for each in edition.changes]
    said += [
        _("Before: %(ladder)s.") % {"ladder": _ladder(each["before"])}
        for each in edition.changes if each["what"] == "ladder"
    ]  # fmt: skip
    if edition.took_back:
        said = [_("Number %(number)s was taken back.") % {"number": edition.took_back}, *said]
    if edition.upload:
        said.append(_("It was said while files were brought."))
    return said or [_("Nothing is other than before.")]


def in_words(change: Mapping[str, Any]) -> str:
    """One change in a sentence."""
    if change["what"] == "ladder":
        return _("The ladder, from the lowest level: %(ladder)s.") % {
            "ladder": _ladder(change["now"])
        }
    if change["what"] == "levels":
        return _("Levels are called, from the lowest: %(names)s.") % {
            "names": "; ".join(change["now"])
        }
    about = {"source": change["source"], "now": change["now"], "before": change["before"]}
    if change["what"] == "placed":
        if not change["now"]:
            return _("The unit %(source)s stands at the top.") % about
        return _("The unit %(source)s stands beneath %(now)s.") % about
    return str(_NAMED[change["kind"]]) % about


_NAMED: Final[Mapping[str, Promise]] = {
    "units": _later("The unit %(source)s is called %(now)s, before %(before)s."),
    "sites": _later("The site %(source)s is called %(now)s, before %(before)s."),
    "grades": _later("The grade %(source)s is called %(now)s, before %(before)s."),
}


def _ladder(steps: Sequence[Sequence[str]]) -> str:
    return ", ".join(" = ".join(step) for step in steps) or _("no level")
