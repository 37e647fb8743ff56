"""Cubes and releases, for those who ask for them and those who let them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiebeam.charts.names import attribute_name, attributes_named, value_name
from tiebeam.engine.disclosure.published import CROSSED, WHY
from tiebeam.engine.kept import said_number
from tiebeam.engine.words import Sentence, capital, tr
from tiebeam.web.accounts import asking
from tiebeam.web.accounts.identity.questions import ANOTHER, asked_in
from tiebeam.web.jobs.queries import job_about
from tiebeam.web.releasing import kinds, tables
from tiebeam.web.releasing.models import Cube, Group, Request
from tiebeam.web.ui.days import is_whole_years, window_words
from tiebeam.web.ui.shapes import Column, Entry, Table

State = Request.State


def cubes() -> QuerySet[Cube]:
    """All that were not dropped, the last year first."""
    return Cube.objects.exclude(state=Cube.State.DROPPED).order_by(
        F("first").desc(nulls_first=True)
    )


def cube(public_id: str) -> Cube | None:
    return Cube.objects.filter(public_id=public_id).first()


def declared_cubes() -> QuerySet[Cube]:
    """Those that hold or held, the last year first."""
    return Cube.objects.filter(state=Cube.State.DECLARED).order_by("-first")


def requests() -> QuerySet[Request]:
    """Every release that was asked for, the newest first."""
    return Request.objects.select_related("cube", "asked_by", "decided_by").order_by("-asked_at")


def request(public_id: str) -> Request | None:
    return requests().filter(public_id=public_id).first()


def waiting_for_a_steward() -> QuerySet[Request]:
    """What somebody has to decide."""
    return requests().filter(state=State.TRIED)


def job_of_cube(found: Cube) -> Any:
    """What the worker does to work it out, or why it could not."""
    return job_about(kinds.PROPOSE.name, found.public_id)


def job_of(found: Request) -> Any:
    """What the worker does, or did last, for it."""
    kind = kinds.PUBLISH if found.state in {State.LET_OUT, State.PUBLISHED} else kinds.TRY
    return job_about(kind.name, found.public_id)


def can_be_withdrawn(found: Request) -> bool:
    """Whether nobody has decided yet, or what was decided could not be done."""
    if found.state in {State.ASKED, State.TRIED}:
        return True
    job = job_of(found)
    return found.state == State.LET_OUT and job is not None and not job.is_open


# --- what answers count as ------------------------------------------------------------------------


def groups() -> dict[tuple[str, str], str]:
    """The group that each answer counts as, by attribute and answer."""
    return {(each.attribute, each.answer): each.called for each in Group.objects.all()}


def questions() -> dict[str, dict[str, str]]:
    """What may be answered here: by attribute, each answer and how pages say it."""
    found: dict[str, dict[str, str]] = {}
    for country in asked_in(asking.may_ask()):
        for question in country.questions:
            answers = {**question.answers, ANOTHER: _("Another answer, in own words")}
            found[question.attribute] = {**found.get(question.attribute, {}), **answers}
    return found


def values_in_use() -> list[Entry]:
    """What groups are called in the last declaration, attribute by attribute."""
    last = declared_cubes().first()
    if last is None:
        return []
    return [
        Entry(about=_titled(each.name), said=", ".join(each.values))
        for each in tables.read(last.text).attributes
    ]


def groups_of(
    answers: Mapping[str, Sequence[str]], *, called: Mapping[tuple[str, str], str]
) -> dict[str, list[str]]:
    """What the answers of somebody count as, by attribute; one without a group is left out."""
    found = {
        attribute: sorted({called[attribute, each] for each in said if (attribute, each) in called})
        for attribute, said in answers.items()
    }
    return {attribute: names for attribute, names in found.items() if names}


# --- a cube, as pages show it ---------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A table of a cube that somebody may strike out; `figures` is what it spends."""

    key: str
    words: str
    figures: int
    kept: bool


