"""The command as a process: what goes to which stream, pipes that close, and Ctrl-C."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import click
import pytest
from cli.conftest import run

from tiebeam.cli import common

COMMAND = [sys.executable, "-c", "from tiebeam.cli import main; main(prog_name='tiebeam')"]


def started(*words: object, **options) -> subprocess.Popen[str]:
    return subprocess.Popen([*COMMAND, *map(str, words)], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, **options)  # fmt: skip


def test_a_refusal_goes_to_standard_error_and_ends_with_2():
    process = started("measures", "nothing")
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (2, "")
    assert err.startswith("Error: There is no measure 'nothing'.")


def test_a_pipe_that_closes_ends_it_quietly():
    with started("measures", "--json") as process:
        process.stdout.close()
        err = process.stderr.read()

    assert err.strip() == ""
    assert process.returncode == 1


def test_ctrl_c_ends_it_quietly(tmp_path: Path):
    # Whoever runs the tests in the background has Ctrl-C ignored, and so would the command.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    words = ("demo", "--dir", tmp_path / "big", "--people", "200000", "--once")
    process = started(*words, preexec_fn=heard)
    deadline = time.monotonic() + 50
    while not (tmp_path / "big").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert out == ""
    assert err.strip() in {"Aborted!", ""}


def test_help_comes_at_once_because_nothing_heavy_is_imported():
    code = (
        "import sys, tiebeam.cli; "
        "print(sorted({'ibis','duckdb','pyarrow','numpy','scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert done.stdout == "[]\n", done.stderr


def test_progress_is_shown_only_where_somebody_looks(monkeypatch: pytest.MonkeyPatch):
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with common.reading(2) as said:
        said("looking")
        said("reading")

    assert "100%" in screen.getvalue()
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with common.reading(2) as said:
        said("looking")
    assert sys.stderr.getvalue() == ""


def test_a_bug_of_ours_is_not_dressed_up_as_a_refusal():
    with pytest.raises(ZeroDivisionError), common.clear_errors():
        raise ZeroDivisionError


def test_what_the_system_refuses_names_the_file():
    refused = PermissionError(13, "Permission denied", "staff.csv")

    assert common.cannot(refused) == "staff.csv: permission denied."
    assert common.cannot(OSError("Disk full")) == "Disk full."
    with pytest.raises(click.ClickException, match="permission denied"), common.clear_errors():
        raise refused


def test_a_closed_pipe_is_left_to_the_command_line():
    with pytest.raises(BrokenPipeError), common.clear_errors():
        raise BrokenPipeError


def test_json_never_holds_what_is_no_number():
    with pytest.raises(ValueError, match="not JSON compliant"):
        common.print_json({"value": float("nan")})


@pytest.mark.parametrize("command", ["check", "measure", "compare", "demo", "measures"])
def test_an_unknown_option_is_refused(command: str):
    done = run(command, "--loudly")

    assert done.exit_code == 2
    assert "--loudly" in done.output
