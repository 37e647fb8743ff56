"""Addresses that somebody typed: what is wrong is said by the name of the field, never repeated."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

#: What is in an address as it stands; all else, such as a space or a line's end, is a slip.
_TYPED: Final = re.compile(r"[!#-;=?-\[\]_a-z~]+")
_NAME: Final = re.compile(r"(?!-)[a-z0-9-]+(?<!-)(\.(?!-)[a-z0-9-]+(?<!-))*\.?")


class BadSettings(ValueError):
    """What was typed into a field can't be used. The words hold nothing of what was typed; pages
    say them in the language of whoever typed it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field}: {words}")
        self.field = field
        self.words = words


def web_address(typed: str, *, field: str, on_this_machine: bool = False) -> str:
    """An address that secrets may be sent to: https, without a name and a password in it.

    on_this_machine  a server beside this one may be spoken to by http as well
    Raises           BadSettings
    """
    address = typed.strip()
    if not _TYPED.fullmatch(address):
        raise BadSettings(field, "This is no web address.")
    parts = _parts(address, field=field)
    if parts.username is not None or parts.password is not None:
        raise BadSettings(field, "Leave the name and the password out of the address.")
    if parts.fragment:
        raise BadSettings(field, "Leave out what follows the #.")
    if parts.scheme == "https" and (on_this_machine or not is_this_machine(parts.hostname or "")):
        return address
    if parts.scheme == "http" and on_this_machine and is_this_machine(parts.hostname or ""):
        return address
    raise BadSettings(field, "The address must begin with https:// and lead to another machine.")


def _parts(address: str, *, field: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        named = parts.port != 0 and is_host(parts.hostname or "")
    except ValueError:
        named = False
    if not named:
        raise BadSettings(field, "This is no web address.")
    return parts


def is_host(name: str) -> bool:
    """Whether something is the name or the number of a machine."""
    try:
        ip_address(name)
    except ValueError:
        return bool(_NAME.fullmatch(name.lower())) and len(name) <= 253
    return True


def is_this_machine(name: str) -> bool:
    """Whether a name or a number leads back to the machine that asks."""
    name = name.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        number = ip_address(name)
    except ValueError:
        # A number that isn't written as one, such as 127.1, leads there too on many machines.
        return bool(re.fullmatch(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*", name))
    number = getattr(number, "ipv4_mapped", None) or number
    return number.is_loopback or number.is_unspecified


def secret(typed: str, *, field: str) -> str:
    """A token or a password, in one line."""
    found = typed.strip()
    if not found or not found.isascii() or not found.isprintable() or " " in found:
        raise BadSettings(field, "This is empty, or has characters that no token has.")
    return found
