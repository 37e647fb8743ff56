"""`tiebeam measure`: one measure of one dataset."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tiebeam.cli.common import clear_errors, json_option, map_option, open_with_progress, print_json

if TYPE_CHECKING:
    from tiebeam.engine.disclosure import Figure

WIDTH = 88
AGAINST = "--against takes largest, others, or values such as gender=Men,race=White."


class Days(click.ParamType[tuple[date, date]]):
    """First and last day, both included: 2016-01-01:2016-12-31."""

    name = "first:last"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, date]:
        if isinstance(value, tuple):
            return value
        first, _, last = str(value).partition(":")
        try:
            return date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            self.fail(f"'{value}' should be two days, such as 2016-01-01:2016-12-31.")


class Among(click.ParamType[tuple[str, tuple[str, ...]]]):
    """A field and its values: rank=SERGEANT, or site=Leeds|Porto."""

    name = "field=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, tuple[str, ...]]:
        if isinstance(value, tuple):
            return value
        field, _, values = str(value).partition("=")
        listed = tuple(each.strip() for each in values.split("|") if each.strip())
        if not (field.strip() and listed):
            self.fail(f"'{value}' should look like site=Riverside or site=Riverside|Harbour.")
        return field.strip(), listed


@click.command(
    short_help="Measure one thing, by group, over a window.",
    epilog="For example: tiebeam measure promotion_rate harbourline --by gender "
    "--window 2024-01-01:2024-12-31",
)
@click.argument("name")
@click.argument("data")
@click.option(
    "--by",
    default="",
    metavar="A,B",
    help="What describes the groups: up to three attributes, such as gender,race.",
)
@click.option(
    "--window",
    required=True,
    type=Days(),
    metavar="FIRST:LAST",
    help="First and last day, both included: 2016-01-01:2016-12-31.",
)
@click.option(
    "--where",
    multiple=True,
    type=Among(),
    metavar="FIELD=VALUE",
    help="Only people with this value; a unit includes all below it. May be repeated: values of "
    "one field add up, different fields narrow down.",
)
@click.option(
    "--against",
    default="largest",
    show_default=True,
    metavar="GROUP",
    help="What each group is compared with: the largest group, 'others' (everybody "
    "else), or one group by its values: gender=Men,race=White.",
)
@click.option(
    "--market",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="The labour market, for the measures beside it: a table with the columns occupation, "
    "group, and people or share.",
)
@map_option
@click.option(
    "--release",
    "released",
    is_flag=True,
    help="Through the gate: small groups hidden, so that it can be shown to others.",
)
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print the rows as CSV instead.")
@click.option(
    "--svg",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True),
    help="Write the picture to FILE. Pictures are for showing: this implies --release.",
)
@click.option(
    "--width",
    type=click.Choice(["wide", "narrow", "print"]),
    default="wide",
    show_default=True,
    help="Form of the picture.",
)
@click.option(
    "--theme",
    type=click.Choice(["light", "dark"]),
    default="light",
    show_default=True,
    help="Colours of the picture.",
)
def measure(
    name: str,
    data: str,
    by: str,
    window: tuple[date, date],
    where: tuple[tuple[str, tuple[str, ...]], ...],
    against: str,
    market: str | None,
    mapping: str | None,
    released: bool,
    as_json: bool,
    as_csv: bool,
    svg: str | None,
    width: str,
    theme: str,
) -> None:
    """Measure NAME (see `tiebeam measures`) on DATA, by group, over a window.

    Without --release the output is exact: for the bench, not for sharing.
    """  # fmt: skip
    if sum((as_json, as_csv)) > 1:
        raise click.UsageError("Choose one of --json and --csv.")
    compared_with = _group(against)
    with clear_errors(), open_with_progress(data, mapping) as bench:
        figure: Figure = bench.measure(
            name,
            by=[part.strip() for part in by.split(",") if part.strip()],
            window=window,
            where=in_one(where),
            against=compared_with,
            market=market,
        )
        if released or svg:
            figure = bench.release(figure)  # type: ignore[arg-type]
        if svg:
            _draw(figure, Path(svg), width=width, theme=theme)
    if as_json:
        from tiebeam.workbench import as_json_object

        print_json(as_json_object(figure))
    elif as_csv:
        if not (released or svg):
            from tiebeam.engine.disclosure import FOR_THE_BENCH

            click.echo(FOR_THE_BENCH, err=True)
        click.echo(_csv(figure), nl=False)
    else:
        click.echo(_in_words(figure))


def in_one(where: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Several values of one field add up: --where site=Leeds --where site=Porto is both."""
    chosen: dict[str, tuple[str, ...]] = {}
    for field, values in where:
        chosen[field] = (*chosen.get(field, ()), *values)
    return chosen


def _group(against: str) -> str | dict[str, str]:
    if "=" not in against:
        if against not in {"largest", "others"}:
            raise click.UsageError(AGAINST)
        return against
    pairs = [part.partition("=") for part in against.split(",")]
    if not all(key.strip() and value.strip() for key, _, value in pairs):
        raise click.UsageError(AGAINST)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _draw(figure: Figure, target: Path, *, width: Any, theme: Any) -> None:
    from tiebeam import charts

    target.write_text(charts.svg(figure, width=width, theme=theme), encoding="utf-8")  # type: ignore[arg-type]


def _in_words(figure: Figure) -> str:
    from tiebeam import charts
    from tiebeam.engine.disclosure import Exact

    exact = isinstance(figure, Exact)
    text = charts.bench_table_text(figure) if exact else charts.table_text(figure)  # type: ignore[arg-type]
    said = textwrap.fill(charts.description(figure), width=WIDTH)
    notes = "\n".join(
        textwrap.fill(note, width=WIDTH, initial_indent="- ", subsequent_indent="  ")
        for note in figure.notes
    )
    return f"{said}\n\n{text}\n\n{notes}".rstrip()


def _csv(figure: Figure) -> str:
    """One line per row: the group, the place, and the numbers; hidden cells say why."""
    places = list(dict.fromkeys(key for row in figure.rows for key in row.at))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*figure.by, *places, "n", "count", "value", "low", "high", "hidden"])
    for row in figure.rows:
        described = [row.group.get(key, "everybody") for key in figure.by]
        located = [row.at.get(key, "") for key in places]
        writer.writerow([*described, *located, row.n, row.count, row.value, row.low, row.high, ""])
    for hidden in figure.hidden:
        described = [hidden.group.get(key, "everybody") for key in figure.by]
        located = [hidden.at.get(key, "") for key in places]
        writer.writerow([*described, *located, "", "", "", "", "", hidden.why])
    return out.getvalue()
