"""The release job: from rows, through the gate, into the ledger that everybody may read.

What it keeps for the next time lies sealed in the vault: who was where, under numbers, and nothing
of what anybody told. What anybody told is read anew each time, so whoever withdraws is not in the
next release.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from tiebeam.engine.disclosure import written
from tiebeam.engine.disclosure.attack import Contradiction, DoesNotFit, SeveralAnswersCrossed
from tiebeam.engine.disclosure.cube import PEOPLE, Cube, Table, window_words
from tiebeam.engine.disclosure.cube_facts import categories
from tiebeam.engine.disclosure.entries import Named
from tiebeam.engine.disclosure.gate import Given, Published, TooSoon, Whom, publish
from tiebeam.engine.disclosure.population import Keys as Numbers
from tiebeam.engine.disclosure.population import Population, changed, population_of
from tiebeam.engine.disclosure.protected import Secret, Shown
from tiebeam.engine.disclosure.published import CROSSED, Line
from tiebeam.engine.disclosure.stages import APPLIED, seen_by
from tiebeam.engine.disclosure.suppression import NotSolved
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.released import (
    Roster,
    applicants,
    check_asked,
    known_as,
    numbers_apart,
    secret_of,
    secret_of_applicants,
    there_on,
    to_whom,
    was_asked,
)
from tiebeam.engine.records.dataset import Dataset
from tiebeam.vault import keys as vault_keys
from tiebeam.vault import open as vault_open
from tiebeam.vault import seal as vault_seal
from tiebeam.vault.keys import Keys
from tiebeam.vault.seal import Label
from tiebeam.workbench import releases
from tiebeam.workbench.noise_keys import OURS, OtherKeys, check_keys, fingerprint
from tiebeam.workbench.open_figures import open_figures
from tiebeam.workbench.releases import LEDGER, Release
from tiebeam.workbench.releasing_hr import Job, ShownOtherwise, hr_and_pay_lines

#: Under this name the key is kept by which people have numbers in the rosters.
ROSTER: Final = "roster: people"
_ROSTERS: Final = "rosters"

Categories = Mapping[str, Mapping[str, str]]


class OutsideTheCube(ValueError):
    """The day of a release is not in the year of the cube."""


class TooLate(ValueError):
    """Something was prepared, and the ledger has changed since."""


class AnotherCube(ValueError):
    """A cube was changed in the year for which it was declared."""


#: What can be refused, each with a sentence that says what to do.
REFUSALS: Final = (
    OtherKeys, OutsideTheCube, AnotherCube, TooLate, ShownOtherwise, TooSoon, Contradiction,
    DoesNotFit, SeveralAnswersCrossed, NotSolved,
    vault_keys.BadKey, vault_keys.UnknownKey,
    vault_open.NotSealed, vault_open.Damaged, vault_open.SomethingElse,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A release as it would be: everything but its place in the ledger. Nobody has seen it yet.

    number   that it would have
    after    hash of the release before; empty of the first
    content  what the ledger would say of it
    lines    what it would show and hide
    rosters  who is where, which the vault keeps for the next time
    """

    number: int
    after: str
    content: Mapping[str, Any]
    lines: tuple[Line, ...]
    rosters: Mapping[Whom, Population] = field(repr=False)

    @property
    def rests_on(self) -> str:
        """A hash of what it was made from: data, cube, day, keys, and all releases before it."""
        return rests_on(self.content, after=self.after)


def release_data(dataset: Dataset, cube: Cube, *, ledger: Path, vault: Path, at: date) -> Release:
    """Put data through the gate and add what may be shown to the ledger.

    at      the day of which the release speaks
    Raises  as `prepare`
    """
    return publish_prepared(
        prepare(dataset, cube, ledger=ledger, vault=vault, at=at), ledger=ledger, vault=vault
    )


