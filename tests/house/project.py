"""Where the project's own files are: what the house rules look at."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tiebeam"


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def modules() -> list[Path]:
    """Every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def name_of(module: Path) -> str:
    """How a file is named in a message: its path from the project's folder."""
    return module.relative_to(ROOT).as_posix() if module.is_relative_to(ROOT) else module.name


@cache
def syntax(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


@cache
def listed_by_git() -> tuple[str, ...] | None:
    """What git knows or would add; None where this is no checkout, or git is not there."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(name for name in listed.stdout.split("\0") if name)


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that is (or is about to be) part of the project; all of them outside git."""
    listed = listed_by_git()
    found = [ROOT / name for name in listed] if listed is not None else _source_archive()
    return tuple(sorted(path for path in set(found) if path.is_file()))


_LEFT_OUT = ("_build", "__pycache__", "dist", "build", "demo")


def _source_archive() -> Iterator[Path]:
    for path in ROOT.rglob("*"):
        folders = path.relative_to(ROOT).parts[:-1]
        if path.is_file() and not any(f in _LEFT_OUT or f.startswith(".") for f in folders):
            yield path


def text_of(path: Path) -> str | None:
    """What a file says; None where it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
