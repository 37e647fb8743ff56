"""People as something to be found: by owners, who may open the page of each."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.queries import people
from tiebeam.web.permissions import Role, has_one
from tiebeam.web.search.sources import Indexed, add_source

#: The name of the source.
PEOPLE: Final = "people"


def is_owner(person: Any) -> bool:
    return has_one(person, {Role.OWNER})


def visible_to(person: Any) -> QuerySet[Any, Any]:
    """Everybody with an account, for owners; nobody for others."""
    return people() if is_owner(person) else people().none()


def begin() -> None:
    """When the web starts."""
    add_source(
        Indexed(name=PEOPLE, title=_("People"), for_whom=is_owner, visible_to=visible_to)
    )  # fmt: skip