def prepare(dataset: Dataset, cube: Cube, *, ledger: Path, vault: Path, at: date) -> Prepared:
    """Put data through the gate, and add nothing to the ledger.

    Done again with the same data, cube and ledger it gives the same, because its noise is drawn by
    keys: so nothing of it has to be kept until somebody has decided. Only what people took back or
    said anew meanwhile changes it.

    Raises  OutsideTheCube, AnotherCube, OtherKeys, ShownOtherwise, TooSoon, CannotMeasure; NoKeys,
            BadKey, OpenToOthers, Damaged, SomethingElse of the vault; BrokenChain, UnknownEntry
    """
    keys = vault_keys.make(vault)
    earlier = list(releases.releases(ledger)) if (ledger / LEDGER).exists() else []
    _check(dataset, cube, earlier, keys, at)
    number = len(earlier) + 1
    rosters = dict(_rosters(dataset, cube, at, keys))
    kept = _categories(cube, earlier, rosters[PEOPLE, None].population)
    populations = {
        whom: _in_categories(whom, roster.population, kept) for whom, roster in rosters.items()
    }
    given = Given(
        release=number,
        at=at,
        populations=populations,
        secrets=dict(_secrets(dataset, cube, rosters, keys)),
    )
    job = Job(
        dataset=dataset, cube=cube, given=given, rosters=rosters, categories=kept,
        earlier=earlier, opened=partial(_opened, vault, keys),
        key=keys.noise(organisation=OURS, attribute=ROSTER),
    )  # fmt: skip
    beside = hr_and_pay_lines(job)
    before = _shown_before(dataset, earlier, vault, keys)
    found = publish(cube, given, earlier=before, seed=number)
    return Prepared(
        number=number,
        after=earlier[-1].hash if earlier else "",
        content=_content(dataset, cube, number, at, keys, kept, found),
        lines=(*_directory_lines(cube, given), *found.lines, *beside),
        rosters={whom: roster.population for whom, roster in rosters.items()},
    )


def publish_prepared(prepared: Prepared, *, ledger: Path, vault: Path) -> Release:
    """Add a release to the ledger, and keep its rosters for the next.

    Raises  TooLate when another release came in between; NoKeys, BadKey, OpenToOthers; BrokenChain
    """
    keys = vault_keys.load(vault)
    there = sum(1 for _ in releases.releases(ledger)) if (ledger / LEDGER).exists() else 0
    if there + 1 != prepared.number:
        raise TooLate(
            f"Release {prepared.number} was prepared, and the ledger has {there} by now. "
            "Prepare it again."
        )
    for whom, population in prepared.rosters.items():
        _seal(vault, keys, prepared.number, whom, population)
    return releases.append(ledger, prepared.content, prepared.lines)


#: What a release says of what it was made from.
_MADE_FROM: Final = ("release", "at", "cube", "data", "keys")


def rests_on(content: Mapping[str, Any], *, after: str) -> str:
    """The same for what the ledger says of a release.

    after  hash of the release before; empty of the first
    """
    said = {"after": after, **{name: content[name] for name in _MADE_FROM}}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _check(dataset: Dataset, cube: Cube, earlier: Sequence[Release], keys: Keys, at: date) -> None:
    if not cube.holds.first <= at <= cube.holds.last:
        raise OutsideTheCube(
            f"The cube holds from {cube.holds.first} to {cube.holds.last}, and {at} is not in it. "
            "Choose a day of its year, or declare the next cube."
        )
    if not dataset.reach.first <= at <= dataset.last_day:
        raise CannotMeasure(
            f"This data shows people from {dataset.reach.first} to {dataset.last_day}; "
            f"{at} lies outside."
        )
    for attribute in cube.attributes:
        # Before it is due, so that a declaration that can't be kept is found at once.
        if any(table.shows == APPLIED for table in attribute.tables):
            check_asked(dataset, attribute.factors or (attribute.name,))
    for release in earlier:
        if release.content["cube"]["first"] == str(cube.first) and (
            release.content["cube"] != _as_row(cube)
        ):
            raise AnotherCube(
                f"Release {release.number} was made with another cube for the same year. A cube is "
                "declared before anybody looks, and stays for its year."
            )
    check_keys(earlier, keys)


