"""However large a file is, sealing it and reading it in pieces takes the same little memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MB = 1 << 20

#: Prints how many bytes went through, and by how many the most memory of the process grew.
#: Read from /proc, because what getrusage says begins with what the process before had.
PEAK = r"""
import pathlib, re, sys
from tiebeam.vault import keys as vault_keys, open as vault_open
from tiebeam.vault.seal import Label, seal
def peak():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])
label = Label(what="version", version="1", field="people")
folder, size = pathlib.Path(sys.argv[1]), int(sys.argv[2])
vault = folder / "vault"
keys = vault_keys.make(vault)
def work(file, size):
    seal(file, (bytes(100_000) for _ in range(size // 100_000)), label=label, to=keys.newest)
    newer = vault_keys.rotate(vault)
    assert vault_open.seal_anew(file, keys=newer)
    return sum(map(len, vault_open.chunks(file, label=label, keys=newer)))
work(folder / "small", 1_000_000)
before = peak()
print(work(folder / "large", size), (peak() - before) * 1024)
"""


def grown(script: str, *words: object) -> tuple[int, int]:
    said = subprocess.check_output([sys.executable, "-c", script, *map(str, words)], text=True)
    content, bytes_more = said.split()
    return int(content), int(bytes_more)


def test_64_mb_are_sealed_sealed_anew_and_read_in_4_mb(tmp_path: Path):
    size = 64_000_000

    content, more = grown(PEAK, tmp_path, size)

    assert content == size
    assert more < 4 * MB


AT_ONCE = PEAK.replace("(bytes(100_000) for _ in range(size // 100_000))", "[large]").replace(
    "def work", "large = bytes(int(sys.argv[2]))\ndef work"
)


def test_a_piece_that_is_large_is_not_copied_whole(tmp_path: Path):
    assert AT_ONCE != PEAK

    content, more = grown(AT_ONCE, tmp_path, 64_000_000)

    assert content == 64_000_000
    assert more < 4 * MB


TO_MEMORY = PEAK.replace("sum(map(len, vault_open.chunks(file", "len((vault_open.read(file")


def test_opening_to_memory_takes_hardly_more_than_the_content(tmp_path: Path):
    assert TO_MEMORY != PEAK

    content, more = grown(TO_MEMORY, tmp_path, 64_000_000)

    assert content == 64_000_000
    assert more < 64_000_000 * 1.3


@pytest.fixture(autouse=True)
def _only_on_linux() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux has /proc")
