"""How somebody wants to be told of each topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tiebeam.web.delivery.topics import How, Topic

CALLED: Final[Mapping[How, str | Promise]] = {
    How.NOT: gettext_lazy("Not at all"),
    How.HERE: gettext_lazy("Here, on the page of my notices"),
    How.WEEKLY: gettext_lazy("By mail, once a week on Monday"),
    How.DAILY: gettext_lazy("By mail, once a day"),
    How.MAIL: gettext_lazy("By mail, at once"),
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