# --- who and what ---------------------------------------------------------------------------------


def _rosters(dataset: Dataset, cube: Cube, at: date, keys: Keys) -> Iterator[tuple[Whom, Roster]]:
    """Everybody there on the day; and of every window that is over, those to whom it happened."""
    fields = {name: depth or 0 for name, depth in cube.fields.items()}
    key = keys.noise(organisation=OURS, attribute=ROSTER)
    yield (PEOPLE, None), there_on(dataset, at, fields=fields, key=key)
    for table in _tables(cube):
        window = table.window
        if window is None:
            continue
        if table.shows == APPLIED:
            if seen_by(APPLIED, window) <= at:
                yield (APPLIED, window), applicants(dataset, window, key=key)
        elif window.last <= min(at, dataset.changes_until):
            yield (
                (table.shows, window),
                to_whom(dataset, table.shows, window, fields=fields, key=key),
            )


def _tables(cube: Cube) -> list[Table]:
    every = (table for attribute in cube.attributes for table in attribute.tables)
    return list({(table.shows, table.window): table for table in every}.values())


def _secrets(
    dataset: Dataset, cube: Cube, rosters: Mapping[Whom, Roster], keys: Keys
) -> Iterator[tuple[tuple[str, Whom], Secret]]:
    for attribute in cube.attributes:
        key = keys.noise(organisation=OURS, attribute=attribute.name)
        factors = attribute.factors or (attribute.name,)
        for whom, roster in rosters.items():
            if whom[0] != APPLIED:
                yield (
                    (attribute.name, whom),
                    secret_of(dataset, roster, factors=factors, values=attribute.values, key=key),
                )
            elif whom in {(table.shows, table.window) for table in attribute.tables}:
                yield (
                    (attribute.name, whom),
                    secret_of_applicants(
                        dataset, roster, factors=factors, values=attribute.values, key=key,
                        roster_key=keys.noise(organisation=OURS, attribute=ROSTER),
                    ),
                )  # fmt: skip


def _categories(cube: Cube, earlier: Sequence[Release], there: Population) -> Categories:
    """Which values of each field are told together: made once, and kept for the cube's year."""
    for release in earlier:
        if release.content["cube"]["first"] == str(cube.first):
            kept: Categories = release.content["categories"]
            return kept
    return {name: _category_of(cube, there, name) for name in cube.fields}


def _in_categories(whom: Whom, people: Population, categories: Categories) -> Population:
    """People in the categories that are shown; those who applied are in none."""
    return people if whom[0] == APPLIED else people.in_categories(categories)


def _category_of(cube: Cube, there: Population, name: str) -> dict[str, str]:
    people = {value: len(places) for (value,), places in there.cells([name]).items()}
    return categories(
        people,
        name=name,
        depth=cube.fields[name],
        smallest_category=cube.protection.smallest_base,
    )


def _directory_lines(cube: Cube, given: Given) -> Iterator[Line]:
    """How many people are in every cell of a table of people: everybody knows it."""
    there = given.populations[PEOPLE, None]
    tables = (each for one in cube.attributes for each in one.tables if each.kind == "stock")
    for by in dict.fromkeys(table.by for table in tables):
        for cell, members in sorted(there.cells(by).items()):
            n = len(members)
            yield Line(
                release=given.release, at=given.at, kind="directory",
                cell=dict(zip(by, cell, strict=True)), n=n, shown=n,
            )  # fmt: skip


# --- what was shown before, and of whom -----------------------------------------------------------


