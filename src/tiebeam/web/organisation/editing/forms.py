"""What is asked about the structure: a name and a place, and the numbers of levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.engine.records.mapping import BETWEEN
from tiebeam.web.organisation.naming import name_said
from tiebeam.web.organisation.structure import (
    InACircle,
    Kind,
    Standing,
    Structure,
    key_of,
)

#: More units than this are not put into a list to choose from: their path is typed.
MOST_TO_CHOOSE: Final = 300
#: More grades than this are no ladder that somebody puts in order by hand.
MOST_GRADES: Final = 300


class StructureForm(forms.Form):
    """A change of the structure as it stood when it was shown."""

    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        self.now = standing.structure

    def is_late(self, words: str) -> None:
        """Somebody changed it since: said, and sent once more it counts."""
        self.add_error(None, words)
        self.data = dict(self.data.items()) | {"edition": str(self.standing.edition)}


class NameForm(StructureForm):
    """What a unit, a site or a grade is called, and where a unit stands."""

    called = forms.CharField(
        label=_("What it is called"), widget=forms.TextInput(attrs={"autocomplete": "off"}),
        strip=False,
        help_text=_("Two that are called the same count as one. Nothing in your files changes."),
    )  # fmt: skip
    joined = forms.BooleanField(label=_("Yes, they are the same"), required=False)

    def __init__(self, *args: Any, kind: Kind, source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.source = kind, source
        #: What is called so already; whoever means to join them says so.
        self.twin = ""
        structure = self.standing.structure
        self.fields["called"].initial = structure.own(kind, source)
        self.may_be_placed = kind == "units" and BETWEEN not in source
        if self.may_be_placed:
            self.fields["beneath"] = self._beneath()

    def _beneath(self) -> forms.Field:
        label, now = _("Which unit it stands beneath"), self.standing.structure.beneath
        paths = self._paths()
        first = now.get(self.source, "")
        if len(paths) <= MOST_TO_CHOOSE:
            top = ("", _now("None: it stands at the top"))
            return forms.ChoiceField(
                label=label, required=False, initial=first, choices=[top, *paths.items()]
            )
        return forms.CharField(
            label=label, required=False, initial=paths.get(first, ""),
            help_text=_("Its whole path, as the list has it. Leave it out for the top."),
        )  # fmt: skip

    def _paths(self) -> dict[str, str]:
        """Units that it may stand beneath, with their paths; one of each path."""
        paths: dict[str, str] = {}
        called = self.standing.structure.called
        chosen = self.standing.structure.beneath.get(self.source)
        sources = self.standing.sources("units")
        for each in sorted(sources, key=lambda each: each != chosen):
            path = called("units", each)
            if not _is_within(each, self.source) and path not in paths.values():
                paths[each] = path
        return dict(sorted(paths.items(), key=lambda each: each[1].casefold()))

    def clean_called(self) -> str:
        return name_said(self.cleaned_data["called"], self.kind)

    def clean_beneath(self) -> str:
        said = self.cleaned_data["beneath"]
        if isinstance(self.fields["beneath"], forms.ChoiceField) or not said:
            return str(said)
        wanted = " ".join(said.split()).casefold()
        found = next((u for u, path in self._paths().items() if path.casefold() == wanted), None)
        if found is None:
            raise forms.ValidationError(
                _("There is no such unit. Write its path as the list has it.")
            )
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            self._change(said)
        return said

    def _change(self, said: Mapping[str, Any]) -> None:
        try:
            now = self._placed(said).with_name(self.kind, self.source, said["called"])
        except InACircle:
            self.add_error("beneath", _("That unit stands beneath this one. Choose another."))
            return
        twin = self._twin(now)
        if twin and not said["joined"]:
            self.twin = twin
            words = _now("%(name)s is there already. If both are the same, say so below; if not, "
                         "choose another name.")  # fmt: skip
            self.add_error("called", words % {"name": twin})
            return
        if twin:
            # Two spellings that differ in capitals alone would still be two.
            now = now.with_name(self.kind, self.source, twin.rpartition(BETWEEN)[2]
                                if self.kind == "units" else twin)  # fmt: skip
        self.now = now

    def _placed(self, said: Mapping[str, Any]) -> Structure:
        structure = self.standing.structure
        if not self.may_be_placed:
            return structure
        return structure.with_place(self.source, said["beneath"])

    def _twin(self, now: Structure) -> str:
        """What else would be called so, and is not called so yet."""
        before = self.standing.structure.called(self.kind, self.source)
        wanted = now.called(self.kind, self.source)
        if wanted == before:
            return ""
        names = (
            now.called(self.kind, each) for each in self.standing.sources(self.kind)
            if each != self.source and not (self.kind == "units" and _is_within(each, self.source))
        )  # fmt: skip
        return next((name for name in names if name.casefold() == wanted.casefold()), "")


def _is_within(unit: str, other: str) -> bool:
    """Whether the data place a unit beneath another, or it is that one."""
    return unit == other or unit.startswith(other + BETWEEN)


_A_NUMBER: Final = _("Give a number from 0 up, such as 2 or 2.5.")
_NO_NUMBER: Final = (
    "invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits",
)  # fmt: skip


class LevelsForm(StructureForm):
    """A number for each grade: the order of levels; those with one number are one level."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sources = dict(self._lines())
        on = {name: at for at, step in enumerate(self.standing.structure.steps(), 1)
              for name in step}  # fmt: skip
        unplaced = {self._own(each) for each in self.standing.unplaced()}
        for name in sorted(self._sources, key=lambda each: (on.get(each, len(on) + 1), each)):
            self.fields[_field(name)] = forms.DecimalField(
                label=name, required=False, initial=on.get(name), min_value=0, max_digits=7,
                decimal_places=2, help_text=_("Has no place yet") if name in unplaced else "",
                widget=forms.NumberInput(attrs={"step": "any", "autocomplete": "off"}),
                error_messages=dict.fromkeys(_NO_NUMBER, _A_NUMBER),
            )  # fmt: skip

    def _lines(self) -> Iterator[tuple[str, list[str]]]:
        lines: dict[str, list[str]] = {}
        for each in self.standing.sources("grades"):
            lines.setdefault(self._own(each), []).append(each)
        yield from lines.items()

    def _own(self, grade: str) -> str:
        return self.standing.structure.own("grades", grade)

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[_field(name)] for name in self._sources_in_order()]

    def _sources_in_order(self) -> list[str]:
        return [str(field.label) for name, field in self.fields.items() if name != "edition"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        numbers: dict[str, Decimal | None] = {
            source: said.get(_field(name))
            for name, sources in self._sources.items()
            for source in sources
        }
        if not any(number is not None for number in numbers.values()):
            raise forms.ValidationError(_("Give one grade a number at least."))
        self.now = self.standing.structure.with_levels(numbers)
        return said


class LevelNamesForm(StructureForm):
    """What each level is called in figures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        structure = self.standing.structure
        levels = zip(structure.steps(), structure.level_names(), strict=True)
        for number, (step, name) in enumerate(levels, 1):
            about = {"number": number, "grades": ", ".join(step)}
            self.fields[f"name-{number}"] = forms.CharField(
                label=_now("Level %(number)s: %(grades)s") % about, required=False, initial=name,
                strip=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    @property
    def names(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "edition"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        steps, names = self.standing.structure.steps(), []
        for number, step in enumerate(steps, 1):
            try:
                names.append(_level_name(said.get(f"name-{number}", ""), step))
            except forms.ValidationError as wrong:
                self.add_error(f"name-{number}", wrong)
        if self.errors:
            return said
        given = [name or ", ".join(step) for name, step in zip(names, steps, strict=True)]
        for number, name in enumerate(given, 1):
            if name in given[: number - 1]:
                self.add_error(f"name-{number}", _("Another level is called so."))
        self.now = self.standing.structure.with_level_names(names)
        return said


def _level_name(typed: str, step: Sequence[str]) -> str:
    """Empty where it is called as its grades."""
    name = name_said(typed, "sites") if typed.strip() else ""
    return "" if name == ", ".join(step) else name


def _field(name: str) -> str:
    return f"level-{key_of(name)}"


class OnceForm(forms.Form):
    """A button that may be pressed twice, and does what it does once."""

    once = forms.CharField(max_length=40, widget=forms.HiddenInput)


class TakeBackForm(forms.Form):
    """A button that undoes the edition that was shown as the newest."""

    edition = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
