"""The demo's own Tiebeam: Harbourline's data and releases, and somebody to sign in for every role.

Everything is done by the actions by which pages do it, so what is seen here could have been done by
hand. What is there already is left as it is.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tiebeam.web.permissions import Role

#: The folder of the installation, in that of the demo.
HOME: Final = "home"
#: Who can sign in, and their password: for whoever may read the folder of the demo.
SIGN_INS: Final = "sign-ins.txt"
#: Somebody who does not exist for each role, by its value; the owner comes in first.
PEOPLE: Final = {
    "owner": "Olu Adeyemi",
    "steward": "Stig Halvorsen",
    "analyst": "Ana Ruiz",
    "leader": "Lena Brandt",
    "member": "Mo Haddad",
    "structure owner": "Suki Tan",
    "group lead": "Gia Moretti",
    "facilitator": "Femi Okafor",
    "broker": "Bo Lindqvist",
    "case handler": "Cleo Marsh",
    "partner lead": "Pia Novak",
}


def set_up_site(folder: Path, *, name: str, at: datetime) -> str:
    """Make what is missing of the site, and say in a few lines who can sign in.

    folder  that of the demo
    """
    os.environ |= {"TIEBEAM_HOME": str(folder / HOME), "TIEBEAM_NAME": name}
    from tiebeam.cli.web import bring_up_to_date, set_up

    set_up(signs=True)
    bring_up_to_date()
    password = _password(folder / SIGN_INS)
    _come_in(password, at=at)
    return sign_ins(password)


def sign_ins(password: str) -> str:
    """Who can sign in, a line for each, and the password of all."""
    lines = [f"  {_address(name):<34}{role}" for role, name in PEOPLE.items()]
    return "\n".join([f"Sign in as any of these, with the password {password}", *lines])


def _password(file: Path) -> str:
    """Made at the first start, and kept for the next: one that everybody knew would be no lock."""
    if file.exists():
        return file.read_text("utf-8").split("password ", 1)[1].splitlines()[0]
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    file.touch(mode=0o600)
    file.write_text(sign_ins(password) + "\n", encoding="utf-8")
    return password


def _come_in(password: str, *, at: datetime) -> None:
    """The first owner by the link on the console, all others by invitation."""
    from tiebeam.web.accounts import actions

    key = actions.make_first_link(at=at)
    if key is None:
        return
    (_, first), *others = _everybody()
    owner = actions.become_owner(key, name=first, email=_address(first), password=password, at=at)
    for role, name in others:
        _, key = actions.invite(email=_address(name), role=role, by=owner, at=at)
        actions.accept(key, name=name, password=password, at=at)


def _everybody() -> Iterator[tuple[Role, str]]:
    from tiebeam.web.permissions import Role

    for role, name in PEOPLE.items():
        yield Role(role), name


def _address(name: str) -> str:
    return f"{name.split()[0].lower()}@harbourline.example"
