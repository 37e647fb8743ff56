"""What is asked about meetings. Each field that says something of somebody says who reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.forms import Line, Once
from tiebeam.web.spaces.meeting.actions import Item
from tiebeam.web.spaces.models import AgendaItem, Became, Coming, Decision, Meeting

LONGEST: Final = timedelta(hours=12)
#: How far ahead, or back, somebody writes a meeting down.
FARTHEST_DAYS: Final = 2 * 366
MOST_ITEMS: Final = 20
MOST_DECISIONS: Final = 30
COMES: Final = [
    (Coming.YES, _("Yes, I will come")),
    (Coming.MAYBE, _("Perhaps")),
    (Coming.NO, _("No")),
]
BECAME: Final = [
    (Became.DONE, _("It is done")),
    (Became.CHANGED, _("A structure changed")),
    (Became.DROPPED, _("I dropped it")),
]
#: "10 min: What we looked at"
_MINUTES: Final = re.compile(r"^(\d{1,3})\s*min\.?\s*[:,]?\s+(?=\S)", re.IGNORECASE)


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip


def _clock(label: Any, help_text: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label, help_text=help_text,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )  # fmt: skip


class AboutMeetingForm(forms.Form):
    """When and where it is, and what is talked about."""

    title = Line(
        label=_("What it is called"), max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    day = _day(_("The day"))
    begins = _clock(_("Begins at"))
    ends = _clock(_("Ends at"), _("An end that is earlier than the beginning is on the next day."))
    place = Line(
        label=_("Where"), max_length=300, required=False,
        help_text=_("Such as: room 2, step-free by the north door. Say how one gets in."),
    )  # fmt: skip
    link = Line(
        label=_("A link to come in by"), max_length=500, required=False,
        help_text=_("It begins with https://. Whoever can read the space can read it."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )  # fmt: skip
    agenda = forms.CharField(
        label=_("What is talked about"), max_length=MOST_ITEMS * 800, required=False,
        help_text=_("An empty line ends an item. Its first line is its title; it can begin with "
                    "how long it takes, such as “10 min: Arrive”. What stands below says more."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if abs((day - self._today).days) > FARTHEST_DAYS:
            raise forms.ValidationError(_now("Choose a day within two years."))
        return day

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"].strip()
        if link:
            says = _now("Write a whole link that begins with https://.")
            URLValidator(schemes=["https"], message=says)(link)
        return link

    def clean_agenda(self) -> list[Item]:
        return agenda_in(self.cleaned_data["agenda"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        day, begins, ends = (said.get(name) for name in ("day", "begins", "ends"))
        if day is None or begins is None or ends is None:
            return said
        starts_at = self._moment("begins", day, begins)
        ends_at = self._moment("ends", day + timedelta(days=ends <= begins), ends)
        if starts_at and ends_at and ends_at - starts_at > LONGEST:
            self.add_error("ends", _now("That would be more than 12 hours. Look at both times "
                                        "once more."))  # fmt: skip
        self._said = {"starts_at": starts_at, "ends_at": ends_at}
        return said

    def _moment(self, name: str, day: date, at: time) -> datetime | None:
        found = moment(day, at)
        if found is None:
            self.add_error(name, _now("There is no such time on that day: the clocks go forward."))
        return found

    @property
    def said(self) -> dict[str, Any]:
        names = ("title", "place", "link")
        return {name: self.cleaned_data[name] for name in names} | self._said


class NewMeetingForm(AboutMeetingForm, Once):
    """A new meeting."""


class ChangeMeetingForm(AboutMeetingForm):
    """A meeting as it is now."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def first(meeting: Meeting) -> dict[str, Any]:
        begins, ends = (localtime(each, settings.HERE.time_zone)
                        for each in (meeting.starts_at, meeting.ends_at))  # fmt: skip
        return {
            "title": meeting.title, "place": meeting.place, "link": meeting.link,
            "day": begins.date(), "begins": begins.time(), "ends": ends.time(),
            "agenda": agenda_as_text(meeting.agenda.all()), "edition": meeting.edition,
        }  # fmt: skip


def moment(day: date, at: time) -> datetime | None:
    """A time of the organisation's clock; None where that clock leaves it out. One that it shows
    twice is the first of the two."""
    here = settings.HERE.time_zone
    shown = datetime.combine(day, at.replace(second=0, microsecond=0))
    # In UTC: two times of one zone are compared and subtracted by what the clock shows.
    found = shown.replace(tzinfo=here).astimezone(UTC)
    return found if found.astimezone(here).replace(tzinfo=None) == shown else None


