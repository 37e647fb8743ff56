"""What groups and places are called: short in tables and pictures, in full inside sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tiebeam.charts.text import clean, isolated
from tiebeam.engine.disclosure import EVERYWHERE
from tiebeam.engine.disclosure.published import CROSSED, EVERYBODY_BUT, EVERYBODY_ELSE
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN

EVERYBODY = "everybody"
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
PEOPLE_AS = {
    "female": "Women",
    "male": "Men",
    "woman": "Women",
    "man": "Men",
    EVERYBODY_ELSE: "Everybody else",
}
#: Names that stand by themselves are other words inside a sentence.
SAID_AS = {"Everybody else": "other people"}
#: Capitals that a word has only because it opens a label.
LOWERED = PEOPLE | {"non-binary", "disabled", "trans", "other"}

PLACE_NAMES = {"level": "Level", "quarter": "Pay quarter", "end": "", "reason": "", "stage": ""}
#: What happened to people, as a ledger or a course of time has it: as a label, and as people.
EVENTS = {
    "opening": ("On the first day", "people there on the first day"),
    "closing": ("On the last day", "people there on the last day"),
    "joined": ("Hired", "people hired"),
    "promoted in": ("Promoted to this level", "people promoted to this level"),
    "demoted in": ("Moved down to this level", "people who moved down to this level"),
    "moved in": ("Moved in", "people who moved in"),
    "described so from now on": ("Described so from now on", "people described so from now on"),
    "appeared without a hire": ("Appeared, no hire on record", "people with no hire on record"),
    "promoted from below": (
        "Promoted from the level below",
        "people promoted from the level below",
    ),
    "promoted out": ("Promoted out of it", "people promoted out of it"),
    "demoted out": ("Moved to a lower level", "people who moved to a lower level"),
    "moved out": ("Moved elsewhere", "people who moved elsewhere"),
    "described otherwise now": ("Described otherwise now", "people described otherwise now"),
    "vanished without an exit": ("Vanished, no exit on record", "people with no exit on record"),
    "promoted": ("Promoted", "people promoted"),
    "moved down": ("Moved to a lower level", "people who moved to a lower level"),
    "moved off the ladder": ("Moved off the ladder", "people who moved off the ladder"),
    "left": ("Left", "people who left"),
    "other ways": ("All other ways, and noise", "all other ways and noise"),
    "left: voluntary": ("Left by their own choice", "people who left by their own choice"),
    "left: involuntary": ("Let go", "people let go"),
    "left: retirement": ("Retired", "people who retired"),
    "left: end of contract": ("Contract ended", "people whose contract ended"),
    "left: death": ("Died", "people who died"),
    "left: other": ("Left for another reason", "people who left for another reason"),
    "left: unknown": ("Left, reason not known", "people who left for a reason that is not known"),
}
EVENT_KEYS = ("flow", "outcome")
HALVES = {0: "", 6: "½"}
EVERY_PLACE = {"level": "All levels", "rating": "All ratings", "occupation": "All occupations"}
REASONS = {"any": "For any reason", UNKNOWN: "Reason not known", "other": "Other reasons"}
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
        return EVERYBODY
    outside, among = _outside(group)
    if outside:
        others = [group_name(among, by)] if among else []
        return ", ".join([_capital(f"{EVERYBODY_BUT}{in_sentence(outside, by)}"), *others])
    words = _words(group, by)
    if len(group) == 1 and words.unsaid + words.unknown:
        return "Not stated" if words.unsaid else "Unknown"
    parts = [" ".join([*words.adjectives, *(_lowered(noun) for noun in words.nouns[:1])])]
    if words.nouns and not words.adjectives:
        parts = [words.nouns[0]]
    parts += [*words.nouns[1:], *(value for _, value in words.others)]
    parts += [f"{_plain(key)} unknown" for key in words.unknown]
    parts += [f"{_plain(key)} not stated" for key in words.unsaid]
    text = ", ".join(part for part in parts if part)
    return text if words.nouns or words.adjectives or words.others else _capital(text)


def in_sentence(group: Mapping[str, str], by: Iterable[str]) -> str:
    """A group inside a sentence, always as people: "women", "people whose gender is not known"."""
    outside, among = _outside(group)
    if outside:
        everybody = f"all {in_sentence(among, by)} but " if among else EVERYBODY_BUT
        return f"{everybody}{in_sentence(outside, by)}"
    words = _words(group, by)
    noun = _lowered(words.nouns[0]) if words.nouns else "people"
    noun = SAID_AS.get(words.nouns[0], noun) if words.nouns else noun
    parts = [" ".join([*(_short(each) for each in words.adjectives), _short(noun)])]
    parts += [f"({_lowered(_short(each))})" for each in words.nouns[1:]]
    parts += [_clause(key, _short(value)) for key, value in words.others]
    if words.unknown:
        verb = "is" if len(words.unknown) == 1 else "are"
        parts.append(f"whose {listed([_plain(key) for key in words.unknown])} {verb} not known")
    if words.unsaid:
        what = [_plain(key) for key in words.unsaid]
        parts.append("who did not say" + (f" their {listed(what)}" if len(group) > 1 else ""))
    return " ".join(parts)


def heading(at: Mapping[str, str | int], levels: Sequence[str] = ()) -> str:
    """What a place is called, as a heading; `levels` are the names of the ladder's steps."""
    level, end = at.get("level"), at.get("end")
    named = levels[level - 1] if isinstance(level, int) and 0 < level <= len(levels) else ""
    in_brackets = f" ({clean(named)})" if named else ""
    if end == "top":
        return "At the top" if level is None else f"At level {level}{in_brackets} or above"
    if end == "bottom" and isinstance(level, str):
        return f"At the lowest levels ({level})"
    if end == "bottom":
        return f"At the lowest level{in_brackets}"
    places = [
        f"after {years(value)}"
        if key == "month" and "outcome" in at and isinstance(value, int)
        else _place(key, value) + (in_brackets if key == "level" else "")
        for key, value in at.items()
    ]
    return _capital(", ".join(places))


