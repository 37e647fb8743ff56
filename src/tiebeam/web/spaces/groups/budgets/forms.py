"""What is asked about money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tiebeam.web.spaces.attaching.clean import Refused
from tiebeam.web.spaces.attaching.cleaning import cleaned
from tiebeam.web.spaces.attaching.forms import WHY
from tiebeam.web.spaces.forms import Once
from tiebeam.web.spaces.groups.around import choose, day, line
from tiebeam.web.spaces.groups.budgets.currencies import decimals, fits, named
from tiebeam.web.spaces.models import Money
from tiebeam.web.spaces.receipts_models import TYPES

MOST: Final = Decimal(999_999_999)
#: Years from that of today for which something can be granted, and back.
YEARS_AHEAD, YEARS_BACK = 2, 10


class MoneyForm(Once):
    """An amount that was spent."""

    on = day(_("On which day"))
    amount = forms.DecimalField(
        label=_("How much"), min_value=Decimal(0), max_value=MOST, max_digits=13, decimal_places=4,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip
    currency = choose(_("In which currency"))
    words = line(_("What for"), longest=200)
    receipt = line(_("What the receipt is called"), _("Its number, or where it is kept."),
                   longest=80, required=False)  # fmt: skip

    def __init__(self, *args: Any, today: date, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today, self._corrects = today, corrects
        self.fields["currency"].choices = named()  # type: ignore[attr-defined]
        if corrects:
            self.fields["amount"].help_text = _now("0 strikes it out.")

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not self._today.year - YEARS_BACK <= on.year or on > self._today:
            raise forms.ValidationError(
                _now("Choose a day of the last %(years)s years.") % {"years": YEARS_BACK}
            )
        return on

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        amount, currency = said.get("amount"), said.get("currency")
        if amount == 0 and not self._corrects:
            self.add_error("amount", _now("Write an amount that is more than none."))
        elif amount is not None and currency and not fits(amount, currency):
            self.add_error("amount", _parts(currency))
        return said

    @property
    def said(self) -> dict[str, Any]:
        return {name: each for name, each in self.cleaned_data.items() if name != "once"}


class GrantForm(MoneyForm):
    """An amount that was granted."""

    year = forms.IntegerField(label=_("For which year"))
    words = line(_("Who granted it"), _("Such as: Operations, by the head of the unit."),
                 longest=200)  # fmt: skip
    field_order = ("year", "amount", "currency", "words", "on", "receipt")

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        now = self._today.year
        if not now - YEARS_BACK <= year <= now + YEARS_AHEAD:
            raise forms.ValidationError(_now("Write a year such as %(year)s.") % {"year": now})
        return year


class ReceiptForm(Once):
    """The receipt, as a file."""

    file = forms.FileField(
        label=_("The receipt"), widget=forms.FileInput,
        help_text=_("PDF, PNG or JPEG; up to 10 MB. Where and when it was made, with what and by "
                    "whom, is taken out before it is kept. What can be seen in it stays: cover the "
                    "names that nobody needs."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """What is left of it."""
        held = self.cleaned_data["file"]
        if held.is_too_large:
            raise forms.ValidationError(str(WHY["too-large"]))
        try:
            made = cleaned(held.content)
        except Refused as refused:
            raise forms.ValidationError(str(WHY[refused.why])) from None
        if made.content_type not in TYPES:
            raise forms.ValidationError(_now("A receipt is a PDF, PNG or JPEG."))
        return made


def form_of(kind: str) -> type[MoneyForm]:
    return GrantForm if kind == Money.Kind.GRANTED else MoneyForm


def _parts(currency: str) -> str:
    number = decimals(currency)
    said = ngettext("%(currency)s has %(number)s decimal.", "%(currency)s has %(number)s decimals.",
                    number)  # fmt: skip
    return said % {"currency": currency, "number": number}
