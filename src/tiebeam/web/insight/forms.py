"""What somebody can wish for: only what could be declared, and never in words of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.engine.disclosure.answers import ANSWERED
from tiebeam.engine.measures.from_releases import WORKED_OUT, Ledger
from tiebeam.web.insight.words import plain, title_of


class WishForm(forms.Form):
    """A figure for the next release."""

    measure = forms.ChoiceField(
        label=_("What"),
        choices=lambda: [(each, title_of(each)) for each in (*ANSWERED, *WORKED_OUT)],
    )
    about = forms.ChoiceField(label=_("Whom it sets side by side"))
    within = forms.ChoiceField(
        label=_("How finely"), required=False,
        help_text=_("The finer it is, the fewer people are in each place, and the more is hidden."),
    )  # fmt: skip
    year = forms.TypedChoiceField(label=_("Of which year"), coerce=int)

    def __init__(self, *args: Any, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = ledger.last.at.year
        first = ledger.releases[0].at.year
        self._say("about", [(each, plain(each)) for each in ledger.attributes])
        self._say("within", [("", _now("Everybody together")),
                             *((each, _now("By %(field)s") % {"field": plain(each)})
                               for each in ledger.fields)])  # fmt: skip
        self._say("year", [(str(each), str(each)) for each in range(last + 1, first - 2, -1)])

    def _say(self, field: str, choices: list[tuple[str, str]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]
