"""What has to be there before the first job: code, and a database as others prepared it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

#: Seconds between two looks.
PAUSE: Final = 0.5


def wait_until_up_to_date(
    *, say: Callable[[str], None], pause: Callable[[], None] = lambda: time.sleep(PAUSE)
) -> None:
    """Return when every migration is there; says once that it waits."""
    has_said = False
    while not is_up_to_date():
        if not has_said:
            say(
                "The worker waits until the database is up to date. A first `tiebeam web` sees to "
                "it, and later `tiebeam upgrade`."
            )
        has_said = True
        pause()


def load_what_reads_files() -> None:
    """So that nobody waits for it: with it, the first look at a file takes two seconds longer."""
    from tiebeam.workbench.store import Store

    Store().close()


def is_up_to_date() -> bool:
    """One that does not answer is not."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return False
    finally:
        connection.close()
