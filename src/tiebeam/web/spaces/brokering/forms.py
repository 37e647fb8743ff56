"""What is asked of whoever asks, and of whoever writes a brief."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.forms import LONGEST_POST, Line, Once
from tiebeam.web.spaces.models import Attribution, Space

#: Days that office hours hold for: after that, nobody waits in vain.
LONGEST_OFFICE_DAYS: Final = 180
ATTRIBUTED: Final = [
    (Attribution.NONE, _("From a resource group, without its name or yours")),
    (Attribution.GROUP, _("With the name of the group")),
    (Attribution.NAMED, _("With your name")),
]


class AskForm(Once):
    """One line."""

    text = Line(
        label=_("Your question, in one line"), max_length=300, widget=forms.TextInput,
        help_text=_("A broker reads it and may ask a resource group. Neither of them sees who "
                    "asked, or where. Leave out names."),
    )  # fmt: skip

    def clean_text(self) -> str:
        said = " ".join(self.cleaned_data["text"].split())
        if not said:
            raise forms.ValidationError(_now("Write your question."))
        return said


class BriefForm(Once):
    """What others may read."""

    title = Line(
        label=_("What it is about"), max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What others may know"), max_length=LONGEST_POST,
        help_text=_("A broker reads it and passes it on to spaces here. You can take it back at "
                    "any time: then it is gone everywhere at once."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )  # fmt: skip
    attribution = forms.ChoiceField(
        label=_("What it says of who wrote it"), choices=ATTRIBUTED, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, group: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if group.is_hidden:
            # Others would learn from it that there is such a group.
            offered = [each for each in ATTRIBUTED if each[0] != Attribution.GROUP]
            self.fields["attribution"].choices = offered  # type: ignore[attr-defined]


class ChooseForm(forms.Form):
    """One of the groups or spaces that a broker knows of."""

    space = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, label: Any, spaces: Sequence[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._spaces = {each.public_id: each for each in spaces}
        self.fields["space"].label = label
        self.fields["space"].choices = [  # type: ignore[attr-defined]
            (each.public_id, _called(each)) for each in spaces
        ]

    @property
    def chosen(self) -> Space:
        return self._spaces[self.cleaned_data["space"]]


def _called(space: Space) -> str:
    """With what it is for: two may have one name."""
    return f"{space.name}: {Truncator(space.about).chars(100)}" if space.about else space.name


class OfficeHoursForm(forms.Form):
    """When somebody has time for whoever wants to talk."""

    says = Line(
        label=_("When you have time, and where"), max_length=160, required=False,
        help_text=_("Such as: Thursdays from 12 to 1, in the canteen or by call. Everybody who "
                    "knows of the space reads it, with your name. Empty takes it back."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Until which day that holds"), required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        until, last = said.get("until"), self._today + timedelta(days=LONGEST_OFFICE_DAYS)
        if said.get("says") and not (until and self._today <= until <= last):
            self.add_error("until", _now("Choose a day that is to come, within %(days)s days.")
                           % {"days": LONGEST_OFFICE_DAYS})  # fmt: skip
        return said
