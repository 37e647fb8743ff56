"""How the command line starts: quickly, because the heavy libraries come when they are needed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from house.project import ROOT

HEAVY = ("ibis", "pandas", "duckdb", "scipy", "numpy", "pyarrow", "django", "vl_convert")

#: `--help` may take so many times as long as Python with click alone. On a usual machine that
#: is about 0.1 s, so this keeps it well under 0.3 s.
TIMES_CLICK = 3.0


@pytest.mark.parametrize("words", [["--help"], ["measures"], ["measures", "promotion_rate"]])
def test_help_and_the_catalogue_load_no_heavy_library(words: Sequence[str]):
    assert loaded(f"from tiebeam.cli import main; main({list(words)!r})") == []


def test_loading_the_package_loads_no_heavy_library():
    assert loaded("import tiebeam") == []


def test_a_server_starts_without_what_only_figures_need(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("TIEBEAM_HOME", str(tmp_path))

    found = loaded(
        "from tiebeam.cli.web import set_up; set_up(signs=True); import tiebeam.web.urls"
    )

    assert found == ["numpy", "django"]


def test_a_heavy_library_would_be_noticed():
    assert loaded("import numpy") == ["numpy"]


def test_help_starts_in_no_more_than_three_times_what_click_alone_takes():
    # The quickest of several runs in turn: whatever else the machine does slows both.
    runs = [(seconds("from tiebeam.cli import main; main(['--help'])"), seconds("import click"))
            for _ in range(7)]  # fmt: skip

    ours, alone = (min(each) for each in zip(*runs, strict=True))

    assert ours / alone < TIMES_CLICK


def loaded(code: str) -> list[str]:
    """Which heavy libraries a fresh Python has in memory after running some code."""
    report = (
        "import atexit, sys\n"
        f"heavy = {HEAVY!r}\n"
        "def report():\n"
        "    print('LOADED', *(name for name in heavy if name in sys.modules))\n"
        "atexit.register(report)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", report + code], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.rpartition("LOADED")[2].split()


def seconds(code: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    return time.perf_counter() - begun


def test_whoever_ends_a_command_of_ours_ends_what_it_started():
    waits = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    command = f"import dev, sys; sys.exit(dev.run(sys.executable, '-c', {waits!r}))"
    with subprocess.Popen(
        [sys.executable, "-c", command], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as ours:
        assert ours.stdout is not None
        started = int(ours.stdout.readline())
        ours.terminate()
        ours.wait(timeout=20)

    with pytest.raises(ProcessLookupError):
        os.kill(started, 0)
