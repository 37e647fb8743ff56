"""What goes into reading policies, and what comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from tiebeam.engine.texts import Sentence, Text

Effect = Literal["helps", "hinders", "mixed", "cannot tell"]
Severity = Literal["high", "medium", "low"]
SEVERITIES: Final[tuple[Severity, ...]] = ("high", "medium", "low")


@dataclass(frozen=True)
class Document:
    """One policy as it is read.

    text        its words and parts
    collection  the handbook it belongs to; texts are said to be inherited between these
    """

    text: Text
    collection: str = ""

    @property
    def file(self) -> str:
        """What it is called, such as its path."""
        return self.text.name

    @cached_property
    def title(self) -> str:
        """What it says it is: its front matter, its first heading, or its file's name."""
        if self.text.front.get("title"):
            return self.text.front["title"]
        first = next((s.heading for s in self.text.sections if s.heading), "")
        return first or self.stem

    @cached_property
    def stem(self) -> str:
        """The file's name in words: "parental-leave.md" is "parental leave"."""
        parts = self.file.replace("\\", "/").rsplit("/", 2)
        name = parts[-1].rsplit(".", 1)[0]
        # A page that stands for its folder is called after it.
        if name.lower() in ("readme", "index") and len(parts) > 1:
            name = parts[-2]
        return re.sub(r"[-_]+", " ", name)


@dataclass(frozen=True)
class Finding:
    """What one rule says about one place in one document.

    file, line, start, end, quote  where; quote is the text's content[start:end]
    check        the kind of clause, such as parental_leave
    parameters   what the clause says, readable by machines: {"weeks": "26|8", "tenure": "12m"}
    effect, who  whether it helps or hinders, and whom
    question     what a person should ask about it
    rule, version  what found it
    """

    file: str
    line: int
    start: int
    end: int
    quote: str
    check: str
    parameters: Mapping[str, str]
    effect: Effect
    who: str
    question: str
    rule: str
    version: int
    severity: Severity

    def as_row(self) -> dict[str, object]:
        """The finding as one row of JSON."""
        return {
            "file": self.file, "line": self.line, "start": self.start, "end": self.end,
            "quote": self.quote, "check": self.check, "parameters": dict(self.parameters),
            "effect": self.effect, "who": self.who, "question": self.question, "rule": self.rule,
            "version": self.version, "severity": self.severity,
        }  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """A sentence that a rule has typed, in the document that it stands in."""

    document: Document
    sentence: Sentence
    check: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def quote(self) -> str:
        """The sentence as it stands in the document."""
        return self.document.text.quote(self.sentence.start, self.sentence.end)
