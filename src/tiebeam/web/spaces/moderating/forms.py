"""What is asked of whoever reports, decides or appeals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.forms import CiteForm
from tiebeam.web.spaces.models import Clause, Ruling

LONGEST: Final = 600
#: A pause is short: it stops a quarrel, and is no punishment.
LONGEST_PAUSE_DAYS: Final = 30
KINDS: Final = [
    (Ruling.Kind.NOTHING, _("Nothing: it keeps to the guidelines")),
    (Ruling.Kind.NOTE, _("A note to its author alone")),
    (Ruling.Kind.EDIT, _("Its author is asked to change it")),
    (Ruling.Kind.HIDE, _("It is hidden; its author still reads it, and can change it")),
    (Ruling.Kind.REMOVE, _("It is removed")),
    (Ruling.Kind.PAUSE, _("A pause: its author can't write here until a day that you set")),
]


def _words(label: Any, hint: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ReportForm(CiteForm):
    """Which line a post is about."""

    says = _words(
        _("What they should look at"),
        _("You need not say anything, and nothing of yourself. Those who look after the space "
          "read it."),
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, clauses: Sequence[Clause], **kwargs: Any) -> None:
        super().__init__(*args, clauses=clauses, **kwargs)
        self.fields["cites"].help_text = ""


class RuleForm(CiteForm):
    """What is done about a post."""

    kind = forms.ChoiceField(label=_("What is done"), choices=KINDS, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("If it is a pause: the first day on which they write again"), required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip
    says = _words(
        _("Why, in a sentence or two"),
        _("The author reads this. Unless it is a note, whoever reported it does too. Neither of "
          "them sees who you are."),
    )  # fmt: skip
    field_order = ("kind", "cites", "until", "says")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["cites"].help_text = ""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        is_pause, until = said.get("kind") == Ruling.Kind.PAUSE, said.get("until")
        last = self._today + timedelta(days=LONGEST_PAUSE_DAYS)
        if is_pause and not (until and self._today < until <= last):
            self.add_error("until", _now("Choose a day that is to come, within %(days)s days.")
                           % {"days": LONGEST_PAUSE_DAYS})  # fmt: skip
        if not is_pause:
            said["until"] = None
        return said


class AppealForm(forms.Form):
    """Why another person should decide again."""

    says = _words(
        _("Why it should be decided again"),
        _("Somebody else who looks after the space reads this and decides, once."),
    )


class AgainForm(forms.Form):
    """What another person decides."""

    lifts = forms.ChoiceField(
        label=_("What you decide"), widget=forms.RadioSelect,
        choices=[("no", _("What was decided stays")), ("yes", _("It is taken back"))],
    )  # fmt: skip
    says = _words(_("Why, in a sentence or two"), _("The author reads this, and not who you are."))


class SpareForm(forms.Form):
    """Lines of which somebody wants no reports."""

    titles = forms.MultipleChoiceField(
        label=_("Show me no reports about"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody sees what you choose, and no reason is asked. Others look at them."),
    )  # fmt: skip

    def __init__(self, *args: Any, titles: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["titles"].choices = [(each, each) for each in titles]  # type: ignore[attr-defined]
