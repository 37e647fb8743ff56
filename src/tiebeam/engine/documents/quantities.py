"""Lengths of time, shares and sums of money in a sentence: how much, of what, and for what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Unit = Literal["hour", "day", "week", "month", "year"]
Role = Literal["amount", "tenure", "notice", "deadline", "lookback", "every", "age"]

_ONES: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS: Final = {
    **{word: n for n, word in enumerate(_ONES)},
    **{word: 10 * (n + 2) for n, word in enumerate(_TENS)},
    "a": 1, "an": 1, "half": 0.5, "half a": 0.5, "couple of": 2,
}  # fmt: skip
_TENS_AND_ONES: Final = rf"(?:{'|'.join(_TENS)})(?:[-\s]+(?:{'|'.join(_ONES[1:10])}))?"
_HUNDREDS: Final = rf"(?:one|a)\s+hundred(?:\s+and)?(?:\s+(?:{_TENS_AND_ONES}|{'|'.join(_ONES)}))?"
NUMBER: Final = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|{_HUNDREDS}|{_TENS_AND_ONES}|"
    rf"{'|'.join(reversed(_ONES))}|half(?:\s+a)?|an?)"
)
#: What may stand between a number and its unit without changing how much it is.
_KINDS: Final = (
    r"(?:calendar|working|business|work|consecutive|contiguous|continuous|full|complete|completed|"
    r"additional|extra|further|whole|more|paid|unpaid|fully|unbroken|long|federal|fiscal|bank|"
    r"statutory|annual|credited|cumulative|straight)"
)
DURATION: Final = (
    rf"(?:(?:\d+\s*(?:-|\u2013)|{NUMBER}\s+(?:to|or)\s)\s*)?(?P<n>{NUMBER})\+?(?:\s+or\s+more)?"
    rf"(?:\s*\(\s*\d+(?:\.\d+)?\s*\))?[\s*_-]*(?P<kinds>(?:{_KINDS}[\s-]+){{0,3}})"
    r"(?P<unit>hours?|days?|weeks?|fortnights?|months?|years?|quarters|hrs?|wks?|yrs?)\b(?P<own>'s?)?"
)
_DURATION: Final = re.compile(rf"(?<![\w.$€£₹])(?:{DURATION})", re.IGNORECASE)
_UNITS: Final[dict[str, tuple[Unit, float]]] = {
    "hour": ("hour", 1), "hr": ("hour", 1), "day": ("day", 1), "week": ("week", 1),
    "wk": ("week", 1), "fortnight": ("week", 2), "month": ("month", 1), "quarter": ("month", 3),
    "year": ("year", 1), "yr": ("year", 1),
}  # fmt: skip

_SERVICE: Final = (
    r"(?:service|employment|tenure|working|work(?:ed)?\s+(?:for|at|with|here)|employed|seniority|"
    r"(?:your|their|the)\s+(?:probation|qualifying|trial)|probation\w*|being\s+(?:here|with)|"
    r"joining|hire|start\s+date|on\s+the\s+job|in\s+(?:role|post|grade|position|the\s+(?:role|job|"
    r"company|grade))|with\s+(?:us|the\s+(?:company|organi[sz]ation|firm|employer|agency)))"
)
_TENURE_AFTER: Final = re.compile(
    rf"^\W*(?:of|in|at|as|with|from|after|or\s+more|or\s+longer|since|minimum|'|\w+ly)?[\s,]*"
    rf"(?:(?:a|an|the|your|their|of|in|at|as|with|continuous|unbroken|full|full-time|paid|completed?|"
    rf"regular|permanent|creditable|federal|uninterrupted|more|or|longer|qualifying|active|prior|"
    rf"of)\s+){{0,5}}{_SERVICE}",
    re.IGNORECASE,
)
_TENURE_BEFORE: Final = re.compile(
    r"(?:\bemployed|\bworked|\bworking\s+(?:here|for\s+us|with\s+us)|\bwith\s+us|\bhired|"
    r"\bbeen\s+(?:here|(?:an?\s+)?(?:\w+\s+){0,2}employees?|with\s+(?:us|the\s+\w+)|in\s+(?:role|post|your\s+\w+|their\s+\w+))|"
    r"\bcompleted|\bservice\s+of|\btenure\s+of|\bprobation(?:ary)?(?:\s+period)?|\bqualif(?:y|ying)\s+period|"
    r"\bwaiting\s+period|\bserved)"
    r"(?:\s+(?:of|for|is|lasts?|after|with|at|by|us|here|the|company|continuously|their|your|first|initial|a|an|"
    r"minimum|least|more|longer|than|over|period|usually|normally|generally|typically|in|organi[sz]ation)){0,6}\s*$",
    re.IGNORECASE,
)
_AFTER_ONLY: Final = re.compile(r"\b(?:after|following|upon|on\s+completion\s+of)"
                                r"(?:\s+(?:every|the|your|their|an?\s+initial|first|completing|"
                                r"completion\s+of|reaching|at\s+least|a\s+minimum\s+of|about))*\s*$",
                                re.IGNORECASE)  # fmt: skip
_FIRST: Final = re.compile(r"\b(?:first|initial)\s*$", re.IGNORECASE)
_NOTICE_AFTER: Final = re.compile(
    r"^\W*(?:of\s+)?(?:\w+\s+)?(?:notice\b|in\s+advance|beforehand|prior\s+(?:to|notice)|before\b|"
    r"ahead\b|advance\b)",
    re.IGNORECASE,
)
_NOTICE_BEFORE: Final = re.compile(
    r"\b(?:notice\s+(?:period\s+)?(?:of|is)|notify\b.{0,40}|give\s+.{0,20}notice.{0,20})"
    r"(?:\s+(?:at\s+least|a\s+minimum\s+of))?\s*$",
    re.IGNORECASE,
)
_DEADLINE_BEFORE: Final = re.compile(
    r"\b(?:within|no\s+later\s+than|not\s+later\s+than|not\s+(?:to\s+)?exceed(?:ing)?|no\s+more\s+than|"
    r"in\s+under|inside)(?:\s+(?:a\s+maximum\s+of|the\s+(?:next|following|first)|about|a\s+period\s+of|"
    r"at\s+most|approximately))?\s*$",
    re.IGNORECASE,
)
_LOOKBACK: Final = re.compile(
    r"\b(?:in|during|over|within)\s+(?:the|any)\s+(?:last|past|previous|prior|preceding|rolling|single)?"
    r"\s*$",
    re.IGNORECASE,
)
_LOOKBACK_AFTER: Final = re.compile(
    r"^\s*(?:(?:period|window)\s+)?(?:before|prior\s+to|preceding|leading\s+up|ending)\b",
    re.IGNORECASE,
)
_EVERY_BEFORE: Final = re.compile(r"\b(?:every|each|per)\s*$", re.IGNORECASE)
#: Something is counted, and then comes in how long: no comma and no full stop between.
_COUNTED: Final = re.compile(
    rf"\b(?:once|twice|{NUMBER}\s+times|{NUMBER}\s+(?:{_KINDS}\s+){{0,3}}"
    r"(?:hours?|days?|weeks?|months?)\b)(?:\s+[\w'-]+){0,6}\s*$",
    re.IGNORECASE,
)
_LEADS_TO_LENGTH: Final = re.compile(
    r"\b(?:for|after|of|than|within|in|over|least|most|under|about|until|to|takes?|is|are|be|lasts?|"
    r"have|has|had|gets?|with|from|by|and|or|every|each|half|nearly|almost|up\s+to)\s*$",
    re.IGNORECASE,
)
_AGE_AFTER: Final = re.compile(r"^\W*(?:old\b|of\s+age\b)", re.IGNORECASE)
_PARENTHESIS: Final = re.compile(r"[()]")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, and what it is the length of.

    role  amount (what one gets), tenure (how long one must have been here), notice, deadline,
          lookback (a stretch before something), every (how often) or age
    """

    amount: float
    unit: Unit
    start: int
    end: int
    role: Role
    working: bool = False

    @property
    def weeks(self) -> float | None:
        """In weeks, where that says as much: six months are 26, ten days are no number of weeks."""
        if self.unit == "week":
            return self.amount
        if self.unit == "month":
            return round(self.amount * 52 / 12)
        if self.unit == "year":
            return self.amount * 52
        if self.unit == "day" and self.working and self.amount % 5 == 0:
            return self.amount / 5
        whole = self.unit == "day" and self.amount >= 28 and self.amount % 7 == 0
        return self.amount / 7 if whole else None

    @property
    def days(self) -> float:
        """In days, by the calendar unless they are said to be working days."""
        return (
            self.amount * {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365}[self.unit]
        )

    @property
    def short(self) -> str:
        """Number and the unit's first letter: 12m, 5y, 26w, 90d, 48h."""
        return f"{plainly(self.amount)}{self.unit[0]}"


