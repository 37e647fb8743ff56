"""What groups and places are called: short in tables and pictures, in full inside sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tiebeam.charts.text import clean, isolated
from tiebeam.engine.disclosure import EVERYWHERE
from tiebeam.engine.disclosure.published import CROSSED, EVERYBODY_BUT, EVERYBODY_ELSE
from tiebeam.engine.kept import WELL_KNOWN, when
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.words import capital, inside, language, listed, noop, number, tr, trn

__all__ = [
    "EVERYBODY",
    "attribute_name",
    "attributes_named",
    "event",
    "event_people",
    "group_name",
    "heading",
    "in_sentence",
    "is_named",
    "listed",
    "place_words",
    "value_name",
    "where",
    "years",
]

EVERYBODY = noop("everybody")
#: Attributes whose values describe people and are no word for them: "White" reads "White people".
ADJECTIVE_ATTRIBUTES = {
    *("ethnicity", "race", "ethnic_group", "ethnic_origin", "heritage", "nationality", "religion"),
}
ADJECTIVES = {"Asian", "Black", "Hispanic", "Indigenous", "Latino", "Native American", "White"}
#: Words that name people by themselves, as the first or last word of a value.
PEOPLE = {
    *("women", "men", "people", "persons", "females", "males", "carers", "parents"),
    *("employees", "workers", "officers", "staff", "managers"),
}
#: The same in other languages, in which they keep their capitals inside a sentence.
PEOPLE_ELSEWHERE = {
    *("frauen", "männer", "personen", "menschen", "eltern", "beschäftigte"),
    *("angestellte", "mitarbeitende"),
}
PEOPLE_AS = {
    "female": noop("Women"),
    "male": noop("Men"),
    "woman": noop("Women"),
    "man": noop("Men"),
    EVERYBODY_ELSE: noop("Everybody else"),
    "frau": "Frauen",
    "mann": "Männer",
    "weiblich": "Frauen",
    "männlich": "Männer",
}
#: Values of so many organisations that there are words for them in each language.
#: Names that stand by themselves are other words inside a sentence.
SAID_AS = {"Everybody else": noop("other people")}
#: Capitals that a word has only because it opens a label.
LOWERED = PEOPLE | {"non-binary", "disabled", "trans", "other"}

PLACE_NAMES = {
    **dict.fromkeys(("end", "reason", "stage"), ""),
    "level": noop("Level"),
    "quarter": noop("Pay quarter"),
}
#: What is known of people nearly everywhere; what else columns are called is left as it is.
ATTRIBUTES = {
    "age": noop("age"),
    "care": noop("care"),
    "contract": noop("contract"),
    "disability": noop("disability"),
    "ethnicity": noop("ethnicity"),
    "exit reason": noop("exit reason"),
    "flow": noop("flow"),
    "gender": noop("gender"),
    "grade": noop("grade"),
    "hours": noop("hours"),
    "job": noop("job"),
    "level": noop("level"),
    "nationality": noop("nationality"),
    "occupation": noop("occupation"),
    "orientation": noop("orientation"),
    "origin": noop("origin"),
    "quarter": noop("quarter"),
    "race": noop("race"),
    "rating": noop("rating"),
    "reason": noop("reason"),
    "religion": noop("religion"),
    "sex": noop("sex"),
    "site": noop("site"),
    "social category": noop("social category"),
    "stage": noop("stage"),
    "unit": noop("unit"),
    "year": noop("year"),
}
#: What happened to people, as a ledger or a course of time has it: as a label, and as people.
EVENTS = {
    "opening": (noop("On the first day"), noop("people there on the first day")),
    "closing": (noop("On the last day"), noop("people there on the last day")),
    "joined": (noop("Hired"), noop("people hired")),
    "promoted in": (noop("Promoted to this level"), noop("people promoted to this level")),
    "demoted in": (noop("Moved down to this level"), noop("people who moved down to this level")),
    "moved in": (noop("Moved in"), noop("people who moved in")),
    "described so from now on": (
        noop("Described so from now on"),
        noop("people described so from now on"),
    ),
    "appeared without a hire": (
        noop("Appeared, no hire on record"),
        noop("people with no hire on record"),
    ),
    "promoted from below": (
        noop("Promoted from the level below"),
        noop("people promoted from the level below"),
    ),
    "promoted out": (noop("Promoted out of it"), noop("people promoted out of it")),
    "demoted out": (noop("Moved to a lower level"), noop("people who moved to a lower level")),
    "moved out": (noop("Moved elsewhere"), noop("people who moved elsewhere")),
    "described otherwise now": (
        noop("Described otherwise now"),
        noop("people described otherwise now"),
    ),
    "vanished without an exit": (
        noop("Vanished, no exit on record"),
        noop("people with no exit on record"),
    ),
    "promoted": (noop("Promoted"), noop("people promoted")),
    "moved down": (noop("Moved to a lower level"), noop("people who moved to a lower level")),
    "moved off the ladder": (noop("Moved off the ladder"), noop("people who moved off the ladder")),
    "left": (noop("Left"), noop("people who left")),
    "other ways": (noop("All other ways, and noise"), noop("all other ways and noise")),
    "left: voluntary": (
        noop("Left by their own choice"),
        noop("people who left by their own choice"),
    ),
    "left: involuntary": (noop("Let go"), noop("people let go")),
    "left: retirement": (noop("Retired"), noop("people who retired")),
    "left: end of contract": (noop("Contract ended"), noop("people whose contract ended")),
    "left: death": (noop("Died"), noop("people who died")),
    "left: other": (noop("Left for another reason"), noop("people who left for another reason")),
    "left: unknown": (
        noop("Left, reason not known"),
        noop("people who left for a reason that is not known"),
    ),
}
EVENT_KEYS = ("flow", "outcome")
HALVES = {0: "", 6: "½"}
EVERY_PLACE = {
    "level": noop("All levels"),
    "rating": noop("All ratings"),
    "occupation": noop("All occupations"),
}
REASONS = {
    "any": noop("For any reason"),
    UNKNOWN: noop("Reason not known"),
    "other": noop("Other reasons"),
    "voluntary": noop("Voluntary"),
    "involuntary": noop("Involuntary"),
    "retirement": noop("Retirement"),
    "end of contract": noop("End of contract"),
    "death": noop("Death"),
    "no exit recorded": noop("No exit recorded"),
}
#: What the engine calls places that have no name.
NAMELESS = {
    UNKNOWN: noop("unknown"),
    NOT_STATED: noop("not stated"),
    "off the ladder": noop("off the ladder"),
    "from first to last": noop("from first to last"),
}
AND = " + "  # between several answers of one person
LONGEST_NAME = 60


@dataclass(frozen=True)
class Words:
    """The values that describe a group, by the part they take in its name.

    nouns       "Women", "Carers of children"
    adjectives  "Black"
    others      (attribute, value): ("unit", "Deck"), ("promotion_route", "Panel")
    unknown     attributes of which nothing is recorded
    unsaid      attributes that these people chose not to state
    """

    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    unsaid: tuple[str, ...]


def is_named(group: Mapping[str, str]) -> bool:
    """Whether all that describes a group is known, so that it can be compared with another."""
    return not any(_is_unknown(value) or _is_unsaid(value) for value in group.values())


def group_name(group: Mapping[str, str], by: Iterable[str]) -> str:
    """What a group is called: "Women", "Black women", "Men, race unknown", "Night shift, Porto"."""
    if not group:
        return tr(EVERYBODY)
    outside, among = _outside(group)
    if outside:
        others = [group_name(among, by)] if among else []
        return ", ".join([capital(_everybody_but(outside, by)), *others])
    words = _words(group, by)
    if len(group) == 1 and words.unsaid + words.unknown:
        return tr("Not stated") if words.unsaid else tr("Unknown")
    noun = [words.nouns[0]] if words.nouns else []
    if words.adjectives:
        noun = [_described(words.adjectives, _lowered(each)) for each in noun]
        noun = noun or [" ".join(words.adjectives)]
    parts = [*noun, *words.nouns[1:], *(value for _, value in words.others)]
    parts += [tr("%(attribute)s unknown", attribute=attribute_name(k)) for k in words.unknown]
    parts += [tr("%(attribute)s not stated", attribute=attribute_name(k)) for k in words.unsaid]
    text = ", ".join(part for part in parts if part)
    return text if words.nouns or words.adjectives or words.others else capital(text)


def in_sentence(group: Mapping[str, str], by: Iterable[str]) -> str:
    """A group inside a sentence, always as people: "women", "people whose gender is not known"."""
    outside, among = _outside(group)
    if outside and among:
        everybody, but = in_sentence(among, by), in_sentence(outside, by)
        return tr("all %(people)s but %(group)s", people=everybody, group=but)
    if outside:
        return _everybody_but(outside, by)
    words = _words(group, by)
    noun = _short(_noun(words.nouns[0]) if words.nouns else tr("people"))
    people = _described([_short(each) for each in words.adjectives], noun)
    for each in words.nouns[1:]:
        people = f"{people} ({_lowered(_short(each))})"
    for key, value in words.others:
        people = _of_whom(people, key, _short(value))
    if words.unknown:
        people = trn(
            "%(people)s whose %(what)s is not known",
            "%(people)s whose %(what)s are not known",
            len(words.unknown),
            people=people,
            what=attributes_named(words.unknown),
        )
    if words.unsaid and len(group) > 1:
        what = attributes_named(words.unsaid)
        return tr("%(people)s who did not say their %(what)s", people=people, what=what)
    return tr("%(people)s who did not say", people=people) if words.unsaid else people


def attribute_name(key: str) -> str:
    """What a column is called inside a sentence: "gender", "social category"."""
    plain = _plain(key)
    return tr(ATTRIBUTES[plain]) if plain in ATTRIBUTES else plain


def attributes_named(keys: Iterable[str]) -> str:
    """Several of them: "gender and race"."""
    return listed([attribute_name(key) for key in keys])


def _everybody_but(outside: Mapping[str, str], by: Iterable[str]) -> str:
    return tr("everybody but %(group)s", group=in_sentence(outside, by))


def _described(adjectives: Sequence[str], noun: str) -> str:
    """ "Black women": what describes people, and what they are."""
    if not adjectives:
        return noun
    return tr("%(adjective)s %(noun)s", adjective=" ".join(adjectives), noun=noun)


def _noun(noun: str) -> str:
    """A name as it stands inside a sentence."""
    said = {tr(name): words for name, words in SAID_AS.items()}
    return tr(said[noun]) if noun in said else _lowered(noun)


def heading(at: Mapping[str, str | int], levels: Sequence[str] = ()) -> str:
    """What a place is called, as a heading; `levels` are the names of the ladder's steps."""
    level, end = at.get("level"), at.get("end")
    named = levels[level - 1] if isinstance(level, int) and 0 < level <= len(levels) else ""
    in_brackets = f" ({clean(named)})" if named else ""
    if end == "top" and level is None:
        return tr("At the top")
    if end == "top":
        return tr("At level %(level)s%(name)s or above", level=level, name=in_brackets)
    if end == "bottom" and isinstance(level, str):
        return tr("At the lowest levels (%(levels)s)", levels=_levels(level))
    if end == "bottom":
        return tr("At the lowest level%(name)s", name=in_brackets)
    places = [
        tr("after %(time)s", time=years(value))
        if key == "month" and "outcome" in at and isinstance(value, int)
        else _place(key, value) + (in_brackets if key == "level" else "")
        for key, value in at.items()
    ]
    return capital(", ".join(places))


