"""Writing TOML that people edit: texts, keys, lists and comments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any


def text(value: Any) -> str:
    """A text, number or truth: as JSON, which TOML reads too, but for one sign; a day, an entry."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key(name)} = {text(each)}" for name, each in value.items())
        return f"{{ {inner} }}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """The name of an entry, in quotes where it needs them."""
    plain = name.replace("_", "").replace("-", "").isascii() and name.isidentifier()
    return name if plain else text(name)


def listed(values: Iterable[Any]) -> str:
    """A list of texts on one line."""
    return "[" + ", ".join(text(value) for value in values) + "]"


def one_line(remark: str) -> str:
    """A remark for a comment, which a line end would end."""
    return " ".join("".join(c if c.isprintable() else " " for c in remark).split())
