"""What in a text could tell who somebody is: to be looked at once more before it is kept.

It warns and never forbids: whoever wrote it knows best. English and German are known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Shorter parts of names are words in too many sentences.
SHORTEST_NAME: Final = 3
_PEOPLE: Final = (
    r"(?:wom[ae]n|m[ae]n|persons?|people|colleagues?|employees?|mothers?|fathers?|trainees?|"
    r"frau(?:en)?|m[aä]nn(?:er)?|person(?:en)?|kolleg(?:e|in|en|innen)|mitarbeiter(?:in|innen)?|"
    r"m[uü]tter|v[aä]ter|mutter|vater)"
)
_FEW: Final = r"(?:[1-9]|one|two|three|four|five|six|seven|eight|nine|zwei|drei|vier|fünf|sechs)"
_MONTH: Final = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|"
    r"juli|aug(?:ust)?|sep(?:t(?:ember)?)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
DATE: Final = re.compile(
    rf"\b(?:\d{{4}}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{{2,4}}|\d\d?(?:st|nd|rd|th|\.)? {_MONTH}\b|"
    rf"{_MONTH} \d\d?\b(?!\d))",
    re.IGNORECASE,
)
_NUMBER: Final = r"(?:number|no\.?|id|nummer|nr\.?)"
FOUND: Final[Sequence[tuple[re.Pattern[str], Promise]]] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _("an e-mail address: “%(words)s”")),
    (
        re.compile(rf"\b(?:employee|staff|personnel|payroll|personal|mitarbeiter)[ -]?{_NUMBER}"
                   r"[ :]*\w*\d\w*|\b[A-Z]{1,4}-?\d{4,}\b", re.IGNORECASE),
        _("what looks like an employee number: “%(words)s”"),
    ),
    (
        re.compile(r"(?<![\w.,-])(?:\+\d|\(?0\d)[\d ()/-]{6,}\d\b"),
        _("a phone number: “%(words)s”"),
    ),
    (
        re.compile(rf"\b(?:the )?(?:only|single|sole|einzige[rn]?) (?:[\w-]+ ){{0,3}}?{_PEOPLE}\b",
                   re.IGNORECASE),
        _("words that only one person is meant by: “%(words)s”"),
    ),
    (
        re.compile(rf"(?<!\bin )(?<!\bvon )\b{_FEW} (?:(?!for |für |in |of |von )[\w-]+ )?"
                   rf"{_PEOPLE}\b", re.IGNORECASE),
        _("very few people: “%(words)s”"),
    ),
)  # fmt: skip


def identifying(
    text: str, *, names: Iterable[str], places: Iterable[str] = ()
) -> list[tuple[Promise, str]]:
    """What of a text could tell who somebody is: a sentence with a gap, and the words of it.

    names   of the people who have an account
    places  units and sites of which it speaks: with an exact date, they tell of very few
    """
    found = [
        (says, match[0].strip()) for pattern, says in FOUND for match in pattern.finditer(text)
    ]
    found += [(_("somebody's name: “%(words)s”"), each) for each in _named_in(text, names)]
    date = DATE.search(text)
    if date and (there := [each for each in places if each]):
        words = f"{date[0]}, {there[0]}"
        found.append((_("an exact day together with a place: “%(words)s”"), words))
    return found


def _named_in(text: str, names: Iterable[str]) -> list[str]:
    """Whole names in any letters; parts of them only as they are written."""
    found = []
    for name in names:
        parts = [each for each in name.split() if len(each) >= SHORTEST_NAME]
        if len(parts) > 1 and _stands_in(name, text, re.IGNORECASE):
            found.append(name)
        else:
            found += [each for each in parts if _stands_in(each, text)]
    return list(dict.fromkeys(found))


def _stands_in(words: str, text: str, flags: int = 0) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, flags))


def mark_of(texts: Mapping[str, str]) -> str:
    """What stands for texts that somebody has looked at once more: other texts have another."""
    said = "\x00".join(f"{name}={texts[name]}" for name in sorted(texts))
    return hashlib.sha256(said.encode()).hexdigest()[:20]
