"""The versions of documents that a git repository keeps, read with git, without a checkout."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from tiebeam.connectors.documents.archives import LARGEST_FILE
from tiebeam.connectors.documents.errors import NoHistory, Unreadable
from tiebeam.connectors.documents.reading import READ, Found, Problem, Written, from_bytes

_SECONDS: Final = 60
#: Nothing that a repository says about itself may start a program: no pager, no hook, no filter.
_QUIET: Final = (
    "-c", "core.pager=cat", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.allow=never", "--no-replace-objects",
)  # fmt: skip


@dataclass(frozen=True)
class Version:
    """A state of the repository: its id and when it came to be."""

    id: str
    at: datetime


def versions(folder: Path, *, most: int = 200) -> list[Version]:
    """When documents below a folder changed, newest first.

    folder  inside a git repository
    most    how many states to list
    Raises  NoHistory where there is no git, or no repository
    """
    lines = _git(folder, "log", f"--max-count={most}", "--format=%H %cI", "--", ".").splitlines()
    pairs = (line.split(" ", 1) for line in lines if line)
    return [Version(id, datetime.fromisoformat(at)) for id, at in pairs]


def dated(folder: Path, revision: str) -> datetime:
    """When a revision came to be.

    Raises  NoHistory where there is no such revision
    """
    _refuse_option(revision)
    said = _git(folder, "log", "--max-count=1", "--format=%cI", revision, "--")
    return datetime.fromisoformat(said.strip())


def at_version(folder: Path, revision: str) -> Found:
    """The documents below a folder as they were at a revision.

    revision  an id, a tag, a branch or HEAD~3
    Raises    NoHistory where there is no such revision
    """
    _refuse_option(revision)
    listed = _git(folder, "ls-tree", "-r", "-z", "--name-only", revision, "--", ".")
    names = [each for each in listed.split("\0") if Path(each).suffix.lower() in READ]
    documents: list[Written] = []
    problems: list[Problem] = []
    for name in sorted(names):
        whole = f"{folder.as_posix()}@{revision}/{name}"
        try:
            content = _blob(folder, revision, name)
            read = from_bytes(name, content)
            documents.append(Written(whole, read.content, read.kind, f"{folder}@{revision}"))
        except Unreadable as trouble:
            problems.append(Problem(whole, type(trouble).__name__, str(trouble)))
    return Found(tuple(documents), tuple(problems))


def _refuse_option(revision: str) -> None:
    """Git would take a revision that begins with a dash for an order."""
    if revision.startswith("-"):
        raise NoHistory(f"'{revision}' is no revision.")


def _blob(folder: Path, revision: str, name: str) -> bytes:
    return _run(folder, "cat-file", "blob", f"{revision}:./{name}")[: LARGEST_FILE + 1]


def _git(folder: Path, *words: str) -> str:
    return _run(folder, *words).decode("utf-8", "replace")


def _run(folder: Path, *words: str) -> bytes:
    git = shutil.which("git")
    if git is None:
        raise NoHistory("There is no git on this machine. Install it, or name two folders.")
    try:
        done = subprocess.run(  # noqa: S603 — git by its full path, and no shell
            [git, "-C", str(folder), *_QUIET, *words],
            capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NoHistory(f"{folder}: git took longer than {_SECONDS} seconds. "
                        "Name two folders instead.") from None  # fmt: skip
    if done.returncode:
        raise NoHistory(f"{folder}: git knows no such folder or revision. "
                        "Name two folders, or FOLDER@REVISION inside a repository.")  # fmt: skip
    return done.stdout
