"""The demo's own Tiebeam: Harbourline's data and releases, and somebody to sign in for every role.

Everything is done by the actions by which pages do it, so what is seen here could have been done by
hand. What is there already is left as it is.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tiebeam.cli import demo_asked, demo_chances, demo_changes, demo_spaces
from tiebeam.cli.demo_documents import COMPANY, FIRM, bring_handbook

if TYPE_CHECKING:
    from tiebeam.engine.disclosure.cube import Cube
    from tiebeam.engine.disclosure.published import Line
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
    sign_in = set_up_people(folder, name=name, at=at)
    answer_what_comes_first(at=at)
    _bring([folder / each for each in FILES], at=at)
    _show_releases(folder / HOME, at=at)
    _bring_handbook(COMPANY, at=at)
    demo_spaces.open_spaces(_by_role(), at=at)
    demo_chances.post_chances(_by_role(), at=at)
    demo_asked.ask_and_raise(_by_role(), at=at)
    return sign_in


def set_up_firm(folder: Path, *, name: str, at: datetime) -> str:
    """A firm of thirty that brings no data about people, only what it has in writing."""
    sign_in = set_up_people(folder, name=name, at=at)
    _bring_handbook(FIRM, at=at)
    return sign_in


def set_up_people(folder: Path, *, name: str, at: datetime) -> str:
    """Make the installation and its people, and nothing else; say who can sign in."""
    os.environ |= {"TIEBEAM_HOME": str(folder / HOME), "TIEBEAM_NAME": name}
    from tiebeam.cli.web import bring_up_to_date, set_up
    from tiebeam.cli.worker import publish_key

    here = set_up(signs=True)
    bring_up_to_date()
    publish_key(here)
    password = _password(folder / SIGN_INS)
    _come_in(password, at=at)
    return sign_ins(password)


#: What is brought: three tables, and the mapping that says what their columns mean.
FILES: Final = ("workforce.csv", "ratings.csv", "applications.csv", "harbourline.map.toml")
#: Harbourline's answers before the first file.
LEGAL_START: Final[Mapping[str, Mapping[str, Any]]] = {
    "purpose": {
        "purpose": "To see where our rules hold people back, from hiring to leaving, and to mend "
        "the rules. It is never used to decide anything about one person.",
        "basis": "agreement",
        "basis_words": "The works agreement of 12 January 2023 on fair work.",
        "sensitive": "What people say of themselves, each of their own will.",
    },
    "impact-assessment": {
        "assessed": "done",
        "where": "In the quay office, and with every member of the works council.",
    },
    "representatives": {
        "asked": "agreed",
        "words": "The works council. It reads every release a week before all others.",
    },
    "privilege": {"counsel": "no", "words": ""},
    "retention": {"months": "36", "words": "Uploads, as soon as a version is made of them."},
    "countries": {"countries": ["gb", "de"], "others": ""},
}


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


def answer_what_comes_first(*, at: datetime) -> None:
    """Give the answers of the legal start, where nobody has yet."""
    from tiebeam.web.accounts.queries import people
    from tiebeam.web.organisation import actions, queries
    from tiebeam.web.organisation.forms import LEGAL
    from tiebeam.web.organisation.legal import Topic

    if queries.legal_start().answers:
        return
    owner = people().get(email=_address(PEOPLE["owner"]))
    for topic, said in LEGAL_START.items():
        form = LEGAL[Topic(topic)](said)
        if not form.is_valid():
            raise ValueError(f"The demo's answer to '{topic}' is none: {form.errors.as_data()}")
        actions.answer(Topic(topic), form.cleaned_data, is_settled=form.is_settled, by=owner, at=at)


def _bring(files: Sequence[Path], *, at: datetime) -> None:
    """Bring the export as the analyst would, and do here what the worker would do."""
    from tiebeam.web.accounts.queries import people
    from tiebeam.web.organisation import actions, queries
    from tiebeam.web.organisation.forms import MappingForm, before_saying

    if queries.versions():
        return
    analyst = people().get(email=_address(PEOPLE["analyst"]))
    run, _ = actions.receive([_sealed(each) for each in files], once="demo", by=analyst, at=at)
    run = _worked_on(run.public_id)
    said = {**before_saying(run.found, run.chosen), "round": run.round}
    form = MappingForm(said, found=run.found)
    if not form.is_valid():
        raise ValueError(f"The demo's own mapping is refused: {form.errors.as_data()}")
    actions.confirm(run, form.chosen, round=run.round, by=analyst, at=at)
    actions.accept(_worked_on(run.public_id), by=analyst, at=at)
    _worked_on(run.public_id)


@dataclass
class _Sealed:
    """A file as the web has it after an upload."""

    path: Path
    label: str
    sha256: str
    shown_name: str
    size: int | None


def _sealed(file: Path) -> _Sealed:
    from django.conf import settings

    from tiebeam.vault.seal import Label, seal, sealing_key
    from tiebeam.web.organisation.uploads import FIELD, WHAT

    content, name = file.read_bytes(), secrets.token_urlsafe(12)
    path = settings.HERE.home / "sealed" / f"upload-{name}"
    label = Label(what=WHAT, version=name, field=FIELD)
    seal(path, [content], label=label, to=sealing_key(settings.HERE.sealing_key))
    return _Sealed(path, name, hashlib.sha256(content).hexdigest(), file.name, len(content))


def _worked_on(run: str) -> Any:
    """The upload after all that waits for the worker is done."""
    from tiebeam.web.organisation import queries

    _work()
    return queries.run(run)


def _work() -> None:
    """All that waits for the worker, and what it does without being asked."""
    from tiebeam.web.jobs.actions import Limits
    from tiebeam.worker import handlers  # noqa: F401 — registers them
    from tiebeam.worker.loop import Pace, Worker

    worker = Worker(limits=Limits(), pace=Pace())
    while worker.turn():
        pass


def _bring_handbook(editions: tuple[str, ...], *, at: datetime) -> None:
    """As the structure owner would; and what people make of Harbourline's."""
    by_role = _by_role()
    owner = by_role["structure owner"]
    who = demo_changes.People(reviewers=(owner, by_role["analyst"]), leader=by_role["leader"],
                              deputy=by_role["owner"])  # fmt: skip
    follows: Mapping[str, Callable[[], None]] = {
        COMPANY[0]: lambda: demo_changes.answer_the_first_edition(who),
        COMPANY[1]: lambda: demo_changes.ask_of_the_second_edition(who, at=at),
    }
    bring_handbook(editions, by=owner, seal=_sealed, work=_work, at=at,
                   then=lambda edition: follows.get(edition, lambda: None)())  # fmt: skip


