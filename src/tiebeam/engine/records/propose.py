"""A first mapping, proposed from headers and values, for somebody who knows the data to correct.

It is a proposal: every guess is written down with its reason, and nothing about a person is ever
guessed. Whether a column holds a name, an attribute or a date is read from headers and formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from tiebeam.engine.records.fields import BY_NAME, EXIT_REASONS
from tiebeam.engine.records.mapping import SCHEMA


@dataclass(frozen=True, kw_only=True)
class ColumnFacts:
    """What was seen of a column: up to a few thousand different values, the most frequent first.

    rows      rows looked at
    filled    rows with a value
    distinct  different values among them
    """

    name: str
    rows: int
    filled: int
    distinct: int
    values: tuple[str, ...]


@dataclass
class Proposal:
    """A mapping as plain data, and what to look at again."""

    mapping: dict[str, Any]
    remarks: list[str] = field(default_factory=list)


class NotRecognised(ValueError):
    """No column was found that says who a row is about, or when."""


#: Words in headers, as regular expressions over lower-case words joined by spaces; first fit wins.
_HEADERS: Final[tuple[tuple[str, str], ...]] = (
    ("person", r"(employee|emp|person|people|worker|staff|colleague|judge|roster|leaver|personnel)"
               r" ?(id|no|nr|num|number|code|key)|(empid|id|uid|pernr)"),
    ("manager", r"(manager|supervisor|boss|reports to|line manager)( employee)? ?(id|no|number)?"),
    ("event", r"(event|event type|action|action type|movement|transaction)"),
    ("period", r"(year|status year|period|month|snapshot|snapshot date|as of|as of date|report date"
               r"|reporting date|record ?date( key)?|effective year|fiscal year)"),
    ("hired", r"(orig(inal)? ?)?(org )?(hire|hired|hiring|appointed|joined|joining|start of"
              r" employment|date ?of ?hire|entry)( ?date)?( key)?|date of (hire|joining)"
              r"|dateofhire|orighiredate key|date joined"),
    ("left", r"(vacate effective|vacate|termination|terminated|leave|leaving|left|exit|resignation"
             r"|separation|last (working )?day|end of employment)( date)?( key)?"
             r"|date ?of ?termination|terminationdate key|date left|last day employed"),
    ("exit_reason", r"(exit|leave|leaving|termination|term|vacate|separation|resignation)"
                    r" ?(reason|description|desc|type)( desc)?|termreason( desc)?|reason( for)?"
                    r" leaving|reason left"),
    ("born", r"(birth|born|dob)( ?(date|year|day))?( key)?|date of birth|year of birth"
             r"|birthdate( key)?"),
    ("pay", r"(annual |base |basic |gross |yearly )?(pay|salary|wage|compensation)( eur| usd| gbp)?"
            r"( amount)?|annual rate|fte pay|fte salary"),
    ("currency", r"(pay |salary )?currency( code)?"),
    ("grade", r"(current )?(grade|rank|level|band|job level|pay grade|seniority)"),
    ("unit", r"(current )?(unit|department|division|business unit|org(anisation|anization)?( unit)?"
             r"|team|court name|dept)( name| path| description)?"),
    ("job", r"(job|position|role|function|occupation)( ?(title|name|code))?|title"),
    ("site", r"(site|location|office|city|town|workplace|work location|state|country)( name)?"),
    ("contract", r"(contract|employment|worker|staff)( ?(type|kind))|contract"),
    ("hours", r"(weekly |contracted |standard )?hours( per week)?|fte hours"),
    ("from", r"(valid |effective |spell )?(from|start|begin|begins|starts)( date)?|start date"
             r"|commission date|effective date"),
    ("to", r"(valid |effective |spell )?(to|until|end|ends|thru|through)( date)?|end date"),
    ("on", r"(event |effective |action )?date|on"),
)  # fmt: skip

_ATTRIBUTES: Final[tuple[tuple[str, str], ...]] = (
    ("gender", r"(gender|sex)( identity| code| desc| full)?"),
    ("race", r"race( desc| code)?"),
    ("ethnicity", r"(ethnicity|ethnic (group|origin|background))"),
    ("hispanic", r"hispanic( latino)?|hispaniclatino"),
    ("disability", r"(disability|disabled)( status)?"),
    ("religion", r"(religion|faith|belief)"),
    ("sexual_orientation", r"(sexual )?orientation|sexuality"),
    ("caring", r"(caring|carer|caregiver|care)( responsibilities| duties| status)?"),
    ("nationality", r"(nationality|citizenship|citizen desc|citizen)"),
    ("veteran", r"veteran( status)?"),
    ("education", r"(education|degree|school)( level)?"),
)

_TAGS: Final = (
    r"shift( pattern)?|promotion route|pay setting|cost ?cent(er|re)|business unit|store( name)?"
    r"|president party|recruitment ?source|parental leave|work pattern|remote|full time|part time"
)

DATE_FORMATS: Final = (
    "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y", "%Y%m%d", "%d-%b-%Y",
    "%d %b %Y", "%b %d, %Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%y", "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %H:%M:%S",
)  # fmt: skip

_GENDERS: Final = {
    "m": "Men", "male": "Men", "man": "Men", "f": "Women", "female": "Women", "w": "Women",
    "woman": "Women",
}  # fmt: skip
_NOT_STATED: Final = r"prefer not to (say|answer|state)|not (stated|disclosed|specified)|declined.*"

_REASONS: Final[tuple[tuple[str, str], ...]] = (
    ("death", r"death|died|deceased|killed"),
    ("retirement", r"retire|pension"),
    ("end of contract", r"end of (fixed|contract|temp)|contract (end|expir)|expir|abolition"),
    ("involuntary", r"dismiss|discharg|terminat(ed|ion)|fired|layoff|lay-off|redundan|cause"
                    r"|misconduct|involuntary|impeach|abandon|no-call|attendance|performance"),
    ("voluntary", r"resign|voluntar|quit|another (job|position)|other (job|employment)|personal"
                  r"|career|relocat|return to school|unhappy|more money|hours|family|military"),
)  # fmt: skip

_UNIFORMED: Final = (
    r"officer|constable|fire ?fighter|deputy sheriff",
    r"sergeant",
    r"lieutenant",
    r"captain|commander|inspector|chief|superintendent",
)

#: Ladders by the words that grades hold, from the bottom up; the first with three steps is used.
_LADDERS: Final[tuple[tuple[str, ...], ...]] = (
    _UNIFORMED,
    (r"intern|trainee|apprentice|assistant|clerk|associate|crew|junior",
     r"analyst|specialist|technician|administrator|engineer|advisor|officer|accountant",
     r"senior|lead|principal|sr\.?", r"manager|supervisor|head",
     r"director", r"vice president|vp|chief|president|ceo|cio|cfo|executive officer"),
)  # fmt: skip


def propose(columns: Sequence[ColumnFacts], *, file: str | None = None) -> Proposal:
    """A mapping for one table.

    Raises  NotRecognised when no column looks like an id, or no date places the rows in time
    """
    proposal = Proposal(mapping={"schema": SCHEMA, "organisation": "", "currency": ""})
    fields = _fields(columns, proposal)
    shape = _shape(fields, columns)
    workforce: dict[str, Any] = {"shape": shape}
    if file:
        workforce["file"] = file
    kept = _for_shape(fields, shape)
    if shape == "snapshots":
        workforce["every"] = _every(kept["period"])
    dates = _date_formats([kept[n] for n in kept if BY_NAME[n].kind == "date"], proposal)
    if dates and dates != ["%Y-%m-%d"]:
        workforce["dates"] = dates
    if "pay" in kept and _decimal_comma(kept["pay"].values):
        workforce["decimal"] = ","
    workforce["fields"] = {name: _field(name, facts, proposal) for name, facts in kept.items()}
    taken = {facts.name for facts in kept.values()}
    workforce |= _described([c for c in columns if c.name not in taken], proposal)
    proposal.mapping["workforce"] = workforce
    if "pay" in kept and "currency" not in kept:
        proposal.remarks.append('Say the currency of the pay, such as currency = "EUR".')
    return proposal


def is_telling(header: str) -> bool:
    """Whether a header could stand for anything; the values of other columns don't matter.

    An export may have thousands of columns, and looking into each takes its time.
    """
    known = (*(pattern for _, pattern in _HEADERS), *(pattern for _, pattern in _ATTRIBUTES), _TAGS)
    return any(_is(pattern, header) for pattern in known)


def as_field(name: str, column: ColumnFacts) -> Any:
    """How a column is read of which somebody says that it is this field of ours."""
    return _field(name, column, Proposal(mapping={}))


def as_attribute(column: ColumnFacts, *, source: str) -> dict[str, Any]:
    """How a column is read of which somebody says that it describes people: secret, until said.

    source  where its values came from, one of fields.SOURCES
    """
    name = next((n for n, p in _ATTRIBUTES if _is(p, column.name)), "")
    return {**_attribute(name, column), "source": source}


def described(columns: Sequence[ColumnFacts]) -> dict[str, Any]:
    """What of some columns seems to describe people, as attributes of a mapping."""
    found: dict[str, Any] = _described(columns, Proposal(mapping={})).get("attributes", {})
    return found


def plain_words(header: str) -> str:
    """A header as lower-case words: "DateofHire" and "hire_date" become readable."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", header)
    return re.sub(r"[^a-z0-9]+", " ", spaced.casefold()).strip()


