"""Two versions of a handbook: what was given and what was taken back, and for whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from importlib import resources
from typing import Final, Literal

from tiebeam.engine.documents.clauses import findings_in
from tiebeam.engine.documents.rules import Pack, parsed
from tiebeam.engine.documents.said import say
from tiebeam.engine.documents.shapes import Document, Effect, Finding, Severity
from tiebeam.engine.documents.walk import Walked, walk
from tiebeam.engine.documents.wording import own_names, path_in, words_of

Change = Literal["loss", "gain", "changed"]
#: Sentences this much alike say the same, a little differently.
ALIKE: Final = 0.82

GONE_WHO: Final = say("whoever relied on the page")
GONE_QUESTION: Final = say("Who took this page away, and where does somebody go now who needs it?")
NEW_WHO: Final = say("whoever the new page is for")
NEW_QUESTION: Final = say("Does everybody who needs it know that it is there?")
LOST_QUESTION: Final = say("Who took this back, when, and what stands in its place?")
GAINED_QUESTION: Final = say("Does it work as it is written?")


@dataclass(frozen=True)
class Difference:
    """One change between two versions.

    change   loss, gain or changed, for those whom the clause concerns
    finding  the clause: of the old version where it was lost, of the new one otherwise
    before   what its parameters were, where they changed
    """

    change: Change
    finding: Finding
    before: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Step:
    """What changed for one made-up person."""

    archetype: str
    name: str
    what: str
    before: float | None
    after: float | None
    change: Change


@dataclass(frozen=True)
class Comparison:
    """What lies between two versions.

    pages_gone, pages_new  documents that are in one of them alone
    """

    differences: tuple[Difference, ...]
    pages_gone: tuple[str, ...]
    pages_new: tuple[str, ...]
    people: tuple[Step, ...]

    @property
    def losses(self) -> int:
        """How many changes take something back."""
        return sum(each.change == "loss" for each in self.differences)

    @property
    def gains(self) -> int:
        """How many changes give something."""
        return sum(each.change == "gain" for each in self.differences)

    @property
    def is_regression(self) -> bool:
        """Whether more was taken back than given."""
        worse = sum(each.change == "loss" for each in self.people)
        better = sum(each.change == "gain" for each in self.people)
        return self.losses > self.gains or (self.losses == self.gains and worse > better)


@dataclass(frozen=True)
class Version:
    """One version: its documents, and what `audit` found in them."""

    documents: Sequence[Document]
    findings: Sequence[Finding]


def compare(old: Version, new: Version) -> Comparison:
    """What was lost and gained between two versions of one handbook.

    old, new  each with its findings
    Returns   losses first; a page that is gone, a commitment taken back and a clause that changed
              are one difference each
    """
    pairs, gone, added = _paired(old.documents, new.documents)
    differences = [
        *(_page(document, "loss") for document in gone),
        *_commitments(old, new, gone),
        *_clauses(old, new, pairs, {each.file for each in gone}),
        *(_page(document, "gain") for document in added),
    ]
    order = {"loss": 0, "changed": 1, "gain": 2}
    rank: dict[Severity, int] = {"high": 0, "medium": 1, "low": 2}
    differences.sort(key=lambda d: (order[d.change], rank[d.finding.severity], d.finding.file,
                                    d.finding.start))  # fmt: skip
    return Comparison(
        differences=tuple(differences),
        pages_gone=tuple(each.file for each in gone),
        pages_new=tuple(each.file for each in added),
        people=tuple(_people(old, new)),
    )


# --- pages ----------------------------------------------------------------------------------------


def _paired(
    old: Sequence[Document], new: Sequence[Document]
) -> tuple[dict[str, str], list[Document], list[Document]]:
    """Old file -> new file, by path, or by words where a page has moved."""
    after = {path_in(each): each for each in new}
    pairs = {each.file: after[path_in(each)].file for each in old if path_in(each) in after}
    taken = set(pairs.values())
    gone = [each for each in old if each.file not in pairs and _has_words(each)]
    added = [each for each in new if each.file not in taken and _has_words(each)]
    for document in list(gone):
        twin = next((each for each in added if _same_page(document, each)), None)
        if twin is not None:
            pairs[document.file] = twin.file
            gone.remove(document)
            added.remove(twin)
    return pairs, gone, added


def _has_words(document: Document) -> bool:
    return bool(document.text.sentences)


def _same_page(one: Document, other: Document) -> bool:
    a, b = Counter(_said(one)), Counter(_said(other))
    shared = sum((a & b).values())
    shorter = min(sum(a.values()), sum(b.values()))
    return shared >= max(1, 0.5 * shorter) and shared >= min(3, shorter)


def _said(document: Document) -> list[str]:
    text = document.text
    names = own_names(document.collection)
    return [" ".join(words_of(text.plain[s.start : s.end], names)) for s in text.sentences]


def _page(document: Document, change: Change) -> Difference:
    text = document.text
    first = text.sections[0]
    start, end = first.heading_start, first.heading_end
    if not first.heading:
        start, end = text.sentences[0].start, text.sentences[0].end
    lost = change == "loss"
    return Difference(change, Finding(
        file=document.file, line=text.line_of(start), start=start, end=end,
        quote=text.quote(start, end), check="page_removed" if lost else "page_added",
        parameters={"title": document.title, "sentences": str(len(text.sentences))},
        effect="hinders" if lost else "cannot tell", who=GONE_WHO if lost else NEW_WHO,
        question=GONE_QUESTION if lost else NEW_QUESTION,
        rule="versions.page-removed" if lost else "versions.page-added", version=1,
        severity="high" if lost and _about_people(document) else "medium",
    ))  # fmt: skip


def _about_people(document: Document) -> bool:
    low = document.text.plain.lower()
    rule = commitments().rules[0]
    return sum(len(pattern.findall(low)) for pattern in rule.patterns) >= 3


# --- commitments ----------------------------------------------------------------------------------


@cache
def commitments() -> Pack:
    """The rules that know a commitment; used between versions alone."""
    text = (resources.files(__package__) / "packs" / "_commitments.toml").read_text("utf-8")
    return parsed("_commitments", text)


def _commitments(old: Version, new: Version, gone: Sequence[Document]) -> Iterator[Difference]:
    there, here = _Sentences(new.documents), _Sentences(old.documents)
    for document in old.documents:
        for each in findings_in(document, [commitments()]):
            if not there.holds(document, each):
                yield Difference("loss", replace(each, parameters=_kept_where(document, gone)))
    for document in new.documents:
        for each in findings_in(document, [commitments()]):
            if not here.holds(document, each):
                added = replace(each, check="commitment_added", question=GAINED_QUESTION)
                yield Difference("gain", replace(added, severity="low"))


def _kept_where(document: Document, gone: Sequence[Document]) -> dict[str, str]:
    return {"page": "gone" if document in gone else "changed"}


class _Sentences:
    """The sentences of a version, to ask whether one is still said."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._exact: set[str] = set()
        self._by_page: dict[str, list[str]] = {}
        for document in documents:
            said = _said(document)
            self._exact.update(said)
            self._by_page[path_in(document)] = said

    def holds(self, document: Document, finding: Finding) -> bool:
        """Whether the sentence is still said: anywhere word by word, or much alike on its page."""
        plain = document.text.plain[finding.start : finding.end]
        said = " ".join(words_of(plain, own_names(document.collection)))
        if said in self._exact:
            return True
        return any(_alike(said, each) for each in self._by_page.get(path_in(document), ()))


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 0.35 * max(len(one), len(other), 1):
        return False
    a, b = one.split(), other.split()
    if len(set(a) & set(b)) < 0.6 * min(len(set(a)), len(set(b))):
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


