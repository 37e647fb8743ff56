"""What is asked: the legal start, files, and what their columns mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.engine.records.mapping import NEEDED
from tiebeam.engine.records.propose import DATE_FORMATS
from tiebeam.web.organisation import meanings
from tiebeam.web.organisation.legal import Topic
from tiebeam.web.organisation.naming import CALLED, name_said
from tiebeam.web.organisation.structure import (
    KINDS,
    SAME_LEVEL,
    Kind,
    Named,
    Seen,
    Standing,
    Structure,
    key_of,
)
from tiebeam.web.ui.speaking_up import countries

#: Answers after which a question is still open.
UNSETTLED: Final = frozenset({"under way"})


def _words(label: Any, hint: Any = "", *, needed: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=needed, max_length=2000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _one_of(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


class LegalForm(forms.Form):
    """One question of the legal start."""

    #: Answers that have to be explained, and the field that does.
    explains: ClassVar[tuple[str, str, frozenset[str]] | None] = None

    @property
    def is_settled(self) -> bool:
        return UNSETTLED.isdisjoint(map(str, self.cleaned_data.values()))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.explains:
            asked, words, answers = self.explains
            if said.get(asked) in answers and not said.get(words) and not self.errors.get(words):
                self.add_error(words, _("Say it in a sentence or two, for those who read it."))
        return said


class PurposeForm(LegalForm):
    purpose = _words(
        _("What will this data be used for?"),
        _("For example: to see where our rules hold people back, and mend them."),
    )
    basis = _one_of(
        _("What allows it?"),
        [
            ("interest", _("A legitimate interest of the organisation")),
            ("duty", _("A duty that a law puts on us")),
            ("agreement", _("An agreement with those who speak for our people")),
            ("task", _("A public task")),
            ("consent", _("Everybody agreed, and may take it back")),
            ("other", _("Something else")),
        ],
    )
    basis_words = _words(_("Which law or agreement, in your words"),
                         _("With the article, where there is one."), rows=2)  # fmt: skip
    sensitive = _words(_("What allows sensitive data, such as ethnicity or health?"),
                       _("Leave it out where you bring none."), needed=False, rows=2)  # fmt: skip


class ImpactForm(LegalForm):
    explains = ("assessed", "where", frozenset({"done", "not needed"}))

    assessed = _one_of(
        _("Was it written down what this could do to people?"),
        [("done", _("Yes, it is done")), ("not needed", _("No, our law does not ask for it")),
         ("under way", _("Not yet"))],
    )  # fmt: skip
    where = _words(_("Where it can be read, or why it is not needed"), needed=False, rows=2)


class RepresentativesForm(LegalForm):
    explains = ("asked", "words", frozenset({"agreed", "heard"}))

    asked = _one_of(
        _("Were they asked?"),
        [("agreed", _("They agreed")), ("heard", _("They were told and heard")),
         ("nobody", _("There is nobody who speaks for our people")),
         ("under way", _("Not yet"))],
    )  # fmt: skip
    words = _words(_("Who they are, and what was agreed"), needed=False, rows=3)


class PrivilegeForm(LegalForm):
    counsel = _one_of(
        _("Do lawyers lead this work?"),
        [("yes", _("Yes, and what is found is for them first")),
         ("no", _("No")), ("under way", _("We have not asked them yet"))],
    )  # fmt: skip
    words = _words(_("What they said, for those who work with the data"), needed=False, rows=3)


class RetentionForm(LegalForm):
    months = forms.IntegerField(
        label=_("Months after which a version is withdrawn"), min_value=1, max_value=240,
        help_text=_("Its files are then deleted. What was published from it stays."),
    )  # fmt: skip
    words = _words(_("What else is deleted, and when"), needed=False, rows=2)


class CountriesForm(LegalForm):
    countries = forms.MultipleChoiceField(
        label=_("Where do your people work?"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    others = forms.CharField(
        label=_("Other countries"), required=False, max_length=300,
        help_text=_("By name, with commas between them."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].choices = [  # type: ignore[attr-defined]
            (each.code, _now(each.name)) for each in countries()
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not said.get("countries") and not said.get("others") and not self.errors:
            self.add_error("countries", _("Choose one, or name it below."))
        return said


LEGAL: Final[Mapping[Topic, type[LegalForm]]] = {
    Topic.PURPOSE: PurposeForm,
    Topic.IMPACT: ImpactForm,
    Topic.REPRESENTATIVES: RepresentativesForm,
    Topic.PRIVILEGE: PrivilegeForm,
    Topic.RETENTION: RetentionForm,
    Topic.COUNTRIES: CountriesForm,
}


# --- files ----------------------------------------------------------------------------------------


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, list | tuple) else [data]
        if not any(several):
            if not self.required:
                return []
            raise forms.ValidationError(_("Choose a file."))
        for each in several:
            if not each.size:
                raise forms.ValidationError(
                    _("%(name)s is empty. Export it again."), params={"name": each.shown_name}
                )
        return list(several)


class UploadForm(forms.Form):
    """Files of one export."""

    once = forms.CharField(max_length=40, widget=forms.HiddenInput)
    brought = FilesField(
        label=_("Your files"),
        help_text=_("CSV, XLSX or Parquet, also packed with gzip. Choose all files of one export "
                    "at once: people, reviews, applications. A mapping file may come along."),
    )  # fmt: skip


# --- what columns mean ----------------------------------------------------------------------------

_SHAPES: Final = [
    ("snapshots", _("One person in one year or month")),
    ("people", _("One person, with one row each")),
    ("spells", _("A stretch of time of one person")),
    ("events", _("Something that happened to one person")),
]
_EVERY: Final = [("", _("A day")), ("month", _("A month")), ("year", _("A year"))]
_DECIMAL: Final = [("", _("Find out")), (".", _("A point: 1234.50")), (",", _("A comma: 1234,50"))]
#: A day that shows which number is which.
_DAY: Final = datetime(2025, 12, 31, 14, 30, 59)  # noqa: DTZ001 — it is only written down
#: More single values of a kind are not named here.
MOST_VALUES: Final = 25


class MappingForm(forms.Form):
    """What each column means, and how rows, dates and numbers are written."""

    round = forms.IntegerField(widget=forms.HiddenInput)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    shape = forms.ChoiceField(label=_("What is one row?"), choices=_SHAPES)
    every = forms.ChoiceField(
        label=_("In that case, for how long does a row stand?"), choices=_EVERY,
        required=False,
    )  # fmt: skip
    dates = forms.ChoiceField(label=_("How is the last day of 2025 written?"))
    decimal = forms.ChoiceField(label=_("What stands before cents?"), choices=_DECIMAL,
                                required=False)  # fmt: skip
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency of the pay"), required=False,
        help_text=_("Three letters, such as EUR. Needed where no column says it."),
        error_messages={"invalid": _("Use three capital letters, such as EUR.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    ladder = forms.CharField(
        label=_("Grades, from the lowest up"), required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("One step on each line. Put = between grades that stand side by side. What you "
                    "leave out is beside the ladder. A star stands for any letters: Captain*."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, found: Mapping[str, Any], standing: Standing | None = None,
        seen: Seen | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._found, self._standing, self._seen = found, standing, seen
        self.fields["edition"].initial = standing.edition if standing else 0
        self.fields["dates"].choices = _ways_of_dates(found["dates"])  # type: ignore[attr-defined]
        for name, table, column, place in self._columns():
            self.fields[name] = forms.ChoiceField(
                label=column["header"] or _now("Column %(place)s") % {"place": place + 1},
                choices=meanings.choices(table, column["means"]),
                help_text=self._said_of(name, column),
            )
        for name, kind, source in self._values():
            self.fields[name] = forms.CharField(
                label=source, required=False, strip=False, initial=self._own(kind, source),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    def _values(self) -> Iterator[tuple[str, Kind, str]]:
        """Single values that everybody may know, once they were read as somebody said; of many,
        none: these are named on the page of the structure."""
        if self._seen is None or self._standing is None:
            return
        for kind in KINDS:
            sources = self._seen.names.get(kind, frozenset())
            if len(sources) <= MOST_VALUES:
                for source in sorted(sources):
                    yield f"called-{kind}-{key_of(source)}", kind, source

    def _own(self, kind: Kind, source: str) -> str:
        return self._standing.structure.own(kind, source) if self._standing else source

    def _columns(self) -> Iterator[tuple[str, str, Mapping[str, Any], int]]:
        for table in self._found["tables"]:
            for place, column in enumerate(table["columns"]):
                yield f"{table['table']}-{place}", table["table"], column, place

    def _said_of(self, name: str, column: Mapping[str, Any]) -> str:
        """The shape of its values, and who may know them, as the column is understood now."""
        now = str((self.data if self.is_bound else self.initial).get(name, column["means"]))
        known = now if now in dict(meanings.choices(name.partition("-")[0], now)) else "out"
        meaning = meanings.Meaning(known)
        proposed = meanings.Meaning(column["means"])
        is_private = "secret" in {meaning.field_class, proposed.field_class}
        shape = meanings.in_words(column["shape"], is_private=is_private)
        return f"{shape} {meaning.who_may_know}"

    @property
    def tables(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The columns of each table."""
        return [
            (str(meanings.TABLES[table["table"]]),
             [self[f"{table['table']}-{place}"] for place in range(len(table["columns"]))])
            for table in self._found["tables"]
        ]  # fmt: skip

    @property
    def values(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Single values of each kind, to say what they are called."""
        every = list(self._values())
        found = [
            (str(CALLED[kind]), [self[name] for name, of, _source in every if of == kind])
            for kind in KINDS
        ]
        return [(title, fields) for title, fields in found if fields]

    @property
    def about_all(self) -> list[forms.BoundField]:
        return [self[name] for name in ("shape", "every", "dates", "decimal", "currency")]

    def clean_ladder(self) -> list[list[str]]:
        lines = [line.split(SAME_LEVEL) for line in self.cleaned_data["ladder"].splitlines()]
        steps = [[grade.strip() for grade in line if grade.strip()] for line in lines]
        steps = [step for step in steps if step]
        doubled = [each for each, n in Counter(g for step in steps for g in step).items() if n > 1]
        if doubled:
            raise forms.ValidationError(
                _("%(grade)s stands in it twice."), params={"grade": doubled[0]}
            )
        return steps

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for table in self._found["tables"]:
            self._check(table["table"], said)
        if self._standing:
            self._name(said, self._standing.structure)
        return said

    def _name(self, said: dict[str, Any], structure: Structure) -> None:
        """Single values are called so from now on; what was left out stays as it is."""
        renamed: dict[str, str] = {}
        for name, kind, source in self._values():
            if not (typed := said.get(name) or "").strip():
                continue
            try:
                called = name_said(typed, kind)
            except forms.ValidationError as wrong:
                self.add_error(name, wrong)
                continue
            if kind == "grades":
                renamed[structure.own(kind, source)] = called
            structure = structure.with_name(kind, source, called)
        self._now = structure
        said["ladder"] = _with_names(said.get("ladder", []), renamed)

    @property
    def named(self) -> Named | None:
        """The structure with the names that were given; None where none was changed."""
        if self._standing is None or self._now == self._standing.structure:
            return None
        shown = self.cleaned_data["edition"]
        edition = self._standing.edition if shown is None else shown
        return Named(now=self._now, before=self._standing.structure, edition=edition)

    def is_late(self) -> None:
        """Somebody changed the structure since: said, and sent once more it counts."""
        self.add_error(None, _("The structure was changed meanwhile. What you typed is still here. "
                               "If it is right, send it once more."))  # fmt: skip
        edition = self._standing.edition if self._standing else 0
        self.data = dict(self.data.items()) | {"edition": str(edition)}

    def _check(self, table: str, said: Mapping[str, Any]) -> None:
        codes = {name: said.get(name) for name, of, *_ in self._columns() if of == table}
        if set(codes.values()) <= {meanings.OUT} and table != "workforce":
            return
        for name, code in codes.items():
            first = next(each for each, said_there in codes.items() if said_there == code)
            if code and code not in meanings.SEVERAL and first != name:
                other = {"header": self.fields[first].label}
                self.add_error(name, _now("%(header)s means that already. Which of the two is "
                                          "it?") % other)  # fmt: skip
        for needed in self._needed(table, said):
            if needed not in codes.values():
                first = next(iter(codes))
                words = {"words": meanings.Meaning(needed).words}
                self.add_error(first, _now("No column of this table says: %(words)s. Which one "
                                           "is it?") % words)  # fmt: skip

    def _needed(self, table: str, said: Mapping[str, Any]) -> tuple[str, ...]:
        if table != "workforce":
            return tuple("stage" if name == "stages" else name for name in NEEDED[table])
        shape = said.get("shape", "")
        is_dated = shape == "snapshots" and not self._found.get("days_of_files")
        return (*NEEDED.get(shape, ("person",)), *(["period"] if is_dated else []))

    @property
    def chosen(self) -> dict[str, Any]:
        """What was said, as it is kept."""
        said = self.cleaned_data
        return {
            "shape": said["shape"],
            "every": said["every"] if said["shape"] == "snapshots" else "",
            "dates": said["dates"].split("|"), "decimal": said["decimal"],
            "currency": said["currency"], "ladder": said["ladder"],
            "columns": {
                table["table"]: [
                    said[f"{table['table']}-{place}"] for place in range(len(table["columns"]))
                ]
                for table in self._found["tables"]
            },
        }  # fmt: skip


def _with_names(ladder: list[list[str]], renamed: Mapping[str, str]) -> list[list[str]]:
    """Grades that were just renamed, under their new names, once on each level."""
    named = [[renamed.get(grade, grade) for grade in step] for step in ladder]
    return [list(dict.fromkeys(step)) for step in named]


def before_saying(
    found: Mapping[str, Any], chosen: Mapping[str, Any], *,
    ladder: list[list[str]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What the form shows first: what was said before, or else what was proposed.

    ladder  the order of grades as the structure has it
    """
    said = {**found, **({"ladder": ladder} if ladder else {}), **chosen}
    first = {
        "shape": said["shape"], "every": said["every"],
        "dates": "|".join(said["dates"] or ["%Y-%m-%d"]), "decimal": said["decimal"],
        "currency": said["currency"],
        "ladder": "\n".join(f" {SAME_LEVEL} ".join(step) for step in said["ladder"]),
    }  # fmt: skip
    for table in found["tables"]:
        codes = chosen.get("columns", {}).get(table["table"])
        for place, column in enumerate(table["columns"]):
            first[f"{table['table']}-{place}"] = codes[place] if codes else column["means"]
    return first


def _ways_of_dates(proposed: list[str]) -> list[tuple[str, str]]:
    ways = ["|".join(proposed or ["%Y-%m-%d"]), *DATE_FORMATS]
    return [(way, _written(way)) for way in dict.fromkeys(ways)]


def _written(way: str) -> str:
    return _now(" or ").join(_DAY.strftime(each) for each in way.split("|"))
