"""What is asked about the duties of a sponsor. Reasons are nobody's duty to give."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.forms import Once
from tiebeam.web.spaces.groups.around import choose, day, line, to_come
from tiebeam.web.spaces.groups.sponsors.lists import KINDS, RHYTHMS
from tiebeam.web.spaces.models import DutySaid

LONGEST_DAYS = 2 * 366


class AboutDuty(forms.Form):
    """What a duty is, and when it is due."""

    says = line(_("What the sponsor does"), longest=200)
    rhythm = choose(_("How often"), widget=forms.RadioSelect)
    due_on = day(_("When it is due next"), _("Left empty, it follows from how often it is due."),
                 required=False)  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["rhythm"].choices = list(RHYTHMS.items())  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        due: date | None = self.cleaned_data["due_on"]
        if due is not None and due != self.initial.get("due_on"):
            to_come(due, self._today, LONGEST_DAYS)
        return due

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("says", "rhythm", "due_on")}


class NewDutyForm(AboutDuty, Once):
    """One duty more."""


class DutyForm(AboutDuty):
    """A duty as it is now."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class SayForm(forms.Form):
    """What became of a duty."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    kind = choose(_("What became of it"), widget=forms.RadioSelect)
    moved_to = day(_("Moved to which day"), required=False)
    says = line(_("A line on it"), _("Whoever knows of the group reads it. The sponsor can write "
                                     "one of their own beside it."),
                longest=300, required=False)  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["kind"].choices = list(KINDS.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") != DutySaid.Kind.MOVED:
            said["moved_to"] = None
        elif said.get("moved_to") is None and "moved_to" not in self.errors:
            self.add_error("moved_to", _now("Say to which day it was moved."))
        elif said.get("moved_to") is not None:
            try:
                to_come(said["moved_to"], self._today, LONGEST_DAYS)
            except forms.ValidationError as error:
                self.add_error("moved_to", error)
        return said

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "moved_to", "says")}


class LineForm(forms.Form):
    """The sponsor's own line."""

    about = forms.IntegerField(widget=forms.HiddenInput)
    says = line(_("Your own line beside it"), longest=300, required=False)
