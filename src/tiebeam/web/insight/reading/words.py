"""Findings in plain words: what kind of clause it is, what it says, and whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Words = str | Promise

#: What a clause is about, by the check of the engine.
KINDS: Final[Mapping[str, Words]] = {
    "accommodation": _("Adjustments"),
    "advert_requirement": _("What an advert asks for"),
    "advert_wording": _("Words of an advert"),
    "anti_retaliation": _("Protection from retaliation"),
    "binary_pair": _("He or she"),
    "burden_on_target": _("What is asked of whoever was hurt"),
    "caring": _("Caring for somebody"),
    "clawback": _("Something to pay back"),
    "commitment": _("A promise"),
    "commitment_added": _("A promise"),
    "commitment_removed": _("A promise"),
    "contradiction": _("Two places that differ"),
    "dead_reference": _("A reference that leads nowhere"),
    "discretion": _("One person decides"),
    "escalation_route": _("A step above"),
    "events": _("Events"),
    "excluding_term": _("A word that shuts out"),
    "family_definition": _("Who counts as family"),
    "flexible_work": _("Flexible work"),
    "form": _("How it can be read"),
    "generic_pronoun": _("He for everybody"),
    "hiring_step": _("A step of hiring"),
    "holiday_calendar": _("Whose holidays are free"),
    "homophily_hiring": _("Hiring through friends"),
    "independence": _("Who looks into it"),
    "inherited_text": _("Text taken over from elsewhere"),
    "interaction_penalty": _("One benefit costs another"),
    "menopause": _("Menopause"),
    "outdated_term": _("A word that is out of date"),
    "page_added": _("A new page"),
    "page_removed": _("A page that is gone"),
    "parental_leave": _("Parental leave"),
    "pay_setting": _("How pay is set"),
    "pay_transparency": _("What is known of pay"),
    "performance_review": _("Review of performance"),
    "pregnancy_loss": _("Losing a pregnancy"),
    "promotion_gate": _("The way to a promotion"),
    "reporting_channel": _("Ways to report"),
    "scope": _("Who is covered"),
    "sick_leave": _("Sick leave"),
    "transition": _("Transition"),
    "unilateral_change": _("A change by one side"),
    "waiting_period": _("A time to wait"),
}
#: What a parameter is called where no sentence says it.
_CALLED: Final[Mapping[str, Words]] = {
    "about": _("About"), "above": _("Above the top"), "amount": _("Amount"), "appeal": _("Appeal"),
    "approver": _("Who decides"), "ari": _("Reading grade, ARI"), "between": _("Between"),
    "channels": _("Ways"), "companion": _("Companion"), "criteria": _("Criteria"),
    "cross_ref": _("What it costs"), "days": _("Days"),
    "deadline_days": _("Days to a decision or an answer"), "evidence": _("Why"),
    "excluded": _("Not covered"), "family": _("Who counts"),
    "flesch_kincaid": _("Reading grade, Flesch–Kincaid"), "gendered": _("Depends on gender"),
    "grade": _("Reading grade"), "hours": _("Hours"), "suggestion": _("Instead"),
    "investigator": _("Who looks into it"), "links": _("Links"), "method": _("How pay is set"),
    "middle": _("Grade of the page in the middle"), "missing": _("Missing"),
    "notice": _("Told before"), "of": _("Of"), "pages": _("Pages"), "pay": _("Pay"),
    "percent": _("Share"), "pictures": _("Pictures"), "place": _("Place"),
    "published": _("Published"), "route": _("Route"), "scope": _("Who is covered"),
    "sections": _("Parts like this"), "source": _("Source"), "structured": _("Structured"),
    "swap": _("Can be swapped"), "target": _("Leads to"),
    "tenure": _("Time one has to be here before"), "title": _("Page"),
    "unit": _("For each"), "weeks": _("Weeks"),
    "anonymous": _("Without a name"), "calendar": _("Calendar"), "choice": _("Choice"),
    "condition": _("Condition"), "confidential": _("Kept confidential"),
    "consent": _("Consent"), "counts": _("Who counts"), "disclosure": _("Has to be told"),
    "external": _("Help from outside"), "first_step": _("First step"), "form": _("Form"),
    "medical_check": _("Medical check"), "off_hours": _("Outside hours"), "offered": _("Offered"),
    "precedence": _("Goes first"), "public_holidays": _("Public holidays"),
    "religion": _("Religion"), "reviews": _("Reviews"), "silence": _("Not to talk about it"),
    "standard": _("What is looked at"), "threat": _("Threat"), "threshold": _("From some mark on"),
    "window": _("At set times"),
}  # fmt: skip
#: Values that the engine has as short names.
_VALUES: Final[Mapping[str, Words]] = {
    "": _("nothing"), "yes": _("yes"), "no": _("no"), "none": _("none"), "stated": _("stated"),
    "unstated": _("not said"), "role": _("by the part in the birth"),
    "manager": _("a manager"), "supervisor": _("a supervisor"), "founder": _("the founder"),
    "director": _("the director"), "board": _("the board"), "committee": _("a panel"),
    "panel": _("by a panel"), "hr": _("HR"), "line": _("the line"), "outside": _("from outside"),
    "full-time": _("full time"), "permanent": _("permanent"), "salaried": _("salaried"),
    "exempt": _("exempt"), "part-time": _("part time"), "temporary": _("temporary"),
    "contractor": _("contractors"), "nomination": _("somebody names you"),
    "application": _("you apply"), "self": _("you put yourself forward"),
    "self-nomination": _("you put yourself forward"), "negotiation": _("by negotiation"),
    "rubric": _("by a scale"), "market": _("by the market"), "pay history": _("by earlier pay"),
    "discretion": _("as somebody thinks fit"),
    "page": _("the page"), "heading": _("the heading"), "alike": _("the same for all"),
    "by gender": _("by gender"), "eligible": _("those who qualify"),
    "act oneself": _("to act oneself"), "all": _("everybody"),
    "already at next level": _("does the work of the next level already"),
    "company": _("the organisation"), "counted": _("counted in"), "extra": _("on top"),
    "discouraged": _("advised against"), "doctor's note": _("a doctor's note"),
    "effect": _("what it did to somebody"), "equal": _("the same for all"), "fit": _("by fit"),
    "grade": _("by grade"), "if able": _("for whoever is able to"), "informal": _("informal"),
    "length of service": _("by length of service"), "local": _("of the place"),
    "location": _("by place"), "new staff": _("new people"),
    "no reply expected": _("no reply is expected"), "not named": _("nobody is named"),
    "one place": _("one place"), "own": _("one's own"), "own word": _("by one's own word"),
    "past record": _("by what somebody did before"), "public": _("public"),
    "seniority": _("by seniority"), "speak with the person": _("to speak with the person"),
    "statutory": _("what the law gives"), "travel": _("on journeys"),
    "unrelated": _("not for this"),
    "values": _("by values"), "written": _("in writing"), "christian": _("Christian"),
    "the person who reported is moved": _("the person who reported is moved"),
}  # fmt: skip
#: What is said first, in this order; all else follows by its name.
_FIRST: Final = (
    "weeks", "days", "amount", "percent", "pay", "gendered", "tenure", "scope", "excluded",
    "approver", "criteria", "appeal", "suggestion", "between", "of",
)  # fmt: skip
#: These lead to another place, or are told elsewhere on the page.
_NOT_SAID: Final = (
    "around", "term", "other_document", "other_line", "inherited_from", "inherited_by",
)  # fmt: skip
_LENGTH: Final = re.compile(r"(\d+(?:\.\d+)?)([ymwdh])")
_SUM: Final = re.compile(r"(\d[\d.,]*)([A-Z]{3})")


def kind_called(kind: str) -> str:
    """A check in words; one that this version does not know, by its name."""
    return str(KINDS.get(kind, kind.replace("_", " ").capitalize()))


def in_words(parameters: Mapping[str, str]) -> list[str]:
    """What a clause says, part by part: "26 or 8 weeks", "full pay", "after 12 months here"."""
    # A database may keep them in another order than the engine told them.
    names = sorted(parameters, key=lambda name: (_place_of(name), name))
    said = [_part(name, parameters[name]) for name in names if name not in _NOT_SAID]
    return [each for each in said if each]


def _place_of(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def in_short(parameters: Mapping[str, str]) -> str:
    """The same in one line."""
    left = {name: each for name, each in parameters.items() if name not in ("evidence", "source")}
    return ", ".join(in_words(left))


def _part(name: str, value: str) -> str:
    if name in _SAID:
        return _SAID[name](value)
    return _now("%(called)s: %(value)s") % {"called": parameter_called(name),
                                            "value": value_words(value)}  # fmt: skip


def parameter_called(name: str) -> str:
    """A parameter in words: `tenure` as "Time one has to be here before"."""
    return str(_CALLED.get(name, name.replace("_", " ").capitalize()))


def value_words(value: str) -> str:
    """A value as people read it: "12m" as "12 months", "26|8" as "26 or 8"."""
    parts = [_value(each) for each in value.split("|")]
    if len(parts) < 2:
        return parts[0]
    return _now("%(first)s or %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _value(value: str) -> str:
    if value in _VALUES:
        return str(_VALUES[value])
    length = _LENGTH.fullmatch(value)
    if length:
        return _length(length[1], length[2])
    amount = _SUM.fullmatch(value)
    return f"{amount[1]} {amount[2]}" if amount else value


def _length(number: str, unit: str) -> str:
    count = float(number)
    plural = 1 if count == 1 else 2
    said = {
        "y": ngettext("%(n)s year", "%(n)s years", plural),
        "m": ngettext("%(n)s month", "%(n)s months", plural),
        "w": ngettext("%(n)s week", "%(n)s weeks", plural),
        "d": ngettext("%(n)s day", "%(n)s days", plural),
        "h": ngettext("%(n)s hour", "%(n)s hours", plural),
    }[unit]
    return said % {"n": f"{count:g}"}


def _counted(value: str, one: str, many: str) -> str:
    said = ngettext(one, many, 1 if value == "1" else 2)
    return said % {"n": value_words(value)}


def _weeks(value: str) -> str:
    return _counted(value, "%(n)s week", "%(n)s weeks")


def _days(value: str) -> str:
    return _counted(value, "%(n)s day", "%(n)s days")


def _pay(value: str) -> str:
    if value == "100%":
        return _now("full pay")
    if value in ("0%", "unpaid"):
        return _now("no pay")
    return _now("%(share)s of pay") % {"share": value_words(value)}


def _tenure(value: str) -> str:
    if value == "unstated":
        return _now("nothing said of time here")
    return _now("after %(length)s here") % {"length": value_words(value)}


def _gendered(value: str) -> str:
    return {
        "yes": _now("depends on gender"), "no": _now("the same for every gender"),
        "role": _now("depends on the part in the birth"),
    }.get(value, value)  # fmt: skip


def _criteria(value: str) -> str:
    if value in ("none", "no"):
        return _now("no criteria")
    return _now("criteria: %(value)s") % {"value": value_words(value)}


def _appeal(value: str) -> str:
    if value in ("none", "no"):
        return _now("no appeal")
    return _now("an appeal") if value == "yes" else _now("appeal: %(value)s") % {
        "value": value_words(value)}  # fmt: skip


def _scope(value: str) -> str:
    return _now("for: %(whom)s") % {"whom": value_words(value)}


_SAID: Final[Mapping[str, Callable[[str], str]]] = {
    "weeks": _weeks, "days": _days, "pay": _pay, "tenure": _tenure, "gendered": _gendered,
    "criteria": _criteria, "appeal": _appeal, "scope": _scope,
}  # fmt: skip

#: Steps of the walk, and what the numbers between two versions count.
WHAT: Final[Mapping[str, Words]] = {
    "weeks_paid": _("weeks paid"), "days_to_decision": _("days to a decision"),
    "gates": _("places where one person decides"), "dead_ends": _("dead ends"),
    "helps": _("clauses that help"), "silences": _("things of which nothing is said"),
    "gate": _("one person decides"), "dead_end": _("a dead end"), "help": _("a help"),
    "silence": _("nothing is said"),
}  # fmt: skip
