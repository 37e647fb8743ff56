"""Two versions of a document: what was gained and lost, in words, and the texts side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from django.utils.translation import gettext as _

from tiebeam.engine.documents import Comparison, Document, Version, compare
from tiebeam.engine.documents import Finding as Found
from tiebeam.engine.documents.versions import Difference, Step
from tiebeam.engine.texts import read
from tiebeam.web.insight.reading import queries, text, words
from tiebeam.web.insight.reading.models import Finding
from tiebeam.web.insight.reading.spoken import spoken
from tiebeam.web.ui.shapes import Facing, Passage, Piece

#: Passages that have less in common than this are one that is gone and one that is new.
ALIKE: Final = 0.5
#: Of so many passages at most it is worked out which word has changed.
MOST_PASSAGES: Final = 4_000


@dataclass(frozen=True, kw_only=True)
class Said:
    """One change, in words."""

    change: str
    kind: str
    who: str
    quote: str
    before: str
    after: str
    question: str
    is_gone: bool


def compared(old: Any, new: Any) -> Comparison:
    """What lies between two versions of one document, as they were read."""
    return compare(_version(old), _version(new))


def _version(version: Any) -> Version:
    # One name for both: it is the same page.
    document = as_document(version, name="page")
    return Version([document], [as_found(each, document) for each in
                                queries.findings_of(version)])  # fmt: skip


def as_document(version: Any, *, name: str) -> Document:
    return Document(read(name, version.text, version.read_as), "handbook")


def as_found(finding: Finding, document: Document) -> Found:
    """A finding as the engine knows it."""
    return Found(
        file=document.file, line=document.text.line_of(finding.start), start=finding.start,
        end=finding.end, quote=finding.quote, check=finding.kind, parameters=finding.parameters,
        effect=finding.effect, who=finding.who, question=finding.question,  # type: ignore[arg-type]
        rule=finding.rule, version=finding.rule_version,
        severity=finding.severity,  # type: ignore[arg-type]
    )  # fmt: skip


def in_words(found: Comparison, new: Any) -> dict[str, list[Said]]:
    """Losses, changes and gains; commitments and clauses alike.

    new  the newer version: what does not stand in it is gone
    """
    said: dict[str, list[Said]] = {"loss": [], "changed": [], "gain": []}
    for each in found.differences:
        said[each.change].append(_said(each, is_gone=each.finding.quote not in new.text))
    return said


def _said(each: Difference, *, is_gone: bool) -> Said:
    found = each.finding
    # Of a hindrance that is gone there is nothing more to ask.
    question = "" if is_gone and each.change == "gain" else found.question
    return Said(
        is_gone=is_gone,
        change=each.change, kind=words.kind_called(found.check), who=_(found.who),
        quote=spoken(found.quote), question=_(question) if question else "",
        before=words.in_short(dict(each.before)) if each.before else "",
        after=words.in_short(found.parameters) if each.before else "",
    )  # fmt: skip


def people(found: Comparison) -> list[dict[str, Any]]:
    """What changed for each made-up person, as rows of a table."""
    return [_person(each) for each in found.people]


def _person(each: Step) -> dict[str, Any]:
    gone = {"loss": _("a loss"), "gain": _("a gain")}
    return {
        "who": _(each.name), "what": str(words.WHAT.get(each.what, each.what)),
        "before": _whole_number(each.before), "after": _whole_number(each.after),
        "change": gone.get(each.change, _("changed")),
    }  # fmt: skip


def _whole_number(value: float | None) -> float | None:
    return int(value) if value is not None and value == int(value) else value


# --- side by side ---------------------------------------------------------------------------------


def facing(old: Any, new: Any) -> list[Facing]:
    """Both texts, passage by passage."""
    before, after = (text.shown(each.document.name, each.text, each.read_as, ()).passages
                     for each in (old, new))  # fmt: skip
    # A passage that only looks otherwise in the file says the same.
    ones, others = ([_key(each) for each in side] for side in (before, after))
    steps = SequenceMatcher(None, ones, others, autojunk=False).get_opcodes()
    rows: list[Facing] = []
    for step, a, b, c, d in steps:
        if step == "equal":
            rows += [Facing(each, each) for each in after[c:d]]
        else:
            rows += _changed(before[a:b], after[c:d])
    return rows


def _key(passage: Passage) -> tuple[str, str]:
    return passage.tag, " ".join(passage.words.split())


def _changed(before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[Facing]:
    """Passages that became others, each beside the next that is much like it."""
    left = list(after)
    for old in before[:MOST_PASSAGES]:
        at = next((n for n, new in enumerate(left[:12]) if _is_alike(old, new)), None)
        if at is None:
            yield Facing(_whole(old, "gone"), None)
            continue
        yield from (Facing(None, _whole(each, "new")) for each in left[:at])
        yield _by_words(old, left[at])
        left = left[at + 1 :]
    yield from (Facing(None, _whole(each, "new")) for each in left)


def _is_alike(old: Passage, new: Passage) -> bool:
    a, b = _tokens(old.words), _tokens(new.words)
    return old.tag == new.tag and SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def _whole(passage: Passage, change: Any) -> Passage:
    return Passage(passage.tag, (Piece(passage.words, change=change),), passage.level)


def _by_words(old: Passage, new: Passage) -> Facing:
    a, b = _tokens(old.words), _tokens(new.words)
    before: list[Piece] = []
    after: list[Piece] = []
    for step, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        same = step == "equal"
        before += [Piece("".join(a[i:j]), change="" if same else "gone")] if j > i else []
        after += [Piece("".join(b[k:m]), change="" if same else "new")] if m > k else []
    return Facing(Passage(old.tag, tuple(before), old.level),
                  Passage(new.tag, tuple(after), new.level))  # fmt: skip


def _tokens(said: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", said)