def _fields(columns: Sequence[ColumnFacts], proposal: Proposal) -> dict[str, ColumnFacts]:
    found: dict[str, ColumnFacts] = {}
    for name, pattern in _HEADERS:
        candidates = [c for c in columns if c not in found.values() and _is(pattern, c.name)]
        candidates = [c for c in candidates if c.filled and _fits(name, c)]
        if not candidates:
            continue
        # A plain year is the surest sign of snapshots; else the fullest column, then the first.
        best = max(
            candidates,
            key=lambda c: (name == "period" and _years(c.values), c.filled, -columns.index(c)),
        )
        found[name] = best
        others = [c.name for c in candidates if c is not best]
        if others and name in {"person", "period", "hired", "left", "grade", "pay"}:
            proposal.remarks.append(
                f"'{best.name}' was taken for {name}; {', '.join(others)} would fit too."
            )
    if "person" not in found:
        raise NotRecognised(
            "No column looks like the id of a person. Give the column with it a header such as "
            "employee_id, or write the mapping by hand."
        )
    return found


def _is(pattern: str, header: str) -> bool:
    squeezed = header.casefold().replace("_", " ").strip()
    return bool(re.fullmatch(pattern, plain_words(header)) or re.fullmatch(pattern, squeezed))


def _fits(name: str, column: ColumnFacts) -> bool:
    """Whether the values can be what the header promises."""
    kind = BY_NAME[name].kind
    if name == "period":
        return _years(column.values) or _months(column.values) or bool(_formats(column.values))
    if name == "born":
        return _years(column.values) or bool(_formats(column.values))
    if kind == "date":
        return bool(_formats(column.values))
    if kind == "number":
        return _share(column.values, _is_number) > 0.8
    return True


