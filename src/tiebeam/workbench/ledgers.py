"""The flow ledger as plain data (docs/reference/flows.schema.json) and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Final

from tiebeam.engine.disclosure import FOR_THE_BENCH
from tiebeam.engine.measures.ledger import Account, Ledger

LEDGER_SCHEMA: Final = "tiebeam.flows/1"
WIDTH: Final = 88


def ledger_as_json(ledger: Ledger) -> dict[str, Any]:
    """The ledger as one object; the same ledger gives the same bytes."""
    return {
        "schema": LEDGER_SCHEMA,
        "data": {key: ledger.data[key] for key in ("sha256", "mapping_sha256", "people", "spells")},
        "level": ledger.level,
        "level_name": ledger.level_name,
        "from": ledger.window.first.isoformat(),
        "to": ledger.window.last.isoformat(),
        "exact": True,
        "groups": [
            {
                "group": dict(group),
                "opening": account.opening,
                "opening_everybody": account.opening_everybody,
                "closing": account.closing,
                "closing_everybody": account.closing_everybody,
                "share_before": account.share_before,
                "share_after": account.share_after,
                "change": account.change,
                "flows": [
                    {
                        "flow": flow.kind,
                        "direction": "into" if flow.into else "out of",
                        "people": flow.people,
                        "everybody": flow.everybody,
                        "effect": flow.effect,
                    }
                    for flow in account.flows
                ],
            }
            for group, account in ledger.accounts
        ],
        "notes": [FOR_THE_BENCH, *ledger.notes],
    }


def ledger_in_words(ledger: Ledger) -> str:
    """The ledger as text for the terminal: one paragraph and one table per group."""
    name = f"Level {ledger.level}" + (f" ({ledger.level_name})" if ledger.level_name else "")
    first, last = ledger.window.first, ledger.window.last
    lines = [
        FOR_THE_BENCH,
        f"{name}, from {first} to {last}: whose share changed, and by which way.",
    ]
    for group, account in ledger.accounts:
        lines += ["", *_paragraph(", ".join(group.values()), account), *_table(account)]
    lines += [""] if ledger.notes else []
    for note in ledger.notes:
        lines.append(textwrap.fill(f"- {note}", WIDTH, subsequent_indent="  "))
    return "\n".join(lines)


def _paragraph(name: str, account: Account) -> list[str]:
    was = _share(account.opening, account.opening_everybody)
    now = _share(account.closing, account.closing_everybody)
    change = account.change
    name = name[:1].upper() + name[1:]
    if change is None:
        said = f"{name}: {was} before, {now} after. A share of nobody is undefined."
    else:
        said = f"{name}: {was} before, {now} after, {_points(change)}."
    return textwrap.wrap(said, WIDTH)


def _share(people: int, everybody: int) -> str:
    if not everybody:
        return "nobody at all"
    if everybody < _FEWEST_FOR_PERCENT:
        return f"{people:,} of {everybody:,}"
    return f"{100 * people / everybody:.1f} % ({people:,} of {everybody:,})"


#: Of fewer people than this, a percentage says more than is known.
_FEWEST_FOR_PERCENT: Final = 48


def _points(change: float) -> str:
    points = round(100 * change, 2)
    if not points:
        return "unchanged"
    return f"{'up' if points > 0 else 'down'} {abs(points):.2f} points"


def _table(account: Account) -> Iterator[str]:
    rows = [
        (_kind(flow.kind), f"{flow.people:,} of {flow.everybody:,}", _effect(flow.effect))
        for flow in account.flows
    ]
    if not rows:
        return
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    for kind, people, effect in rows:
        yield f"  {kind:<{wide[0]}}  {people:>{wide[1]}}  {effect:>{wide[2]}}".rstrip()


def _kind(kind: str) -> str:
    return "left, reason unknown" if kind == "left: unknown" else kind


def _effect(effect: float | None) -> str:
    if effect is None:
        return ""
    points = f"{abs(100 * effect):.2f}"
    if float(points) == 0:
        return points
    return f"{'+' if effect > 0 else chr(0x2212)}{points}"
