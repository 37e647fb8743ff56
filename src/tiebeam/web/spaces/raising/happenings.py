"""What a structure may do to people, as it can be raised."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def happenings() -> Mapping[str, str]:
    """By code, a sentence as a message id."""
    text = (resources.files(__package__) / "happenings.toml").read_text(encoding="utf-8")
    return {code: said["says"] for code, said in tomllib.loads(text).items()}
