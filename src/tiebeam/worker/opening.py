"""Sealed files, opened to memory: they are read by a path, and the disk holds nothing of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tiebeam.vault import open as opening
from tiebeam.vault.keys import Keys
from tiebeam.vault.seal import Label


@contextmanager
def in_memory(contents: Mapping[str, Iterable[bytes]]) -> Iterator[Path]:
    """A folder in which each name leads to its content, which is in memory alone.

    contents  by name, which has to be one of ours, in pieces
    """
    with ExitStack() as open_until_then:
        folder = open_until_then.enter_context(tempfile.TemporaryDirectory(prefix="tiebeam-"))
        for name, chunks in contents.items():
            descriptor = os.memfd_create(name, os.MFD_CLOEXEC)
            open_until_then.callback(os.close, descriptor)
            with open(descriptor, "wb", closefd=False) as file:
                for chunk in chunks:
                    file.write(chunk)
            (Path(folder) / name).symlink_to(f"/proc/{os.getpid()}/fd/{descriptor}")
        yield Path(folder)


def opened(path: Path, *, label: Label, keys: Keys) -> Iterator[bytes]:
    """What a sealed file holds, piece by piece.

    Raises  NotSealed, UnknownKey, Damaged, SomethingElse
    """
    return opening.chunks(path, label=label, keys=keys)