def _shape(fields: Mapping[str, ColumnFacts], columns: Sequence[ColumnFacts]) -> str:
    person = fields["person"]
    repeats = person.distinct < person.filled
    if "event" in fields and ("on" in fields or "from" in fields):
        return "events"
    if "period" in fields and repeats:
        return "snapshots"
    if "from" in fields and ("hired" not in fields or repeats):
        return "spells"
    if "hired" in fields:
        return "people"
    if "period" in fields:
        return "snapshots"
    raise NotRecognised(
        "No date was found that places the rows in time: a hire date, a first day, an event date, "
        "or the year or day of a snapshot. "
        f"Columns: {', '.join(c.name for c in columns)}."
    )


_OF_SHAPE: Final = {
    "people": {"period", "event", "on", "from", "to"},
    "spells": {"period", "event", "on"},
    "snapshots": {"event", "on", "from", "to"},
    "events": {"period", "from", "to"},
}


def _for_shape(fields: Mapping[str, ColumnFacts], shape: str) -> dict[str, ColumnFacts]:
    """The fields that this shape has a use for, in the order of the dictionary of fields."""
    chosen = dict(fields)
    if shape == "events" and "on" not in chosen:
        chosen["on"] = chosen["from"]
    if shape == "spells" and "to" not in chosen and "left" in chosen:
        chosen["to"] = chosen.pop("left")
    for name in _OF_SHAPE[shape]:
        chosen.pop(name, None)
    return {name: chosen[name] for name in BY_NAME if name in chosen}


def _every(period: ColumnFacts) -> str:
    if _years(period.values):
        return "year"
    return "month" if _months(period.values) else ""


