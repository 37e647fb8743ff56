"""The walls of the house, as import-linter keeps them; each is seen to break when it should."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from house.project import PACKAGE, ROOT, pyproject
from importlinter import api  # noqa: F401  (sets the linter up)
from importlinter.application.rendering import render_report
from importlinter.application.use_cases import create_report, read_user_options
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import registry

for kind in (AcyclicSiblingsContract, ForbiddenContract, LayersContract, ProtectedContract):
    registry.register(kind, kind.type_name)

CONTRACTS = pyproject()["tool"]["importlinter"]["contracts"]

APPS = [
    "home", "change", "partners", "spaces", "connections", "voice", "learning", "insight",
    "releasing", "organisation", "accounts", "audit", "delivery", "search", "jobs",
]  # fmt: skip

#: A house with every room that the walls speak of, also those that are not built yet.
ROOMS = [
    "__main__", "cli", "keeping", "worker", "workbench", "examples", "bridges.slack", "charts",
    "connectors.csv",
    "vault.backup_keys", "vault.chain", "vault.files", "vault.keys", "vault.open", "vault.seal",
    "engine.measures.exact", "engine.measures.ledger", "engine.measures.time_to",
    "engine.measures.organisation", "engine.measures.ahead", "engine.measures.levers",
    "engine.measures.released",
    "engine.measures.facts",
    "engine.measures.definitions",
    "engine.measures.applicants", "engine.measures.rosters",
    "engine.measures.applying", "engine.measures.counting", "engine.measures.hiring",
    "engine.measures.levels", "engine.measures.market", "engine.measures.paying",
    "engine.measures.raises", "engine.measures.rates", "engine.measures.ratings",
    "engine.flows", "engine.pay",
    "engine.painpoints", "engine.effects", "engine.documents", "engine.language",
    "engine.networks", "engine.disclosure", "engine.stats.exact", "engine.stats.intervals",
    "engine.cells", "engine.records.parse", "engine.texts", "engine.kept", "engine.words",
    "web.settings", "web.urls", "web.ui", *(f"web.{app}.models" for app in APPS),
]  # fmt: skip

#: Imports that the walls leave room for: with all of these, every contract holds.
ALLOWED = {
    "__main__": ["tiebeam.cli"],
    "cli": ["tiebeam.worker", "tiebeam.examples", "tiebeam.workbench", "django"],
    "keeping": ["tiebeam.worker", "tiebeam.web.accounts", "tiebeam.vault.open", "django"],
    "worker": ["tiebeam.web.insight", "tiebeam.workbench", "tiebeam.vault.open"],
    "workbench": ["tiebeam.engine.measures.exact", "tiebeam.connectors.csv", "ibis"],
    "engine.measures.exact": ["tiebeam.engine.measures.levels", "tiebeam.engine.measures.paying"],
    "engine.measures.levels": ["tiebeam.engine.measures.counting", "tiebeam.engine.flows"],
    "engine.measures.paying": ["tiebeam.engine.pay", "tiebeam.engine.cells"],
    "engine.painpoints": ["tiebeam.engine.cells", "tiebeam.engine.disclosure"],
    "engine.records.parse": ["ibis"],
    "engine.documents": ["tiebeam.engine.texts"],
    "engine.language": ["tiebeam.engine.texts"],
    "web.home": ["tiebeam.web.insight", "tiebeam.web.ui", "django"],
    "web.home.models": ["django"],
    "web.insight": ["tiebeam.engine.disclosure", "tiebeam.charts", "tiebeam.vault.seal"],
    "web.accounts": ["tiebeam.vault.chain"],
    "vault.open": ["tiebeam.vault.keys"],
}

#: For each contract, imports that must break it and nothing else: [(module, what it imports)].
PLANTED: list[tuple[str, dict[str, str]]] = [
    ("package", {"engine.records.parse": "tiebeam.connectors"}),
    ("package", {"charts": "tiebeam.vault.seal"}),
    ("package", {"connectors.csv": "tiebeam.vault.seal"}),
    ("package", {"bridges.slack": "tiebeam.vault.open"}),
    ("package", {"bridges.slack": "tiebeam.web.spaces"}),
    ("package", {"examples": "tiebeam.workbench"}),
    ("package", {"connectors.csv": "tiebeam.examples"}),
    ("package", {"helpers": ""}),
    ("engine", {"engine.stats.intervals": "tiebeam.engine.disclosure"}),
    ("engine", {"engine.documents": "tiebeam.engine.networks"}),
    ("engine", {"engine.words": "tiebeam.engine.records"}),
    ("engine", {"engine.texts": "tiebeam.engine.records"}),
    ("engine", {"engine.disclosure": "tiebeam.engine.language"}),
    ("engine", {"engine.helpers": ""}),
    ("django", {"engine.records.parse": "django.db"}),
    ("django", {"vault.seal": "django"}),
    ("django", {"bridges.slack": "django"}),
    ("django", {"workbench": "allauth.account"}),
    ("django", {"": "django", "charts": "tiebeam"}),
    ("web-holds-no-rows", {"web.insight": "duckdb"}),
    ("web-holds-no-rows", {"web.insight": "tiebeam.connectors.csv"}),
    ("web-holds-no-rows", {"web.organisation": "tiebeam.vault.open"}),
    ("web-holds-no-rows", {"web.organisation": "tiebeam.vault.keys"}),
    ("web-holds-no-rows", {"web.organisation": "tiebeam.vault.backup_keys"}),
    ("web-holds-no-rows", {"vault.seal": "tiebeam.vault.open"}),
    ("web-holds-no-rows", {"vault.chain": "tiebeam.vault.keys"}),
    ("web-holds-no-rows", {"web.insight": "tiebeam.engine.records.parse"}),
    ("cells", {"charts": "tiebeam.engine.cells"}),
    ("cells", {"workbench": "tiebeam.engine.cells"}),
    ("analyses", {"workbench": "tiebeam.engine.flows"}),
    ("analyses", {"web.insight": "tiebeam.engine.effects"}),
    ("exact", {"charts": "tiebeam.engine.measures.ledger"}),
    ("exact", {"charts": "tiebeam.engine.measures.time_to"}),
    ("exact", {"cli": "tiebeam.engine.measures.ahead"}),
    ("exact", {"cli": "tiebeam.engine.measures.facts"}),
    ("families", {"workbench": "tiebeam.engine.measures.levers"}),
    ("exact", {"web.insight": "tiebeam.engine.measures.organisation"}),
    ("exact", {"cli": "tiebeam.engine.measures.exact"}),
    ("exact", {"engine.measures.definitions": "tiebeam.engine.measures.exact"}),
    ("families", {"workbench": "tiebeam.engine.measures.levels"}),
    ("families", {"charts": "tiebeam.engine.measures.counting"}),
    ("no-cycles", {"engine.stats.exact": "tiebeam.engine.stats.intervals",
                   "engine.stats.intervals": "tiebeam.engine.stats.exact"}),
    ("apps", {"web.ui": "tiebeam.web.jobs"}),
    ("apps", {"web.change": "tiebeam.web.partners"}),
    ("apps", {"web.accounts": "tiebeam.web.learning"}),
    ("apps", {"web.helpers": ""}),
    *((f"models-of-{app}", {"worker": f"tiebeam.web.{app}.models"}) for app in APPS),
]  # fmt: skip


def test_the_walls_stand():
    assert broken_contracts() == []


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty house of the same name, found before the real one."""
    package = tmp_path / "tiebeam"
    for room in ROOMS:
        build(package, room)
    for room, imported in ALLOWED.items():
        write(package, room, imported)
    monkeypatch.syspath_prepend(tmp_path)
    # The linter asks where "tiebeam" is, and a loaded one would answer for itself.
    monkeypatch.delitem(sys.modules, "tiebeam", raising=False)
    importlib.invalidate_caches()
    return package


