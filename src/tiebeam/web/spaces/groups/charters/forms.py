"""What is asked of whoever writes a charter."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.groups.around import text
from tiebeam.web.spaces.groups.charters.queries import PARTS


class CharterForm(forms.Form):
    """The four parts of a charter."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    purpose = text(_("What the group is for"), longest=1000, rows=3)
    does = text(_("What it does"), longest=2000)
    does_not = text(_("What it does not do"),
                    _("Such as: It does not answer for all who have something in common."),
                    longest=2000)  # fmt: skip
    decides = text(_("How it decides"), _("Who, how often, and what is enough."), longest=2000)

    @property
    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in PARTS}