def _field(name: str, facts: ColumnFacts, proposal: Proposal) -> Any:
    if name == "exit_reason":
        return {"column": facts.name, "values": _reasons(facts.values)}
    if name == "event":
        return {"column": facts.name, "values": _events(facts.values)}
    if name == "grade":
        return _grade(facts, proposal)
    if name == "unit":
        for separator in (" / ", " > ", "/", ">", "|", "\\"):
            if _share(facts.values, lambda v, s=separator: s in v) > 0.5:
                return {"column": facts.name, "separator": separator.strip() or separator}
    return facts.name


def _reasons(values: Iterable[str]) -> dict[str, str]:
    named = {}
    for value in values:
        known = next((r for r, p in _REASONS if re.search(p, value.casefold())), None)
        if known and value.casefold() not in EXIT_REASONS:
            named[value] = known
    return named


_EVENT_WORDS: Final = (
    ("left", r"left|leav|terminat|exit|separat|resign|retire"),
    ("joined", r"hire|join|rehire|new"),
    ("promoted", r"promot"),
    ("demoted", r"demot"),
    ("pay changed", r"pay|salary|raise|compensation"),
    ("rated", r"rat|review|apprais"),
    ("moved", r"mov|transfer|chang"),
)


def _events(values: Iterable[str]) -> dict[str, str]:
    named = {}
    for value in values:
        known = next((e for e, p in _EVENT_WORDS if re.search(p, value.casefold())), None)
        if known and known != value:
            named[value] = known
    return named


def _grade(facts: ColumnFacts, proposal: Proposal) -> dict[str, Any]:
    proposal.remarks.append(
        "Look over the ladder of grades, lowest first: levels, promotion and who is at the top "
        "are computed from it. Grades that it leaves out count as off the ladder."
    )
    ladder = numbered_ladder(facts.values) or worded_ladder(facts.values)
    return {"column": facts.name, "ladder": ladder} if ladder else {"column": facts.name}


def numbered_ladder(grades: Sequence[str]) -> list[list[str]]:
    """Grades in the order of the one number that each holds: G1, G2 … or Band 7, Band 8."""
    numbers: dict[int, list[str]] = {}
    for grade in grades:
        found = re.findall(r"\d+", grade.removesuffix(".0"))
        if len(found) != 1:
            return []
        numbers.setdefault(int(found[0]), []).append(grade)
    stems = {re.sub(r"\d+", "", grade.removesuffix(".0")).strip().casefold() for grade in grades}
    if len(numbers) < 2 or len(stems) > 1:
        return []
    return [sorted(numbers[number]) for number in sorted(numbers)]


def worded_ladder(grades: Sequence[str]) -> list[list[str]]:
    """Grades by the usual words for seniority; what has none of them stays off the ladder."""
    heads = list(dict.fromkeys(_head(grade) for grade in grades))
    for words in _LADDERS:
        steps: list[list[str]] = [[] for _ in words]
        for head in heads:
            step = _step(head, words)
            covered = step is not None and any(head.startswith(known) for known in steps[step])
            if step is not None and not covered:
                steps[step].append(head)
        if words is _UNIFORMED:
            # Many trades are called officer; the ladder starts at the one that most people hold.
            steps[0] = steps[0][:1]
        found = [[_pattern(head, grades) for head in step] for step in steps if step]
        if len(found) >= 3:
            return found
    return []


def _pattern(head: str, grades: Sequence[str]) -> str:
    longer = any(grade != head and grade.startswith(head) for grade in grades)
    return f"{head}*" if longer else head


def _head(grade: str) -> str:
    """The rank itself, without what stands in brackets or behind a slash."""
    return re.split(r"\s*[(/]", grade, maxsplit=1)[0].strip() or grade


def _step(head: str, words: Sequence[str]) -> int | None:
    for step in reversed(range(len(words))):
        if re.search(rf"\b({words[step]})\b", head.casefold()):
            return step
    return None


def _described(columns: Sequence[ColumnFacts], proposal: Proposal) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    tags: dict[str, Any] = {}
    for column in columns:
        name = next((n for n, p in _ATTRIBUTES if _is(p, column.name)), None)
        if name and name not in attributes and column.filled:
            attributes[name] = _attribute(name, column)
        elif column.filled and _is(_TAGS, column.name):
            tags[plain_words(column.name).replace(" ", "_")] = column.name
    if attributes:
        proposal.remarks.append(
            f"Say where {', '.join(attributes)} came from: source is self-described, recorded or "
            "observed. Observed values count as unknown."
        )
    said = {"tags": tags, "attributes": attributes}
    return {key: value for key, value in said.items() if value}


