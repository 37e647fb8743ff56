"""Lists of holidays: whose days are days off, and whether one may swap them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tiebeam.engine.documents.said import say
from tiebeam.engine.documents.shapes import Document, Effect, Finding, Severity
from tiebeam.engine.texts import Block

_DAYS: Final = {
    "christian": r"christmas(?: eve| day)?|good friday|easter(?: sunday| monday)?|ascension(?: day)?|whit(?: ?monday| sunday)|"
                 r"pentecost|corpus christi|epiphany|all saints(?:'? day)?|assumption|boxing day|st\.? stephen'?s|maundy thursday|"
                 r"immaculate conception|karfreitag|ostermontag|pfingst\w+|heiligabend|weihnacht\w*|christi himmelfahrt|allerheiligen|"
                 r"three kings|reformation day",
    "muslim": r"eid(?:[- ]ul[- ](?:fitr|adha)|[- ]al[- ](?:fitr|adha))?|bakri(?:d| id)|muharram|milad\w*|ramadan|ramzan|id-ul-\w+",
    "hindu": r"diwali|deepavali|holi|dussehra|dasara|dasera|dussera|ganesh chaturthi|vinayaka chaturthi|navratri|pongal|sankranth?i|ugadi|onam|"
             r"raksha bandhan|janmashtami|maha ?shivratri|ram navami|durga puja|vijayadashami|ayudha puja|gudi padwa",
    "jewish": r"rosh hashanah?|yom kippur|passover|pesach|hanukkah|chanukah|sukkot|shavuot",
    "sikh": r"guru nanak\w*|vaisakhi|baisakhi|gurpurab",
    "buddhist": r"vesak|wesak|buddha (?:purnima|jayanti|day)",
    "jain": r"mahavir jayanti|paryushan",
    "east asian": r"(?:lunar|chinese) new year|mid-autumn|qingming|tet\b|seollal|chuseok",
}  # fmt: skip
_FAITHS: Final = {faith: re.compile(rf"\b(?:{pattern.replace(' ', chr(92) + 's+')})(?!\w)", re.IGNORECASE)
                  for faith, pattern in _DAYS.items()}  # fmt: skip
#: Most documents name none of these, and are done with quickly.
_STEMS: Final = (
    "christmas",
    "friday",
    "easter",
    "ascension",
    "whit",
    "pentecost",
    "corpus",
    "epiphany",
    "saints",
    "boxing",
    "stephen",
    "karfreitag",
    "oster",
    "pfingst",
    "heilig",
    "weihnacht",
    "eid",
    "ramadan",
    "diwali",
    "deepavali",
    "dussehra",
    "dasara",
    "pongal",
    "holi",
    "rosh",
    "kippur",
    "passover",
    "hanukkah",
    "guru nanak",
    "vesak",
    "vaisakhi",
    "mahavir",
    "lunar",
    "chinese",
    "ugadi",
    "onam",
)
_SECULAR: Final = re.compile(
    r"\b(?:new\s+year'?s?(?:\s+(?:day|eve))?|independence\s+day|republic\s+day|labou?r\s+day|may\s+day|memorial\s+day|"
    r"thanksgiving|veterans\s+day|juneteenth|bank\s+holiday|martin\s+luther\s+king|presidents?'?s?\s+day|australia\s+day|"
    r"anzac|canada\s+day|victoria\s+day|columbus\s+day|indigenous\s+people\w*|gandhi|unity\s+day|family\s+day|national\s+day|"
    r"king'?s\s+birthday|queen'?s\s+birthday|rajyotsava|neujahr|tag\s+der\s+(?:arbeit|deutschen\s+einheit)|melbourne\s+cup)\b",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"holiday|day\s*off|days\s+off|closed|observ\w+|festival|feiertag|time\s+off|vacation|paid\s+leave",
    re.IGNORECASE,
)
_SWAP: Final = re.compile(
    r"floating\s+holiday|(?:swap|exchange|trade|substitut\w+|switch|choose|alternative)\b[^.]{0,60}(?:holiday|day)|"
    r"(?:religious|faith|cultural)\s+(?:observance|holiday)s?[^.]{0,60}(?:time\s+off|leave|day|accommodat)|"
    r"optional\s+holiday|restricted\s+holiday",
    re.IGNORECASE,
)
#: A day that is named in passing makes no list.
FEWEST: Final = 3

QUESTION: Final = say(
    "Whose holidays are days off, and can the others swap without asking a favour?"
)
WHO_ONE: Final = say("staff of another faith or none, where nothing can be swapped")
WHO_SWAP: Final = say("staff of another faith or none, who may swap")
WHO_MANY: Final = say("staff of the faiths that are named")


def holiday_lists(document: Document) -> Iterator[Finding]:
    """A finding for each list of holidays in a document.

    document  one policy
    Returns   which faiths' days it names (religion), and whether one may swap (swap)
    """
    if not _any_faith(document.text.plain):
        return
    for blocks in _lists(document):
        yield _finding(document, blocks)


def _any_faith(plain: str) -> bool:
    low = plain.lower()
    return any(stem in low for stem in _STEMS)


def _lists(document: Document) -> Iterator[list[Block]]:
    """Blocks in a row, below one heading, that name holidays; or one paragraph naming several."""
    plain = document.text.plain
    for section in document.text.sections:
        about = f"{document.title} {' '.join(section.path)} {plain[section.start : section.end]}"
        if not _ABOUT.search(about):
            continue
        named = [each for each in section.blocks if each.kind != "code" and _names(plain, each)]
        days = sum(_names(plain, each) for each in named)
        if days >= FEWEST and any(_faiths(plain, each) for each in named):
            yield named


def _names(plain: str, block: Block) -> int:
    said = plain[block.start : block.end]
    # A row or an item names one day; running text has to name it as a day off.
    if block.kind not in ("row", "item") and len(said) > 120 and not _ABOUT.search(said):
        return 0
    found = len(_SECULAR.findall(said)) + sum(len(p.findall(said)) for p in _FAITHS.values())
    return min(found, 1) if block.kind in ("row", "item") and len(said) < 120 else found


def _faiths(plain: str, block: Block) -> list[str]:
    said = plain[block.start : block.end]
    return [faith for faith, pattern in _FAITHS.items() if pattern.search(said)]


def _finding(document: Document, blocks: Sequence[Block]) -> Finding:
    text = document.text
    religious = [each for each in blocks if _faiths(text.plain, each)]
    faiths = list(dict.fromkeys(name for each in religious for name in _faiths(text.plain, each)))
    start, end = religious[0].start, religious[-1].end
    if end - start > 1500:
        end = religious[0].end
    swap = "yes" if _SWAP.search(text.plain) else "no"
    many = len(faiths) > 1
    effect, who, severity = _stance(many, swap == "yes")
    return Finding(
        file=document.file, line=text.line_of(start), start=start, end=end,
        quote=text.quote(start, end), check="holiday_calendar",
        parameters={"religion": "multi" if many else faiths[0], "religions": "|".join(faiths),
                    "swap": swap},
        effect=effect, who=who, question=QUESTION, rule="observance.list", version=1,
        severity=severity,
    )  # fmt: skip


def _stance(many: bool, swap: bool) -> tuple[Effect, str, Severity]:
    if many:
        return "helps", WHO_MANY, "low"
    return ("mixed", WHO_SWAP, "low") if swap else ("hinders", WHO_ONE, "medium")
