"""DOCX: headings, lists, tables and paragraphs, written as the few marks that they need.

A DOCX file is a zip of XML files. Only its words are read: no macro, no linked file, no entity.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat  # no DTD is let in, see _no_declarations

from tiebeam.connectors.documents.archives import checked_members, opened, read_member
from tiebeam.connectors.documents.errors import Broken, Encrypted, ExternalEntity, HasMacros

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def text(content: bytes, name: str) -> str:
    """The words of a DOCX file, with # for headings, - for list items and | between cells.

    Raises  Broken, Encrypted, HasMacros, ExternalEntity, ZipBomb, UnsafeName
    """
    if content.startswith(_OLE):
        raise Encrypted(f"{name}: the file is locked with a password, or is an old .doc file. "
                        "Open it, save it as .docx without a password, and try again.")  # fmt: skip
    with opened(io.BytesIO(content), name) as archive:
        members = {each.filename: each for each in checked_members(archive, name)}
        _refuse_macros(archive, members, name)
        if "word/document.xml" not in members:
            raise Broken(f"{name}: this is no DOCX file. Save it as .docx, and try again.")
        levels = _heading_levels(archive, members, name)
        document = read_member(archive, members["word/document.xml"], name)
    reader = _Reader(levels)
    _parsed(document, reader, name)
    return reader.whole()


def _refuse_macros(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str
) -> None:
    kinds = members.get("[Content_Types].xml")
    said = read_member(archive, kinds, name) if kinds is not None else b""
    if any(each.lower().endswith("vbaproject.bin") for each in members) or b"macroEnabled" in said:
        raise HasMacros(f"{name}: the file carries macros, which are programs. "
                        "Save it as .docx without macros, and try again.")  # fmt: skip


def _heading_levels(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str
) -> dict[str, int]:
    """Style -> level: names of styles are translated, so the outline says it where it can."""
    if "word/styles.xml" not in members:
        return {}
    styles = _Styles()
    _parsed(read_member(archive, members["word/styles.xml"], name), styles, name)
    return styles.levels


def _parsed(xml: bytes, handler: Any, name: str) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.data
    parser.buffer_text = True

    def no_declarations(*_: object) -> None:
        raise ExternalEntity(f"{name}: the file declares entities of its own, which no word "
                             "processor writes. Ask whoever sent it for a clean one.")  # fmt: skip

    parser.StartDoctypeDeclHandler = no_declarations
    parser.EntityDeclHandler = no_declarations
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Broken(f"{name}: the file is damaged. Open it, save it anew, and try again."
                     ) from error  # fmt: skip


def _local(tag: str) -> str:
    """The name of an element of word processing; nothing for any other."""
    space, _, name = tag.rpartition(" ")
    return name if space in (_WORD, _STRICT) else ""


def _value(attributes: dict[str, str], name: str = "val") -> str:
    return next((v for key, v in attributes.items() if _local(key) == name), "")


class _Styles:
    """Which styles are headings."""

    def __init__(self) -> None:
        self.levels: dict[str, int] = {}
        self._style = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "style":
            self._style = _value(attributes, "styleId")
        elif name == "name" and self._style:
            found = re.fullmatch(r"heading (\d)", _value(attributes), re.IGNORECASE)
            if found:
                self.levels[self._style] = min(6, max(1, int(found[1])))
            elif _value(attributes).lower() == "title":
                self.levels[self._style] = 1
        elif name == "outlineLvl" and self._style:
            level = _value(attributes)
            if level.isdigit() and int(level) < 6:
                self.levels.setdefault(self._style, int(level) + 1)

    def end(self, tag: str) -> None:
        if _local(tag) == "style":
            self._style = ""

    def data(self, said: str) -> None:
        pass


@dataclass
class _Paragraph:
    words: list[str] = field(default_factory=list)
    level: int = 0
    listed: bool = False


class _Reader:
    """The document, paragraph by paragraph."""

    def __init__(self, levels: dict[str, int]) -> None:
        self._levels = levels
        self._lines: list[str] = []
        self._cells: list[list[str]] = []
        self._open: list[_Paragraph] = []
        self._in_text = False
        self._hidden = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "p":
            self._open.append(_Paragraph())
        elif name == "tr":
            self._cells.append([])
        elif name == "tc" and self._cells:
            self._cells[-1].append("")
        elif name in ("del", "moveFrom", "instrText", "fldSimple"):
            # What was struck out is no longer said. The words of a field stand beside its code.
            self._hidden += name != "fldSimple"
        elif not self._open:
            return
        elif name == "pStyle":
            style = _value(attributes)
            self._open[-1].level = self._levels.get(style, _level_by_name(style))
            self._open[-1].listed |= "list" in style.lower()
        elif name == "outlineLvl" and _value(attributes).isdigit():
            self._open[-1].level = self._open[-1].level or int(_value(attributes)) + 1
        elif name == "numPr":
            self._open[-1].listed = True
        elif name == "t":
            self._in_text = not self._hidden
        elif name in ("tab", "br", "cr"):
            self._open[-1].words.append(" ")
        elif name == "noBreakHyphen":
            self._open[-1].words.append("-")

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "t":
            self._in_text = False
        elif name in ("del", "moveFrom", "instrText"):
            self._hidden -= 1
        elif name == "p" and self._open:
            self._close(self._open.pop())
        elif name == "tr" and self._cells:
            cells = [each.strip() for each in self._cells.pop()]
            if any(cells):
                self._lines.append("| " + " | ".join(cells) + " |")

    def data(self, said: str) -> None:
        if self._in_text and self._open:
            self._open[-1].words.append(said)

    def _close(self, paragraph: _Paragraph) -> None:
        said = " ".join("".join(paragraph.words).split())
        if not said:
            return
        if self._cells and self._cells[-1]:
            self._cells[-1][-1] += f" {said}"
        elif 0 < paragraph.level <= 6 and len(said) <= 200:
            self._lines.append(f"{'#' * paragraph.level} {said}")
        else:
            self._lines.append(f"- {said}" if paragraph.listed else said)

    def whole(self) -> str:
        """All of it; a blank line between what does not belong together."""
        parts: list[str] = []
        for before, line in zip(["", *self._lines], self._lines, strict=False):
            together = before[:2] == line[:2] and line[:2] in ("- ", "| ")
            parts += [line] if together or not parts else ["", line]
        return "\n".join(parts) + "\n" if parts else ""


def _level_by_name(style: str) -> int:
    found = re.fullmatch(r"(?:heading|berschrift|überschrift|titre)\s?(\d)", style, re.IGNORECASE)
    return min(6, int(found[1])) if found else 0
