"""All that can be withdrawn is withdrawn after a backup, and stays so when that is restored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import migrated
import pytest
from keeping import withdrawing

TESTS = Path(__file__).parents[1]
#: Before their version is kept, and after it was made from what was looked at meanwhile.
LATER = {"one": "given up", "two": "given up", "three": "kept"}


def restored(folder: Path, *words: str) -> dict[str, Any]:
    """Run in a process of its own, since Django knows one installation at a time."""
    migrated.a_home(folder / "home")
    done = subprocess.run(
        [sys.executable, withdrawing.__file__, folder, *words],
        capture_output=True, text=True, timeout=120,
        env=os.environ | {"TIEBEAM_HOME": str(folder / "home"), "DATABASE_URL": "",
                          "PYTHONPATH": str(TESTS)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return restored(tmp_path_factory.mktemp("withdrawn"))


def test_an_account_that_was_deleted_is_deleted_again(found: dict[str, Any]):
    assert found["before"]["people"] == ["Ada", "Bo", "Cy", "Olu"]
    assert found["after"]["people"] == ["Ada", "Cy", "Olu"]


def test_what_somebody_took_back_does_not_come_back_with_a_backup(found: dict[str, Any]):
    assert found["before"]["told"] == ["E0", "E1"]
    assert found["after"]["told"] == ["E1"]


def test_a_withdrawn_version_is_withdrawn_again_with_its_files(found: dict[str, Any]):
    assert found["before"]["versions"] == ["version-kept"]
    assert "versions/version-kept/mapping.toml" in found["before"]["files"]
    assert found["after"]["versions"] == []
    assert [name for name in found["after"]["files"] if name.startswith("versions/")] == []


def test_an_upload_that_was_given_up_goes_again_and_so_does_one_whose_version_was_withdrawn(
    found: dict[str, Any],
):
    assert found["before"]["uploads"] == {"one": "looking", "two": "looking", "three": "kept"}
    assert found["after"]["uploads"] == LATER
    assert not {"sealed/upload-one", "sealed/upload-two"} & {*found["after"]["files"]}


def test_the_list_does_not_tell_who_changed_what_they_told(found: dict[str, Any]):
    noted = [json.loads(line)["entry"] for line in found["list"].splitlines()]
    told = [each["id"] for each in noted if each["kind"] == "accounts.told"]

    assert found["ada"] not in found["list"]
    # Five changes of two people: no two alike, and all as long.
    assert (len(told), len(set(told)), {len(each) for each in told}) == (5, 5, {80})


def test_where_the_key_of_the_list_is_gone_nobody_has_told_anything(tmp_path: Path):
    found = restored(tmp_path, "rotated")

    assert found["gone"]["told"] == ["E1"]
    assert found["after"]["told"] == []
