"""One document's clauses: each sentence is tried by the rules that could be about it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from tiebeam.engine.documents.concepts import (
    Concept,
    Lexicon,
    Sayings,
    Together,
    how_often,
    said_together,
)
from tiebeam.engine.documents.negation import is_mentioned, is_negated
from tiebeam.engine.documents.parameters import Seen
from tiebeam.engine.documents.rules import Pack, Rule, Stance, read_parameters, topics_of
from tiebeam.engine.documents.shapes import Clause, Document, Finding
from tiebeam.engine.texts import Link, Sentence

_EXAMPLE = re.compile(
    r"\W*(?:for\s+(?:example|instance)\b|example\s*:|e\.g\.|imagine\b|suppose\b|let's\s+say\b|say\s+you\b|zum\s+beispiel\b)",
    re.IGNORECASE,
)


#: A page of more sentences is a guide; so is a sentence of more words.
LONGEST_PAGE = 45
LONGEST_SENTENCE = 60
_GUIDES = re.compile(
    r"\b(?:click\w*|template|spreadsheet|log ?in|browser|slack|google|github|calendar|"
    r"button|e-?mail (?:it|them|the)|tips?|please (?:note|see)|tool|recommend using|framework for|"
    r"resources?|should consider|conversation about|let them know|fiscal year|hr links|how might|what might|reflect|"
    r"consider your|ask yourself|supervisory|adjusted basic pay|direct reports?|stakeholders?|summary rating|e\.g\.|"
    r"team members? (?:should|can|also)|psychological\w*|learnings?|collaborat\w+|engagements?|workflows?|inclusive|brainstorm\w*|"
    r"in some cases|for example|such as|we believe|we think|our goal|the goal|helps? (?:us|you|them|people)|take ownership|"
    r"company property|detail opportunit\w+|documentation)\b",
    re.IGNORECASE,
)
#: How many words a paragraph's own title has at most.
LONGEST_LABEL = 5
_SAYS_NO = re.compile(r"\b(?:no|not|never|cannot|nobody)\b|n['’]t\b", re.IGNORECASE).search
_DIGIT = re.compile(r"\d")
_VERB = re.compile(
    r"\b(?:is|are|can|may|must|will|shall|should|not|no|has|have|do|does|provide[sd]?|offer\w*|requires?|get|gets)\b|n't\b|@",
    re.IGNORECASE,
)


@dataclass
class _Place:
    """A sentence with what rules ask about it."""

    sentence: Sentence
    said: str
    heading: str
    lead: str
    is_rule: bool
    on_terse_page: bool
    has_link: bool
    around: Callable[[], str]
    topics: frozenset[str]
    headings: dict[str, bool]
    index: _Index
    could_say: int
    could_say_near: int = 0

    @cached_property
    def sayings(self) -> Sayings:
        """What it says, concept by concept; made only where a rule asks."""
        return Sayings(
            self.said, self.around, self._could_be_here, self._could_be_near, _heard(self.said)
        )

    def _could_be_here(self, concept: Concept) -> bool:
        return bool(self.could_say & self.index.lexicon.bit[concept.name])

    def _could_be_near(self, concept: Concept) -> bool:
        return bool(self.could_say_near & self.index.lexicon.bit[concept.name])

    @cached_property
    def is_terse(self) -> bool:
        """Whether it reads like a rule and not like a guide, which tells at length what to press."""
        return (
            self.on_terse_page
            and not self.has_link
            and len(self.said.split()) <= LONGEST_SENTENCE
            and not _GUIDES.search(self.said)
        )


@lru_cache(maxsize=20_000)
def _heard(said: str) -> dict[str, tuple[int, int] | None]:
    """What a sentence says, by concept: versions and families of handbooks share most sentences."""
    return {}


def findings_in(document: Document, packs: Sequence[Pack]) -> list[Finding]:
    """Every clause of a document that a rule knows, in the order of the text.

    document  one policy
    packs     the rules to use
    Returns   at most one finding for each check and sentence
    """
    rules = tuple(rule for each in packs for rule in each.rules)
    index = _index(rules)
    places = list(_places(document, index))
    possible = _possible(rules, places)
    candidates = _near_words(document, index, possible)
    for at, place in enumerate(places):
        if bits := _saying(index, place) & possible:
            candidates[at] = candidates.get(at, 0) | bits
    found: list[Finding] = []
    taken: set[tuple[object, ...]] = set()
    for at in sorted(candidates):
        place = places[at]
        for rule in _chosen(rules, candidates[at]):
            scopes = _scopes(rule.check, place)
            # The first rule of a check that knows a sentence speaks for it.
            if scopes["sentence"] in taken or scopes[rule.once] in taken:
                continue
            finding = _tried(document, rule, places, at)
            if finding is not None:
                taken.update(scopes.values())
                found.append(finding)
    return _without_guides(rules, found)


def _without_guides(rules: Sequence[Rule], found: Sequence[Finding]) -> list[Finding]:
    """Without what a rule finds on a page more often than it may: such a page is a guide."""
    often = Counter(each.rule for each in found)
    too_often = {rule.id for rule in rules if 0 < rule.at_most < often[rule.id]}
    return [each for each in found if each.rule not in too_often]


def clauses_in(document: Document, packs: Sequence[Pack]) -> list[Clause]:
    """The sentences of a document that a rule has typed, each with what it says.

    document  one policy
    packs     the rules to use
    """
    found = findings_in(document, packs)
    starts = [each.start for each in document.text.sentences]
    # Marks may stand before a sentence, so the sentence is the one that the finding ends in.
    at = [bisect_right(starts, each.end - 1) - 1 for each in found]
    return [
        Clause(document, document.text.sentences[number], each.check, each.parameters)
        for number, each in zip(at, found, strict=True)
    ]


def _possible(rules: Sequence[Rule], places: Sequence[_Place]) -> int:
    """Rules that some heading of a document lets in: a bit for each, by its number."""
    headings = " \u2014 ".join(dict.fromkeys(each.heading for each in places))
    about = frozenset().union(*(each.topics for each in places))
    return sum(
        1 << number
        for number, rule in enumerate(rules)
        if not (rule.topic and about.isdisjoint(rule.topic))
        and not (rule.terse and len(places) > LONGEST_PAGE)
        and (not rule.heading or _any(rule.heading, headings))
    )


def _chosen(rules: Sequence[Rule], bits: int) -> Iterator[Rule]:
    """Those whose bit is set, in order."""
    while bits:
        yield rules[(bits & -bits).bit_length() - 1]
        bits &= bits - 1


@dataclass(frozen=True)
class _Way:
    """One way of a rule, as bits: of what is said here, of what is said around, and of the rule."""

    here: int
    around: int
    rule: int


@dataclass(frozen=True)
class _Index:
    """Rules by the words that they are near to, and by the concept that is met least often.

    rules  kept, so that no other rule gets the place of one of them in memory
    """

    rules: tuple[Rule, ...]
    words: Sequence[tuple[str, int]]
    lexicon: Lexicon
    ways: Sequence[tuple[int, Sequence[_Way]]]


_INDEXES: dict[tuple[int, ...], _Index] = {}


def _index(rules: tuple[Rule, ...]) -> _Index:
    """Made once for the same rules, because documents are many."""
    ids = tuple(id(each) for each in rules)
    if ids not in _INDEXES:
        _INDEXES.clear()
        lexicon = Lexicon(
            each
            for rule in rules
            for way in rule.says
            for each in (*way.here, *way.around, *way.absent)
        )
        _INDEXES[ids] = _Index(rules, _by_word(rules), lexicon, _by_concept(rules, lexicon))
    return _INDEXES[ids]


def _by_word(rules: Sequence[Rule]) -> Sequence[tuple[str, int]]:
    words: dict[str, int] = {}
    for number, rule in enumerate(rules):
        for word in rule.near:
            words[word] = words.get(word, 0) | 1 << number
    return _without_longer_ones(words)


def _by_concept(rules: Sequence[Rule], lexicon: Lexicon) -> Sequence[tuple[int, Sequence[_Way]]]:
    ways: dict[int, list[_Way]] = {}
    for number, rule in enumerate(rules):
        for way in rule.says:
            rarest = min(way.here, key=how_often)
            ways.setdefault(lexicon.bit[rarest.name], []).append(_as_bits(way, lexicon, number))
    return list(ways.items())


def _as_bits(way: Together, lexicon: Lexicon, number: int) -> _Way:
    return _Way(lexicon.bits(way.here), lexicon.bits(way.around), 1 << number)


def _saying(index: _Index, place: _Place) -> int:
    """Rules one of whose ways a sentence could say: a bit for each, by its number."""
    here, near, rules = place.could_say, place.could_say_near, 0
    for concept, ways in index.ways:
        if here & concept:
            for way in ways:
                if way.here & here == way.here and way.around & near == way.around:
                    rules |= way.rule
    return rules


def _near_words(document: Document, index: _Index, possible: int) -> dict[int, int]:
    """Sentence, by number -> the rules that have one of their words in it, a bit for each.

    Each word is looked for once in the whole text: most rules never meet most sentences.
    """
    text = document.text
    low = text.plain.lower().replace("\n", " ")
    # A few letters grow when they are made small; then places would no longer fit.
    if len(low) != len(text.plain):
        low = "".join(
            " " if each == "\n" else each if len(each.lower()) != 1 else each.lower()
            for each in text.plain
        )
    starts = [each.start for each in text.sentences]
    ends = [each.end for each in text.sentences]
    found: dict[int, int] = {}
    # Most words stand nowhere in a text, and a few of their letters are enough to know it.
    few = {size: set(map("".join, zip(*(low[at:] for at in range(size)), strict=False)))
           for size in (3, 5)}  # fmt: skip
    for word, all_bits in index.words:
        bits = all_bits & possible
        size = 5 if len(word) >= 5 else 3
        could = bits and (len(word) < 3 or (word[:size] in few[size] and word[-size:] in few[size]))
        at = low.find(word) if could else -1
        while at >= 0:
            number = bisect_right(starts, at) - 1
            if number < 0:
                at = low.find(word, at + 1)
                continue
            # Letters that begin in one sentence and end in the next stand in neither.
            if at + len(word) <= ends[number]:
                found[number] = found.get(number, 0) | bits
            at = low.find(word, max(at + 1, ends[number] - len(word)))
    return found


def _without_longer_ones(words: Mapping[str, int]) -> list[tuple[str, int]]:
    """Words without those rules that a shorter word inside them is near to as well."""
    kept: list[tuple[str, int]] = []
    for word in sorted(words, key=len):
        known = 0
        for shorter, bits in kept:
            if shorter in word:
                known |= bits
        if words[word] & ~known:
            kept.append((word, words[word] & ~known))
    return kept


def _scopes(check: str, place: _Place) -> dict[str, tuple[object, ...]]:
    """Within what a rule may ask to be the only one of its check."""
    block = place.sentence.block
    return {
        "sentence": (check, "sentence", place.sentence.start),
        "block": (check, "block", block.start),
        "section": (check, "section", block.path),
        "document": (check, "document"),
    }


def _places(document: Document, index: _Index) -> list[_Place]:
    places = list(_each_place(document, index))
    of_heading: dict[str, int] = {}
    for at, place in enumerate(places):
        if place.heading not in of_heading:
            of_heading[place.heading] = index.lexicon.could_say(place.heading)
        beside = places[max(0, at - 1) : at + 2]
        place.could_say_near = of_heading[place.heading] | index.lexicon.could_say(place.lead)
        for each in beside:
            place.could_say_near |= each.could_say
    return places


def _each_place(document: Document, index: _Index) -> Iterator[_Place]:
    plain = document.text.plain
    title = f"{document.title} \u2014 {document.stem}"
    named = (each for each in document.text.links if not any(c.isdigit() for c in each.words))
    links = sorted(named, key=_start)
    link_starts = sorted(each.start for each in document.text.links)
    is_terse_page = len(document.text.sentences) <= LONGEST_PAGE
    by_heading: dict[str, dict[str, bool]] = {}
    labels: dict[int, tuple[str, ...]] = {}
    topics: dict[tuple[str, ...], frozenset[str]] = {}
    for at, sentence in enumerate(document.text.sentences):
        said = plain[sentence.start : sentence.end]
        lead = sentence.block.lead
        start = sentence.block.start
        if start not in labels:
            labels[start] = _label_of(document, at)
        label = labels[start]
        above = (document.stem, document.title, *sentence.block.path, *label)
        heading = " \u2014 ".join((title, *sentence.block.path, *label))
        if above not in topics:
            topics[above] = topics_of(above)
        yield _Place(
            sentence=sentence,
            said=said,
            heading=heading,
            lead=plain[lead[0] : lead[1]] if lead else "",
            on_terse_page=is_terse_page,
            has_link=_has_link(sentence, link_starts),
            # An example is no rule, nor is a title, nor what stands for one.
            is_rule=not (
                _EXAMPLE.match(said)
                or _is_label(sentence, said, links)
                or (said.strip().rstrip(".") in label and not _SAYS_NO(said))
            ),
            around=partial(_around, document, at, heading),
            topics=topics[above],
            headings=by_heading.setdefault(heading, {}),
            index=index,
            could_say=index.lexicon.could_say(said),
        )


def _label_of(document: Document, at: int) -> tuple[str, ...]:
    """The few words with which a paragraph begins and says what it is about, as a heading does.

    at  the first sentence of the paragraph, by number
    """
    sentences, plain = document.text.sentences, document.text.plain
    said = plain[sentences[at].start : sentences[at].end].strip()
    alone = at + 1 == len(sentences) or sentences[at + 1].block.start != sentences[at].block.start
    is_label = not alone and len(said.split()) <= LONGEST_LABEL and not _VERB.search(said)
    return (said.rstrip("."),) if is_label else ()


def _around(document: Document, at: int, heading: str) -> str:
    """What stands above a sentence, and the two beside it in its section."""
    sentences = document.text.sentences
    block = sentences[at].block
    beside = (each for each in (at - 1, at + 1) if 0 <= each < len(sentences))
    near = [sentences[each] for each in beside if sentences[each].block.path == block.path]
    spans = [(each.start, each.end) for each in near] + ([block.lead] if block.lead else [])
    return " \u2014 ".join([heading, *(document.text.plain[start:end] for start, end in spans)])


def _has_link(sentence: Sentence, starts: Sequence[int]) -> bool:
    """Whether a link begins in it; starts are those of all links, in order."""
    return bisect_left(starts, sentence.start) < bisect_left(starts, sentence.end)


def _start(link: Link) -> int:
    return link.start


def _is_label(sentence: Sentence, said: str, links: Sequence[Link]) -> bool:
    """Whether it only names something: a link and no more, or a few words without a verb."""
    if sentence.block.kind == "row" or _DIGIT.search(said):
        return False
    # What stands before and after a link alone is a bullet or a stop.
    after = bisect_right(links, sentence.start + 2, key=_start)
    if any(each.end >= sentence.end - 2 for each in links[max(0, after - 3) : after]):
        return True
    return (
        len(said.split()) <= 6
        and not said.rstrip().endswith((".", "!", "?", ":"))
        and (not _VERB.search(said))
    )


def _tried(document: Document, rule: Rule, places: Sequence[_Place], at: int) -> Finding | None:
    place = places[at]
    # What a page is about is asked first: it is quicker than the patterns, and says no more often.
    if not place.is_rule or not _is_on_its_page(rule, place):
        return None
    if not all(pattern.search(place.said) for pattern in rule.also):
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
    # "weeks|days": one of them is enough.
    if not all(any(name in values for name in each.split("|")) for each in rule.needs):
        return None
    stance = _stance(rule, values, flips)
    return _finding(document, rule, place, values, stance)


def _hit(rule: Rule, place: _Place) -> tuple[int, int] | None:
    found = next((m for p in rule.patterns if (m := p.search(place.said))), None)
    return found.span() if found else said_together(place.sayings, rule.says)


def _is_on_its_page(rule: Rule, place: _Place) -> bool:
    """Whether the headings above are what the rule asks for; many sentences share them."""
    if rule.id not in place.headings:
        here = not rule.topic or not place.topics.isdisjoint(rule.topic)
        here = here and (not rule.heading or _any(rule.heading, place.heading))
        place.headings[rule.id] = here and not _any(rule.not_about, place.heading)
    # What a page is about says much of a terse sentence, and little of one in a long guide.
    return place.headings[rule.id] and (place.is_terse or not rule.terse)


def _fits(rule: Rule, place: _Place) -> bool:
    """Whether the sentence and what stands above it are about what the rule is about."""
    if any(pattern.search(place.said) for pattern in rule.unless):
        return False
    return not rule.about or _any(
        rule.about, f"{place.said} \u2014 {place.lead} \u2014 {place.heading}"
    )


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
    start, end = document.text.with_marks(place.sentence.start, place.sentence.end)
    return Finding(
        file=document.file,
        line=document.text.line_of(place.sentence.start),
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
