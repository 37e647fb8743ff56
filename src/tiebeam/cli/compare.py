"""`tiebeam compare`: two groups, by every usual yardstick at once."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

import click

from tiebeam.cli.common import json_option, print_json

if TYPE_CHECKING:
    from tiebeam.engine.stats.selection import Comparison

#: Up to nine digits, with or without thousands marked: 1200, 1,200.
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(,[0-9]{3}){1,2}")


class Fraction(click.ParamType[tuple[int, int]]):
    """People selected, out of how many: 2/10."""

    name = "selected/people"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).split("/")]
        if len(parts) != 2 or not all(WHOLE_NUMBER.fullmatch(part) for part in parts):
            self.fail(f"'{value}' should look like 2/10: people selected, out of how many.")
        selected, pool = (int(part.replace(",", "")) for part in parts)
        if pool == 0:
            self.fail(f"'{value}': nobody could be selected. Leave this group out.")
        if selected > pool:
            self.fail(f"'{value}': more people selected than there are. Count everybody in.")
        return selected, pool


@click.command(short_help="Compare how often two groups were selected.")
@click.argument("group", metavar="SELECTED/PEOPLE", type=Fraction())
@click.argument("reference", metavar="SELECTED/PEOPLE", type=Fraction())
@json_option
def compare(group: tuple[int, int], reference: tuple[int, int], as_json: bool) -> None:
    """Compare how often two groups were selected: hired, promoted, let go.

    The first group is compared with the second: `tiebeam compare 2/10 15/25`. No data is needed.
    """
    from tiebeam.engine.stats import selection

    found = selection.compare(
        *group, *reference, name_a="the first group", name_b="the second group"
    )
    if as_json:
        print_json({"schema": "tiebeam.compare/1", "rows": [found.as_dict()]})
    else:
        click.echo(_in_words(found))


def _in_words(found: Comparison) -> str:
    rows = [
        ("First group", _rate(found.selected_a, found.pool_a, found.rate_a, found.rate_a_low,
                              found.rate_a_high)),
        ("Second group", _rate(found.selected_b, found.pool_b, found.rate_b, found.rate_b_low,
                               found.rate_b_high)),
        ("Difference", f"{_points(found.difference)} points "
                       f"({_points(found.difference_low)} to {_points(found.difference_high)})"),
        ("Impact ratio", _number(found.impact_ratio, 3)
                         + _range(found.impact_ratio_low, found.impact_ratio_high, 3)),
        ("Shortfall", f"{found.shortfall:.1f} people"),
        ("Z, pooled", f"{_number(found.z, 4)}   p {_number(found.p_z, 4)}"),
        ("Fisher's exact", f"p {_number(found.p_fisher, 4)}   "
                           f"one-sided {_number(found.p_fisher_one_sided, 4)}"),
        ("Mid-p", f"p {_number(found.p_mid, 4)}   "
                  f"one-sided {_number(found.p_mid_one_sided, 4)}"),
        ("Standard deviations", _number(found.standard_deviations, 2)),
        ("Cohen's h", _number(found.cohens_h, 3)),
    ]  # fmt: skip
    lines = [
        textwrap.fill(found.verdict, width=88),
        "",
        *(f"{name:<22}{value}" for name, value in rows),
    ]
    return "\n".join(lines)


def _rate(selected: int, pool: int, rate: float, low: float, high: float) -> str:
    return f"{selected:,} of {pool:,}   rate {rate:.3f} ({low:.3f} to {high:.3f})"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _number(value: float | None, digits: int) -> str:
    return "undefined" if value is None else f"{value:.{digits}f}"


def _range(low: float | None, high: float | None, digits: int) -> str:
    if low is None and high is None:
        return ""
    return (
        f" ({_number(low, digits)} to {_number(high, digits) if high is not None else 'no limit'})"
    )