def event(kind: str) -> str:
    """What happened, as a label: "Hired", "Retired"; several gathered into one keep their names."""
    parts = [_event(part, 0) for part in _gathered(kind)]
    return ", ".join([*parts[:1], *map(inside, parts[1:])])


def event_people(kind: str) -> str:
    """Whom it happened to, inside a sentence: "people hired", "people who retired"."""
    return listed([_event(part, 1) for part in _gathered(kind)])


def years(months: int) -> str:
    """Months as years: "2 years", "half a year", "1½ years"; "7 months" where they are neither."""
    whole, rest = divmod(months, 12)
    if rest not in HALVES or not months:
        return trn("%(n)s month", "%(n)s months", months)
    if not whole:
        return tr("half a year")
    if months == 12:
        return tr("1 year")
    return tr("%(years)s years", years=f"{number(whole)}{HALVES[rest]}")


def where(at: Mapping[str, str | int], words: str) -> str:
    """A heading as the beginning of a sentence: "at level 1, ", "in pay quarter 2, "."""
    place, runs_on = place_words(at, words)
    if not place:
        return ""
    return tr("%(place)s, ", place=place) if runs_on else tr("%(place)s: ", place=place)


def place_words(at: Mapping[str, str | int], words: str) -> tuple[str, bool]:
    """A heading inside a sentence, and whether the sentence can run on from it: "at level 1"."""
    if not words:
        return "", True
    if set(at) == {"level"}:
        return _at_level(at["level"], words), True
    if set(at) == {"quarter"}:
        return tr("in %(quarter)s", quarter=inside(words)), True
    if "end" in at:
        return words[:1].lower() + words[1:], True
    if set(at) == {"rating"} and EVERYWHERE in at.values():
        return tr("whatever the rating"), True
    if set(at) == {"rating"}:
        return tr("of those rated %(rating)s", rating=isolated(str(at["rating"]))), True
    return isolated(words), False


