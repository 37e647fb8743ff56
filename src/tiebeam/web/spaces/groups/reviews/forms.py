"""What is asked of whoever writes what changed in a year."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.groups.around import choose, text
from tiebeam.web.spaces.groups.reviews.queries import WORDS

READERS: Final = [
    ("members", _("Members of the group")),
    ("all", _("Everybody who knows of the group")),
]


class ReviewForm(forms.Form):
    """In one's own words; a draft may lack some of them."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    changed = text(_("What changed"),
                   _("Which rule, which practice, for whom. You can use Markdown."),
                   required=False)  # fmt: skip
    did_not = text(_("What did not change, and why"),
                   _("Who would have to decide, and what stood against it. Name nobody who was "
                     "harmed."), required=False)  # fmt: skip
    needs = text(_("What the next year needs"), _("Time, money, an answer, a rule."),
                 required=False)  # fmt: skip
    readers = choose(_("Who reads it once it is put out"),
                     _("What is for members, such as meetings and what was raised, stands in it "
                       "for members alone. Money does so too, unless the group shows its totals."),
                     widget=forms.RadioSelect)  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].choices = READERS  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in (*WORDS, "readers")}


class CorrectionForm(forms.Form):
    """What is otherwise than it says."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    says = text(_("What is otherwise"), _("It stands below the review, with the day."),
                longest=1000, rows=3)  # fmt: skip
