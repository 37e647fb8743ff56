"""What is put on the disk, and when: no test can cut the power, but each can watch the order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tiebeam.vault import keys as vault_keys
from tiebeam.vault.chain import append
from tiebeam.vault.keys import Keys
from tiebeam.vault.seal import Label, seal

#: Each wait for the disk: for which inode, and what was in the watched folder then.
Waits = list[tuple[int, list[str]]]


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    (tmp_path / "watched").mkdir(mode=0o700)
    return tmp_path / "watched"


@pytest.fixture
def waits(watched: Path, monkeypatch: pytest.MonkeyPatch) -> Waits:
    seen: Waits = []
    fsync = os.fsync

    def noticed(descriptor: int) -> None:
        fsync(descriptor)
        seen.append((os.fstat(descriptor).st_ino, os.listdir(watched)))

    monkeypatch.setattr(os, "fsync", noticed)
    return seen


def inode(path: Path) -> int:
    return path.stat().st_ino


def test_a_sealed_file_is_on_the_disk_before_it_takes_its_name_and_then_the_name_is(
    watched: Path, keys: Keys, label: Label, waits: Waits
):
    seal(watched / "file", [b"x"], label=label, to=keys.newest)

    (content, before), (folder, after) = waits
    assert (content, folder) == (inode(watched / "file"), inode(watched))
    assert before != ["file"]
    assert after == ["file"]


def test_a_line_and_the_name_of_its_chain_are_on_the_disk_when_the_append_returns(
    watched: Path, waits: Waits
):
    for _ in range(2):
        waits.clear()

        append(watched / "ledger.jsonl", {})

        assert [which for which, _ in waits] == [inode(watched / "ledger.jsonl"), inode(watched)]


def test_a_retired_key_is_gone_from_the_disk_when_it_is_said_to_be(watched: Path, waits: Waits):
    old = vault_keys.make(watched)
    vault_keys.rotate(watched)
    waits.clear()

    vault_keys.retire(watched, old.newest.id, sealed=[])

    assert [which for which, _ in waits] == [inode(watched)]
    assert not [name for name in waits[0][1] if old.newest.id in name]
