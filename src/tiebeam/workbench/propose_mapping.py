"""Proposing a mapping for a file, and writing it as TOML that a person can edit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tiebeam.engine.records import toml
from tiebeam.engine.records.propose import Proposal, is_telling, propose
from tiebeam.workbench.looking import look_into


def proposal_for(path: Path) -> Proposal:
    """A mapping for one file.

    Raises  NoTable, NotRecognised
    """
    facts = look_into(path, lambda headers: [each for each in headers if is_telling(each)])
    return propose(facts, file=path.name)


def as_toml(proposal: Proposal) -> str:
    """The proposal as a file to edit, with its remarks at the top."""
    lines = [
        "# What the columns of this export mean. Proposed from headers and values:",
        "# look it over before you trust a figure.",
        *(f"# - {toml.one_line(remark)}" for remark in proposal.remarks),
        "",
    ]
    lines += _table(proposal.mapping, ())
    return "\n".join(lines) + "\n"


def _table(raw: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    """Simple entries first, then the tables inside, as TOML demands."""
    plain = {key: value for key, value in raw.items() if not _is_section(value)}
    lines = [f"[{'.'.join(toml.key(part) for part in path)}]"] if path and plain else []
    lines += [f"{toml.key(key)} = {_value(value)}" for key, value in plain.items()]
    lines += [""] if lines else []
    for key, value in raw.items():
        if _is_section(value):
            lines += _table(value, (*path, key))
    return lines


def _is_section(value: Any) -> bool:
    return isinstance(value, dict)


def _value(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list):
        inner = "".join(f"    {toml.listed(step)},\n" for step in value)
        return f"[\n{inner}]"
    return toml.listed(value) if isinstance(value, (list, tuple)) else toml.text(value)
