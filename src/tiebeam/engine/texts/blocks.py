"""Blocks and sections of a text: by its marks, by blank lines, and by how lines begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tiebeam.engine.texts.masking import Masked
from tiebeam.engine.texts.parts import Block, BlockKind, Section

_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?=[ ]|[A-Z0-9])[ ]*(.*?)[ #]*$")
_RULE: Final = re.compile(r" {0,3}(?:=+|-{2,})[ ]*$")
_ITEM: Final = re.compile(
    r"[ >]*(?:[-+*\u2022\u25cf\u25aa\u2013]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])[ ]+(?=\S)"
)
_ROW: Final = re.compile(r" {0,3}\|.*\|")
_ROW_RULE: Final = re.compile(r"[ |:+-]*-{2,}[ |:+-]*$")
_QUOTE: Final = re.compile(r" {0,3}>[ ]?")
# In text without marks: "4.2 Grievances", or a line in capitals.
_NUMBERED: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?[ ]+([A-Z][^.!?;:]{1,78})$")
_SHORT: Final = re.compile(r"[A-Z][\w'&/,()-]*(?:[ ][\w'&/,()-]+){0,8}$")
_END: Final = re.compile(r"[.!?:;]['\")\]]*$")

_ITEMS: Final = {"li", "dd", "dt"}
_ROWS: Final = {"tr"}
_BREAKS: Final = {
    "p", "div", "li", "tr", "table", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "section",
    "article", "header", "footer", "aside", "nav", "main", "br", "hr", "h1", "h2", "h3", "h4",
    "h5", "h6", "body", "html", "figure", "figcaption", "details", "summary", "form", "thead",
    "tbody", "caption", "title",
}  # fmt: skip


@dataclass
class _Raw:
    """A block before it is known what it stands below."""

    kind: BlockKind | str
    start: int
    end: int
    level: int = 0


@dataclass
class _Gathering:
    """Blocks as they are read, one line after the other."""

    done: list[_Raw] = field(default_factory=list)
    open: _Raw | None = None

    def close(self) -> None:
        if self.open is not None:
            self.done.append(self.open)
            self.open = None

    def begin(self, kind: str, start: int, end: int) -> None:
        self.close()
        self.open = _Raw(kind, start, end)

    def add(self, kind: str, start: int, end: int, level: int = 0) -> None:
        self.close()
        self.done.append(_Raw(kind, start, end, level))


def sections(masked: Masked, kind: str) -> tuple[Section, ...]:
    """The text by its headings, with the blocks below each."""
    if kind == "html":
        raw = _by_tags(masked)
    elif kind == "markdown":
        raw = _by_lines(masked)
    else:
        raw = _by_looks(masked.plain)
    code = [_Raw("code", start, end) for start, end in masked.code]
    return tuple(_below_headings(masked.plain, sorted([*raw, *code], key=lambda b: b.start)))


def _lines(plain: str) -> Iterator[tuple[int, int, str]]:
    at = 0
    for line in plain.split("\n"):
        yield at, at + len(line), line
        at += len(line) + 1


def _by_lines(masked: Masked) -> list[_Raw]:
    """Markdown, line by line."""
    plain = masked.plain
    in_row = _rows_of(masked)
    gathering = _Gathering()
    for start, end, line in _lines(plain):
        _read_line(gathering, start, end, line)
    gathering.close()
    for block in gathering.done:
        if block.kind == "paragraph" and any(a <= block.start < b for a, b in in_row):
            block.kind = "row"
    return gathering.done


def _read_line(gathering: _Gathering, start: int, end: int, line: str) -> None:
    if not line.strip(" >"):
        gathering.close()
        return
    heading = _HEADING.match(line)
    if heading and heading[2]:
        gathering.add("heading", start + heading.start(2), start + heading.end(2),
                      len(heading[1]))  # fmt: skip
        return
    before = gathering.open
    if _RULE.match(line):
        if before is not None and before.kind == "paragraph" and line.strip():
            gathering.open = None
            gathering.add("heading", before.start, before.end, 1 if "=" in line else 2)
        else:
            gathering.close()
        return
    if _ROW.match(line) or (before is not None and before.kind == "row" and "|" in line):
        if _ROW_RULE.match(line):
            return
        gathering.begin("row", start, end)
        return
    item = _ITEM.match(line)
    if item:
        gathering.begin("item", start + item.end(), end)
        return
    if before is not None and before.kind in ("paragraph", "item", "quote"):
        before.end = end
        return
    quoted = _QUOTE.match(line)
    gathering.begin(
        "quote" if quoted else "paragraph", start + (quoted.end() if quoted else 0), end
    )


def _rows_of(masked: Masked) -> list[tuple[int, int]]:
    """Spans of rows that tags mark inside Markdown."""
    rows, opened = [], None
    for start, end, name in masked.tags:
        if name == "tr":
            opened = start
        elif name == "/tr" and opened is not None:
            rows.append((opened, end))
            opened = None
    return rows


def _by_tags(masked: Masked) -> list[_Raw]:
    """HTML: what stands between two tags that break a line."""
    found: list[_Raw] = []
    kind, level, at = "paragraph", 0, 0
    for start, end, name in (*masked.tags, (len(masked.plain), len(masked.plain), "/html")):
        base = name.lstrip("/")
        if base not in _BREAKS:
            continue
        if masked.plain[at:start].strip():
            found.append(_Raw(kind, at, start, level))
        at = end
        kind, level = _after(name, base, kind)
    return found


def _after(name: str, base: str, kind: str) -> tuple[str, int]:
    """What follows a tag."""
    if re.fullmatch(r"h[1-6]", name):
        return "heading", int(name[1])
    if name in _ITEMS:
        return "item", 0
    if name in _ROWS:
        return "row", 0
    if name == "blockquote":
        return "quote", 0
    if base in ("p", "br", "div") and kind in ("item", "row", "quote"):
        return kind, 0
    return "paragraph", 0


def _by_looks(plain: str) -> list[_Raw]:
    """Text without any marks, such as what a PDF holds."""
    gathering = _Gathering()
    lines = list(_lines(plain))
    usual = _usual_width([line for _, _, line in lines])
    for at, (start, end, line) in enumerate(lines):
        said = line.strip()
        if not said:
            gathering.close()
            continue
        after = lines[at + 1][2].strip() if at + 1 < len(lines) else ""
        level = _looks_like_heading(said, gathering.open, after, usual)
        item = _ITEM.match(line)
        if level:
            lead = len(line) - len(line.lstrip())
            gathering.add("heading", start + lead, start + lead + len(said), level)
        elif item:
            gathering.begin("item", start + item.end(), end)
        elif gathering.open is not None:
            gathering.open.end = end
        else:
            gathering.begin("paragraph", start, end)
        # Where no blank line parts paragraphs, a short line that ends a sentence does.
        if not level and _END.search(said) and len(said) < 0.7 * usual:
            gathering.close()
    gathering.close()
    return gathering.done


def _usual_width(lines: list[str]) -> int:
    widths = sorted(len(line.strip()) for line in lines if line.strip())
    return widths[int(len(widths) * 0.9)] if widths else 0


def _looks_like_heading(said: str, before: _Raw | None, after: str, usual: int) -> int:
    """The level that a line has as a heading, or 0."""
    if len(said) > 90 or _END.search(said) or said[-1] == ",":
        return 0
    numbered = _NUMBERED.match(said)
    if numbered and len(said) < 0.8 * max(usual, 40):
        return min(6, 1 + numbered[1].count("."))
    if said.isupper() and len(said) > 3:
        return 1
    alone = before is None and (not after or after[:1].isupper() or after[:1].isdigit())
    return 2 if alone and len(said) < 0.6 * max(usual, 40) and _SHORT.match(said) else 0


def _below_headings(plain: str, raw: list[_Raw]) -> Iterator[Section]:
    path: list[tuple[int, str]] = []
    heading: _Raw | None = None
    below: list[Block] = []
    lead: tuple[int, int] | None = None
    for each in raw:
        start, end = each.start, each.end
        if each.kind != "code":
            start, end = _trimmed(plain, start, end)
        if start >= end:
            continue
        if each.kind == "heading":
            if heading is not None or below:
                yield _section(plain, heading, path, below)
            heading, below, lead = _Raw("heading", start, end, each.level), [], None
            said = " ".join(plain[start:end].split())
            path = [*((level, name) for level, name in path if level < each.level),
                    (each.level, said)]  # fmt: skip
            continue
        if each.kind == "paragraph":
            lead = (start, end) if plain[start:end].rstrip().endswith(":") else None
        names = tuple(name for _, name in path)
        inside = lead if each.kind in ("item", "row", "quote") else None
        below.append(Block(each.kind, start, end, names, inside))  # type: ignore[arg-type]
    if heading is not None or below:
        yield _section(plain, heading, path, below)


def _section(
    plain: str, heading: _Raw | None, path: list[tuple[int, str]], below: list[Block]
) -> Section:
    names = tuple(name for _, name in path) if heading is not None else ()
    start = heading.start if heading is not None else below[0].start
    end = below[-1].end if below else (heading.end if heading is not None else start)
    return Section(
        heading=names[-1] if names else "",
        level=heading.level if heading is not None else 0,
        path=names,
        start=start,
        end=end,
        heading_start=heading.start if heading is not None else start,
        heading_end=heading.end if heading is not None else start,
        blocks=tuple(below),
    )


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    return start, end
