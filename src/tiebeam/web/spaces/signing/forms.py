"""What a leader adds to the sentence, in their own words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SignForm(forms.Form):
    """Their own words, if they want to add some."""

    says = forms.CharField(
        label=_("In your own words, if you want to add some"), required=False, max_length=300,
        help_text=_("Whoever knows of the space reads it, with your name."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
