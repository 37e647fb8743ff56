"""What somebody looks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tiebeam.web.search.words import LONGEST


class SearchForm(forms.Form):
    """One line. Whatever stands in it is looked for: nothing in it can be wrong."""

    use_required_attribute = False

    q = forms.CharField(
        label=_("Words to look for"), strip=True,
        help_text=_("The beginning of a word is enough. All words have to be in it."),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": LONGEST}),
    )  # fmt: skip
