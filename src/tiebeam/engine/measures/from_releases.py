"""Figures made of releases and of nothing else, and which of them there are.

What can be chosen is exactly what the releases hold; all else is refused by name, from the same
lines. Neither rows nor a mapping are near: what is needed besides is in the releases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from tiebeam.engine.disclosure import Released
from tiebeam.engine.disclosure.answers import LEVEL, Asked, answer
from tiebeam.engine.disclosure.cube import OUTCOMES, PAY, PEOPLE, Refused, Table
from tiebeam.engine.disclosure.entries import Named, Release, fields_of, named_in, protection_of
from tiebeam.engine.disclosure.noise import Protection, band_people
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.disclosure.shelf import Edition, Shelf, table_of
from tiebeam.engine.disclosure.stages import APPLIED, STAGE
from tiebeam.engine.measures import worked_from_releases as worked
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.records.window import Window

JOINED, LEFT, PROMOTED, _ = OUTCOMES
#: What is made of several tables at once.
WORKED_OUT: Final = worked.MEASURES


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A figure that the releases hold.

    attribute  what people keep to themselves, as the releases call it; "" where it is about what
               everybody knows
    fields     directory fields that describe the groups as well
    level      of figures about one level
    shown      whether any number of it is shown; else all of it is hidden
    """

    measure: str
    attribute: str
    fields: tuple[str, ...]
    window: Window
    level: str = ""
    shown: bool = True

    @property
    def factors(self) -> tuple[str, ...]:
        """The attributes one by one."""
        return tuple(self.attribute.split(CROSSED)) if self.attribute else ()

    @property
    def key(self) -> tuple[str, str, tuple[str, ...], Window, str]:
        """What tells figures apart."""
        return self.measure, self.attribute, self.fields, self.window, self.level


