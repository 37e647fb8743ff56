"""What the process prints: ids, and nothing that a library or an exception says.

Python prints exceptions of threads and of objects that are cleared away, warnings, and what nobody
listens to in logs. Any of these may hold a value.
"""

from __future__ import annotations

import logging
import sys
import threading

from tiebeam.worker.running import where

logger = logging.getLogger("tiebeam.worker")


def say_ids_alone() -> None:
    """For the whole process, until it ends."""
    said = logging.StreamHandler()
    said.setFormatter(logging.Formatter("%(asctime)s worker: %(message)s"))
    logger.addHandler(said)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    # Without a listener at the top, Python prints warnings of all other logs.
    logging.getLogger().addHandler(logging.NullHandler())
    logging.captureWarnings(True)
    sys.excepthook = lambda _, raised, __: _note(raised)
    threading.excepthook = lambda told: _note(told.exc_value)
    sys.unraisablehook = lambda told: _note(told.exc_value)


def _note(raised: BaseException | None) -> None:
    logger.error("stopped on %s", where(raised) if raised else "something unknown")
