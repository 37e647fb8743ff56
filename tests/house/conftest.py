"""The demo as the first guide begins with it: made once, for all that look at it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from tiebeam.cli import main


class Demo(NamedTuple):
    """Where the demo was made, with which words, and what it printed."""

    place: Path
    words: list[str]
    done: Result


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """`harbourline`, made in a folder of its own; only the guide writes beside it."""
    place, words = tmp_path_factory.mktemp("guide"), ["demo", "--dir", "harbourline", "--once"]
    before = Path.cwd()
    os.chdir(place)
    try:
        return Demo(place, words, CliRunner().invoke(main, words))
    finally:
        os.chdir(before)
