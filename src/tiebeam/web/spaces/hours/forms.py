"""What is asked of whoever writes hours down: how many, and of which month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.forms import Once

MOST_A_MONTH: Final = Decimal(200)
#: Months back that one may still write down.
MONTHS: Final = 12


def month_words(month: date) -> str:
    """Such as: March 2026."""
    return date_format(month, "F Y")


class HoursForm(Once):
    """Hours that somebody gave in a month."""

    month = forms.ChoiceField(label=_("The month"))
    hours = forms.DecimalField(
        label=_("How many hours"), min_value=Decimal("0.25"), max_value=MOST_A_MONTH,
        decimal_places=2, help_text=_("In quarters of an hour, such as 1.25."),
        widget=forms.NumberInput(attrs={"step": "0.25"}),
    )  # fmt: skip
    paid = forms.BooleanField(
        label=_("I ask that they are paid"), required=False,
        help_text=_("Then whoever pays reads your name, your address, the month, the hours and the "
                    "words “voluntary work”: not what you did, and not where. What you do not ask "
                    "for is read by nobody but you."),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{each:%Y-%m}", month_words(each)) for each in _months(today)]
        self.fields["month"].choices = choices  # type: ignore[attr-defined]

    def clean_month(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['month']}-01")

    def clean_hours(self) -> Decimal:
        hours: Decimal = self.cleaned_data["hours"]
        if hours % Decimal("0.25"):
            raise forms.ValidationError(_now("Write quarters of an hour, such as 1.25."))
        return hours


def _months(today: date) -> list[date]:
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        before = found[-1]
        found.append(before.replace(year=before.year - 1, month=12) if before.month == 1
                     else before.replace(month=before.month - 1))  # fmt: skip
    return found
