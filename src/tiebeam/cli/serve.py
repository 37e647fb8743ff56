"""`tiebeam serve`: the pages and the worker together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from queue import Empty, SimpleQueue
from typing import Final

import click

#: Seconds that each has to finish what it is at, before it is cut off.
PATIENCE: Final = 30.0
#: Seconds between two looks at whether both are still there.
LOOK: Final = 0.2
#: Asks Linux to signal a process whose parent is gone.
_PR_SET_PDEATHSIG: Final = 1


@click.command(
    short_help="Serve the pages, and carry out jobs.",
    epilog="For example: tiebeam serve --port 8000",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535),
              help="The port to listen on.")  # fmt: skip
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64),
              help="Processes that serve, each up to four requests at once.")  # fmt: skip
def serve(host: str, port: int, workers: int) -> None:
    """Start `tiebeam web` and `tiebeam worker`, and end both when one of them ends.

    On a server, start each by itself: as two users of the system, of whom the worker alone may read
    the vault.
    """
    pages = ["web", "--host", host, "--port", str(port), "--workers", str(workers)]
    raise SystemExit(together({"web": pages, "worker": ["worker"]}))


def together(commands: Mapping[str, Sequence[str]], *, patience: float = PATIENCE) -> int:
    """Run commands of ours until one ends, or somebody ends this; then end the others.

    Returns 0 where somebody ended it, and 1 where one of them did so by itself
    """
    asked: SimpleQueue[int] = SimpleQueue()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda number, _: asked.put(number))
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, words in commands.items():
            running[name] = _started(words)
        why, code = _until_one_ends(running, asked)
        click.echo(why, err=True)
        return code
    finally:
        _end(running, patience)


def _started(words: Sequence[str]) -> subprocess.Popen[bytes]:
    """A command of ours, which on Linux ends with this process, also where that is killed."""
    this = os.getpid()
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def end_with_this() -> None:
        if prctl:
            prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != this:
                os._exit(1)

    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tiebeam", *words],
        preexec_fn=end_with_this,
    )


def _until_one_ends(
    running: Mapping[str, subprocess.Popen[bytes]], asked: SimpleQueue[int]
) -> tuple[str, int]:
    while True:
        for name, process in running.items():
            if (code := process.poll()) is not None:
                return f"{name} has ended ({_said(code)}), so all of it ends.", 1
        try:
            number = asked.get(timeout=LOOK)
        except Empty:
            continue
        return f"Ends, because of {signal.Signals(number).name}.", 0


def _said(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"with {code}"


def _end(running: Mapping[str, subprocess.Popen[bytes]], patience: float) -> None:
    """Ask each to end, and cut off who does not in time: no job is lost by that."""
    for process in running.values():
        process.terminate()
    until = time.monotonic() + patience
    for process in running.values():
        try:
            process.wait(timeout=max(until - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
