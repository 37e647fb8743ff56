"""Changing a file as somebody would who can write to the disk."""

from __future__ import annotations

from pathlib import Path


def flipped(content: bytes, at: int, bit: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]


def overwrite(path: Path, content: bytes) -> None:
    """In place: some file systems wait for the disk when a file is emptied first."""
    with path.open("r+b") as file:
        file.write(content)
        file.truncate()
