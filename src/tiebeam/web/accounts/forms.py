"""What people are asked for when they come in, and about themselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.models import User
from tiebeam.web.accounts.roles import CALLED
from tiebeam.web.permissions import Role

#: They turn the letters after them round, so that a name shows as another.
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
HOW_TO_CHOOSE: Final = _(
    "12 letters or more. Four words that belong together only for you do well."
)


def one_line(text: str) -> None:
    """A name goes into mails and lists: nothing in it may end a line or turn it round."""
    if any(unicodedata.category(each) in {"Cc", "Zl", "Zp"} or each in TURNING for each in text):
        raise ValidationError(_("Use one line of plain letters."), code="one_line")


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Your name"), max_length=200, validators=[one_line],
        help_text=_("As colleagues call you. They see it beside what you write."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip


def password_field() -> forms.CharField:
    return forms.CharField(
        label=_("A password"), strip=False,
        help_text=HOW_TO_CHOOSE,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


class JoinForm(forms.Form):
    """Somebody who was invited, and whose address is known."""

    name = name_field()
    password = password_field()

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        # Compared with name and address: a password that repeats them is soon guessed.
        somebody = User(name=said.get("name", ""), email=said.get("email", self._email))
        if said.get("password"):
            try:
                validate_password(said["password"], somebody)
            except ValidationError as error:
                self.add_error("password", error)
        return said


class FirstForm(JoinForm):
    """The first owner, of whom nothing is known yet."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    field_order = ("name", "email", "password")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("What they are trusted with"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(each.value, CALLED[each]) for each in Role]  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class RoleForm(forms.Form):
    """One role out of some."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: Iterable[Role] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(each.value, CALLED[each]) for each in roles]  # type: ignore[attr-defined]


class MeForm(forms.Form):
    """What somebody says of themselves."""

    name = name_field()
    pronouns = forms.CharField(
        label=_("Your pronouns"), max_length=40, required=False, validators=[one_line],
        help_text=_("In your own words. They stand beside your name wherever it is shown."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        if len(settings.LANGUAGES) == 1:
            # Nothing to choose: nothing to ask.
            del self.fields["language"]
