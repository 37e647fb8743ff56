"""What people say about a cube, and about a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.forms import one_line
from tiebeam.web.accounts.identity.questions import CALLED
from tiebeam.web.releasing.queries import Part
from tiebeam.web.ui.days import day_words


class KeepForm(forms.Form):
    """Of each attribute, the tables that stay in the cube."""

    all_may_be_left_out = True

    def __init__(
        self, *args: Any, parts: Sequence[Part], typed: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for number, part in enumerate(parts):
            self.fields[f"part-{number}"] = forms.MultipleChoiceField(
                label=part.title,
                help_text=_help(part),
                choices=[(each.key, _priced(each.words, each.figures)) for each in part.choices],
                initial=[each.key for each in part.choices if each.kept]
                # Where all of a part were struck out, nothing of it was sent.
                if not typed
                else typed.get(f"part-{number}", []),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def kept(self) -> set[str]:
        """The tables that were left ticked."""
        return {key for name in self.fields for key in self.cleaned_data[name]}


def _help(part: Part) -> str:
    if not part.budget:
        return str(_("Exact counts of what HR alone knows. They take nothing from a budget."))
    return str(
        _("In %(spent)s figures of the %(budget)s that it may be in. Counted: %(values)s.")
        % {"spent": part.spent, "budget": part.budget, "values": ", ".join(part.values)}
    )


def _priced(words: str, figures: int) -> str:
    return f"{words} ({figures})" if figures else words


class AskForm(forms.Form):
    """The day that a release speaks of."""

    at = forms.DateField(
        label=_("The day that it speaks of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, first: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._first, self._last = first, last
        self.fields["at"].help_text = _(
            "From %(first)s to %(last)s: what both the data and the declaration cover."
        ) % {"first": day_words(first), "last": day_words(last)}

    def clean_at(self) -> date:
        day: date = self.cleaned_data["at"]
        if not self._first <= day <= self._last:
            raise ValidationError(
                _("Choose a day from %(first)s to %(last)s."), code="outside",
                params={"first": day_words(self._first), "last": day_words(self._last)},
            )  # fmt: skip
        return day


class GroupsForm(forms.Form):
    """For each answer that people may give about themselves, the group that it counts as."""

    #: Said once for all fields.
    all_may_be_left_out = True

    def __init__(
        self, *args: Any, questions: Mapping[str, Mapping[str, str]],
        called: Mapping[tuple[str, str], str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._keys: dict[str, tuple[str, str]] = {}
        for attribute, answers in questions.items():
            for answer, words in answers.items():
                name = f"{attribute}-{answer}"
                self._keys[name] = attribute, answer
                self.fields[name] = forms.CharField(
                    label=f"{CALLED[attribute]}: {_(words)}", max_length=60, required=False,
                    initial=called.get((attribute, answer), ""), validators=[one_line],
                )  # fmt: skip

    def called(self) -> dict[tuple[str, str], str]:
        """The groups that were named."""
        said = {key: self.cleaned_data[name].strip() for name, key in self._keys.items()}
        return {key: name for key, name in said.items() if name}
