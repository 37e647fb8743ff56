"""Forms of allauth, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as one_time_codes
from allauth.mfa.webauthn import forms as passkeys
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.forms import HOW_TO_CHOOSE

ADDRESS = _("E-mail address")
CODE = _("The code")


class Worded:
    """Labels of ours. A placeholder would say them twice, and be gone while somebody types."""

    fields: dict[str, Any]
    #: By field: its label.
    labels: ClassVar[Mapping[str, str | Promise]] = {}
    #: By field: what stands below its label.
    hints: ClassVar[Mapping[str, str | Promise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if name in {"password", "oldpassword"}:
                field.help_text = _lost_it()


def _lost_it() -> str:
    there, words = reverse("account_reset_password"), _("I forgot my password")
    return format_html('<a href="{}">{}</a>', there, words)


class SignIn(Worded, account.LoginForm):  # type: ignore[misc]
    labels: ClassVar = {"login": ADDRESS, "password": _("Password")}


class NewPasswordLink(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    labels: ClassVar = {"email": ADDRESS}


class NewPassword(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    labels: ClassVar = {"password1": _("A new password"), "password2": _("The same again")}
    hints: ClassVar = {"password1": HOW_TO_CHOOSE}


class OtherPassword(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    labels: ClassVar = {**NewPassword.labels, "oldpassword": _("Your password until now")}
    hints: ClassVar = {"password1": HOW_TO_CHOOSE}


class OtherAddress(Worded, account.AddEmailForm):  # type: ignore[misc]
    labels: ClassVar = {"email": _("A new address")}


class Again(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"password": _("Password")}


class AgainByCode(Worded, second_step.ReauthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"code": CODE}


class SecondStep(Worded, second_step.AuthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"code": CODE}


class NewApp(Worded, one_time_codes.ActivateTOTPForm):  # type: ignore[misc]
    labels: ClassVar = {"code": CODE}


class NewPasskey(Worded, passkeys.AddWebAuthnForm):  # type: ignore[misc]
    labels: ClassVar = {
        "name": _("What you call it"),
        "passwordless": _("It alone is enough to sign in"),
    }
    hints: ClassVar = {
        "name": _("Such as: my phone. Only you see it."),
        "passwordless": _("Then it asks for your finger, your face or its code each time. "
                          "Left out, it is a second step after your password."),
    }  # fmt: skip


class OtherName(Worded, passkeys.EditWebAuthnForm):  # type: ignore[misc]
    labels: ClassVar = {"name": _("What you call it")}
