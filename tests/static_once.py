"""Style and scripts of tests: served as everywhere, and looked for once."""

from __future__ import annotations

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

_found: dict[str, Any] = {}


class FoundOnce(WhiteNoiseMiddleware):
    """Django makes the middleware anew for each client of a test; its files stay what they are."""

    def add_files_from_finders(self) -> None:
        if not _found:
            super().add_files_from_finders()
            _found.update(self.files)
        self.files = _found
