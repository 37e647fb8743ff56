"""Text that one handbook took over from another, with what it carried along."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from tiebeam.engine.documents.said import say
from tiebeam.engine.documents.shapes import Document, Finding
from tiebeam.engine.documents.wording import collections, own_names, runs, words_of

#: As many words in a row are hardly the same by chance.
RUN: Final = 8
#: Sentences of a document that have to be taken over before it is worth saying.
FEWEST: Final = 3
#: Handbooks that share more of their sentences are two versions of one.
VERSIONS: Final = 0.6
#: ... as long as these are more than a few.
MANY: Final = 20
_DESCENT: Final = (
    r"(?:deriv\w+|descend\w+|adapted|forked|fork|stolen|borrowed|copied|taken|based\s+on|inspired|modelled|modeled|"
    r"hat-?tip|thanks)"
)

WHO: Final = say("whoever the older text left out or hindered")
QUESTION: Final = say("Did anybody decide this, or did it come along with the text?")


def with_descent(documents: Sequence[Document], findings: Sequence[Finding]) -> list[Finding]:
    """Findings that say whose text they stand in, and one more for each document taken over.

    documents  of at least two handbooks, or nothing happens
    findings   what was found in them
    Returns    the same, with inherited_from (the oldest) and inherited_by where words are shared
    """
    order = descent(documents)
    if len(order) < 2:
        return list(findings)
    by_file = {document.file: document for document in documents}
    shared = _shared_runs(documents, findings, by_file)
    marked = [_marked(each, by_file, shared, order) for each in findings]
    return [*marked, *_taken_over(documents, order)]


def descent(documents: Sequence[Document]) -> list[str]:
    """The handbooks, ancestors first, where one says that it comes from another.

    Two versions of one handbook are no family: `compare` is for these. Others stand as given.
    """
    order = _without_versions(documents)
    parents = {name: _named_ancestors(documents, name, order) for name in order}
    sorted_names: list[str] = []

    def put(name: str, above: tuple[str, ...] = ()) -> None:
        for parent in order:
            if parent in parents[name] and parent not in above and parent not in sorted_names:
                put(parent, (*above, name))
        if name not in sorted_names:
            sorted_names.append(name)

    for name in order:
        put(name)
    return sorted_names


def _without_versions(documents: Sequence[Document]) -> list[str]:
    kept: list[str] = []
    said = {name: _sentences(documents, name) for name in collections(documents)}
    for name, sentences in said.items():
        smaller = [min(len(sentences), len(said[other])) for other in kept]
        twins = [len(sentences & said[other]) > max(MANY, VERSIONS * size)
                 for other, size in zip(kept, smaller, strict=True) if size]  # fmt: skip
        if not any(twins):
            kept.append(name)
    return kept


def _sentences(documents: Sequence[Document], collection: str) -> set[str]:
    names = own_names(collection)
    return {
        " ".join(words)
        for document in documents
        if document.collection == collection
        for sentence in document.text.sentences
        if len(words := words_of(document.text.plain[sentence.start : sentence.end], names)) >= RUN
    }


def _named_ancestors(
    documents: Sequence[Document], name: str, order: Sequence[str]
) -> frozenset[str]:
    """Handbooks that this one says it comes from."""
    found = set()
    others = {other: own_names(other) for other in order if other != name}
    for document in documents:
        if document.collection != name:
            continue
        for sentence in document.text.sentences:
            said = document.text.plain[sentence.start : sentence.end].lower()
            if re.search(rf"\b{_DESCENT}\b", said):
                words = set(words_of(said))
                found |= {other for other, names in others.items() if names and names <= words}
    return frozenset(found)


def _shared_runs(
    documents: Sequence[Document], findings: Sequence[Finding], by_file: Mapping[str, Document]
) -> Mapping[tuple[str, ...], set[str]]:
    """Which handbooks say what the findings quote, by runs of words."""
    wanted = {run for each in findings for run in _runs(each, by_file)}
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for document in documents:
        names = own_names(document.collection)
        for run in runs(words_of(document.text.plain, names), RUN):
            if run in wanted:
                holders[run].add(document.collection)
    return holders


def _runs(finding: Finding, by_file: Mapping[str, Document]) -> list[tuple[str, ...]]:
    document = by_file.get(finding.file)
    if document is None:
        return []
    plain = document.text.plain[finding.start : finding.end]
    words = words_of(plain, own_names(document.collection))
    # A term of two words, or half a sentence, is looked for with what stands around it.
    if len(words) < RUN or finding.check == "contradiction":
        around = document.text.plain[max(0, finding.start - 60) : finding.end + 60]
        words = words_of(around, own_names(document.collection))
    return list(runs(words, RUN))


def _marked(
    finding: Finding,
    by_file: Mapping[str, Document],
    shared: Mapping[tuple[str, ...], set[str]],
    order: Sequence[str],
) -> Finding:
    document = by_file.get(finding.file)
    if document is None or document.collection not in order:
        return finding
    holders = {name for run in _runs(finding, by_file) for name in shared.get(run, ())}
    at = order.index(document.collection)
    before = [name for name in order[:at] if name in holders]
    after = [name for name in order[at + 1 :] if name in holders]
    more = {}
    if before:
        more["inherited_from"] = _short(before[0])
    elif after:
        more["inherited_by"] = ",".join(map(_short, after))
    return replace(finding, parameters={**finding.parameters, **more}) if more else finding


def _taken_over(documents: Sequence[Document], order: Sequence[str]) -> list[Finding]:
    """One finding for each document that took over several sentences."""
    first: dict[str, tuple[str, str]] = {}
    found = []
    for name in order:
        here: dict[str, tuple[str, str]] = {}
        for document in (each for each in documents if each.collection == name):
            found += _from_others(document, first, here)
        for key, value in here.items():
            first.setdefault(key, value)
    return found


def _from_others(
    document: Document, first: Mapping[str, tuple[str, str]], here: dict[str, tuple[str, str]]
) -> list[Finding]:
    text, names = document.text, own_names(document.collection)
    taken = []
    for sentence in text.sentences:
        words = words_of(text.plain[sentence.start : sentence.end], names)
        if len(words) < RUN:
            continue
        key = " ".join(words)
        here.setdefault(key, (document.collection, document.file))
        if key in first:
            taken.append((sentence, first[key]))
    if len(taken) < FEWEST:
        return []
    sentence, (collection, file) = taken[0]
    return [Finding(
        file=document.file, line=text.line_of(sentence.start), start=sentence.start,
        end=sentence.end, quote=text.quote(sentence.start, sentence.end), check="inherited_text",
        parameters={"inherited_from": _short(collection), "sentences": str(len(taken)),
                    "other_file": file},
        effect="cannot tell", who=WHO, question=QUESTION, rule="across.inherited", version=1,
        severity="low",
    )]  # fmt: skip


def _short(collection: str) -> str:
    """The last part of a handbook's path."""
    return re.split(r"[/\\]", collection.rstrip("/\\"))[-1]
