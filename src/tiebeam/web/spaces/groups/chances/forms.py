"""What is asked of whoever posts a chance. Nobody is asked whether they want one."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.forms import Once
from tiebeam.web.spaces.groups.around import choose, day, line, text, to_come
from tiebeam.web.spaces.groups.chances.actions import WORDS
from tiebeam.web.spaces.groups.chances.lists import BECAME, KINDS

#: Days ahead: what is open for longer is no chance, but a practice.
LONGEST_DAYS: Final = 366


class AboutChance(forms.Form):
    """What it is, what one gets, and how it is decided."""

    kind = choose(_("What kind of chance it is"))
    title = line(_("What it is, in a line"), _("Such as: A seat on the safety council."))
    says = text(_("What one does there"), _("You can use Markdown."))
    gives = text(_("What one gets for it"),
                 _("Hours, pay, and who does one's other work meanwhile. If it is nothing, say "
                   "so."),
                 longest=1000, rows=3)  # fmt: skip
    decides = line(_("Who decides"), _("A role or a body, such as: the council, by vote."),
                   longest=200)  # fmt: skip
    criteria = text(_("By what it is decided"),
                    _("Said before anybody asks for it, so that it holds for all: what counts, and "
                      "what does not."), longest=2000, rows=4)  # fmt: skip
    until = day(_("The last day to say that one wants it"))
    turn_to = line(_("To whom one turns"),
                   _("A page, a role or an address. Nothing here keeps who did."),
                   longest=300)  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["kind"].choices = list(KINDS.items())  # type: ignore[attr-defined]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        # What was said is said: a day that is far off, or was meant so, stays until it is changed.
        if until != self.initial.get("until"):
            to_come(until, self._today, LONGEST_DAYS)
        return until

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WORDS}


class ChanceForm(AboutChance, Once):
    """A new chance."""


class ChangeForm(AboutChance):
    """A chance as it is now."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class TakeBackForm(forms.Form):
    """Why a chance is open no more."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    because = line(_("Why it is taken back"), _("Everybody here reads it."), longest=300)


class BecameForm(forms.Form):
    """What became of a chance."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    kind = choose(_("What became of it"), widget=forms.RadioSelect)
    says = line(_("In a line"), _("How it was decided. Name nobody."), longest=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, _now(str(said))) for kind, said in BECAME.items()
        ]
