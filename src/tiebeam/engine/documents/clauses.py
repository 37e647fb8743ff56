"""One document's clauses: each sentence is tried by the rules that could be about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tiebeam.engine.documents.negation import is_mentioned, is_negated
from tiebeam.engine.documents.parameters import Seen
from tiebeam.engine.documents.rules import Pack, Rule, Stance, read_parameters
from tiebeam.engine.documents.shapes import Document, Finding
from tiebeam.engine.texts import Sentence


@dataclass(frozen=True)
class _Place:
    """A sentence with what rules ask about it."""

    sentence: Sentence
    said: str
    low: str
    heading: str
    lead: str


def findings_in(document: Document, packs: Sequence[Pack]) -> list[Finding]:
    """Every clause of a document that a rule knows, in the order of the text.

    document  one policy
    packs     the rules to use
    Returns   at most one finding for each check and sentence
    """
    whole = document.text.plain.lower()
    rules = [rule for each in packs for rule in each.rules if _is_near(rule, whole)]
    if not rules:
        return []
    places = list(_places(document))
    found: list[Finding] = []
    taken: set[tuple[str, object]] = set()
    for at, place in enumerate(places):
        for rule in rules:
            key = (rule.check, _scope(rule, place))
            # The first rule of a check that knows a sentence speaks for it.
            if key in taken or (rule.check, place.sentence.start) in taken:
                continue
            finding = _tried(document, rule, places, at)
            if finding is not None:
                taken |= {key, (rule.check, place.sentence.start)}
                found.append(finding)
    return found


def _is_near(rule: Rule, low: str) -> bool:
    return any(word in low for word in rule.near)


def _scope(rule: Rule, place: _Place) -> object:
    """Within what a rule speaks only once."""
    if rule.once == "block":
        return ("block", rule.id, place.sentence.block.start)
    if rule.once == "section":
        return ("section", rule.id, place.sentence.block.path)
    return ("document", rule.id) if rule.once == "document" else place.sentence.start


def _places(document: Document) -> Iterator[_Place]:
    plain = document.text.plain
    title = f"{document.title} \u2014 {document.stem}"
    for sentence in document.text.sentences:
        said = plain[sentence.start : sentence.end]
        lead = sentence.block.lead
        yield _Place(
            sentence=sentence,
            said=said,
            low=said.lower(),
            heading=" \u2014 ".join((title, *sentence.block.path)),
            lead=plain[lead[0] : lead[1]] if lead else "",
        )


def _tried(document: Document, rule: Rule, places: Sequence[_Place], at: int) -> Finding | None:
    place = places[at]
    if not _is_near(rule, place.low):
        return None
    hit = _hit(rule, place)
    if hit is None or not _fits(rule, place):
        return None
    flips = False
    if rule.negation != "keep":
        if is_mentioned(place.said, *hit):
            return None
        # Some hits hold a "not" that makes them what they are: "a manager who was not involved".
        negated = is_negated(place.said, *hit, inside=rule.negation != "outside")
        if negated and rule.negation != "flip":
            return None
        flips = negated
    seen = _seen(document, places, at, hit)
    values = read_parameters(rule, seen)
    if any(name not in values for name in rule.needs):
        return None
    stance = _stance(rule, values, flips)
    return _finding(document, rule, place, values, stance)


def _hit(rule: Rule, place: _Place) -> tuple[int, int] | None:
    found = next((m for p in rule.patterns if (m := p.search(place.said))), None)
    return found.span() if found else None


def _fits(rule: Rule, place: _Place) -> bool:
    """Whether the sentence and what stands above it are about what the rule is about."""
    if any(not pattern.search(place.said) for pattern in rule.also):
        return False
    if any(pattern.search(place.said) for pattern in rule.unless):
        return False
    around = f"{place.said} \u2014 {place.lead} \u2014 {place.heading}"
    if rule.about and not _any(rule.about, around):
        return False
    if rule.heading and not _any(rule.heading, place.heading):
        return False
    return not (rule.not_about and _any(rule.not_about, place.heading))


def _any(patterns: Sequence[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _seen(document: Document, places: Sequence[_Place], at: int, hit: tuple[int, int]) -> Seen:
    place, block = places[at], places[at].sentence.block
    after = places[at + 1] if at + 1 < len(places) else None
    together = after is not None and after.sentence.block.start == block.start
    return Seen(
        said=place.said,
        hit=hit,
        following=after.said if after is not None and together else "",
        block=document.text.plain[block.start : block.end],
        heading=place.heading,
        lead=place.lead,
    )


def _stance(rule: Rule, values: Mapping[str, str], flips: bool) -> Stance:
    if flips and rule.flipped is not None:
        return rule.flipped
    fitting = (each for each in rule.effects if _holds(each.when, values))
    return next(fitting, Stance({}, rule.effect, rule.who, None))


def _holds(when: Mapping[str, str], values: Mapping[str, str]) -> bool:
    """Whether each parameter is as said: "*" is any, "" is none, "a|b" is one of them."""
    return all(_is_so(values.get(name), wanted) for name, wanted in when.items())


def _is_so(value: str | None, wanted: str) -> bool:
    if wanted == "*":
        return value is not None
    if wanted == "":
        return value is None
    return value is not None and (value == wanted or value in wanted.split("|"))


def _finding(
    document: Document, rule: Rule, place: _Place, values: Mapping[str, str], stance: Stance
) -> Finding:
    start, end = place.sentence.start, place.sentence.end
    return Finding(
        file=document.file,
        line=document.text.line_of(start),
        start=start,
        end=end,
        quote=document.text.quote(start, end),
        check=rule.check,
        parameters=values,
        effect=stance.effect,
        who=stance.who,
        question=rule.question,
        rule=rule.id,
        version=rule.version,
        severity=stance.severity or rule.severity,
    )