def plainly(value: float) -> str:
    """A number without needless decimals: 12, 2.5."""
    return str(int(value)) if value == int(value) else f"{value:.2f}".rstrip("0")


def value_of(words: str) -> float:
    """The number that digits or words say.

    words  such as "1,250", "twenty-six", "a"
    """
    low = " ".join(words.lower().replace(",", "").replace("-", " ").split())
    if re.fullmatch(r"\d+(?:\.\d+)?", low):
        return float(low)
    if low in _WORDS:
        return float(_WORDS[low])
    if "hundred" in low:
        rest = low.split("hundred", 1)[1].replace("and", "").strip()
        return 100 + (value_of(rest) if rest else 0)
    return float(sum(_WORDS[word] for word in low.split()))


def durations(sentence: str) -> list[Duration]:
    """Every length of time in a sentence, in order.

    sentence  plain text
    Returns   each with its place in the sentence
    """
    return list(_durations(sentence)) if _MAY_HAVE.search(sentence) else []


_MAY_HAVE: Final = re.compile(r"hour|day|week|fortnight|month|year|quarter|hr|wk|yr", re.IGNORECASE)


def _durations(sentence: str) -> Iterator[Duration]:
    for found in _DURATION.finditer(sentence):
        if found["n"].lower() in ("a", "an") and found["unit"].lower().endswith("s"):
            continue
        unit, times = _UNITS[found["unit"].lower().removesuffix("s")]
        amount = value_of(found["n"]) * times
        before, after = (
            sentence[max(0, found.start() - 90) : found.start()],
            sentence[found.end() :],
        )
        # "Five days a year" is as long as "five days per year", which names one length.
        if _is_rate(found["n"], before):
            continue
        yield Duration(
            amount=amount,
            unit=unit,
            start=found.start(),
            end=found.end(),
            role=_role(before, after[:90], bool(found["own"])),
            working=bool(
                re.search(r"working|business|work\b", found["kinds"] or "", re.IGNORECASE)
            ),
        )


