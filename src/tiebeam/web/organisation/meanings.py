"""What a column may mean, in plain words, and who may know what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tiebeam.engine.records.fields import BY_NAME
from tiebeam.engine.words import number

OUT: Final = "out"
AS_SAID: Final = "as-said"

#: Who may know it, in words.
CLASSES: Final[dict[str, Promise]] = {
    "directory": _("Everybody at work may know it."),
    "hr": _("HR alone knows it. It is shown for groups."),
    "secret": _("People may keep it to themselves. It is shown for large groups only, and never "
                "exactly."),
    "out": _("It is not used."),
    "said": _("As your mapping file says."),
}  # fmt: skip

_WORDS: Final[dict[str, Promise]] = {
    "person": _("Who it is: an id"),
    "period": _("The year, month or day of the row"),
    "from": _("First day on which the row holds"),
    "to": _("Last day on which the row holds"),
    "on": _("The day on which it happened"),
    "event": _("What happened"),
    "hired": _("First day at work here"),
    "left": _("Last day at work here"),
    "exit_reason": _("Why somebody left"),
    "unit": _("Unit or department"),
    "site": _("Site: the place of work"),
    "job": _("Job or function"),
    "grade": _("Grade or rank"),
    "manager": _("Whom they report to: an id"),
    "contract": _("Kind of contract"),
    "hours": _("Hours a week"),
    "pay": _("Pay in a year"),
    "currency": _("Currency of the pay"),
    "born": _("Day or year of birth"),
    "rating": _("Result of a review"),
    "scale": _("Scale of the review"),
    "application": _("Which application: an id"),
    "posting": _("Which job was advertised"),
    "source": _("How somebody came to apply"),
    "process": _("Which way of choosing was used"),
    "stage": _("Date of a step on the way to being hired"),
    "tag": _("Something about the job"),
    "tag-hr": _("Something about the job that HR alone knows"),
    "self": _("About the person, in their own words"),
    "recorded": _("About the person, as it is on file"),
    "observed": _("About the person, as somebody else saw it"),
    AS_SAID: _("As your mapping file says"),
    OUT: _("Leave it out"),
}

_WORKFORCE: Final = (
    "person", "period", "from", "to", "on", "event", "hired", "left", "exit_reason", "unit", "site",
    "job", "grade", "manager", "contract", "hours", "pay", "currency", "born",
)  # fmt: skip
_ABOUT: Final = ("self", "recorded", "observed")
#: What a column of each table may mean; the same words in groups.
OF_TABLE: Final[dict[str, tuple[str, ...]]] = {
    "workforce": (*_WORKFORCE, "tag", "tag-hr", *_ABOUT),
    "ratings": ("person", "on", "rating", "scale"),
    "applications": ("application", "person", "posting", "source", "process", "unit", "site",
                     "grade", "stage", *_ABOUT),
}  # fmt: skip
#: More than one column of a table may be this.
SEVERAL: Final = frozenset({OUT, AS_SAID, "stage", "tag", "tag-hr", *_ABOUT})

TABLES: Final[dict[str, Promise]] = {
    "workforce": _("The people who work here"),
    "ratings": _("Reviews"),
    "applications": _("Applications"),
}


@dataclass(frozen=True)
class Meaning:
    """One thing that a column may mean."""

    code: str

    @property
    def words(self) -> str:
        return str(_WORDS.get(self.code, self.code))

    @property
    def field_class(self) -> str:
        if self.code in _ABOUT:
            return "secret"
        if self.code in {OUT, AS_SAID}:
            return "out" if self.code == OUT else "said"
        own = {"tag": "directory", "tag-hr": "hr", "stage": "hr"}
        return own.get(self.code) or str(BY_NAME[self.code].field_class)

    @property
    def who_may_know(self) -> str:
        return str(CLASSES[self.field_class])


def choices(table: str, now: str) -> list[tuple[str, str]]:
    """What a column of a table may be said to mean."""
    codes = [*OF_TABLE[table], *([AS_SAID] if now == AS_SAID else []), OUT]
    return [(code, Meaning(code).words) for code in codes]


def in_words(shape: dict[str, Any], *, is_private: bool) -> str:
    """What the values of a column look like; no value can be read from it.

    is_private  of what people keep to themselves, not even that
    """
    if shape["kind"] == "empty":
        return _now("No row has a value.")
    if is_private:
        return _now("What stands in it is not shown.")
    return " ".join(part for part in (_look(shape), _different(shape), _filled(shape)) if part)


def _look(shape: dict[str, Any]) -> str:
    if shape["pattern"]:
        return _now("Looks like %(pattern)s.") % {"pattern": shape["pattern"]}
    about = {"shortest": shape["shortest"], "longest": shape["longest"]}
    if shape["kind"] == "numbers":
        return _now("Numbers.")
    if about["shortest"] == about["longest"]:
        return ngettext("%(longest)s letter long.", "%(longest)s letters long.",
                        about["longest"]) % about  # fmt: skip
    return _now("%(shortest)s to %(longest)s letters long.") % about


def _different(shape: dict[str, Any]) -> str:
    count = shape["different"]
    if count <= 5:
        return ngettext("%(count)s different value.", "%(count)s different values.",
                        count) % {"count": count}  # fmt: skip
    return _now("Up to %(count)s different values.") % {"count": number(count)}


def _filled(shape: dict[str, Any]) -> str:
    if shape["filled"] >= 10:
        return ""
    return _now("Filled in about %(filled)s of 10 rows.") % {"filled": shape["filled"]}
