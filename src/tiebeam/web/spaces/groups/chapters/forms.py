"""What is asked about a chapter: at which site it is, and of which group it is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.spaces.groups.around import choose, line
from tiebeam.web.spaces.models import Space

#: Sites that a hint names: more of them nobody reads.
MOST_NAMED: Final = 12


class SiteForm(forms.Form):
    """At which site."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    site = line(_("At which site it is"), longest=120)

    def __init__(self, *args: Any, known: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _now("Such as: Esbjerg, the north quay.")
        if 0 < len(known) <= MOST_NAMED:
            said = _now("Sites that are known here: %(sites)s.") % {"sites": ", ".join(known)}
        self.fields["site"].help_text = said

    def clean_site(self) -> str:
        return " ".join(self.cleaned_data["site"].split())


class GroupForm(forms.Form):
    """The group of which it is a chapter."""

    group = choose(_("Of which group it is a chapter"),
                   _("Whoever looks after the group confirms it. Until then others read nothing of "
                     "it."))  # fmt: skip

    def __init__(self, *args: Any, groups: Sequence[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {each.public_id: each for each in groups}
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            (one, each.name) for one, each in self._groups.items()
        ]

    @property
    def chosen(self) -> Space:
        return self._groups[self.cleaned_data["group"]]