def agenda_in(text: str) -> list[Item]:
    """The items of a text.

    Raises  ValidationError
    """
    found = [_item(lines) for lines in _paragraphs(text)]
    if len(found) > MOST_ITEMS:
        raise forms.ValidationError(
            _now("Write no more than %(most)s items.") % {"most": MOST_ITEMS}
        )
    for each in found:
        if len(each.title) > 160 or len(each.note) > 600:
            raise forms.ValidationError(
                _now("A title has 160 letters or fewer, and what stands below it 600. This one "
                     "has more: %(title)s") % {"title": each.title[:60]}
            )  # fmt: skip
    return found


def _item(lines: Sequence[str]) -> Item:
    first = _MINUTES.match(lines[0])
    title = lines[0][first.end() :] if first else lines[0]
    return Item(title=title, minutes=int(first[1]) if first else None, note=" ".join(lines[1:]))


def agenda_as_text(items: Sequence[AgendaItem] | Sequence[Item] | Any) -> str:
    """The same the other way round."""
    heads = [(f"{each.minutes} min: {each.title}" if each.minutes is not None else each.title,
              each.note) for each in items]  # fmt: skip
    return "\n\n".join("\n".join(part for part in pair if part) for pair in heads)


def _paragraphs(text: str) -> list[list[str]]:
    """The lines of each part of a text; an empty line, or one of blanks, ends a part."""
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [each for each in found if each]


class ComingForm(forms.Form):
    """Whether somebody comes, and what they need for that."""

    says = forms.ChoiceField(
        label=_("Your answer"), choices=COMES, widget=forms.RadioSelect,
        help_text=_("Those who look after the space read your name and your answer. Nobody else "
                    "sees who answered, or how many."),
    )  # fmt: skip
    needs = forms.CharField(
        label=_("What you need to be there, if anything"), max_length=600, required=False,
        help_text=_("Such as: captions, a break after an hour, a seat by the door. Those who look "
                    "after the space read it, without your name; where few have answered, they "
                    "may guess whose it is. It is deleted when the meeting is over."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )  # fmt: skip


class DecisionsForm(forms.Form):
    """What was decided, one below the other."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What was decided"), max_length=MOST_DECISIONS * 620, required=False,
        help_text=_("An empty line ends a decision. Write what holds from now on, and not who was "
                    "for it."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )  # fmt: skip

    def clean_text(self) -> list[str]:
        found = [" ".join(lines) for lines in _paragraphs(self.cleaned_data["text"])]
        if len(found) > MOST_DECISIONS:
            raise forms.ValidationError(
                _now("Write no more than %(most)s decisions.") % {"most": MOST_DECISIONS}
            )
        for each in found:
            if len(each) > 600:
                raise forms.ValidationError(
                    _now("A decision has 600 letters or fewer. This one has more: %(text)s")
                    % {"text": each[:60]}
                )
        return found


def decisions_as_text(decisions: Sequence[Decision] | Any) -> str:
    return "\n\n".join(each.text for each in decisions)


class DueForm(forms.Form):
    """By which day somebody does what they take on."""

    due_on = _day(_("By which day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day is not None and not 0 <= (day - self._today).days <= FARTHEST_DAYS:
            raise forms.ValidationError(_now("Choose a day that is to come, within two years."))
        return day


class UndertakingForm(DueForm, Once):
    """Something to be done."""

    text = Line(
        label=_("What is to be done, in one line"), max_length=300,
        help_text=_("Such as: Ask the yard office how early it could know the rota."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    takes_it = forms.BooleanField(
        label=_("I take it on myself"), required=False,
        help_text=_("Whoever can read the meeting reads your name. Left unticked, it waits until "
                    "somebody takes it."),
    )  # fmt: skip
    due_on = _day(_("By which day, if you take it on"), required=False)
    field_order = ("text", "takes_it", "due_on", "once")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("takes_it") and said.get("due_on") is None and "due_on" not in self.errors:
            self.add_error("due_on", _now("Choose the day by which you do it."))
        return said


class CloseForm(forms.Form):
    """What became of something that somebody took on."""

    became = forms.ChoiceField(
        label=_("What became of it"), choices=BECAME, widget=forms.RadioSelect,
        help_text=_("Nobody has to confirm it."),
    )  # fmt: skip
    structure = forms.ChoiceField(
        label=_("Which structure changed"), required=False,
        help_text=_("Only where a structure changed."),
    )  # fmt: skip
    changed = Line(
        label=_("What is so now, in one line"), max_length=300, required=False,
        help_text=_("Only where a structure changed. Such as: The rota comes out ten days before "
                    "it begins."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, structures: Sequence[tuple[str, Sequence[tuple[str, str]]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        first = ("", _now("Choose one"))
        self.fields["structure"].choices = [first, *structures]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("became") == Became.CHANGED:
            missing = {
                "structure": _now("Choose the structure that changed."),
                "changed": _now("Say what is so now."),
            }
            for name, words in missing.items():
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return said