def _at_level(level: str | int, words: str) -> str:
    if level == EVERYWHERE:
        return tr("at all levels")
    numbered = isinstance(level, int) or _is_numbered(clean(str(level)))
    return tr("at %(level)s", level=inside(words) if numbered else isolated(words))


def _words(group: Mapping[str, str], by: Iterable[str]) -> Words:
    asked = tuple(by)
    ordered = [*(key for key in asked if key in group), *(key for key in group if key not in asked)]
    values = [(key, _several(clean(group[key]))) for key in ordered]
    known = [(k, _called(v)) for k, v in values if is_named({k: v})]
    nouns = tuple(dict.fromkeys(value for _, value in known if _names_people(value)))
    adjectives = tuple(v for k, v in known if v not in nouns and _is_adjective(k, v))
    return Words(
        nouns=nouns,
        adjectives=adjectives,
        others=tuple((k, v) for k, v in known if v not in {*nouns, *adjectives}),
        unknown=tuple(key for key, value in values if _is_unknown(value)),
        unsaid=tuple(key for key, value in values if _is_unsaid(value)),
    )


def _several(value: str) -> str:
    """One answer, or several of one person: "Asian and White"."""
    return listed(value.split(AND))


def _called(value: str) -> str:
    if value in WELL_KNOWN:
        return tr(value)
    return tr(PEOPLE_AS[value.lower()]) if value.lower() in PEOPLE_AS else value