# --- clauses --------------------------------------------------------------------------------------

#: These say something about the text, not about what people get.
_NOT_CLAUSES: Final = ("form", "dead_reference", "inherited_text", "contradiction", "outdated_term")


def _clauses(
    old: Version, new: Version, pairs: Mapping[str, str], gone: set[str]
) -> Iterator[Difference]:
    """Clauses that are gone, new, or say something else."""
    before = [each for each in old.findings if each.check not in _NOT_CLAUSES]
    after = [each for each in new.findings if each.check not in _NOT_CLAUSES]
    left = list(after)
    unmatched = []
    for each in before:
        twin = _twin(each, left, pairs)
        if twin is None:
            unmatched.append(each)
            continue
        left.remove(twin)
        yield from _changed(each, twin)
    for each in unmatched:
        change = _of_loss(each)
        # With its whole page, a hindrance leaves nothing in its place: nobody has gained by that.
        if change == "gain" and each.file in gone:
            change = "changed"
        yield Difference(change, replace(each, question=LOST_QUESTION))
    for each in left:
        yield Difference(_of_gain(each), each)


def _twin(finding: Finding, others: Sequence[Finding], pairs: Mapping[str, str]) -> Finding | None:
    """The clause of the new version that this one has become."""
    page = pairs.get(finding.file)
    same = [each for each in others if each.check == finding.check]
    exact = [each for each in same if each.quote == finding.quote]
    if exact:
        return next((each for each in exact if each.file == page), exact[0])
    near = [each for each in same if each.file == page and each.rule == finding.rule]
    words = _bare(finding.quote)
    scored = [(SequenceMatcher(None, words, _bare(each.quote)).ratio(), each) for each in near]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= 0.5 else None