def _is_rate(number: str, before: str) -> bool:
    """Whether "a year" says how often: "five days of leave a year", "twice a week"."""
    if number.lower() not in ("a", "an") or _LEADS_TO_LENGTH.search(before):
        return False
    return bool(_COUNTED.search(before))


def _role(before: str, after: str, owned: bool) -> Role:
    if _AGE_AFTER.match(after):
        return "age"
    if _NOTICE_AFTER.match(after) and not _LOOKBACK.search(before):
        return "notice"
    if _LOOKBACK_AFTER.match(after) or _LOOKBACK.search(before):
        return "lookback"
    if _DEADLINE_BEFORE.search(before):
        return "deadline"
    if _EVERY_BEFORE.search(before) and not re.search(r"after\s+every\s*$", before, re.IGNORECASE):
        return "every"
    if _NOTICE_BEFORE.search(before):
        return "notice"
    if _TENURE_AFTER.match(after) or _TENURE_BEFORE.search(before):
        return "tenure"
    if _FIRST.search(before) and re.match(r"^\W*(?:of|in|at)\b", after):
        return "tenure"
    # "After five years": years are served, days and weeks may be those after a birth.
    if _AFTER_ONLY.search(before) and not re.match(
        r"^\W*(?:(?:of|from|after|following)\s+)(?!continuous)", after, re.IGNORECASE
    ):
        return "tenure"
    return "amount"


_PERCENT: Final = re.compile(rf"(?<![\w.])({NUMBER})\s*(?:%|per\s?cent\b|percent\b)", re.IGNORECASE)


def percents(sentence: str) -> list[tuple[float, int, int]]:
    """Every share in a sentence: the percentage and its place."""
    if "%" not in sentence and "cent" not in sentence.lower():
        return []
    return [(value_of(m[1]), m.start(), m.end()) for m in _PERCENT.finditer(sentence)]


_SYMBOLS: Final = {"$": "USD", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD",
                   "NZ$": "NZD", "€": "EUR", "£": "GBP", "₹": "INR", "RS": "INR", "RS.": "INR",
                   "INR": "INR", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "CHF": "CHF",
                   "AUD": "AUD", "CAD": "CAD", "NZD": "NZD", "SEK": "SEK"}  # fmt: skip
_NAMES: Final = {"dollar": "USD", "euro": "EUR", "pound": "GBP", "rupee": "INR"}
_MONEY: Final = re.compile(
    r"(?<![\w])(?P<sign>(?:US|AU|CA|NZ|A|C)?\$|€|£|₹|(?:Rs\.?|INR|USD|EUR|GBP|CHF|AUD|CAD|NZD|SEK)"
    r"(?=\s*\d))\s*(?P<n>\d[\d,]*(?:\.\d+)?)\s?(?P<times>k\b|m\b|thousand\b|million\b|lakhs?\b)?"
    r"|(?<![\w.])(?P<n2>\d[\d,]*(?:\.\d+)?)\s?(?P<times2>k\b)?\s*(?P<name>€|£|EUR\b|USD\b|GBP\b|CHF\b|INR\b|"
    r"AUD\b|dollars?\b|euros?\b|pounds?\b|rupees?\b)",
    re.IGNORECASE,
)
_TIMES: Final = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "lakh": 1e5, "lakhs": 1e5}


@dataclass(frozen=True, slots=True)
class Money:
    """A sum, in the currency that its sign says."""

    amount: float
    currency: str
    start: int
    end: int

    @property
    def short(self) -> str:
        """Sum and currency: 5000USD."""
        return f"{plainly(self.amount)}{self.currency}"


def sums(sentence: str) -> list[Money]:
    """Every sum of money in a sentence, in order."""
    found = []
    for m in _MONEY.finditer(sentence):
        number = (m["n"] or m["n2"]).replace(",", "")
        # "2.000 €" is two thousand where a stop parts thousands; nobody pays a thousandth of a cent.
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number):
            number = number.replace(".", "")
        sign = (m["sign"] or m["name"]).upper()
        currency = _SYMBOLS.get(sign) or _NAMES[sign.lower().removesuffix("s")]
        times = _TIMES.get((m["times"] or m["times2"] or "").lower(), 1)
        found.append(Money(float(number) * times, currency, m.start(), m.end()))
    return found
