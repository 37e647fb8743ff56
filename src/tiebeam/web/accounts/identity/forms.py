"""Questions as a form. Each may be left out, and nothing of it is ever kept to be typed again."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.forms import one_line
from tiebeam.web.accounts.identity.questions import Country, Question
from tiebeam.web.accounts.identity.told import (
    LONGEST_NUMBER,
    LONGEST_OWN_WORDS,
    Answer,
    Told,
)

#: Computers are shared: a browser should not offer what somebody else wrote.
UNKEPT: Final = {"autocomplete": "off"}
WHO_READS: Final = _("Sealed. No colleague can read it.")


class QuestionsForm(forms.Form):
    """The questions of one country."""

    all_may_be_left_out = True

    def __init__(self, *args: Any, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._country = country
        for each in country.questions:
            self.fields[each.attribute] = _choices(each)
            self.fields[_own(each)] = forms.CharField(
                label=gettext("%(about)s, in your own words") % {"about": each.name},
                required=False, max_length=LONGEST_OWN_WORDS, validators=[one_line],
                help_text=_("It counts as “another answer”. What you write stays sealed."),
                widget=forms.TextInput(attrs=UNKEPT),
            )  # fmt: skip

    def told(self) -> Told:
        """What was answered."""
        answers = {each.attribute: self._answer(each) for each in self._country.questions}
        return Told(country=self._country.code, answers=answers)

    def _answer(self, question: Question) -> Answer:
        said = self.cleaned_data[question.attribute]
        chosen = (said,) if isinstance(said, str) else tuple(said)
        own = self.cleaned_data[_own(question)]
        return Answer(chosen=tuple(each for each in chosen if each), own=own)


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("Your employee number"), max_length=LONGEST_NUMBER, validators=[one_line],
        help_text=WHO_READS, widget=forms.TextInput(attrs=UNKEPT),
    )  # fmt: skip


def as_typed(told: Told, country: Country) -> dict[str, Any]:
    """What was told, as the form would have it."""
    typed: dict[str, Any] = {}
    for each in country.questions:
        answer = told.answers.get(each.attribute, Answer())
        chosen = [name for name in answer.chosen if name in each.answers]
        typed[each.attribute] = "".join(chosen[:1]) if each.one else chosen
        typed[_own(each)] = answer.own
    return typed


def _choices(question: Question) -> forms.Field:
    offered = [(name, gettext(said)) for name, said in question.answers.items()]
    label = gettext(question.ask)
    if question.one:
        return forms.ChoiceField(
            label=label, required=False, help_text=WHO_READS,
            choices=[("", gettext("No answer")), *offered], widget=forms.RadioSelect,
        )  # fmt: skip
    return forms.MultipleChoiceField(
        label=label, required=False, choices=offered, widget=forms.CheckboxSelectMultiple,
        help_text=gettext("As many as fit. %(who)s") % {"who": WHO_READS},
    )  # fmt: skip


def _own(question: Question) -> str:
    return f"{question.attribute}_own"
