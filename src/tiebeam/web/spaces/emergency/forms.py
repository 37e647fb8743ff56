"""What is asked of whoever wants to read a space in an emergency."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.emergency.queries import pointed_at
from tiebeam.web.spaces.forms import Once


class EmergencyForm(Once):
    """Which space, and why."""

    where = forms.CharField(
        label=_("The address of the space, or of something in it"), max_length=500,
        help_text=_("As somebody gave it to you. Of an address with a number, the number alone is "
                    "kept. Whether there is such a space is looked up once somebody else has "
                    "agreed."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why it can't wait"), max_length=600,
        help_text=_("Its members read this, with your name. Leave out who told you, and whom it is "
                    "about."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def clean_where(self) -> str:
        found = pointed_at(self.cleaned_data["where"])
        if not found:
            raise forms.ValidationError(
                _now("This is no address of a space. It has /spaces/ in it, and behind that the "
                     "name of a space, and mostly a dot and twelve signs.")
            )  # fmt: skip
        return found
