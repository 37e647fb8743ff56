"""What a form to close a space carries."""

from __future__ import annotations

from django import forms


class CloseForm(forms.Form):
    """Which edition of the space whoever sends it has seen."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