def test_a_house_with_every_room_and_only_allowed_imports_breaks_no_contract(house: Path):
    assert broken_contracts() == []


@pytest.mark.parametrize(("contract", "planted"), PLANTED, ids=[c for c, _ in PLANTED])
def test_an_import_through_a_wall_breaks_that_contract_alone(
    contract: str, planted: Mapping[str, str], house: Path
):
    for room, imported in planted.items():
        build(house, room)
        write(house, room, [*ALLOWED.get(room, []), *([imported] if imported else [])])

    assert broken_contracts() == [contract]


def test_every_contract_is_proven_by_a_planted_import():
    assert {each["id"] for each in CONTRACTS} == {contract for contract, _ in PLANTED}


def test_the_django_contract_names_every_package_but_web_worker_keeping_and_cli():
    forbidden = next(each for each in CONTRACTS if each["id"] == "django")
    named = {source.split(".", 1)[1] for source in forbidden["source_modules"]}

    there = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}

    assert there - {"web", "worker", "keeping", "cli"} <= named


def test_every_app_has_its_models_protected():
    there = {path.parent.name for path in (PACKAGE / "web").glob("*/models.py")}

    assert {f"models-of-{app}" for app in there} <= {each["id"] for each in CONTRACTS}


def broken_contracts() -> list[str]:
    """The ids of the contracts that the package which is found as tiebeam breaks."""
    options = read_user_options(config_filename=str(ROOT / "pyproject.toml"))
    report = create_report(options, cache_dir=None)
    # Shown by pytest when the test fails: which import breaks which wall.
    render_report(report)
    assert not report.invalid_contract_options
    ids = {each["name"]: each["id"] for each in CONTRACTS}
    return sorted(
        ids[contract.name]
        for contract, check in report.get_contracts_and_checks()
        if not check.kept
    )


def build(package: Path, room: str) -> None:
    """Make a module, and the packages it lies in."""
    folder = package
    for part in room.split(".")[:-1]:
        folder = folder / part
    folder.mkdir(parents=True, exist_ok=True)
    for each in (folder, *folder.parents):
        (each / "__init__.py").touch()
        if each == package:
            break
    path = file_of(package, room)
    if not path.exists():
        path.touch()


def file_of(package: Path, room: str) -> Path:
    path = package.joinpath(*room.split(".")) if room else package
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def write(package: Path, room: str, imported: Sequence[str]) -> None:
    """Put the imports into a module: inside a function, where a wall is easily overlooked."""
    lines = ["def inside():", *(f"    import {name}" for name in imported)]
    file_of(package, room).write_text("\n".join([*lines, "    return None", ""]))
