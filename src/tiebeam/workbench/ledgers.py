"""The flow ledger as plain data (docs/reference/flows.schema.json) and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from tiebeam.charts.names import group_name
from tiebeam.engine.disclosure import FOR_THE_BENCH, Released, Row
from tiebeam.engine.measures.ledger import CLOSING, OPENING, Ledger
from tiebeam.workbench.figures import hidden_in_words

LEDGER_SCHEMA: Final = "tiebeam.flows/1"
WIDTH: Final = 88
#: Several flows told together have a long name, which goes on in the next line.
LONGEST_WAY: Final = 48


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
    first, last = ledger.window.first, ledger.window.last
    lines = [FOR_THE_BENCH, _heading(ledger.level, ledger.level_name, (first, last))]
    for group, account in ledger.accounts:
        was = _share(account.opening, account.opening_everybody)
        now = _share(account.closing, account.closing_everybody)
        lines += ["", *_paragraph(group_name(group, ledger.by), was, now, account.change)]
        lines += _table(
            (
                kind_in_words(flow.kind),
                f"{flow.people:,} of {flow.everybody:,}",
                _effect(flow.effect),
            )
            for flow in account.flows
        )
    return "\n".join([*lines, *noted(ledger.notes)])


def released_ledger_in_words(figure: Released) -> str:
    """The released ledger as text: the groups that may be shown, and who is hidden."""
    lines = [_heading(figure.data["level"], figure.data["level_name"], figure.window)]
    for name in dict.fromkeys(group_name(row.group, figure.by) for row in figure.rows):
        rows = {
            str(row.at["flow"]): row
            for row in figure.rows
            if group_name(row.group, figure.by) == name
        }
        opening, closing = rows.pop(OPENING), rows.pop(CLOSING)
        change = None
        if opening.value is not None and closing.value is not None:
            change = closing.value - opening.value
        lines += ["", *_paragraph(name, _day(opening), _day(closing), change)]
        lines += _table(
            (kind_in_words(kind), _moved(row), _effect(row.value)) for kind, row in rows.items()
        )
    hidden = hidden_in_words(figure)
    return "\n".join([*lines, *([""] if hidden else []), *hidden, *noted(figure.notes)])


def _day(row: Row) -> str:
    return _share(row.count or 0, int(row.n or 0))


def _moved(row: Row) -> str:
    # Of people who went both ways, how many of the group were in it can't be told.
    n = int(row.n or 0)
    return f"some of {n:,}" if row.count is None else f"{row.count:,} of {n:,}"


def noted(notes: Sequence[str]) -> list[str]:
    """Notes as lines below what they are about, after an empty one."""
    lines = [textwrap.fill(f"- {note}", WIDTH, subsequent_indent="  ") for note in notes]
    return ["", *lines] if lines else []


def _heading(level: int, name: str, days: tuple[Any, Any]) -> str:
    of = f"Level {level}" + (f" ({name})" if name else "")
    return f"{of}, from {days[0]} to {days[1]}: whose share changed, and by which way."


def _paragraph(name: str, was: str, now: str, change: float | None) -> list[str]:
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


def _table(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    rows = list(rows)
    if not rows:
        return
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    wide[0] = min(wide[0], LONGEST_WAY)
    for kind, people, effect in rows:
        *above, last = textwrap.wrap(kind, wide[0])
        yield from (f"  {line}" for line in above)
        yield f"  {last:<{wide[0]}}  {people:>{wide[1]}}  {effect:>{wide[2]}}".rstrip()


def kind_in_words(kind: str) -> str:
    """A flow or an outcome as people say it."""
    return kind.replace("left: unknown", "left, reason unknown")


def _effect(effect: float | None) -> str:
    if effect is None:
        return ""
    points = f"{abs(100 * effect):.2f}"
    if float(points) == 0:
        return points
    return f"{'+' if effect > 0 else chr(0x2212)}{points}"
