"""Fetching a file from a web address, into a folder that only this user can open."""

from __future__ import annotations

import atexit
import http.client
import shutil
import tempfile
import urllib.error
import urllib.request
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final
from urllib.parse import urlsplit

from tiebeam.connectors.source import NoTable

#: More than any export of an organisation; whoever sends more wants to fill the disk.
MOST_BYTES: Final = 16 << 30
_SCHEMES: Final = ("http", "https")


def fetch(address: str, *, timeout_seconds: float = 30, most_bytes: int = MOST_BYTES) -> Path:
    """The file at an http or https address; it is gone when the program ends.

    Raises  NoTable when it can't be fetched, or not in full
    """
    name = _name(address)
    folder = Path(tempfile.mkdtemp(prefix="tiebeam-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    request = urllib.request.Request(address, headers={"User-Agent": "tiebeam"})  # noqa: S310
    try:
        with (
            _opener().open(request, timeout=timeout_seconds) as answer,
            (folder / name).open("wb") as file,
        ):
            _copy(answer, file, most_bytes, name)
    except (OSError, ValueError, http.client.HTTPException) as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        if isinstance(error, NoTable):
            raise
        reason = getattr(error, "reason", error) or type(error).__name__
        raise NoTable(f"{name} could not be fetched: {reason}.") from None
    return folder / name


def _name(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        raise NoTable("This is no web address.") from None
    if parts.scheme not in _SCHEMES:
        raise NoTable(f"Data can't be fetched by {parts.scheme}://, only by https:// or http://.")
    name = PurePosixPath(parts.path).name
    return name if name not in ("", "..") else "table.csv"


def _opener() -> urllib.request.OpenerDirector:
    """Opens http and https, and nothing that one of them leads to."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _copy(answer: Any, file: IO[bytes], most_bytes: int, name: str) -> None:
    got = 0
    while chunk := answer.read(1 << 20):
        got += len(chunk)
        if got > most_bytes:
            raise NoTable(f"{name} is larger than {most_bytes:,} bytes. Download it by hand.")
        file.write(chunk)
    promised = answer.headers.get("Content-Length")
    if promised and promised.isdigit() and got < int(promised):
        # The connection ended early, and half a file would look like a whole one.
        raise NoTable(f"{name} came only in part. Try again.")
