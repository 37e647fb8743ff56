"""Style and scripts, each with a mark of its content in its address.

So a browser may keep them for an hour, and still has the new ones the moment they change.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class Marked(StaticFilesStorage):
    def url(self, name: str | None) -> str:
        return f"{super().url(name)}?{_mark(name or '')}"


@lru_cache
def _mark(name: str) -> str:
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(f"There is no '{name}' among the static files.")
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:12]
