"""What is asked of a group that reads a kit."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.forms import LONGEST_POST
from tiebeam.web.spaces.groups.around import line, text
from tiebeam.web.spaces.meeting.forms import agenda_in
from tiebeam.web.spaces.models import KitWord

HOW: Final = [
    (KitWord.How.KEPT, _("Stays as it is")),
    (KitWord.How.CHANGED, _("Reads otherwise")),
    (KitWord.How.LEFT_OUT, _("Is left out")),
]


class WordForm(forms.Form):
    """What a group says of one part."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=_("What becomes of it"), choices=HOW, widget=forms.RadioSelect,
        initial=KitWord.How.KEPT,
    )  # fmt: skip
    title = line(_("What it is called"), _("Only where it reads otherwise."), required=False)
    text = text(_("Its words"), _("Only where it reads otherwise."), longest=LONGEST_POST,
                rows=12, required=False)  # fmt: skip
    why = line(_("Why, in a line, if you want to say it"),
               _("Whoever is in the space reads it, as said by your group."),
               longest=300, required=False)  # fmt: skip

    def __init__(self, *args: Any, is_agenda: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_agenda = is_agenda
        if is_agenda:
            self.fields["text"].help_text = _(
                "Only where it reads otherwise. An empty line ends a point; its first line can "
                "begin with its minutes, such as “10 min: Arrive”."
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("how") != KitWord.How.CHANGED:
            return said
        for name, words in (("title", _now("Say what it is called.")),
                            ("text", _now("Say what it reads instead."))):  # fmt: skip
            if not said.get(name) and name not in self.errors:
                self.add_error(name, words)
        if self._is_agenda and said.get("text"):
            try:
                agenda_in(said["text"])
            except forms.ValidationError as bad:
                self.add_error("text", bad)
        return said

    @property
    def said(self) -> dict[str, str]:
        """Words only where they are other ones."""
        found = {name: str(self.cleaned_data[name]) for name in ("how", "title", "text", "why")}
        is_changed = found["how"] == KitWord.How.CHANGED
        return found if is_changed else {**found, "title": "", "text": ""}