@dataclass(frozen=True, kw_only=True)
class Part:
    """One attribute of a cube: its tables, and what they spend of its budget."""

    name: str
    values: Sequence[str]
    budget: int
    choices: Sequence[Choice]
    also: int = 0

    @property
    def title(self) -> str:
        return _titled(self.name)

    @property
    def spent(self) -> int:
        return self.also + sum(each.figures for each in self.choices if each.kept)


def parts(found: Cube) -> list[Part]:
    """The attributes of a cube, and last what HR alone knows, which spends nothing."""
    written = tables.read(found.text)
    struck = set(found.struck)
    told = {each["attribute"]: each for each in found.spending}
    prices = {
        tables.key(each["attribute"], table): price
        for each in found.spending
        for table, price in _priced(written, each)
    }

    def choice(of: str, table: Any) -> Choice:
        key = tables.key(of, table)
        return Choice(key=key, words=in_words(table), figures=prices.get(key, 0),
                      kept=key not in struck)  # fmt: skip

    made = [
        Part(
            name=each.name, values=each.values, budget=told.get(each.name, {}).get("budget", 0),
            choices=[choice(each.name, table) for table in each.tables],
            also=_crossed_with(each.name, written, prices, struck),
        )
        for each in written.attributes
    ]  # fmt: skip
    made += [
        Part(name=each.field, values=(), budget=0,
             choices=[choice(f"{tables.HR} {each.field}", table) for table in each.tables])
        for each in written.hr
    ]  # fmt: skip
    return made


def _priced(written: Any, told: Mapping[str, Any]) -> list[tuple[Any, int]]:
    attribute = written.attribute(told["attribute"])
    by_words = {each.words: each for each in attribute.tables} if attribute else {}
    return [(by_words[w], n) for w, n in told["tables"].items() if w in by_words]


def _crossed_with(name: str, written: Any, prices: Mapping[str, int], struck: set[str]) -> int:
    """What tables spend of an attribute in which it is crossed with others."""
    every = [
        tables.key(other.name, table)
        for other in written.attributes
        if name in other.factors
        for table in other.tables
    ]
    return sum(prices.get(key, 0) for key in every if key not in struck)


def in_words(table: Any) -> str:
    """A table as people read it: "Who was promoted in 2025, by level"."""
    shows = {
        "people": _("Who is there"),
        "joined": _("Who joined"),
        "left": _("Who left"),
        "promoted": _("Who was promoted"),
        "raised": _("Who got a raise"),
        "pay": _("Median pay"),
        "applied": _("Who applied"),
    }
    said = shows.get(table.shows, table.shows)
    if table.window and table.window.is_one_year and is_whole_years(table.window):
        said = _("%(what)s in %(year)s") % {"what": said, "year": table.window.first.year}
    elif table.window:
        said = _("%(what)s, %(when)s") % {"what": said, "when": window_words(table.window)}
    by = attributes_named(table.by) if table.by else ""
    return _("%(what)s, by %(by)s") % {"what": said, "by": by} if by else said


def _titled(name: str) -> str:
    """An attribute, or several crossed, as a title: "Gender and ethnicity"."""
    return capital(attributes_named(name.split(CROSSED)))


# --- what a cube does not hold --------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something is left out, and all that is for this reason."""

    why: str
    what: Sequence[str]


def left_out(found: Cube) -> list[Reason]:
    """What a cube does not hold, by the reason; what it could hold instead of others comes last."""
    by_reason: dict[str, list[str]] = {}
    for each in found.left_out:
        why = _said(each["reason"])
        by_reason.setdefault(capital(why), []).append(_what(each))
    return [Reason(why=why, what=what) for why, what in by_reason.items()]


