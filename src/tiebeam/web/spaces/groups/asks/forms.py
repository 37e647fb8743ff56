"""What is asked of whoever asks a leader, and of the leader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.forms import Once
from tiebeam.web.spaces.groups.around import choose, day, line, text, to_come
from tiebeam.web.spaces.groups.asks.lists import ANSWERED
from tiebeam.web.spaces.models import Answer

#: Days within which an answer is due: what is asked for later is not asked yet.
LONGEST_DAYS: Final = 366
#: What follows may take longer.
LONGEST_TO_FOLLOW: Final = 5 * 366


class AboutAsk(forms.Form):
    """What is asked, of whom, and by when."""

    title = line(_("What you ask, in a line"),
                 _("Such as: The rota comes out ten days before it begins."))  # fmt: skip
    says = text(_("Why, and what would change"),
                _("Everybody here who is signed in reads it. Say what a rule does, and name nobody "
                  "it is done to. You can use Markdown."), rows=8)  # fmt: skip
    structure = choose(_("Which structure it is about"), required=False)
    leader = choose(_("Which leader you ask"), _("They are named, for they can change it."))
    due_on = day(_("The day by which you ask for an answer"))

    def __init__(
        self, *args: Any, structures: Sequence[Any], leaders: Sequence[Any], today: date,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._today = today
        self._leaders = {each.public_id: each for each in leaders}
        self.fields["structure"].choices = [  # type: ignore[attr-defined]
            ("", _now("None that you know of")),
            *((each.public_id, each.title) for each in structures),
        ]
        self.fields["leader"].choices = [  # type: ignore[attr-defined]
            (each.public_id, each.name) for each in leaders
        ]

    def clean_due_on(self) -> date:
        due: date = self.cleaned_data["due_on"]
        # An ask that was sent with a day may be said otherwise after that day.
        if due != self.initial.get("due_on"):
            to_come(due, self._today, LONGEST_DAYS)
        return due

    @property
    def said(self) -> dict[str, Any]:
        names = ("title", "says", "structure", "due_on")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def chosen(self) -> Any:
        return self._leaders[self.cleaned_data["leader"]]


class AskForm(AboutAsk, Once):
    """A new ask."""


class ChangeForm(AboutAsk):
    """An ask as it is now."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What a leader answers."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(widget=forms.HiddenInput)
    kind = choose(_("Your answer"), widget=forms.RadioSelect)
    says = text(_("In your own words"), _("Everybody here reads it, with your name."))
    follows = line(_("What follows"), _("Leave it out where nothing follows from a no."),
                   longest=300, required=False)  # fmt: skip
    follows_by = day(_("By which day"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["kind"].choices = list(ANSWERED.items())  # type: ignore[attr-defined]

    def clean_follows_by(self) -> date | None:
        by: date | None = self.cleaned_data["follows_by"]
        if by is not None:
            to_come(by, self._today, LONGEST_TO_FOLLOW)
        return by

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        follows, by = said.get("follows", ""), said.get("follows_by")
        if not follows and said.get("kind") in (Answer.Kind.YES, Answer.Kind.PARTLY):
            self.add_error("follows", _now("Say what you will do, so that others can see it done."))
        if follows and by is None and "follows_by" not in self.errors:
            self.add_error("follows_by", _now("Say by which day."))
        if by is not None and not follows and "follows" not in self.errors:
            self.add_error("follows", _now("Say what follows by that day."))
        return said

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "says", "follows", "follows_by")}