def _bare(quote: str) -> list[str]:
    return re.findall(r"\w+", quote.lower())


def _changed(before: Finding, after: Finding) -> Iterator[Difference]:
    kept = ("inherited_from", "inherited_by", "other_file", "other_line")
    was = {k: v for k, v in before.parameters.items() if k not in kept}
    now = {k: v for k, v in after.parameters.items() if k not in kept}
    if was == now and before.effect == after.effect:
        return
    yield Difference(_direction(before, after, was, now), after, was)


_ORDER: Final[Mapping[Effect, int]] = {"hinders": 0, "cannot tell": 1, "mixed": 1, "helps": 2}
#: More of these is better, and less of those.
_MORE: Final = ("weeks", "pay", "amount", "published")
_LESS: Final = ("tenure", "days")


def _direction(
    before: Finding, after: Finding, was: Mapping[str, str], now: Mapping[str, str]
) -> Change:
    if _ORDER[before.effect] != _ORDER[after.effect]:
        return "gain" if _ORDER[after.effect] > _ORDER[before.effect] else "loss"
    for name in (*_MORE, *_LESS):
        moved = _moved(_numbers(was.get(name)), _numbers(now.get(name)))
        if moved:
            better = (moved > 0) != _less_is_better(name, after)
            return "gain" if better else "loss"
    return "changed"


def _moved(before: Sequence[float], after: Sequence[float]) -> int:
    """1 where numbers rose, -1 where they fell, 0 where nobody can say."""
    if len(before) != len(after):
        # A clause is as good as for whom it is worst.
        before, after = before and [min(before)], after and [min(after)]
    rose = any(b > a for a, b in zip(before, after, strict=False))
    fell = any(b < a for a, b in zip(before, after, strict=False))
    return rose - fell


def _less_is_better(name: str, finding: Finding) -> bool:
    if name == "days":
        return finding.check in ("escalation_route", "accommodation", "flexible_work")
    return name in _LESS or finding.check in ("clawback", "homophily_hiring")


def _numbers(value: str | None) -> list[float]:
    """The numbers of a parameter; lengths of time in days."""
    per = {"y": 365.0, "m": 30.0, "w": 7.0, "d": 1.0, "h": 1 / 24}
    found = re.findall(r"(\d+(?:\.\d+)?)([ymwdh]\b)?", value or "")
    return [float(n) * per.get(unit, 1.0) for n, unit in found]


def _of_loss(finding: Finding) -> Change:
    """What it means that a clause is gone: a help is lost, a hindrance is a gain."""
    return {"helps": "loss", "hinders": "gain"}.get(finding.effect, "changed")  # type: ignore[return-value]


def _of_gain(finding: Finding) -> Change:
    return {"helps": "gain", "hinders": "loss"}.get(finding.effect, "changed")  # type: ignore[return-value]


# --- people ---------------------------------------------------------------------------------------


def _people(old: Version, new: Version) -> Iterator[Step]:
    before = _by_person(walk(old.documents, old.findings))
    after = _by_person(walk(new.documents, new.findings))
    for id, was in before.items():
        now = after.get(id)
        if now is None:
            continue
        yield from _steps(was, now)


def _by_person(walked: Sequence[Walked]) -> dict[str, Walked]:
    found: dict[str, Walked] = {}
    for each in walked:
        found.setdefault(each.archetype.id, each)
    return found


def _steps(was: Walked, now: Walked) -> Iterator[Step]:
    values = (
        ("weeks_paid", was.weeks_paid, now.weeks_paid, True),
        ("days_to_decision", was.days_to_decision, now.days_to_decision, False),
        ("gates", float(was.gates), float(now.gates), False),
        ("dead_ends", float(was.dead_ends), float(now.dead_ends), False),
        ("helps", _helps(was), _helps(now), True),
        ("silences", _silences(was), _silences(now), False),
    )
    for what, before, after, more_is_better in values:
        if before == after:
            continue
        if before is None or after is None:
            change: Change = "gain" if before is None else "loss"
        else:
            change = "gain" if (after > before) == more_is_better else "loss"
        yield Step(was.archetype.id, was.archetype.name, what, before, after, change)


def _helps(walked: Walked) -> float:
    return float(sum(each.what == "help" for each in walked.steps))


def _silences(walked: Walked) -> float:
    return float(sum(each.what == "silence" for each in walked.steps))