def _what(each: Mapping[str, Any]) -> str:
    about = _titled(each["about"]) if each["about"] else ""
    if each["too_much"]:
        said = "; ".join(map(_priced_in_words, each["too_much"]))
    elif each["table"]:
        said = in_words(tables.from_kept(each["table"]))
    else:
        said = _said(each["subject"]) if each["subject"] else ""
    return _("%(about)s: %(what)s") % {"about": about, "what": said} if about and said else (
        about or capital(said)
    )  # fmt: skip


def _priced_in_words(priced: Sequence[Any]) -> str:
    table, figures = priced
    return ngettext("%(what)s (%(n)d figure)", "%(what)s (%(n)d figures)", figures) % {
        "what": in_words(tables.from_kept(table)), "n": figures,
    }  # fmt: skip


def _said(sentence: Mapping[str, Any]) -> str:
    message, said = sentence["message"], sentence["parts"]
    parts = {name: _part(name, part) if isinstance(part, str) else part
             for name, part in said.items()}  # fmt: skip
    return str(Sentence(message, parts))


def _part(name: str, part: str) -> str:
    """What stands in a reason: fields and values as pages call them, numbers as they write them."""
    if name in ("field", "other"):
        return attribute_name(part)
    if name == "value":
        return value_name(part.replace("_", " "))
    return said_number(part)


# --- a release that was tried ---------------------------------------------------------------------


def shown_and_hidden(found: Request, *, caption: str) -> Table:
    """How many numbers of each table it would show, and why it would hide the others."""
    return Table(
        caption=caption,
        name="shown",
        can_be_sorted=False,
        columns=[
            Column(key="about", title=_("About")),
            Column(key="table", title=_("Table")),
            Column(key="shown", title=_("Shown"), is_number=True),
            Column(key="hidden", title=_("Not shown"), is_number=True),
            Column(key="why", title=_("Why not")),
        ],
        rows=[
            {
                "about": _about(each["about"]), "table": in_words(tables.from_kept(each["table"])),
                "shown": each["shown"], "hidden": sum(each["why"].values()),
                "why": ", ".join(tr(WHY[why]) for why in each["why"]) or None,
            }
            for each in found.would_show.get("tables", ())
        ],
    )  # fmt: skip


def _about(of: str) -> str:
    """What numbers are about: an attribute, or the kind of a line that is about none."""
    kinds = {"directory": _("What everybody knows"), "hr": _("What HR alone knows")}
    return kinds.get(of) or _titled(of)


def attacks(found: Request) -> list[Entry]:
    """How the attack on everything that was ever shown went, attribute by attribute."""
    return [
        Entry(about=_titled(CROSSED.join(each["attributes"])), said=_attack_in_words(each))
        for each in found.would_show.get("attacks", ())
    ]


def _attack_in_words(attack: Mapping[str, Any]) -> str:
    certain = attack["certain"]
    said = [
        _("Nothing is certain about anybody.") if not certain
        else ngettext("%(n)d thing would be certain.", "%(n)d things would be certain.", certain)
        % {"n": certain}
    ]  # fmt: skip
    worst = attack.get("worst")
    if worst:
        said.append(
            _("The best guess is right in %(right)s of 100 cases; who does not look is right in "
              "%(blind)s. The limit is %(limit)s.") % worst
        )  # fmt: skip
    dropped = attack["dropped"]
    if dropped:
        said.append(
            ngettext("%(n)d table is left out because of it.",
                     "%(n)d tables are left out because of it.", dropped) % {"n": dropped}
        )  # fmt: skip
    return " ".join(said)


def done_by(person: Any) -> list[dict[str, str]]:
    """What somebody asked for, decided and declared, for the file of what is kept about them."""
    theirs = Request.objects.filter(Q(asked_by=person) | Q(decided_by=person)).order_by("pk")
    asked = [{"release_as_of": str(each.at), "state": each.state} for each in theirs]
    declared = Cube.objects.filter(declared_by=person).order_by("pk")
    return asked + [{"declared_for_the_year_from": str(each.first)} for each in declared]