def event(kind: str) -> str:
    """What happened, as a label: "Hired", "Retired"; several gathered into one keep their names."""
    parts = [_event(part, 0) for part in _gathered(kind)]
    return ", ".join([*parts[:1], *(part[:1].lower() + part[1:] for part in parts[1:])])


def event_people(kind: str) -> str:
    """Whom it happened to, inside a sentence: "people hired", "people who retired"."""
    return listed([_event(part, 1) for part in _gathered(kind)])


def years(months: int) -> str:
    """Months as years: "2 years", "half a year", "1½ years"; "7 months" where they are neither."""
    whole, rest = divmod(months, 12)
    if rest not in HALVES or not months:
        return f"{months} month" + ("" if months == 1 else "s")
    if not whole:
        return "half a year"
    return f"{whole}{HALVES[rest]} year" + ("" if months == 12 else "s")


def where(at: Mapping[str, str | int], words: str) -> str:
    """A heading as the beginning of a sentence: "at level 1, ", "in pay quarter 2, "."""
    if not words:
        return ""
    if set(at) == {"level"}:
        if at["level"] == EVERYWHERE:
            return "at all levels, "
        numbered = words.startswith(("Level ", "Levels "))
        return f"at {'l' + words[1:] if numbered else isolated(words)}, "
    if set(at) == {"quarter"}:
        return f"in {words.lower()}, "
    if "end" in at:
        return f"{'a' + words[1:]}, "
    if set(at) == {"rating"}:
        rated = f"of those rated {isolated(str(at['rating']))}, "
        return "whatever the rating, " if EVERYWHERE in at.values() else rated
    return f"{isolated(words)}: "


def listed(parts: Sequence[str]) -> str:
    """A list as people say it: "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _words(group: Mapping[str, str], by: Iterable[str]) -> Words:
    asked = tuple(by)
    ordered = [*(key for key in asked if key in group), *(key for key in group if key not in asked)]
    values = [(key, clean(group[key]).replace(AND, " and ")) for key in ordered]
    known = [(k, PEOPLE_AS.get(v.lower(), v)) for k, v in values if is_named({k: v})]
    nouns = tuple(dict.fromkeys(value for _, value in known if _names_people(value)))
    adjectives = tuple(v for k, v in known if v not in nouns and _is_adjective(k, v))
    return Words(
        nouns=nouns,
        adjectives=adjectives,
        others=tuple((k, v) for k, v in known if v not in {*nouns, *adjectives}),
        unknown=tuple(key for key, value in values if _is_unknown(value)),
        unsaid=tuple(key for key, value in values if _is_unsaid(value)),
    )


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
    return value in SAID_AS or (bool(words) and bool({words[0], words[-1]} & PEOPLE))


def _is_adjective(key: str, value: str) -> bool:
    return key.lower() in ADJECTIVE_ATTRIBUTES or value in ADJECTIVES


def _is_unknown(value: str) -> bool:
    return clean(value).lower() == UNKNOWN


def _is_unsaid(value: str) -> bool:
    return clean(value).lower() in {"", NOT_STATED}


def _clause(key: str, value: str) -> str:
    name = key.lower()
    if name == "unit":
        return f"in {value}"
    return f"at {value}" if name == "site" else f"whose {_plain(key)} is {value}"


def _gathered(kind: str) -> list[str]:
    words = clean(kind)
    return [words] if words in EVENTS else [part for part in words.split(", ") if part] or [words]


def _event(kind: str, form: int) -> str:
    if kind in EVENTS:
        return EVENTS[kind][form]
    what, _, when = kind.partition(" (")
    if what in EVENTS and when.endswith(")"):
        # Of the days between which a ledger is told, some years alone are counted.
        return f"{EVENTS[what][form]} {clean(when.removesuffix(')'))}"
    if kind.startswith("left: "):
        reason = kind.removeprefix("left: ")
        return f"Left: {reason}" if form == 0 else f"people who left ({reason})"
    return _capital(kind) if form == 0 else f"people of the flow “{isolated(kind)}”"


def _place(key: str, value: str | int) -> str:
    if key in EVENT_KEYS:
        return event(str(value))
    if key == "year":
        return clean(str(value))
    name = PLACE_NAMES.get(key, _capital(_plain(key)))
    words = clean(str(value)) or "not stated"
    if words == EVERYWHERE and key in EVERY_PLACE:
        return EVERY_PLACE[key]
    if key == "reason" and words in REASONS:
        return REASONS[words]
    if key == "level" and words[:1].isdigit() and " and " in words:
        return f"Levels {words}"
    if isinstance(value, int) or words.replace(".", "", 1).isdigit():
        return f"{name or clean(key).capitalize()} {words}"
    return _capital(words)


def _plain(key: str) -> str:
    return clean(key).replace("_", " ")


def _short(name: str) -> str:
    return isolated(name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()}…")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lowered(words: str) -> str:
    first, space, rest = words.partition(" ")
    return f"{first.lower()}{space}{rest}" if first.lower() in LOWERED else words
