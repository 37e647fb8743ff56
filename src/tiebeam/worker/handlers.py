"""Every handler that a worker has: each module that is imported here registers its own."""

from __future__ import annotations

from tiebeam.worker import identity, intake, releasing  # noqa: F401
