"""What components are given, where words alone are not enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.safestring import SafeString

#: What a status says, and how it is set: never by colour alone, the words stand there.
Tone = Literal["plain", "good", "hurts", "waiting"]
TONES: Final[tuple[Tone, ...]] = ("plain", "good", "hurts", "waiting")


class NotATone(ValueError):
    """A component was asked for in a tone that does not exist."""


def tone(named: str) -> str:
    """The tone, if it is one.

    Raises  NotATone
    """
    if named not in TONES:
        raise NotATone(f"'{named}' is no tone. Tones: {', '.join(TONES)}.")
    return named


@dataclass(frozen=True, kw_only=True)
class Link:
    """Words that lead somewhere."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a choice: what it is called, and what it can be; one of the links is current."""

    called: str
    links: Sequence[Link]


@dataclass(frozen=True, kw_only=True)
class Signpost:
    """A link, and in a sentence what is behind it; `status` where it stands in some way."""

    text: str
    href: str
    about: str = ""
    status: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, kw_only=True)
class Task:
    """A step of a task list; without an address it can't be done yet, and `hint` says why."""

    text: str
    status: str
    tone: Tone = "plain"
    href: str = ""
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a summary: what it is about, what was said, and where to change it."""

    about: str
    said: str
    change: str = ""


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A part of a tree: what it is called, a word on it, and what stands beneath it."""

    text: str
    href: str = ""
    about: str = ""
    beneath: Sequence[Branch] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something on a timeline."""

    at: str
    text: str
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far something in the background has come.

    done, of  steps; `of` is 0 where nobody knows how many there will be
    """

    text: str
    done: int = 0
    of: int = 0
    state: Literal["waiting", "running", "done", "failed", "cancelled"] = "running"
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A number as people read it, in a table that is sorted by what it is."""

    words: str
    number: float

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Instead:
    """Words that stand in a row in place of this cell and of all that follow."""

    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Piece:
    """Words of a text that stand within the same notes.

    within  numbers of the notes that are about them
    begins  of those, which begin here
    ends    ... and which end here: after them stands the way to the note
    change  "gone" or "new" where two texts are set side by side
    """

    words: str
    within: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    change: Literal["", "gone", "new"] = ""


@dataclass(frozen=True)
class Passage:
    """A block of a text: heading, paragraph, item, quote, row or code.

    level   of a heading: from 2 on
    begins  numbers of the notes that stand beside it
    """

    tag: str
    pieces: tuple[Piece, ...]
    level: int = 0
    begins: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        return "".join(each.words for each in self.pieces)


@dataclass(frozen=True, kw_only=True)
class Note:
    """What stands beside a passage.

    number  leads from the words to it, and back
    lines   what it says, each with what the line is about, or nothing
    more    what can be done, as HTML of ours
    """

    number: int
    title: str
    href: str
    status: str = ""
    tone: Tone = "plain"
    lines: Sequence[tuple[str, str]] = ()
    asks: str = ""
    said: str = ""
    more: str = ""


@dataclass(frozen=True)
class Noted:
    """Passages, and the notes that stand beside the first of them."""

    passages: tuple[Passage, ...]
    notes: tuple[Note, ...] = ()

    @property
    def groups(self) -> list[tuple[str, list[Passage]]]:
        """Lines of a list together, all else by itself."""
        found: list[tuple[str, list[Passage]]] = []
        for each in self.passages:
            if each.tag == "item" and found and found[-1][0] == "item":
                found[-1][1].append(each)
            else:
                found.append((each.tag, [each]))
        return found


@dataclass(frozen=True)
class Facing:
    """A passage as it was, and as it is; None where there is none on that side."""

    before: Passage | None
    after: Passage | None

    @property
    def is_same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file that came with something that somebody said.

    anchor  by which an address leads to it
    called  by what name, and `about` in a word or two: its kind and size
    href    where it leads, and `src` what is shown of it
    shows   "picture" or "sound" where the page itself shows it
    alt     words for whoever does not see it; also where nobody has found any yet
    words   what is to be seen or heard in it, and `by` whose words they are
    can     what whoever reads it can do
    asks    where its author asks for words; `form` where whoever reads it may give them, sent `to`
    """

    anchor: str
    called: str
    about: str
    href: str
    src: str = ""
    shows: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0
    words: str = ""
    by: str = ""
    can: Sequence[Link] = ()
    asks: str = ""
    form: Any = None
    to: str = ""

    @property
    def alone(self) -> Attached:
        """Without anything to do."""
        return replace(self, can=(), form=None)


