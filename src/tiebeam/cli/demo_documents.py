"""The demo's structures: Harbourline's handbook in two editions, or that of the firm of thirty.

Everything is done by the actions by which pages do it, and what the worker would do is done here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tiebeam.examples.harbourline.documents import Structure

#: The editions that follow one another, and the one of the firm of thirty.
COMPANY: Final = ("2024-01-01", "2025-01-01")
FIRM: Final = ("of-30",)
#: How many work at each, as the page about what is usual asks.
SIZES: Final = {COMPANY: 2400, FIRM: 30}
#: A handbook that nobody dated is in force from the day on which it was brought.
_DATED: Final = frozenset(COMPANY)


def bring_handbook(
    editions: tuple[str, ...], *, by: Any, seal: Callable[[Path], Any], work: Callable[[], None],
    at: datetime, then: Callable[[str], None] = lambda edition: None,
) -> None:  # fmt: skip
    """Bring every edition, say where each page belongs and who decides by it.

    seal  gives a file as the web has it after an upload
    work  does what waits for the worker
    then  what follows from an edition, once it was read
    """
    from tiebeam.examples.harbourline import documents
    from tiebeam.web.organisation.inventory import actions, queries

    if queries.policies_for(by):
        return
    actions.say_about_us(SIZES[editions], ["gb"], by=by, at=at)
    for edition in editions:
        _bring(edition, by=by, seal=seal, at=at)
        work()
        actions.place(_placings(), state="in force", by=by, at=at)
        work()
        if edition == editions[-1]:
            for each in documents.structures(edition):
                _say_who_decides(each, by=by, at=at)
        then(edition)
    work()


def _bring(edition: str, *, by: Any, seal: Callable[[Path], Any], at: datetime) -> None:
    from tiebeam.examples.harbourline import documents
    from tiebeam.web.organisation.inventory import actions

    with tempfile.TemporaryDirectory() as folder:
        files = documents.write(Path(folder), edition=edition)
        actions.receive(
            [seal(each) for each in files], once=f"demo {edition}", by=by, at=at,
            in_force_on=date.fromisoformat(edition) if edition in _DATED else None,
        )  # fmt: skip


def _placings() -> list[Any]:
    """A page that is there already gets a newer version; any other is a structure of its own."""
    from tiebeam.web.organisation.inventory import known, queries
    from tiebeam.web.organisation.inventory.actions import Placing

    there = {each.name: each.public_id for each in queries.placed_documents()}
    return [
        Placing(document=each.public_id, version_of=there[each.name])
        if each.name in there
        else Placing(
            document=each.public_id, title=each.called, kind=known.proposed_kind(each.called)
        )
        for each in queries.documents_waiting()
    ]  # fmt: skip


def _say_who_decides(said: Structure, *, by: Any, at: datetime) -> None:
    from tiebeam.web.organisation.inventory import actions, queries

    (document,) = [each for each in queries.placed_documents() if each.name == said.file]
    policy: Any = document.policy
    names = queries.names_in_use()
    actions.change(
        policy,
        {"decides": said.decides, "gets_there": said.gets_there, "covers": said.covers,
         "units": _called(said.units, names["units"]), "sites": list(said.sites),
         "processes": list(said.processes), "usual": list(said.usual),
         "review_on": said.review},
        edition=policy.edition, by=by, at=at,
    )  # fmt: skip


def _called(wanted: Sequence[str], names: Sequence[str]) -> list[str]:
    """Units by their whole paths, as the data have them."""
    return [name for name in names if name.rpartition("/")[2].strip() in wanted]