def _attribute(name: str, column: ColumnFacts) -> dict[str, Any]:
    described: dict[str, Any] = {"column": column.name, "class": "secret", "source": "recorded"}
    if name == "gender":
        values = {v: _GENDERS[v.casefold()] for v in column.values if v.casefold() in _GENDERS}
        if values:
            described["values"] = values
    if several := _separator_of_answers(column.values):
        described["several"] = several
    unstated = [v for v in column.values if re.fullmatch(_NOT_STATED, v.casefold())]
    if unstated:
        described["not_stated"] = unstated
    return described


def _separator_of_answers(values: Sequence[str]) -> str:
    """What stands between several answers: a sign whose parts are answers by themselves too."""
    whole = set(values)
    for sign in (";", "|"):
        split = [value for value in values if sign in value]
        if split and all(part.strip() in whole for v in split[:20] for part in v.split(sign)):
            return sign
    return ""


def _date_formats(columns: Sequence[ColumnFacts], proposal: Proposal) -> list[str]:
    seen = {c: _formats(c.values) for c in columns if not _years(c.values)}
    # Where one column can only be day/month, the others of the same export are not month/day.
    sure = {found[0] for found in seen.values() if found and _RIVALS.get(found[0]) not in found}
    formats: list[str] = []
    for column, found in seen.items():
        rival = _RIVALS.get(found[0]) if found else None
        if rival in found and rival in sure and found[0] not in sure:
            found = [how for how in found if how != found[0]]
        elif rival in found:
            proposal.remarks.append(
                f"The dates in '{column.name}' could be month/day or day/month; month/day was "
                "taken. Check dates in the mapping."
            )
        formats += [f for f in _needed(column.values, found) if f not in formats]
    return formats


#: What the same digits could mean as well.
_RIVALS: Final = {"%m/%d/%Y": "%d/%m/%Y", "%m/%d/%y": "%d/%m/%y"}


def _needed(values: Sequence[str], found: list[str]) -> list[str]:
    """The first way, unless it takes a second one to read them all."""
    fits = found and _share(values[:400], lambda v: _is_date(v, found[0])) >= 0.9
    return found[:1] if fits else found


def _formats(values: Sequence[str]) -> list[str]:
    """Ways of writing dates that fit at least nine in ten values, the best first."""
    some = [value for value in values[:400] if value]
    if not some:
        return []
    fits = {how: _share(some, lambda v, h=how: _is_date(v, h)) for how in DATE_FORMATS}
    good = [how for how in DATE_FORMATS if fits[how] >= 0.9]
    if good:
        return sorted(good, key=lambda how: -fits[how])
    # Two ways in one column, such as dates with and without a time.
    first = max(DATE_FORMATS, key=lambda how: fits[how])
    rest = [value for value in some if not _is_date(value, first)]
    second = [h for h in DATE_FORMATS if rest and _share(rest, lambda v, h=h: _is_date(v, h)) > 0.9]
    return [first, *second[:1]] if second and fits[first] > 0.3 else []


def _is_date(text: str, how: str) -> bool:
    try:
        datetime.strptime(text, how)  # noqa: DTZ007
    except ValueError:
        return False
    # strptime reads 7/5/11 as the year 11; four digits were meant.
    return "%Y" not in how or bool(re.search(r"\d{4}", text))


def _years(values: Sequence[str]) -> bool:
    return _share(values[:400], lambda v: bool(re.fullmatch(r"(1[5-9]|20)\d\d(\.0)?", v))) > 0.95


def _months(values: Sequence[str]) -> bool:
    return _share(values[:400], lambda v: bool(re.fullmatch(r"(1[5-9]|20)\d\d-\d\d", v))) > 0.95


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d.,'’\s]*\d[\d.,]*", text.strip("€$£ ")))


def _decimal_comma(values: Sequence[str]) -> bool:
    return _share(values[:400], lambda v: bool(re.search(r",\d{1,2}$", v))) > 0.2


def _share(values: Sequence[str], holds: Any) -> float:
    return sum(1 for value in values if holds(value)) / len(values) if values else 0.0
