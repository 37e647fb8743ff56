"""What people install holds everything that the package needs."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from house.project import PACKAGE, ROOT, pyproject

UV = ROOT / ".tools" / "bin" / ("uv.exe" if sys.platform == "win32" else "uv")
BYTECODE = {".pyc", ".pyo"}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not UV.exists():
        pytest.skip("uv is not in .tools: `python3 dev.py test` puts it there")
    folder = tmp_path_factory.mktemp("archives")
    subprocess.run(
        [UV, "build", "--quiet", "--offline", "--no-index", "--python", sys.executable,
         "--out-dir", folder, ROOT],
        check=True,
    )  # fmt: skip
    return folder


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(archives: Path):
    (wheel,) = archives.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if not name.endswith("/")}

    shipped = {name for name in inside if ".dist-info/" not in name}

    assert shipped == {f"tiebeam/{name}" for name in package_files()}
    assert any(name.endswith("/LICENSE") for name in inside)


def test_the_source_archive_holds_every_file_of_the_package(archives: Path):
    (source,) = archives.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        inside = {member.name.split("/", 1)[-1] for member in archive if member.isfile()}

    assert inside >= {f"src/tiebeam/{name}" for name in package_files()}
    assert inside >= {"LICENSE", "README.md", "pyproject.toml"}


def test_the_package_says_that_it_is_typed():
    assert "py.typed" in package_files()


def test_the_command_is_installed_under_its_name():
    assert pyproject()["project"]["scripts"] == {"tiebeam": "tiebeam.cli:main"}


def package_files() -> set[str]:
    found = (path for path in PACKAGE.rglob("*") if path.is_file())
    return {
        path.relative_to(PACKAGE).as_posix()
        for path in found
        if path.suffix not in BYTECODE and "__pycache__" not in path.parts
    }
