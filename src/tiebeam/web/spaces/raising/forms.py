"""What is asked of whoever raises a finding: nothing about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.insight.barriers.widening import Wide
from tiebeam.web.spaces.raising.happenings import happenings


class RaiseForm(forms.Form):
    """A structure, a place, and what happens there."""

    what = forms.ChoiceField(label=_("What happens"), widget=forms.RadioSelect)
    structure = forms.ChoiceField(
        label=_("Which structure does it"), required=False,
        help_text=_("It says who decides. Leave it out if you don't know."),
    )  # fmt: skip
    place = forms.ChoiceField(label=_("Where"), required=False)

    def __init__(self, *args: Any, structures: Sequence[Any], wide: Wide, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, str]]] = {
            "what": [(code, _now(says)) for code, says in happenings().items()],
            "structure": [("", _now("Nobody knows yet")),
                          *((each.public_id, each.title) for each in structures)],
            "place": [("", _now("Everywhere")),
                      *((place, _called(place, small)) for place, small in wide.places.items())],
        }  # fmt: skip
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        self.fields["place"].help_text = _where_words(wide)


def _where_words(wide: Wide) -> str:
    if not wide.places:
        return _now("No release shows places with enough people yet, so this is said of the whole "
                    "organisation.")  # fmt: skip
    return _now("Each of these places has 28 people or more, so that nobody is known by it.")


def _called(place: str, small: Sequence[str]) -> str:
    """A place, with those that are too small to be told by themselves."""
    if not small:
        return place
    within = ", ".join(each.removeprefix(place).lstrip(" /") for each in small)
    return _now("%(place)s (also for %(small)s)") % {"place": place, "small": within}