def _show_releases(home: Path, *, at: datetime) -> None:
    """Let pages show what the ledger holds, and the cubes that it was made by."""
    from tiebeam.web.insight import actions as insight
    from tiebeam.web.organisation.queries import current_version
    from tiebeam.web.releasing import actions, tables
    from tiebeam.workbench import releases

    version = current_version()
    if version is None or not (home / "ledger" / releases.LEDGER).exists():
        return
    insight.rebuild(home / "ledger", at=at)
    lines = [line for each in releases.releases(home / "ledger") for line in each.lines]
    for file in sorted((home / "cubes").glob("*.toml")):
        text = file.read_text("utf-8")
        spending = [*_spending(tables.read(text), lines)]
        actions.adopt(text, version=version.public_id, spending=spending, at=at)


def _spending(cube: Cube, lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """What each table spends, by the cells that its lines have."""
    from tiebeam.engine.disclosure.shelf import table_of

    cells: dict[Any, set[Any]] = {}
    for line in lines:
        if line.attribute:
            there = cells.setdefault((line.attribute, table_of(line)), set())
            there.add(tuple(sorted(line.cell.items())))
    for each in cube.attributes:
        costs = {t.words: each.cost(t, len(cells.get((each.name, t), ()))) for t in each.tables}
        yield {"attribute": each.name, "budget": cube.budget, "tables": costs}


def _by_role() -> Mapping[str, Any]:
    from tiebeam.web.accounts.queries import people

    return {role: people().get(email=_address(name)) for role, name in PEOPLE.items()}


def _everybody() -> Iterator[tuple[Role, str]]:
    from tiebeam.web.permissions import Role

    for role, name in PEOPLE.items():
        yield Role(role), name


def _address(name: str) -> str:
    return f"{name.split()[0].lower()}@harbourline.example"
