"""What is asked in spaces. Nobody is asked who they are, or why they come or go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.forms import one_line
from tiebeam.web.spaces.kinds import Kind
from tiebeam.web.spaces.models import Clause, Joining, Roster, Visibility

LONGEST_POST: Final = 10_000
MOST_CLAUSES: Final = 20
VISIBLE: Final = [
    (Visibility.OPEN, _("Everybody here can read it; members write")),
    (Visibility.MEMBERS, _("Everybody here knows of it; members read and write")),
    (Visibility.HIDDEN, _("Only members know of it; they read and write")),
]
JOINED: Final = [
    (Joining.OWN, _("By themselves, after reading the guidelines")),
    (Joining.ASKING, _("By asking; whoever looks after it lets people in")),
    (Joining.LINK, _("By a link that members pass on")),
]
SEEN: Final = [
    (Roster.ALL, _("Everybody who knows of the space")),
    (Roster.MEMBERS, _("Members")),
    (Roster.OWN, _("Nobody: everybody sees only that they are in it themselves")),
    (Roster.NOBODY, _("Nobody, and no number is shown either")),
]


class Line(forms.CharField):
    """One line. It stands in sentences, letters and calendars: it neither ends the line that it
    stands in nor turns what follows round."""

    def __init__(self, **said: Any) -> None:
        super().__init__(validators=[one_line], **said)


class Once(forms.Form):
    """A form that is heeded once, however often it is sent."""

    once = forms.CharField(max_length=40, widget=forms.HiddenInput)


class AboutForm(forms.Form):
    """What a space is called, and who reads what."""

    name = Line(
        label=_("What it is called"), max_length=120,
        help_text=_("Such as: Riverside allies. Another space may have the same name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    about = forms.CharField(
        label=_("What it is for, in a sentence or two"), max_length=600,
        help_text=_("Whoever knows of the space can read this before they come in."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    visibility = forms.ChoiceField(
        label=_("Who can read what is written"), choices=VISIBLE, widget=forms.RadioSelect,
        help_text=_("If you open it up later, only what is written after that is open."),
    )  # fmt: skip
    joining = forms.ChoiceField(
        label=_("How people come in"), choices=JOINED, widget=forms.RadioSelect
    )
    roster = forms.ChoiceField(
        label=_("Who sees who is in it"), choices=SEEN, widget=forms.RadioSelect,
        help_text=_("Those who look after it are always named, and nothing ever says that "
                    "somebody has joined."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        hidden = said.get("visibility") == Visibility.HIDDEN
        if hidden and said.get("joining") != Joining.LINK:
            self.add_error("joining", _now("Nobody can ask for what does not exist for them. A "
                                           "hidden space is joined by its link."))  # fmt: skip
        return said

    @property
    def said(self) -> dict[str, Any]:
        names = ("name", "about", "visibility", "joining", "roster")
        return {name: self.cleaned_data[name] for name in names}


class OpenForm(AboutForm, Once):
    """A new space of a kind."""

    @staticmethod
    def first(kind: Kind) -> dict[str, Any]:
        return {"visibility": kind.visibility, "joining": kind.joining, "roster": kind.roster}


class ChangeForm(AboutForm):
    """What a space is called, and who reads what, as it is now."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class GuidelinesForm(forms.Form):
    """The guidelines, a clause below the other: its title in the first line."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("The guidelines"), max_length=MOST_CLAUSES * 750,
        help_text=_("An empty line ends a clause. The first line of each is its title, which is "
                    "cited. What stands below it says more."),
        widget=forms.Textarea(attrs={"rows": 20}),
    )  # fmt: skip

    def clean_text(self) -> list[tuple[str, str]]:
        found = clauses_in(self.cleaned_data["text"])
        if not found or len(found) > MOST_CLAUSES:
            raise forms.ValidationError(
                _now("Write one clause or more, and no more than %(most)s.")
                % {"most": MOST_CLAUSES}
            )
        for title, says in found:
            if len(title) > 120 or len(says) > 600:
                raise forms.ValidationError(
                    _now("A title has 120 letters or fewer, and what stands below it 600. This one "
                         "has more: %(title)s") % {"title": title[:60]}
                )  # fmt: skip
        return found


def clauses_in(text: str) -> list[tuple[str, str]]:
    """Title and words of each clause of a text."""
    parts = [part.splitlines() for part in text.replace("\r\n", "\n").split("\n\n")]
    lines = [[line.strip() for line in part if line.strip()] for part in parts]
    return [(part[0], " ".join(part[1:])) for part in lines if part]


def as_text(clauses: Sequence[Clause] | Sequence[tuple[str, str]]) -> str:
    """The same the other way round."""
    pairs = [each if isinstance(each, tuple) else (each.title, each.says) for each in clauses]
    return "\n\n".join("\n".join(part for part in pair if part) for pair in pairs)


class AgreeForm(forms.Form):
    """That somebody has read the guidelines."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.BooleanField(
        label=_("I have read the guidelines, and will keep to them"),
        error_messages={"required": _("Tick this once you have read the guidelines.")},
    )


class CiteForm(forms.Form):
    """The clause for which somebody is not let in."""

    cites = forms.ChoiceField(
        label=_("Which clause of the guidelines this is for"),
        widget=forms.RadioSelect,
        help_text=_("They are told the clause. Who somebody is, is no reason."),
    )

    def __init__(self, *args: Any, clauses: Sequence[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clauses = {str(each.number): each for each in clauses}
        self.fields["cites"].choices = [  # type: ignore[attr-defined]
            (number, each.title) for number, each in self._clauses.items()
        ]

    @property
    def clause(self) -> Clause:
        return self._clauses[self.cleaned_data["cites"]]


OFFERED_NO_MORE: Final = _("They offer it no more.")


class HandOverForm(forms.Form):
    """The member who is to look after the space as well."""

    member = forms.ChoiceField(
        label=_("Who"), help_text=_("They offered it."),
        error_messages={"required": _("Choose who."), "invalid_choice": OFFERED_NO_MORE},
    )  # fmt: skip

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = members  # type: ignore[attr-defined]


_POST: Final = _("You can use Markdown: *slanted*, **bold**, lists and links.")


def _text(label: Any, *, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_POST, help_text=_POST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class ThreadForm(Once):
    """What is to be talked about."""

    title = Line(
        label=_("What it is about"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = _text(_("What you want to say"), rows=8)


class PostForm(Once):
    """Something more in a thread."""

    text = _text(_("Your post"), rows=5)


class RewordForm(forms.Form):
    """What one wrote, said otherwise."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    text = _text(_("What you wrote"), rows=8)
