"""What the pages of a group share: which group is meant, who speaks for it, and fields."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now

from tiebeam.web.spaces.around import looked_after, place_of
from tiebeam.web.spaces.forms import Line
from tiebeam.web.spaces.models import Office
from tiebeam.web.spaces.queries import Place
from tiebeam.web.spaces.who import name_of


def group_of(request: HttpRequest, where: str) -> Place:
    """A group, for whoever knows of it."""
    return _as_group(place_of(request, where))


def led_group(request: HttpRequest, where: str) -> Place:
    """A group, for whoever looks after it and may write there now; or what they sent."""
    place = _as_group(looked_after(request, where))
    if not leads(request, place):
        raise Http404
    return place


def leads(request: HttpRequest, place: Place) -> bool:
    """Whether somebody says for a group what those who look after it say. What they send while they
    can't write, no action heeds: the form says so, with what they typed."""
    return place.looks_after and (place.may_write or request.method == "POST")


def heard(request: HttpRequest, place: Place) -> bool:
    """Whether somebody speaks for a group, or sends something for it; as above."""
    if request.method == "POST":
        return _stands_for(request.user, place)
    return speaks_for(request.user, place)


def in_vain(request: HttpRequest, place: Place, where: str) -> HttpResponse:
    """What to say of a button that was pressed, where no action heeded it: to whoever is in the
    group and can't write at this moment, or where nobody can. For others there is no such button.
    """
    is_open_to_others = not place.is_in and place.space.closed_on is None
    if place.may_write or is_open_to_others:
        raise Http404
    messages.warning(request, _now("You can't write in that group at this moment. Its page says "
                                   "why."))  # fmt: skip
    return redirect("space", where)


def to_come(day: date, today: date, within: int) -> None:
    """Raises  ValidationError"""
    if not today <= day <= today + timedelta(days=within):
        raise forms.ValidationError(
            _now("Choose a day that is to come, within %(days)s days.") % {"days": within}
        )


def _as_group(place: Place) -> Place:
    if not place.is_group:
        raise Http404
    return place


def speaks_for(person: Any, place: Place) -> bool:
    """Whether somebody says for a group what became of things: whoever looks after it, and its
    officers."""
    return place.may_write and _stands_for(person, place)


def _stands_for(person: Any, place: Place) -> bool:
    held = Office.objects.filter(space=place.space, who=name_of(person))
    return place.looks_after or held.exists()


def line(label: Any, hint: Any = "", *, longest: int = 160, required: bool = True) -> Any:
    return Line(
        label=label, help_text=hint, required=required, max_length=longest,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


def text(label: Any, hint: Any = "", *, longest: int = 4000, rows: int = 5,
         required: bool = True) -> Any:  # fmt: skip
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def day(label: Any, hint: Any = "", *, required: bool = True) -> Any:
    # Browsers show a day in their own way, and send it in one.
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=hint, required=required, widget=widget)


def choose(label: Any, hint: Any = "", *, required: bool = True, widget: Any = None) -> Any:
    return forms.ChoiceField(label=label, help_text=hint, required=required, widget=widget)
