"""What the project's files may hold: no place on one machine, no address to download from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from house.project import ROOT, name_of, pyproject, text_of, tracked_files

# Each pattern is put together from pieces, so that this file does not match itself.
ON_A_MACHINE = re.compile(
    r"(?<![\w./~-])/(?:" + "|".join(("home", "root", "work", "Users", "mnt", "srv")) + r")/\w"
    r"|\b[A-Z]:\\" + "Users"
)
DOWNLOAD = re.compile(
    r"https?://\S*(?:" + "|".join(("pypi", "python" + "hosted", "npm" + "js", "/simple/")) + r")"
    r"|https?://\S+\.(?:whl|tar\.gz|tgz|zip|exe|msi|dmg|deb)\b"
    r"|https?://(?!127\.)\d+\.\d+\.\d+\.\d+"
    r"|(?<!no-emit-)\bindex-" + r"url\b|--find-" + r"links\b|--trusted-" + "host"
)


def test_no_file_names_a_place_on_one_machine():
    assert places(ON_A_MACHINE) == []


def test_no_file_holds_an_address_to_download_from():
    assert places(DOWNLOAD) == []


@pytest.mark.parametrize(
    "line", ["open('/ho" + "me/ada/data.csv')", "C:\\Us" + "ers\\ada", "at /wo" + "rk/main"]
)
def test_a_place_on_one_machine_is_found(line: str):
    assert ON_A_MACHINE.search(line)


@pytest.mark.parametrize(
    "line",
    [
        "--index-" + "url https" + "://packages.example/simple",
        "https" + "://files.example/tiebeam-0.1.0-py3-none-any.whl",
        "https" + "://10.0.0." + "1:8080/",
        "https" + "://py" + "pi.org/project/tiebeam",
    ],
)
def test_an_address_to_download_from_is_found(line: str):
    assert DOWNLOAD.search(line)


def test_a_path_inside_the_project_and_an_address_to_read_are_left_alone():
    at_home = "~/wo" + "rk/x"
    for line in ("see docs/home/index.md", at_home, "--no-emit-index-url", "https://w3.org/TR"):
        assert not ON_A_MACHINE.search(line)
        assert not DOWNLOAD.search(line)


def places(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked_files():
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name_of(path)}:{number}")
    return found


# --- what is installed ----------------------------------------------------------------------------

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_pin_has_its_hashes_and_no_address(lock: Path):
    assert faults(lock.read_text(encoding="utf-8")) == []


def test_there_is_a_lock_for_running_developing_spark_and_the_tools():
    assert {path.stem for path in LOCKS} >= {"run", "dev", "spark", "tools"}


def test_a_pin_without_hashes_a_loose_version_and_an_address_are_found():
    fine = "fine==1.0 \\\n    --hash=sha256:" + "0" * 64

    assert faults(fine) == []
    assert faults(f"bare==1.0\n{fine}") == ["bare==1.0: no hash"]
    assert faults("loose>=1 \\\n    --hash=sha256:" + "0" * 64) == ["loose>=1: not pinned"]
    assert faults("thing @ https" + "://files.example/x \\\n    --hash=sha256:" + "0" * 64) == [
        "thing @ https" + "://files.example/x: not pinned"
    ]


def faults(lock: str) -> list[str]:
    """What is wrong with each requirement of a lock."""
    found = []
    lines = [line for line in lock.splitlines() if not line.lstrip().startswith("#")]
    for entry in re.split(r"\n(?=\S)", "\n".join(lines).strip()):
        pin, *rest = entry.split("\\\n")
        if not re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.!+]+( ; .+)?", pin.strip()):
            found.append(f"{pin.strip()}: not pinned")
        elif not rest or not all(re.match(r"\s+--hash=sha256:[0-9a-f]{64}\s*$", r) for r in rest):
            found.append(f"{pin.strip()}: no hash")
    return found


def test_every_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()

    assert unexplained(dependencies(), lines) == []


def test_a_dependency_without_a_reason_is_found():
    lines = ['"click",  # the command line', '"numpy",', '"scipy",  #', 'spark = ["pyspark"]']

    assert unexplained(["click", "numpy", "scipy", "pyspark"], lines) == [
        "numpy", "scipy", "pyspark",
    ]  # fmt: skip


def dependencies() -> list[str]:
    project = pyproject()["project"]
    sets = [
        project["dependencies"],
        *project.get("optional-dependencies", {}).values(),
        *pyproject().get("dependency-groups", {}).values(),
        pyproject()["build-system"]["requires"],
    ]
    return [each for some in sets for each in some]


def unexplained(wanted: list[str], lines: list[str]) -> list[str]:
    """Dependencies on whose line no comment follows."""
    explained = re.compile(r"\S.*#\s*\S+")
    return [
        each
        for each in wanted
        if not any(f'"{each}"' in line and explained.match(line.strip()) for line in lines)
    ]
