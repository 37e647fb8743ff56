"""Fetching a file from a web address, into a folder that only this user can open."""

from __future__ import annotations

import shutil
import tempfile
import urllib.error
import urllib.request
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from tiebeam.connectors.source import NoTable


def fetch(address: str, *, timeout_seconds: float = 30) -> Path:
    """The file at an http or https address; it is gone when the program ends.

    Raises  NoTable when it can't be fetched
    """
    name = PurePosixPath(urlsplit(address).path).name or "table.csv"
    folder = Path(tempfile.mkdtemp(prefix="tiebeam-"))
    import atexit

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    request = urllib.request.Request(address, headers={"User-Agent": "tiebeam"})  # noqa: S310
    try:
        with (
            urllib.request.urlopen(request, timeout=timeout_seconds) as answer,  # noqa: S310
            (folder / name).open("wb") as file,
        ):
            shutil.copyfileobj(answer, file)
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise NoTable(f"{name} could not be fetched: {reason}.") from None
    return folder / name
