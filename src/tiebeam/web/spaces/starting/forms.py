"""What is asked of whoever looks after a space about its kit; posts have the usual forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.models import Space, StarterKit

RHYTHMS: Final = [
    (StarterKit.Rhythm.WEEK, _("One a week")),
    (StarterKit.Rhythm.FORTNIGHT, _("One a fortnight")),
    (StarterKit.Rhythm.MONTH, _("One every four weeks")),
]


class BeginForm(forms.Form):
    """How often a prompt is due."""

    rhythm = forms.ChoiceField(
        label=_("How often a prompt is due"), choices=RHYTHMS, widget=forms.RadioSelect,
        initial=StarterKit.Rhythm.FORTNIGHT,
        help_text=_("Nothing is posted by itself: you are told that one is due."),
    )  # fmt: skip


class RhythmForm(BeginForm):
    """The same, as it is now."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class GroupForm(forms.Form):
    """Which resource group reads the kit."""

    group = forms.ChoiceField(
        label=_("Which group"), widget=forms.RadioSelect,
        help_text=_("Hidden groups do not stand here: others in the space may not know of them."),
    )  # fmt: skip

    def __init__(self, *args: Any, groups: Sequence[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {each.public_id: each for each in groups}
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            (each.public_id, each.name) for each in groups
        ]

    @property
    def chosen(self) -> Space:
        return self._groups[self.cleaned_data["group"]]
