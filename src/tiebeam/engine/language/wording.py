"""Where other words would shut out fewer people: suggestions with evidence, never a gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from tiebeam.engine.language import mention, pronouns, roles, rules
from tiebeam.engine.language.allowing import NONE, Allowance, Allowed
from tiebeam.engine.language.sentences import Span, meets_any
from tiebeam.engine.language.spared import no_prose

Strength = Literal["suggestion", "aside"]
WINDOW: Final = 40


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One place where other words may serve better.

    start, end  code points of the text; quote is exactly what stands there
    check       outdated_term, excluding_term, generic_pronoun, binary_pair, advert_wording or
                advert_requirement
    suggest     what to say instead: any of these
    evidence    why, in a sentence; source is who has looked into it
    strength    "aside" is the quieter one
    about       for a pronoun, whom it seems to mean
    ran_out     the entry of the allow-list that silenced this until its day was over
    """

    start: int
    end: int
    quote: str
    check: str
    suggest: tuple[str, ...]
    evidence: str
    source: str
    rule: str
    version: int
    strength: Strength = "suggestion"
    about: str = ""
    ran_out: Allowance | None = None


def wording(text: str, allow: Allowed = NONE, *, advert: bool = False) -> list[Wording]:
    """All suggestions for a text, in order of place: a sentence, a paragraph or a whole document.

    allow   what the organisation has decided to keep saying
    advert  whether it is a job advert, where wording is known to matter more
    """
    found = [*_terms(text, advert=advert), *_pronouns(text)]
    spared = no_prose(text) if found else ()
    prose = (each for each in found if not meets_any(Span(each.start, each.end), spared))
    return sorted(_not_allowed(prose, allow), key=lambda each: (each.start, each.end, each.rule))


def _not_allowed(found: Iterable[Wording], allow: Allowed) -> Iterator[Wording]:
    for each in found:
        if allow.now(quote=each.quote, rule=each.rule) is None:
            yield replace(each, ran_out=allow.before(quote=each.quote, rule=each.rule))


# --- terms ----------------------------------------------------------------------------------------


def _terms(text: str, *, advert: bool) -> Iterator[Wording]:
    small = small_letters(text)
    finder = rules.finder(rules.PACKS if advert else rules.PACKS[:1])
    told = 0
    for span, rule in sorted(finder.found(small), key=lambda each: each[0]):
        if span.start >= told and _is_used(text, small, span, rule):
            told = span.end
            yield _suggestion(text, span, rule)


def small_letters(text: str) -> str:
    """The text in small letters, sign for sign: a few capitals would become two signs."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)


def _is_used(text: str, small: str, span: Span, rule: rules.Rule) -> bool:
    around = small[max(0, span.start - WINDOW) : span.end + WINDOW]
    if rule.unless and rule.unless.search(around):
        return False
    if mention.is_a_name(text, span) or mention.is_mentioned(text, small, span):
        return False
    return not (rule.check.startswith("advert_") and mention.is_unwanted(small, span))


def _suggestion(text: str, span: Span, rule: rules.Rule) -> Wording:
    return Wording(
        start=span.start,
        end=span.end,
        quote=text[span.start : span.end],
        check=rule.check,
        suggest=rule.suggest,
        evidence=rule.why,
        source=rule.source,
        rule=rule.id,
        version=rule.version,
    )


# --- pronouns -------------------------------------------------------------------------------------


def _pronouns(text: str) -> Iterator[Wording]:
    if not pronouns.HE_OR_SHE.search(text):
        return
    small = small_letters(text)
    for each in pronouns.generic(text):
        about = text[each.role.start : each.role.end]
        if not mention.is_mentioned(text, small, each.span):
            yield replace(_of_pronoun(text, each.span, "generic"), about=about)
    for span in pronouns.pairs(text):
        if not mention.is_mentioned(text, small, span):
            yield replace(_of_pronoun(text, span, "pair"), strength="aside")


def _of_pronoun(text: str, span: Span, name: str) -> Wording:
    rule = roles.written()["rules"][name]
    return Wording(
        start=span.start,
        end=span.end,
        quote=text[span.start : span.end],
        check=rule["check"],
        suggest=tuple(rule["suggest"]),
        evidence=rule["why"],
        source=rule["source"],
        rule=rule["id"],
        version=rule["version"],
    )
