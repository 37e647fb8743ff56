"""What is asked about offices: what they are, and until when somebody holds one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.forms import Once
from tiebeam.web.spaces.groups.around import choose, day, line, text, to_come

#: A term has an end that somebody sees coming.
LONGEST_TERM: Final = 3 * 366


class AboutOffice(forms.Form):
    """What an office is."""

    title = line(_("What it is called"), _("Such as: Treasurer."), longest=120)
    does = text(_("What whoever holds it does"), longest=600, rows=3, required=False)


class NewOfficeForm(AboutOffice, Once):
    """A new office."""


class OfficeForm(AboutOffice):
    """An office as it is now."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class TermForm(forms.Form):
    """Until when somebody holds an office."""

    term_until = day(_("Until which day"), _("Sixty days before, the page says that the term ends, "
                                             "so that somebody can follow."))  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_term_until(self) -> date:
        until: date = self.cleaned_data["term_until"]
        to_come(until, self._today, LONGEST_TERM)
        return until


class HandOverForm(forms.Form):
    """The member who follows."""

    to = choose(_("Who follows you"), _("They offered it."))

    def __init__(self, *args: Any, offers: Sequence[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (offer.public_id, person.name) for offer, person in offers
        ]
