"""Places of one handbook that can't both hold: one says everybody, the other leaves some out.

Each kind is two ways to speak of one thing. Both have to be clauses of the same check, so that what
is compared is about the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tiebeam.engine.documents.quantities import NUMBER, durations, plainly
from tiebeam.engine.documents.said import say
from tiebeam.engine.documents.shapes import Document, Finding
from tiebeam.engine.texts import Sentence

QUESTION: Final = say(
    "One place opens what another one closes. Which of them holds, and who was told which?"
)
WHO: Final = say("whoever read the other place")

Says = Callable[[Finding], bool]


@dataclass(frozen=True)
class Opposites:
    """Two ways to speak of one thing, of which one at most can hold.

    check      the clauses that are compared
    name       of the kind, for machines
    one, other  whether a clause speaks in this way
    shared     what both have to name; left out, nothing
    apart      below one title the two are a rule and its exception, and no contradiction
    """

    check: str
    name: str
    one: Says
    other: Says
    shared: Callable[[Finding], frozenset[str]] | None = None
    apart: bool = False


def _words(pattern: str, *, but: str = "") -> Says:
    wanted = re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)
    unwanted = re.compile(but.replace(" ", r"\s+"), re.IGNORECASE) if but else None

    def says(finding: Finding) -> bool:
        return bool(wanted.search(finding.quote)) and not (
            unwanted and unwanted.search(finding.quote)
        )

    return says


def _is(name: str, *values: str) -> Says:
    return lambda finding: finding.parameters.get(name) in values


def _is_of_the_first_step(finding: Finding) -> bool:
    """Whether a burden is one of acting first, and not of what counts or may be talked about."""
    return not {"standard", "threshold", "silence"} & set(finding.parameters)


def _both(*says: Says) -> Says:
    return lambda finding: all(each(finding) for each in says)


def _named(pattern: str) -> Callable[[Finding], frozenset[str]]:
    found = re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)
    return lambda finding: frozenset(
        each.lower().rstrip("s") for each in found.findall(finding.quote)
    )


_ALIKE: Final = (
    r"\b(?:same|alike|equal(?:ly)?|whoever|regardless|irrespective|no matter|no difference|every (?:new )?parent|both parents|"
    r"all (?:new )?parents|each parent)\b"
)
_CONTRACTS: Final = _named(
    r"\b(?:part[- ]tim|fixed[- ]term|agency|casual|seasonal|temp|intern|apprentice|volunteer|contractor|freelanc|probation|"
    r"sessional|student|trainee|hourly|steward|consultant)"
)
_INCLUDED: Final = (
    r"\b(?:as well|too|also|alike|the same|included|including|enjoy|on any contract|whatever (?:their |your |the )?(?:contract|hours)|"
    r"everyone who works|everybody who works|anyone who works|all who work|from (?:your|the|their) first day|in proportion)\b"
)
_LEFT_OUT: Final = r"\b(?:not|n't|no claim|no right|none|only|exclud\w+|except\w*|without|outside|left out|nothing|never|cannot|ineligible)\b"
_BENEFITS: Final = _named(
    r"\b(?:sick pay|sick leave|pension|dental|health|insurance|holiday|annual leave|vacation|parental|maternity|paternity|bonus|"
    r"training|study|sabbatical|discount|overtime|remote|telework|home|part[- ]time|unpaid|swap|carer|care|bereave\w*|compassionate|"
    r"allowance|gym|childcare|crèche|travel|flexi\w*|hours|shift|conference|secondment|family|grievance)\b"
)

_DENIES: Final = r"\b(?:no|not|n't|never|cannot|can't|nobody|nothing|neither|nor)\b"
_GIVES: Final = r"\b(?:may|can|gets?|given|granted|paid|days?|weeks?|hours|entitled|free|there (?:is|are)|we (?:give|pay|offer))\b"
#: Checks whose clauses are about so little that one of them denies what another one gives.
_NARROW: Final = ("menopause", "pregnancy_loss")

KINDS: Final = (
    *(Opposites(check, "denied|given", _words(_DENIES, but=r"\bnot only\b|\bno (?:need|proof|questions?|form|reason|certificate|doctor)\b|\bneed not\b|\bnot (?:have|need)\b"),
                _words(_GIVES, but=_DENIES)) for check in _NARROW),
    Opposites("parental_leave", "alike|by role", _both(_words(_ALIKE), _is("gendered", "no")),
              _both(_is("gendered", "yes", "role"),
                    _words(r"\d|\bweeks?\b|\bdays?\b|\bmonths?\b|\bturns\b", but=_ALIKE)), apart=True),
    Opposites("scope", "covered|left out", _words(_INCLUDED, but=_LEFT_OUT), _words(_LEFT_OUT),
              _CONTRACTS, apart=True),
    Opposites("reporting_channel", "own line alone|others too",
              _words(r"\b(?:exclusively|solely|only|no other|nobody else|all (?:reports|complaints|concerns|grievances|problems)|any(?:thing| problem| complaint| concern)|first)\b",
                     but=r"\b(?:hot ?line|ombud\w*|outside|anonym\w*|works council|union|trustee|hr\b|or to|may also|whoever you|any (?:lead|manager)|confiden\w*|identit\w+)"),
              _words(r"\b(?:hot ?line|[\w-]+ line|ombud\w*|outside|external|works council|union|trustees?|chaplain|whoever you|any (?:\w+ )?(?:lead|manager|partner|director)|anonym\w*|unidentified|may also|not your (?:manager|supervisor|lead))\b",
                     but=r"\b(?:exclusively|solely|only|never|not|difficult|hard|harder|discourag\w*)\b")),
    Opposites("reporting_channel", "named|unnamed",
              _words(r"\b(?:unsigned|anonym\w+|without (?:a |your )?name)\b[^.]*\b(?:not|bin|unread|ignored|rejected|no\b)|\bmust (?:be signed|give (?:your|a) name)"),
              _words(r"\b(?:anonym\w+|unidentified|without (?:giving )?(?:a |your )?name|(?:not|n't) have to give your name|no names?)\b",
                     but=r"\b(?:cannot|bin|unread|ignored|rejected|not (?:processed|accepted|considered|followed))\b"), apart=True),
    Opposites("flexible_work", "bound|free",
              _words(r"\b(?:all of us|every(?:one|body)|all staff|whole team|no exceptions?|without exception|mandatory|compulsory|not possible|always)\b",
                     but=r"\b(?:may|can|wherever|whatever|like)\b"),
              _words(r"\b(?:wherever|whenever|whatever (?:hours|days|pattern|place)|any (?:pattern|place|hours)|from anywhere|as (?:you|they) like|"
                     r"nobody (?:needs|has) to (?:be )?ask|where you like|when you like|free to|yours to|without core|anyone may|everyone may|choose)\b",
                     but=r"\b(?:not|no|cannot)\b")),
    Opposites("promotion_gate", "by others|by oneself",
              _words(r"\b(?:only|must|cannot|not|n't|nobody)\b[^.]*\b(?:support|propos\w+|nominat\w+|recommend\w*|endors\w+|invit\w+|appl(?:y|ies)|put (?:yourself|themselves))\b|"
                     r"\b(?:nominated|proposed|picked|chosen|tapped|put forward|names? forward)\b", but=r"\bno (?:\w+'?s? )?(?:endorsement|support|approval|nomination)\b"),
              _words(r"\b(?:apply (?:yourself|themselves|whenever|at any|when)|(?:any(?:one|body)|every(?:one|body)|you) (?:may|can) (?:apply|put)|"
                     r"no (?:\w+'?s? )?(?:endorsement|support|approval|nomination|permission)\b[^.]*|self[- ]nominat\w+|put (?:yourself|themselves) forward|apply oneself|themselves, any)",
                     but=r"\b(?:cannot|not be|n't|nobody|only)\b")),
    Opposites("pay_transparency", "hidden|shown", _words(
              r"\b(?:confidential|secret|to yourself|not (?:to )?(?:discuss|talk|speak|share|tell|compare|publish)|never|nobody|private|forbidden)\b"),
              _words(r"\b(?:publish\w*|posted|public|everyone can|anyone can|anybody can|anybody may|every(?:one|body) may|open|visible|transparen\w+|free to (?:talk|discuss|compare)|hangs?|in (?:each|every) (?:advert|ad)|talk about)\b",
                     but=r"\b(?:confidential|secret|not|n't|never|nobody|forbidden)\b")),
    Opposites("pay_setting", "by talk|not by talk",
              _words(r"\b(?:negotia\w+|haggl\w+|agreed (?:individually|freely)|what you (?:ask|earned)|individually|counter-?offer|match)\b",
                     but=r"\b(?:not|n't|no|never|nobody|without)\b"),
              _words(r"\b(?:not|n't|no|never|nobody|without)\b[^.]{0,40}\b(?:negotia\w+|haggl\w+|bargain\w*|exceptions?)\b|\bsame (?:pay|offer|salary|rate)\b|\bnever from the person\b")),
    Opposites("burden_on_target", "first by oneself|need not", lambda finding: finding.effect == "hinders" and _is_of_the_first_step(finding),
              lambda finding: finding.effect == "helps" and _is_of_the_first_step(finding), apart=True),
    Opposites("holiday_calendar", "swapped|not swapped",
              _words(r"\b(?:swap\w*|trad(?:e|es|ed)|exchang\w+|instead|floating|in lieu)\b", but=r"\b(?:not|n't|no|never|cannot)\b"),
              _words(r"\b(?:not|n't|no|never|cannot)\b[^.]{0,30}\b(?:swap\w*|trad(?:e|es|ed)|exchang\w+|moved)\b|\b(?:from|out of|off) (?:your|their) (?:own |annual |yearly )?(?:leave|holiday|vacation)|\bmust (?:use|take) (?:annual |their |your )?(?:leave|vacation)")),
    Opposites("accommodation", "proof|no proof",
              _words(r"\b(?:certificate|doctor\W*s?|proof|diagnosis)\b", but=r"\b(?:no|not|n't|without|never|need not|nobody)\b"),
              _words(r"\b(?:no|not|n't|without|never|need not|nobody)\b[^.]{0,40}\b(?:certificate|report|doctor\W*s?|medical|form|proof|diagnosis|paperwork|papers)\b",
                     but=r"\b(?:disclos\w+|share|reveal)\b"), apart=True),
    Opposites("clawback", "paid back|never back",
              _words(r"\b(?:repay|pay|refund|back|return|owe)", but=r"\b(?:never|nobody|not|n't|no)\b"),
              _words(r"\b(?:never|nobody|not|n't|no)\b[^.]{0,40}\b(?:repay|back|refund|owe)",
                     but=r"\b(?:more than|after|once|later than)\b")),
    Opposites("performance_review", "objected|final", _is("appeal", "yes"),
              _both(_is("appeal", "no"), _words(r"\b(?:appeal|challeng|contest|question|final|object|disput)"))),
    Opposites("waiting_period", "at once|after a time", _is("tenure", "none"),
              lambda finding: finding.parameters.get("tenure", "none") != "none", _BENEFITS),
    Opposites("anti_retaliation", "safe|not safe",
              _words(r"\b(?:no|not|nobody|never|n't|won't|without)\b[^.]*\b(?:punish\w*|disadvantage\w*|lose|retaliat\w+|consequence\w*|disciplin\w*)",
                     but=r"\b(?:good faith|unless)\b"),
              _words(r"\b(?:unfounded|unproven|untrue|not (?:be )?prove\w*|cannot be prove\w*|wrong|groundless|baseless)\b[^.]*\b(?:disciplin\w*|dismiss\w*|sack\w*|let go|warning|consequence\w*)")),
    Opposites("family_definition", "anyone|kin alone",
              _words(r"\b(?:anyone|whoever|whomever|you name|you consider|chosen|close to you|however)\b", but=r"\bonly\b"),
              _words(r"\b(?:only|limited|no others?|means|not for)\b[^.]*\b(?:husband|wife|spouse|blood|legal\w*|married|kin)\b", but=r"\b(?:anyone|whoever|you name|friend|partner)\b"),
              lambda finding: frozenset({finding.parameters.get("unit", "")})),
    Opposites("discretion", "asked|not asked",
              _words(r"\b(?:needs?|requires?|only|must|subject to|approv\w+|consent|decides?|may refuse|up to|discretion)\b",
                     but=r"\b(?:no|not|n't|nobody|never|without|need not)\b"),
              _words(r"\b(?:no|not|n't|nobody|never|without|need not)\b[^.]{0,30}\b(?:ask\w*|approv\w+|permission|consent|refuse\w*)"), _BENEFITS),
    Opposites("unilateral_change", "asked|not asked",
              _words(r"\b(?:works council|unions?|vote|bargain\w*|only after|never without|consult(?:s|ed|ing|ations?)?|consent of|agreement of|both sides|your consent)\b",
                     but=r"\bwithout (?:notice|consult|asking|consent|agreement)"),
              _words(r"\b(?:at any time|without (?:notice|consult\w*|asking|consent|agreement|reasons?|statement)|whenever|sole|absolute|at its discretion|don't have to|simple note)\b")),
)  # fmt: skip


def opposites(by_file: Mapping[str, Document], findings: Sequence[Finding]) -> Iterator[Finding]:
    """Pairs of places that can't both hold, one finding each.

    by_file   the documents by their names
    findings  the clauses found in them
    Returns   a finding at one place, with the other one in its parameters
    """
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in findings:
        groups[by_file[each.file].collection, each.check].append(each)
    for kind in KINDS:
        for (_, check), group in groups.items():
            if check == kind.check:
                yield from _pairs(kind, group, by_file)


#: What has one number in a handbook: how it is called, beside a length of time.
_THINGS: Final = {
    "probation": r"probation\w*|trial (?:period|time)|confirmation period",
    "holiday": r"annual leave|(?:paid )?holidays?|vacation|days of recreation|paid leave",
    "notice": r"notice(?: period)?",
    "sick": r"sick (?:pay|leave|days)|sickness",
    "parental": r"parental leave|parents|new parents",
    "bereavement": r"bereavement\w*|compassionate leave|funeral leave",
    "caring": r"carer\W*s?\W* leave|care leave",
    "study": r"study leave|training (?:days|time)|learning days",
    "sabbatical": r"sabbaticals?",
    "hours": r"(?:working |weekly )hours|working week",
    "office": r"(?:office|campus|site) days|in the office|on site|on campus|at (?:their|your|the) desks?",
    "swap": r"public holidays?|bank holidays?",
}
_LENGTH: Final = re.compile(
    rf"\b(?P<n>{NUMBER})[\s-]+(?:\w+[\s-]+){{0,2}}?(?P<unit>hours?|days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
#: With one of these it is a case of its own.
_SPECIAL: Final = re.compile(
    r"\b(?:mothers?|fathers?|partners?|primary|secondary|part[- ]time|if|unless|except|managers?|senior|apprentices?|extra|additional|"
    r"up to|per|each|every|first|then|after|until|at least|further|second|stage|step|between|more than|less than|carry|"
    r"for each|before|birth|spouse|child|parent|friend|half|example|e\.g\.)\b", re.IGNORECASE)  # fmt: skip


def two_numbers(documents: Sequence[Document]) -> Iterator[Finding]:
    """One thing for which two places of a handbook give two lengths of time.

    Three lengths and more are a table of cases, and no mistake.
    """
    said: dict[tuple[str, str, str], dict[str, tuple[Document, Sentence]]] = defaultdict(dict)
    for document in documents:
        for sentence in document.text.sentences:
            for thing, unit, number in _lengths(document.text.plain[sentence.start : sentence.end]):
                said[document.collection, thing, unit].setdefault(number, (document, sentence))
    for (_, thing, _), values in said.items():
        if len(values) == 2:
            (one_n, one), (other_n, other) = values.items()
            if one[1].block.start != other[1].block.start or one[0] is not other[0]:
                yield _two_lengths(thing, f"{other_n}|{one_n}", other, one)


def _lengths(said: str) -> Iterator[tuple[str, str, str]]:
    found = list(_LENGTH.finditer(said))
    if len(found) != 1 or _SPECIAL.search(said):
        return
    unit = found[0]["unit"].lower().rstrip("s")
    number = next(iter(durations(f"{found[0]['n']} {unit}s")), None)
    around = said[max(0, found[0].start() - 60) : found[0].end() + 40]
    things = [name for name, pattern in _COMPILED.items() if pattern.search(around)]
    if number is not None and len(things) == 1:
        yield things[0], unit, plainly(number.amount)


_COMPILED: Final = {name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
                    for name, pattern in _THINGS.items()}  # fmt: skip


def _two_lengths(
    thing: str, between: str, place: tuple[Document, Sentence], other: tuple[Document, Sentence]
) -> Finding:
    document, sentence = place
    start, end = document.text.with_marks(sentence.start, sentence.end)
    return Finding(
        file=document.file, line=document.text.line_of(start), start=start, end=end,
        quote=document.text.quote(start, end), check="contradiction",
        parameters={"between": between, "of": thing, "other_file": other[0].file,
                    "other_line": str(other[0].text.line_of(other[1].start))},
        effect="cannot tell", who=WHO, question=QUESTION, rule="across.two-numbers", version=1,
        severity="medium",
    )  # fmt: skip


def two_deciders(by_file: Mapping[str, Document], findings: Sequence[Finding]) -> Iterator[Finding]:
    """One thing on which two places of a handbook let two different people decide."""
    said: dict[tuple[str, str], dict[str, Finding]] = defaultdict(dict)
    for each in findings:
        decider = each.parameters.get("approver")
        # "We" is whoever decides, and so contradicts nobody.
        if decider not in (None, "company", "none") and each.check in (
            "discretion",
            "flexible_work",
            "promotion_gate",
        ):
            for thing in _DECIDED_ON(each):
                said[by_file[each.file].collection, thing].setdefault(decider, each)
    for (_, thing), deciders in said.items():
        if len(deciders) == 2:
            (one_name, one), (other_name, other) = deciders.items()
            # Two people on one page are two steps of one way.
            if one.file != other.file:
                yield replace(
                    other, check="contradiction",
                    parameters={"between": f"{other_name}|{one_name}", "of": thing,
                                "other_file": one.file, "other_line": str(one.line)},
                    effect="cannot tell", who=WHO, question=QUESTION, rule="across.two-deciders",
                    version=1, severity="medium",
                )  # fmt: skip


_DECIDED_ON: Final = _named(
    r"\b(?:part[- ]time|from home|remote|telework|sabbatical|unpaid leave|unpaid|swaps?|overtime|training|study leave|conference|"
    r"secondment|home office|early|late|weekends?|flexitime|compressed|annual leave|holidays?|vacation|travel|course|promotions?|bonus)\b"
)


def _pairs(
    kind: Opposites, group: Sequence[Finding], by_file: Mapping[str, Document]
) -> Iterator[Finding]:
    """The first other place for each that speaks in the one way; several may be meant."""
    others = [each for each in group if kind.other(each)]
    told: set[tuple[str, int]] = set()
    for one in group:
        if not kind.one(one):
            continue
        fitting = (each for each in others if each is not one and _share(kind, one, each)
                   and (not kind.apart or _stand_apart(one, each, by_file))
                   and (each.file, each.start) not in told)  # fmt: skip
        other = next(fitting, None)
        if other is not None:
            told.add((other.file, other.start))
            yield _finding(kind, one, other)


def _stand_apart(one: Finding, other: Finding, by_file: Mapping[str, Document]) -> bool:
    """Whether they stand below different titles: below one they are a rule and its exception."""
    if one.file != other.file:
        return True
    document = by_file[one.file]
    return _path(document, one) != _path(document, other)


def _path(document: Document, finding: Finding) -> tuple[str, ...]:
    found = next((each for each in document.text.sentences if each.end > finding.start), None)
    return found.block.path if found else ()


def _share(kind: Opposites, one: Finding, other: Finding) -> bool:
    return kind.shared is None or bool(kind.shared(one) & kind.shared(other))


def _finding(kind: Opposites, one: Finding, other: Finding) -> Finding:
    return replace(
        other, check="contradiction",
        parameters={"between": kind.name, "of": kind.check, "other_file": one.file,
                    "other_line": str(one.line)},
        effect="hinders", who=WHO, question=QUESTION, rule="across.opposites", version=1,
        severity="medium",
    )  # fmt: skip
