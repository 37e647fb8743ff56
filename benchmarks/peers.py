"""Running something beside its peers: each in a fresh process, with its time and peak memory."""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Run:
    """One program's time and the most memory it held; 0 where that was not looked at."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, kw_only=True)
class Result:
    """Ours beside its peers, if there is a fair one.

    limit  the ratio to the first peer that we promise
    most_seconds, most_megabytes  what we promise of ours alone
    """

    name: str
    ours: Run
    peers: dict[str, Run] = field(default_factory=dict)
    limit: float | None = None
    most_seconds: float | None = None
    most_megabytes: float | None = None

    @property
    def ratio(self) -> float | None:
        first = next(iter(self.peers.values()), None)
        return self.ours.seconds / first.seconds if first else None

    @property
    def missed(self) -> bool:
        behind = self.limit is not None and (self.ratio or 0) > self.limit
        too_slow = self.most_seconds is not None and self.ours.seconds > self.most_seconds
        too_large = self.most_megabytes is not None and self.ours.megabytes > self.most_megabytes
        return behind or too_slow or too_large


def alone(
    work: Callable[..., Any],
    *arguments: Any,
    prepare: Callable[..., Any] | None = None,
    times: int = 1,
) -> Run:
    """Run `work` in a process of its own and measure only it; the best of several runs.

    prepare  makes what `work` is given, outside the time that is measured
    """  # fmt: skip
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(there, work, arguments, prepare, times))
    process.start()
    there.close()
    found: Run = here.recv()
    process.join()
    return found


def _measured(pipe: Any, work: Any, arguments: Any, prepare: Any, times: int) -> None:
    given = prepare(*arguments) if prepare else arguments
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        work(*given) if isinstance(given, tuple) else work(given)
        best = min(best, time.perf_counter() - begun)
    pipe.send(Run(seconds=best, megabytes=most_memory()))


def once_through(*files: str) -> tuple[str, ...]:
    """Read files and forget them, so that no run waits for the disk and the next does not.

    Returns  what it was given: it prepares what takes files
    """
    for file in files:
        paths = sorted(Path(file).glob("*.csv")) if Path(file).is_dir() else [Path(file)]
        for path in paths:
            with path.open("rb") as rows:
                while rows.read(1 << 24):
                    pass
    return files


def most_memory() -> float:
    """Megabytes (of 2**20 bytes) that this process held at most.

    Linux tells it of this program alone; what `getrusage` tells includes the one that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def as_markdown(results: list[Result], *, size: str) -> str:
    lines = [
        "# Benchmarks",
        "",
        f"Harbourline with {size}; {os.cpu_count()} cores; {datetime.now(tz=UTC):%Y-%m-%d}. "
        "Each row is one run of ours and of its peers, one after the other, each in a process of "
        "its own. The ratio is to the first peer.",
        "",
        "| what | ours | peers | ratio | promised |",
        "|---|---|---|---|---|",
    ]
    for result in results:
        peers = "; ".join(f"{name} {_said(run)}" for name, run in result.peers.items())
        ratio = "–" if result.ratio is None else f"{result.ratio:.2f}"
        mark = " (missed)" if result.missed else ""
        lines.append(
            f"| {result.name} | {_said(result.ours)} | {peers or '–'} | {ratio}{mark} "
            f"| {_promised(result)} |"
        )
    return "\n".join(lines) + "\n"


def _promised(result: Result) -> str:
    promises = []
    if result.limit:
        promises.append(f"at most {result.limit:g}")
    if result.most_seconds:
        promises.append(f"within {result.most_seconds:g} s")
    if result.most_megabytes:
        promises.append(f"below {result.most_megabytes:,.0f} MB")
    return ", ".join(promises) or "–"


def _said(run: Run) -> str:
    held = f", {run.megabytes:,.0f} MB" if run.megabytes else ""
    return f"{run.seconds:.2f} s{held}"
