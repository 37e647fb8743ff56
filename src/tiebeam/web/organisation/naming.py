"""What kinds of names there are, and what is wrong with a name that somebody types, in words."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiebeam.web.organisation.structure import LONGEST_NAME, Kind, NotAName, as_name

CALLED: Final[dict[Kind, Promise]] = {
    "units": _("Units"), "sites": _("Sites"), "grades": _("Grades"),
}  # fmt: skip
_WHY_NOT: Final[dict[str, Promise]] = {
    "empty": _("Say what it is called."),
    "long": _("That is too long: %(most)s letters at most."),
    "signs": _("There is a sign in it that can't be seen. Type it anew."),
    "taken": _("That word stands for something else in figures. Choose another."),
    "between": _("Leave out the slash with blanks around it: it stands between a unit and the one "
                 "beneath it."),
    "level": _("Leave out = and *: they stand for something else in the order of grades."),
}  # fmt: skip


def name_said(text: str, kind: Kind) -> str:
    """The name as it is kept.

    Raises  ValidationError
    """
    try:
        return as_name(text, kind)
    except NotAName as wrong:
        raise forms.ValidationError(
            str(_WHY_NOT[wrong.why]), params={"most": LONGEST_NAME}
        ) from None
