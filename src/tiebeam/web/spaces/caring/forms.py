"""What is asked of those who look after a space: how soon, how quiet, and how much."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.caring_models import MOST

#: A rest is longer than a holiday; a space that rests for years has ended.
LONGEST_REST: Final = timedelta(days=366)
ANSWERS: Final = [
    (1, _("After 1 working day")), (2, _("After 2 working days")), (3, _("After 3 working days")),
    (5, _("After 5 working days")), (0, _("Never: nothing waits here")),
]  # fmt: skip
QUIET: Final = [
    (7, _("After 7 days")), (14, _("After 14 days")), (21, _("After 21 days")),
    (42, _("After 42 days")), (0, _("Never: it may be quiet")),
]  # fmt: skip


class PaceForm(forms.Form):
    """How soon a space answers, when it is quiet, and until when it rests."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    answer_days = forms.TypedChoiceField(
        label=_("When something that nobody answered waits"), choices=ANSWERS, coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Only those who look after the space see that it waits, and nothing says who "
                    "answers how fast."),
    )  # fmt: skip
    quiet_days = forms.TypedChoiceField(
        label=_("When you are told that nobody has written anything"), choices=QUIET, coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Nobody else is told. A meeting that is to come counts as something."),
    )  # fmt: skip
    rests_until = forms.DateField(
        label=_("It rests until this day"), required=False,
        help_text=_("You may leave this empty. While it rests, you are not told that it is quiet."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_rests_until(self) -> date | None:
        until: date | None = self.cleaned_data["rests_until"]
        if until is None or until <= self._today:
            # A rest that is over is none.
            return None
        if until > self._today + LONGEST_REST:
            raise forms.ValidationError(_now("Choose a day within a year."))
        return until


class LoadForm(forms.Form):
    """How much somebody takes on at once."""

    spaces = forms.IntegerField(
        label=_("How many spaces you look after at most"), min_value=0, max_value=MOST,
        help_text=_("Nobody else is told, and nothing changes for others. Where you have as many, "
                    "this page says so, and you are told when you offer to look after another."),
    )  # fmt: skip
    cases = forms.IntegerField(
        label=_("How many reports you look at at once"), min_value=0, max_value=MOST,
        help_text=_("Then no more are given to you. You can still open one yourself."),
    )  # fmt: skip