def _shown_before(
    dataset: Dataset, earlier: Sequence[Release], vault: Path, keys: Keys
) -> list[Shown]:
    """Every number that was ever shown, when it was new."""
    apart = _Apart(dataset, keys.noise(organisation=OURS, attribute=ROSTER))
    on_show: dict[tuple[Any, ...], Shown] = {}
    found = []
    for release in earlier:
        cells: dict[tuple[Whom, tuple[str, ...]], Any] = {}
        for line in release.lines:
            if line.shown is None or line.why is not None or line.attribute is None:
                continue
            if line.kind not in ("stock", "flow"):
                continue
            whom = (line.outcome or PEOPLE), line.window
            by = tuple(sorted(line.cell))
            if (whom, by) not in cells:
                population = _opened(vault, keys, release.number, whom)
                population = _in_categories(whom, population, release.content["categories"])
                cells[whom, by] = population.people, population.cells(by)
            people, members = cells[whom, by]
            cell = people[members[tuple(line.cell[name] for name in by)]]
            if line.outcome == APPLIED:
                cell = apart.of(line.attribute, cell)
            shown = Shown(line, cell, new=True, protection=releases.protection_of(release))
            before = on_show.get(line.about)
            if before is None or changed(before.members, shown.members):
                on_show[line.about] = shown
                found.append(shown)
    return found


class _Apart:
    """Under which numbers applicants stand in a funnel of each attribute.

    The vault keeps nothing of what anybody told, and so not who left a question blank: that is read
    from the data each time.
    """

    def __init__(self, dataset: Dataset, key: bytes) -> None:
        self._dataset, self._key = dataset, key
        self._others: dict[str, Mapping[int, int]] = {}

    def of(self, attribute: str, people: Numbers) -> Numbers:
        if attribute not in self._others:
            factors = attribute.split(CROSSED)
            self._others[attribute] = (
                numbers_apart(self._dataset, factors, self._key)
                # Data without applications say nothing more of those who were counted once.
                if was_asked(self._dataset, factors)
                else {}
            )
        return known_as(people, self._others[attribute])


def _path(vault: Path, number: int, whom: Whom) -> Path:
    shows, window = whom
    name = shows if window is None else f"{shows}-{window.first}-{window.last}"
    return vault / _ROSTERS / f"{number:04}-{name}.sealed"


def _label(number: int, whom: Whom) -> Label:
    shows, window = whom
    field = shows if window is None else f"{shows} {window_words(window)}"
    return Label(what="roster", version=f"release {number}", field=field)


def _seal(vault: Path, keys: Keys, number: int, whom: Whom, population: Population) -> None:
    path = _path(vault, number, whom)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    vault_seal.seal(path, [population.as_bytes()], label=_label(number, whom), to=keys.newest)


def _opened(vault: Path, keys: Keys, number: int, whom: Whom) -> Population:
    content = vault_open.read(_path(vault, number, whom), label=_label(number, whom), keys=keys)
    return population_of(content)


# --- what the ledger says -------------------------------------------------------------------------


def _content(
    dataset: Dataset,
    cube: Cube,
    number: int,
    at: date,
    keys: Keys,
    categories: Categories,
    found: Published,
) -> dict[str, Any]:
    return {
        "release": number,
        "at": at.isoformat(),
        "named": _named(dataset, cube).as_row(),
        "cube": _as_row(cube),
        "categories": categories,
        "keys": {each.name: fingerprint(keys, each.name) for each in cube.attributes},
        "data": dict(dataset.fingerprint),
        "attacks": [each.as_row() for each in found.attacks],
        "figures": [written.write(each) for each in open_figures(dataset, at)],
    }


def _as_row(cube: Cube) -> dict[str, Any]:
    """The cube as JSON says it; days and windows in words that can be read back."""
    row: dict[str, Any] = _plain(asdict(cube))
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _named(dataset: Dataset, cube: Cube) -> Named:
    """What figures call things, so that nobody needs the mapping to make them."""
    mapping = dataset.mapping
    return Named(
        levels=tuple(dataset.levels),
        currency=mapping.currency,
        organisation=mapping.organisation,
        stages=_stages(dataset, cube),
    )


def _stages(dataset: Dataset, cube: Cube) -> tuple[str, ...]:
    """The stages of applications, where the cube shows who applied."""
    table = dataset.mapping.applications
    shows = any(each.shows == APPLIED for each in _tables(cube))
    return table.stages if table is not None and shows else ()
