"""A worker with handlers that no room has, for tests: as `tiebeam worker`, over a given database.

    python made_up.py DATABASE FOLDER LEASE_SECONDS TRIES

FOLDER is where it looks for, and leaves, marks. A tally has three steps. Each writes one line into
the table `effects`, so a step that was lost or done twice is seen there.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

KINDS = ("made-up tally", "dying", "gated", "patient", "leaking")
STEPS = ("count", "add up", "tell")
#: Stands in the text of exceptions; it may be nowhere else.
SECRET = "Ada Lovelace earns 91200"
CREATE = "CREATE TABLE effects (job varchar(12), step varchar(20))"


def name_kinds() -> None:
    from tiebeam.web.jobs import registry
    from tiebeam.web.jobs.registry import Kind

    for kind in KINDS:
        registry.name(Kind(name=kind, title="Counting", done="All was counted."))


def register(folder: Path) -> None:
    from tiebeam.web.jobs import registry
    from tiebeam.web.jobs.registry import Handler, Step

    name_kinds()
    says = "The rows are being counted."
    registry.handle(
        Handler(
            kind="made-up tally",
            steps=[Step(name=name, words=says, does=counting(name)) for name in STEPS],
        )
    )
    dying = (("working", True, False), ("writing", False, True))
    registry.handle(
        Handler(
            kind="dying",
            steps=[
                Step(name=name, words=says, does=killing(name, folder, worked, wrote))
                for name, worked, wrote in dying
            ],
        )
    )
    registry.handle(
        Handler(kind="gated", steps=[Step(name="pass", words=says, does=gated(folder / "gate"))])
    )
    registry.handle(
        Handler(kind="patient", steps=[Step(name="wait", words=says, does=wait_to_be_stopped)])
    )
    registry.handle(Handler(kind="leaking", steps=[Step(name="leak", words=says, does=leak)]))


def counting(step: str) -> Callable[[Any], Any]:
    """Some work, then a write that takes a moment, so that a kill may hit either."""

    def does(work: Any) -> Callable[[], dict[str, int]]:
        time.sleep(0.004)
        return lambda: effect(work.job, step)

    return does


def effect(job: str, step: str) -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effects (job, step) VALUES (%s, %s)", [job, step])
    time.sleep(0.004)
    return {step.replace(" ", "-"): 1}


def killing(step: str, folder: Path, worked: bool, wrote: bool) -> Callable[[Any], Any]:
    """Dies once in the work, or once when all is written but not committed."""

    def die_once(there: bool) -> None:
        mark = folder / step
        if there and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    def write(job: str) -> None:
        effect(job, step)
        die_once(wrote)

    def does(work: Any) -> Callable[[], None]:
        die_once(worked)
        return lambda: write(work.job)

    return does


def gated(gate: Path) -> Callable[[Any], Any]:
    """Asks nobody whether it should go on; writes when the gate is open."""

    def does(work: Any) -> Callable[[], dict[str, int]]:
        while not gate.exists():
            time.sleep(0.01)
        return lambda: effect(work.job, "pass")

    return does


def wait_to_be_stopped(work: Any) -> None:
    while True:
        work.go_on()
        time.sleep(0.01)


def leak(work: Any) -> None:
    """Every way out that an exception may find."""
    import threading
    import warnings

    def fail() -> None:
        raise ValueError(SECRET)

    class Leaving:
        def __del__(self) -> None:
            raise ValueError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    warnings.warn(SECRET, stacklevel=1)
    Leaving()
    import logging

    logging.getLogger("made.up").error("could not read %s", SECRET)
    try:
        fail()
    except ValueError as error:
        raise SystemExit(SECRET) from error


def main(database: str, folder: str, lease_seconds: str, tries: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tiebeam.web.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    register(Path(folder))

    from tiebeam.web.jobs.actions import Limits
    from tiebeam.worker.loop import Pace, work

    limits = Limits(
        lease=timedelta(seconds=float(lease_seconds)),
        tries=int(tries),
        wait=timedelta(seconds=0.01),
    )
    work(limits=limits, pace=Pace(look=0.05, reap=0.1))


if __name__ == "__main__":
    main(*sys.argv[1:])