def value_name(value: str) -> str:
    """What a value is called by itself: "Women", "everybody else"."""
    return tr(value) if value in WELL_KNOWN or value == EVERYBODY_ELSE else value


def _outside(group: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Of a group that is everybody but another, that other, and among whom."""
    outside: dict[str, str] = {}
    for key, value in group.items():
        if value.startswith(EVERYBODY_BUT):
            # Of crossed attributes, each says all of it: "everybody but Women × Black".
            parts = value.removeprefix(EVERYBODY_BUT).split(CROSSED)
            outside[key] = parts[min(len(outside), len(parts) - 1)]
    return outside, {key: value for key, value in group.items() if key not in outside}


def _names_people(value: str) -> bool:
    words = value.lower().split()
    ends = {words[0], words[-1]} if words else set()
    return value in {tr(each) for each in SAID_AS} or bool(ends & (PEOPLE | PEOPLE_ELSEWHERE))


def _is_adjective(key: str, value: str) -> bool:
    return key.lower() in ADJECTIVE_ATTRIBUTES or value in ADJECTIVES


def _is_unknown(value: str) -> bool:
    return clean(value).lower() == UNKNOWN


def _is_unsaid(value: str) -> bool:
    return clean(value).lower() in {"", NOT_STATED}


def _of_whom(people: str, key: str, value: str) -> str:
    name = key.lower()
    if name == "unit":
        return tr("%(people)s in %(unit)s", people=people, unit=value)
    if name == "site":
        return tr("%(people)s at %(site)s", people=people, site=value)
    levels = value.split("; ")
    if name == "level" and all(each.isdecimal() for each in levels):
        one, many = noop("%(people)s at level %(levels)s"), noop("%(people)s at levels %(levels)s")
        return tr(one if len(levels) == 1 else many, people=people, levels=listed(levels))
    what = attribute_name(key)
    return tr("%(people)s whose %(what)s is %(value)s", people=people, what=what, value=value)


def _gathered(kind: str) -> list[str]:
    words = clean(kind)
    return [words] if words in EVENTS else [part for part in words.split(", ") if part] or [words]


def _event(kind: str, form: int) -> str:
    if kind in EVENTS:
        return tr(EVENTS[kind][form])
    what, _, window = kind.partition(" (")
    if what in EVENTS and window.endswith(")"):
        # Of the days between which a ledger is told, some years alone are counted.
        years = when(clean(window.removesuffix(")")))
        return tr("%(what)s %(when)s", what=tr(EVENTS[what][form]), when=years)
    if kind.startswith("left: "):
        reason = kind.removeprefix("left: ")
        if form == 0:
            return tr("Left: %(reason)s", reason=reason)
        return tr("people who left (%(reason)s)", reason=reason)
    return capital(kind) if form == 0 else tr("people of the flow “%(flow)s”", flow=isolated(kind))


def _place(key: str, value: str | int) -> str:
    if key in EVENT_KEYS:
        return event(str(value))
    if key == "year":
        return clean(str(value))
    name = tr(PLACE_NAMES[key]) if PLACE_NAMES.get(key) else ""
    if key not in PLACE_NAMES:
        name = capital(attribute_name(key))
    words = clean(str(value)) or tr("not stated")
    if words == EVERYWHERE and key in EVERY_PLACE:
        return tr(EVERY_PLACE[key])
    if key == "reason" and words in REASONS:
        return tr(REASONS[words])
    if key == "level" and not isinstance(value, int) and " and " in words:
        levels = _levels(words)
        return tr("Levels %(levels)s", levels=levels) if words[:1].isdigit() else capital(levels)
    if isinstance(value, int) or words.replace(".", "", 1).isdigit():
        return f"{name or capital(attribute_name(key))} {words}"
    return capital(tr(NAMELESS[words]) if words in NAMELESS else words)


def _is_numbered(words: str) -> bool:
    """Whether levels are told by their numbers: "1 and 2"."""
    together = words[:1].isdigit() and " and " in words
    return together or words.replace(".", "", 1).isdigit()


def _levels(words: str) -> str:
    """Levels that are told together, which the engine lists in English."""
    return listed([tr(NAMELESS.get(part, part)) for part in re.split(r", | and ", words)])


def _plain(key: str) -> str:
    return clean(key).replace("_", " ")


def _short(name: str) -> str:
    return isolated(name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()}…")


def _lowered(words: str) -> str:
    first, space, rest = words.partition(" ")
    # Other languages keep the capitals of their nouns.
    is_lowered = first.lower() in LOWERED and language().startswith("en")
    return f"{first.lower()}{space}{rest}" if is_lowered else words