@dataclass(frozen=True)
class Ledger:
    """All releases of an organisation, first to last, checked by whoever read them.

    beside   whole figures about what everybody knows, which the releases carry as they are
    """

    releases: tuple[Release, ...]
    beside: tuple[Released, ...] = ()

    @property
    def last(self) -> Release:
        """The newest release."""
        return self.releases[-1]

    @property
    def attributes(self) -> tuple[str, ...]:
        """What the newest cube is about, in its order."""
        return tuple(str(each["name"]) for each in self.last.content["cube"]["attributes"])

    @property
    def names(self) -> str:
        """What the newest cube is about, in words: "gender and ethnicity"."""
        alone = [name.replace("_", " ") for name in self.attributes if CROSSED not in name]
        return alone[0] if len(alone) == 1 else f"{', '.join(alone[:-1])} and {alone[-1]}"

    @property
    def band(self) -> float:
        """How far a count may be from the true one, up or down, in people."""
        return band_people(self.protection)

    @property
    def protection(self) -> Protection:
        """How strongly the counts of the newest cube are protected."""
        return protection_of(self.last)

    @property
    def named(self) -> Named:
        """What things are called, as far as the releases say."""
        return named_in(self.releases)

    @property
    def fields(self) -> tuple[str, ...]:
        """The directory fields of all cubes, those of the newest first."""
        return fields_of(self.releases)

    def windows(self, attribute: str, outcome: str) -> list[Window]:
        """The windows in which something is shown to have happened, the newest first."""
        found = {
            line.window
            for release in self.releases
            for line in release.lines
            if (line.attribute, line.outcome) == (attribute, outcome) and line.window is not None
        }
        return sorted(found, key=_newness, reverse=True)

    def editions(self) -> tuple[Edition, ...]:
        """The releases as figures are made from them."""
        return self._editions

    @cached_property
    def _editions(self) -> tuple[Edition, ...]:
        return tuple(map(_edition, self.releases))

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """Every figure that there is, the newest first."""
        found: dict[Any, Offer] = {}
        whole = (offer for offer, _ in self._carried)
        for each in (*self._about_secrets(), *self._worked_out(), *whole):
            # Several tables may tell of it: it is shown where one of them shows something.
            if each.key not in found or each.shown:
                found[each.key] = each
        return tuple(sorted(found.values(), key=lambda each: _newness(each.window), reverse=True))

    @cached_property
    def _carried(self) -> tuple[tuple[Offer, Released], ...]:
        """Whole figures; of two with one name, the later one is the one that is found."""
        return tuple((_offer_of(each), each) for each in self.beside)

    def _about_secrets(self) -> Iterator[Offer]:
        tables = self._tables()
        there = {(name, table.by) for name, table, _ in tables if table.shows == PEOPLE}
        for (name, table, window), shown in tables.items():
            for measure in _made_of(table, has_base=(name, table.by) in there):
                kept = [
                    each
                    for each in table.by
                    if each != STAGE and (each != LEVEL or measure in _BY_LEVEL_TOO)
                ]
                yield Offer(measure=measure, attribute=name, fields=tuple(kept), window=window,
                            shown=shown)  # fmt: skip

    def _worked_out(self) -> Iterator[Offer]:
        """Accounts and projections, which are made of several tables at once."""
        for name in dict.fromkeys(name for name, _, _ in self._tables()):
            shelf = Shelf(self._editions, name.split(CROSSED))
            for measure, window, level in worked.there_is(shelf):
                yield Offer(measure=measure, attribute=name, fields=(), window=window, level=level)

    def _tables(self) -> dict[tuple[str, Table, Window], bool]:
        """Each table with its window or day, and whether it shows anything."""
        found: dict[tuple[str, Table, Window], bool] = {}
        for release in self.releases:
            for line in release.lines:
                if line.attribute is None or line.kind not in ("stock", "flow", "median"):
                    continue
                on = line.window or Window(release.at, release.at)
                key = (line.attribute, table_of(line), on)
                found[key] = found.get(key, False) or line.shown is not None
        return found

    def figure_of(self, offer: Offer) -> Released:
        """The figure of an offer.

        Raises  Refused where it is none of ours; it names what there is
        """
        for each, figure in reversed(self._carried):
            if each.key == offer.key:
                return figure
        return self.figure(
            offer.measure, attributes=offer.factors, fields=offer.fields, window=offer.window,
            level=offer.level,
        )  # fmt: skip

    def figure(
        self,
        measure: str,
        *,
        attributes: Sequence[str],
        window: Window,
        fields: Sequence[str] = (),
        level: str = "",
        named: Named | None = None,
    ) -> Released:
        """A figure about a secret, from what the releases show.

        level   of figures about one level
        named   what things are called; left out, what the releases say of it
        Raises  UnknownMeasure; Refused, which names what there is instead
        """
        chosen = definition(measure)
        called = self.named if named is None else named
        asked = Asked(
            measure=measure,
            title=chosen.title,
            attributes=tuple(attributes),
            fields=tuple(fields),
            window=window,
            levels=called.levels,
            currency=called.currency,
            stages=called.stages,
            notes=chosen.in_releases.caveats,
            data={"version": chosen.version, **self.told()},
        )
        if measure in worked.MEASURES:
            return worked.figure(Shelf(self._editions, asked.attributes), asked, level)
        return answer(self._editions, asked)

    def why_not(self, measure: str, attribute: str) -> str:
        """What releases lack for a figure that is made of several tables; "" of all others.

        attribute  "" for the first that the newest cube is about
        """
        if measure not in WORKED_OUT:
            return ""
        about = attribute or self.attributes[0]
        try:
            return worked.why_not(Shelf(self._editions, about.split(CROSSED)), measure)
        except Refused as refusal:
            return str(refusal)

    def told(self) -> dict[str, Any]:
        """What identifies the newest release, and the data that it was made from."""
        last = self.last
        everybody = (line.n for line in last.lines if line.kind == "directory" and not line.cell)
        return {
            "sha256": last.content["data"].get("sha256", ""),
            "mapping_sha256": last.content["data"].get("mapping_sha256", ""),
            "people": next(everybody, None),
            "spells": None,
            "release": {"number": last.number, "at": last.at.isoformat(), "hash": last.hash},
        }


#: These have no place of their own for a level, so it describes the groups.
_BY_LEVEL_TOO: Final = frozenset({"exit_rate", "pay_gap"})


def _made_of(table: Table, *, has_base: bool) -> tuple[str, ...]:
    """The measures that can be made of a table; a rate only where its people are shown as well."""
    leveled = LEVEL in table.by
    if table.shows == PEOPLE:
        return ("headcount_share", "top_share") if leveled else ("headcount_share",)
    if table.shows == PAY:
        return ("pay_gap",)
    if table.shows == JOINED:
        return ("hire_share",)
    if table.shows == APPLIED:
        return ("hiring_funnel",)
    if table.shows == PROMOTED and leveled and has_base:
        return ("promotion_rate",)
    return ("exit_rate",) if table.shows == LEFT and has_base else ()


def _offer_of(figure: Released) -> Offer:
    """A figure that everybody may know, as it is offered."""
    return Offer(
        measure=figure.measure,
        attribute="",
        fields=figure.by,
        window=Window(*figure.window),
        level=str(figure.data.get("level", "")),
        shown=bool(figure.rows),
    )


def _edition(found: Release) -> Edition:
    cube = found.content["cube"]
    return Edition(
        number=found.number,
        at=found.at,
        lines=found.lines,
        several=frozenset(each["name"] for each in cube["attributes"] if each.get("several")),
        protection=protection_of(found),
    )


def _newness(window: Window) -> tuple[Any, Any]:
    return window.last, window.first