@dataclass(frozen=True, kw_only=True)
class Saying:
    """One thing that somebody said, among others.

    anchor    by which an address leads to it
    by        who said it; `at` in words, and in the form of machines
    html      what it says, made harmless
    above     a link to what it answers, if it does
    noted     a link beside the time, such as to what it said before
    can       what whoever reads it can do
    status    who else reads it, where that is not everybody
    files     what came with it
    """

    anchor: str
    by: str
    at: str
    when: str = ""
    href: str = ""
    html: SafeString
    above: Link | None = None
    noted: Link | None = None
    can: Sequence[Link] = ()
    status: str = ""
    files: Sequence[Attached] = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table; numbers stand at the right, and are sorted as numbers.

    span  how many columns it runs over, in a row whose rest is said in one
    """

    key: str
    title: str
    is_number: bool = False
    span: int = 1


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows to read, to sort and to search, without a script.

    name      unlike that of any other table of the page
    rows      by column key; a cell without a value is None, and shown as the words of `missing`
    sorted_by a column's key, with "-" before it for the other way round
    looked_for only rows with these words in one of their cells are shown
    download  address of the same rows as a file
    can_be_sorted  not where these are a few of many rows
    kept      what else the address says, and keeps when rows are sorted or searched
    """

    caption: str
    name: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    missing: str = "–"
    sorted_by: str = ""
    looked_for: str = ""
    download: str = ""
    can_be_searched: bool = False
    can_be_sorted: bool = True
    every_row: int = field(default=-1)
    kept: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def asked(cls, query: Mapping[str, str], **given: Any) -> Table:
        """The table as an address asks for it: `?sort=-wage&find=deck`.

        What the address asks for and the table does not have is not heeded.
        """
        whole = cls(**given)
        keys = {each.key for each in whole.columns}
        sort = query.get("sort", "")
        find = query.get("find", "").strip() if whole.can_be_searched else ""
        rows = [row for row in whole.rows if _holds(row, find)]
        if sort.removeprefix("-") not in keys:
            return replace(whole, rows=rows, looked_for=find, every_row=len(whole.rows))
        rows = _sorted(rows, sort.removeprefix("-"), downwards=sort.startswith("-"))
        return replace(whole, rows=rows, sorted_by=sort, looked_for=find, every_row=len(whole.rows))

    @staticmethod
    def is_asked_by(query: Mapping[str, str]) -> bool:
        """Whether an address asks for rows in another order, or for some of them."""
        return "sort" in query or "find" in query

    @property
    def cells(self) -> list[list[tuple[Column, str]]]:
        """Row by row, each column with what stands in it."""
        return [list(self._row(row)) for row in self.rows]

    def _row(self, row: Mapping[str, Any]) -> Iterator[tuple[Column, str]]:
        for place, each in enumerate(self.columns):
            value = row.get(each.key)
            if isinstance(value, Instead):
                rest = len(self.columns) - place
                yield replace(each, is_number=False, span=rest), value.words
                return
            yield each, self._shown(value)

    def _shown(self, value: Any) -> str:
        if value is None:
            return self.missing
        if isinstance(value, int | float):
            return str(number_format(value, force_grouping=True))
        return str(value)

    @property
    def heads(self) -> list[tuple[Column, str, str]]:
        """Each column, how it is sorted, in the words of ARIA, and the address that turns it."""
        found = []
        for each in self.columns:
            up, down = self.sorted_by == each.key, self.sorted_by == f"-{each.key}"
            now = "ascending" if up else "descending" if down else ""
            query = {**self.kept, "sort": f"-{each.key}" if up else each.key}
            if self.looked_for:
                query["find"] = self.looked_for
            found.append((each, now, f"?{urlencode(query)}"))
        return found


def _holds(row: Mapping[str, Any], words: str) -> bool:
    return not words or any(words.casefold() in str(cell).casefold() for cell in row.values())


def _sorted(
    rows: Sequence[Mapping[str, Any]], key: str, *, downwards: bool
) -> list[Mapping[str, Any]]:
    """Sorted by one column; what has no value comes last, whichever way."""
    there = [row for row in rows if row.get(key) is not None]
    gone = [row for row in rows if row.get(key) is None]

    def place(row: Mapping[str, Any]) -> tuple[bool, Any]:
        value = row[key].number if isinstance(row[key], Cell) else row[key]
        is_number = isinstance(value, int | float)
        return (not is_number, value if is_number else str(value).casefold())

    return [*sorted(there, key=place, reverse=downwards), *gone]
