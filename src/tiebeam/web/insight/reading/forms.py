"""What is asked of whoever looks at a finding."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tiebeam.web.insight.reading.actions import Saying
from tiebeam.web.insight.reading.models import Verdict

Says = Verdict.Says
LONGEST_REASON: Final = 1000
#: For how long words may stay, in days.
_HOW_LONG: Final = [
    ("91", _("Three months")), ("183", _("Half a year")), ("365", _("A year")),
    ("730", _("Two years")),
]  # fmt: skip


class SayForm(forms.Form):
    """Whether it is so, with a reason where it is not."""

    says = forms.ChoiceField(label=_("What do you say?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Your reason"), required=False, max_length=LONGEST_REASON,
        help_text=_("To dismiss it, say why. Everybody who can read this document reads your "
                    "reason, with your name. Write of the rule, and of no person."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    days = forms.ChoiceField(
        label=_("If you dismiss it, for how long"), choices=_HOW_LONG, initial="365",
        required=False, help_text=_("On the day after, it is asked about again."),
    )  # fmt: skip
    everywhere = forms.BooleanField(label="", required=False)

    def __init__(self, *args: Any, owner: str, places: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [
            (Says.CONFIRMED.value, _now("It is so: confirm it")),
            (Says.DISMISSED.value, _now("It is not so, or it may stay: dismiss it")),
        ]
        if owner:
            sent = _now("I can't tell: send it to %(name)s") % {"name": owner}
            chosen.append((Says.SENT.value, sent))
        self.fields["says"].choices = chosen  # type: ignore[attr-defined]
        if places > 1:
            said = ngettext(
                "Say this for the %(n)d place where the same words stand",
                "Say this for all %(n)d places where the same words stand",
                places,
            )
            self.fields["everywhere"].label = said % {"n": places}
        else:
            del self.fields["everywhere"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("says") == Says.DISMISSED and not said.get("reason", "").strip():
            self.add_error("reason", _now("Say why it is not so, or why it may stay."))
        return said

    def saying(self, today: date) -> Saying:
        said = self.cleaned_data
        is_dismissed = said["says"] == Says.DISMISSED
        days = timedelta(days=int(said["days"] or 365))
        return Saying(says=said["says"], reason=said["reason"].strip(),
                      until=today + days if is_dismissed else None)  # fmt: skip
