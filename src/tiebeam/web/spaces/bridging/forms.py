"""What a tool asks for, so that a space can speak in it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.bridges.addresses import BadSettings
from tiebeam.web.spaces.forms import Once

#: By tool, its fields in the order in which they are asked.
ASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "slack": ("webhook", "token", "channel"),
    "mattermost": ("webhook",),
    "matrix": ("server", "token", "room", "owner"),
    "mail": ("host", "port", "sender", "to", "user", "password"),
}
SECRET: Final = frozenset({"webhook", "token", "password"})
OPTIONAL: Final = frozenset({"user", "password", "port", "room", "owner"})
CALLED: Final[Mapping[str, Any]] = {
    "webhook": _("Webhook"), "token": _("Token"), "channel": _("Channel"), "server": _("Server"),
    "room": _("Room"), "owner": _("Your own id"), "host": _("Mail server"), "port": _("Port"),
    "sender": _("From"), "to": _("To"), "user": _("User"), "password": _("Password"),
}  # fmt: skip
HINTS: Final[Mapping[str, Any]] = {
    "webhook": _("The address that the tool showed when you made it. With one, leave all else "
                 "empty."),
    "channel": _("With a token: the id of the channel, such as C0123456789."),
    "server": _("Such as https://matrix.example.org"),
    "room": _("Its id, such as !abc:example.org. The bot has to be in it. Leave it empty, and "
              "Tiebeam makes a room that nobody finds."),
    "owner": _("Such as @ada:example.org, if Tiebeam is to make the room. You are invited, and you "
               "alone can invite others."),
    "sender": _("The address that letters come from."),
    "to": _("One address, such as that of a list which people joined themselves."),
    "port": _("Empty is 587."),
}  # fmt: skip


def settings_of(tool: str, said: Mapping[str, str]) -> Any:
    """What the adapter of a tool takes.

    Raises  BadSettings
    """
    given: dict[str, Any] = {name: value for name, value in said.items() if value}
    if "port" in given:
        given["port"] = int(given["port"])
    adapter = import_module(f"tiebeam.bridges.{tool}")
    made = adapter.Settings(**given, on_this_machine=settings.HERE.bridges_here)
    field, host = _host_of(made)
    if settings.HERE.bridges_to and host not in settings.HERE.bridges_to:
        raise BadSettings(field, "Bridges of this Tiebeam don't lead there. Ask whoever looks "
                                 "after it.")  # fmt: skip
    return made


def _host_of(made: Any) -> tuple[str, str]:
    """The field that says which machine is spoken to, and that machine."""
    for field in ("host", "webhook", "server", "api"):
        said = getattr(made, field, "")
        if said:
            host = said if field == "host" else urlsplit(said).hostname or ""
            return field, host.lower().rstrip(".")
    raise AssertionError("A tool is somewhere.")


class BridgeForm(Once):
    """The fields of one tool, and whether prompts go over the bridge.

    may_take_prompts  not so in a hidden space
    """

    def __init__(self, *args: Any, tool: str, may_take_prompts: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tool = tool
        for name in ASKS[tool]:
            secret = forms.PasswordInput(attrs={"autocomplete": "off"})
            self.fields[name] = forms.CharField(
                label=CALLED[name], help_text=HINTS.get(name, ""), max_length=500,
                required=name not in OPTIONAL and tool != "slack",
                widget=secret if name in SECRET else forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip
        if may_take_prompts:
            self.fields["prompts"] = forms.BooleanField(
                label=_("Prompts go over it as well"), required=False, initial=True,
                help_text=_("Of each prompt that is posted, its title and first paragraph are "
                            "sent, in the words of whoever posts it, with a link. Their name is "
                            "not. Whoever runs the tool can read it."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        port = said.get("port", "")
        if port and not (port.isascii() and port.isdigit() and len(port) <= 5):
            self.add_error("port", _now("A port is a number from 1 to 65535."))
        if self.errors:
            return said
        try:
            settings_of(self._tool, self.given)
        except BadSettings as bad:
            # Its words hold nothing of what was typed.
            field = bad.field if bad.field in self.fields else None
            self.add_error(field, _now("This can't be used. %(why)s")
                           % {"why": _now(bad.words)})  # fmt: skip
        except TypeError:
            self.add_error(None, _now("Fill in what the tool asks for."))
        if self._tool == "matrix" and not (said.get("room") or said.get("owner")):
            self.add_error("room", _now("Give the id of a room, or your own id so that Tiebeam "
                                        "makes one."))  # fmt: skip
        return said

    @property
    def takes_prompts(self) -> bool:
        return bool(self.cleaned_data.get("prompts"))

    @property
    def given(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ASKS[self._tool]}
