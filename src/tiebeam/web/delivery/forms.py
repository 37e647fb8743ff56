"""How somebody wants to be told of each topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from tiebeam.web.delivery.quiet.subjects import subjects
from tiebeam.web.delivery.topics import How, Topic

CALLED: Final[Mapping[How, str | Promise]] = {
    How.NOT: _later("Not at all"),
    How.HERE: _later("Here, on the page of my notices"),
    How.WEEKLY: _later("By mail, once a week on Monday"),
    How.DAILY: _later("By mail, once a day"),
    How.MAIL: _later("By mail, at once"),
}


class ToldForm(forms.Form):
    """One question for each topic, named as the topic is."""

    def __init__(self, *args: Any, topics: Sequence[Topic] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in topics:
            self.fields[each.name] = forms.ChoiceField(
                label=_(each.says), help_text=_(each.explains), widget=forms.RadioSelect,
                choices=[(how.value, CALLED[how]) for how in each.choices],
            )  # fmt: skip

    @property
    def chosen(self) -> dict[str, How]:
        return {name: How(how) for name, how in self.cleaned_data.items()}


class TimesForm(forms.Form):
    """From when to when mails may reach somebody."""

    first = forms.TypedChoiceField(label=_later("Mails may reach me from"), coerce=int)
    last = forms.TypedChoiceField(label=_later("... until"), coerce=int)
    zone = forms.ChoiceField(label=_later("By the clock of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "first": [(hour, f"{hour}:00") for hour in range(24)],
            "last": [(hour, f"{hour}:00") for hour in range(1, 25)],
            "zone": [(each, each.replace("_", " ")) for each in sorted(available_timezones())],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "first" in said and said["first"] == said.get("last"):
            self.add_error("last", _("Leave an hour at least, or choose the whole day: 0:00 to "
                                     "24:00."))  # fmt: skip
        return said


class QuietForm(forms.Form):
    """What somebody wants quiet. No reason is asked."""

    subjects = forms.MultipleChoiceField(
        label=_later("Do not let reach me what is about"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subjects"].choices = _subjects()  # type: ignore[attr-defined]


class MessageForm(forms.Form):
    """What somebody says to everybody."""

    once = forms.CharField(max_length=40, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_later("What it is about"), max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_later("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_later("Everybody here can read it, with your name."),
    )  # fmt: skip
    subjects = forms.MultipleChoiceField(
        label=_later("Which of these it speaks of"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_later("Whoever wants quiet from one of these is left in peace. Nobody learns "
                         "who that is, and you see no numbers."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subjects"].choices = _subjects()  # type: ignore[attr-defined]


def _subjects() -> list[tuple[str, str]]:
    return [(code, _(says)) for code, says in subjects().items()]
