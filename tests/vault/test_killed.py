"""What is left when a process is killed (kill -9) in the middle of its work."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tiebeam.vault import keys as vault_keys
from tiebeam.vault import open as vault_open
from tiebeam.vault.chain import append, read, verify
from tiebeam.vault.keys import Keys, publish
from tiebeam.vault.open import Damaged
from tiebeam.vault.seal import CHUNK_BYTES, Label, seal


@contextmanager
def running(script: str, *words: object) -> Iterator[subprocess.Popen[str]]:
    """A real process; killed for good at the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"


def killed_when_ready(script: str, *words: object) -> None:
    """Let a script run until it says that it is in the middle, and kill it there."""
    with running(script, *words) as process:
        assert process.stdout.readline() == "in the middle\n"


#: Says that it is in the middle, and waits there to be killed.
WAIT = """
import pathlib, signal, sys
def wait(*_):
    print("in the middle", flush=True)
    signal.pause()
"""

SEALING = (
    WAIT
    + """
from tiebeam.vault.seal import CHUNK_BYTES, Label, seal, sealing_key
def content():
    yield bytes(5 * CHUNK_BYTES)
    wait()
label = Label(what="version", version="2024-06", field="people")
seal(pathlib.Path(sys.argv[1]), content(), label=label, to=sealing_key(pathlib.Path(sys.argv[2])))
"""
)


@pytest.mark.parametrize("before", [None, b"before"], ids=["none before", "one before"])
def test_killed_while_sealing_the_file_before_stays_and_the_unfinished_one_is_refused(
    before: bytes | None, keys: Keys, label: Label, tmp_path: Path
):
    target, published = tmp_path / "sealed" / "people", tmp_path / "sealing.key"
    target.parent.mkdir()
    publish(keys, published)
    if before is not None:
        seal(target, [before], label=label, to=keys.newest)

    killed_when_ready(SEALING, target, published)

    (unfinished,) = target.parent.glob(".people.*.part")
    assert unfinished.stat().st_size > 3 * CHUNK_BYTES
    with pytest.raises(Damaged):
        vault_open.read(unfinished, label=label, keys=keys)
    assert target.exists() == (before is not None)
    if before is not None:
        assert vault_open.read(target, label=label, keys=keys) == before


SEALING_ANEW = (
    WAIT
    + """
import os
from tiebeam.vault import keys, open
os.fsync = wait
open.seal_anew(pathlib.Path(sys.argv[1]), keys=keys.load(pathlib.Path(sys.argv[2])))
"""
)


def test_killed_while_sealing_anew_the_old_file_still_opens(label: Label, tmp_path: Path):
    path, vault = tmp_path / "people", tmp_path / "vault"
    seal(path, [b"x" * CHUNK_BYTES], label=label, to=vault_keys.make(vault).newest)
    vault_keys.rotate(vault)

    killed_when_ready(SEALING_ANEW, path, vault)

    keys = vault_keys.load(vault)
    assert vault_open.read(path, label=label, keys=keys) == b"x" * CHUNK_BYTES
    assert vault_open.seal_anew(path, keys=keys)


MAKING_KEYS = (
    WAIT
    + """
import os
from tiebeam.vault import keys
seen = []
def count(descriptor, fsync=os.fsync):
    seen.append(descriptor)
    if len(seen) == int(sys.argv[2]):
        wait()
    fsync(descriptor)
os.fsync = count
keys.make(pathlib.Path(sys.argv[1]))
"""
)


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_killed_at_any_step_of_the_first_run_the_second_run_finishes_it(step: int, tmp_path: Path):
    killed_when_ready(MAKING_KEYS, tmp_path / "vault", step)

    made = vault_keys.make(tmp_path / "vault")

    assert vault_keys.load(tmp_path / "vault").newest == made.newest
    assert len(list((tmp_path / "vault").glob("[!.]*.key"))) == 2


def test_a_lock_does_not_outlive_the_process_that_held_it(tmp_path: Path):
    vault_keys.make(tmp_path / "vault")
    holding = WAIT + (
        "import os\nfrom tiebeam.vault.files import locked\n"
        "with locked(pathlib.Path(sys.argv[1]), os.O_RDONLY):\n    wait()"
    )

    killed_when_ready(holding, tmp_path / "vault")

    assert vault_keys.rotate(tmp_path / "vault")


APPENDING_HALF = (
    WAIT
    + """
import os
from tiebeam.vault.chain import append
def half(descriptor, content, at, pwrite=os.pwrite):
    pwrite(descriptor, content[: int(len(content) * float(sys.argv[2]))], at)
    wait()
os.pwrite = half
append(pathlib.Path(sys.argv[1]), {"never": "acknowledged"})
"""
)


@pytest.mark.parametrize("count", [0, 2], ids=["first line", "third line"])
@pytest.mark.parametrize("part", [0, 0.01, 0.5, 0.98])
def test_killed_in_the_middle_of_a_line_the_chain_holds_up_to_the_one_before_and_goes_on(
    part: float, count: int, tmp_path: Path
):
    path = tmp_path / "ledger.jsonl"
    appended = [append(path, {"number": number}) for number in range(count)]

    killed_when_ready(APPENDING_HALF, path, part)

    assert list(read(path)) == appended
    after = append(path, {"after": "the crash"})
    assert list(read(path)) == [*appended, after]


APPENDING = """
import pathlib, sys
from tiebeam.vault.chain import append
while True:
    print(append(pathlib.Path(sys.argv[1]), {"x": "y" * 3000}).number, flush=True)
"""


def test_whatever_was_acknowledged_before_a_process_was_killed_is_in_the_chain(tmp_path: Path):
    path, acknowledged = tmp_path / "ledger.jsonl", 0

    for lines in (1, 2, 3, 5, 8):
        with running(APPENDING, path) as process:
            acknowledged = [int(process.stdout.readline()) for _ in range(lines)][-1]
        assert last_number(path) >= acknowledged

    assert append(path, {}).number == last_number(path)


def last_number(path: Path) -> Any:
    return verify(path).number
