"""`tiebeam release`: put data through the gate, and add what may be shown to the ledger."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from tiebeam.cli.common import (
    clear_errors,
    json_option,
    map_option,
    open_with_progress,
    print_json,
)

DAY = click.DateTime(["%Y-%m-%d"])
FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(
    short_help="Put data through the gate, into the ledger that everybody may read.",
    epilog="For example: tiebeam release harbourline --cube cube.toml --ledger ledger "
    "--vault vault",
)
@click.argument("data")
@click.option("--cube", "cube_file", required=True, metavar="CUBE.toml",
              type=click.Path(path_type=Path, dir_okay=False),
              help="What may be shown this year; `tiebeam cube propose` writes one.")  # fmt: skip
@click.option("--ledger", required=True, metavar="DIR", type=FOLDER,
              help="Where everything is kept that was ever shown. Everybody may read "
              "it.")  # fmt: skip
@click.option("--vault", required=True, metavar="DIR", type=FOLDER,
              help="Where the keys and sealed rosters lie. Nobody but you may read it; keep a "
              "backup.")  # fmt: skip
@click.option("--at", type=DAY, metavar="DATE",
              help="The day the release speaks of. Left out: the last that data and cube "
              "both cover."
              )  # fmt: skip
@map_option
@json_option
def release(
    data: str,
    cube_file: Path,
    ledger: Path,
    vault: Path,
    at: datetime | None,
    mapping: str | None,
    as_json: bool,
) -> None:
    """Put DATA through the gate, and add what may be shown to the ledger.

    Every count of what people keep to themselves gets a few people more or less. A figure is shown
    anew only when thirty people have come or gone since. Then everything that was ever shown is
    attacked, and what would give anybody away is left out.
    """
    from tiebeam.engine.disclosure.published import SCHEMA
    from tiebeam.workbench import releases
    from tiebeam.workbench.proposing_cube import read_cube
    from tiebeam.workbench.releasing import REFUSALS, release_data

    with clear_errors(*REFUSALS), open_with_progress(data, mapping) as bench:
        cube = read_cube(cube_file)
        last = min(bench.dataset.last_day, cube.holds.last)
        day = at.date() if at else last
        found = release_data(bench.dataset, cube, ledger=ledger, vault=vault, at=day)
    if as_json:
        print_json({"schema": SCHEMA, "rows": [dict(found.content)]})
        return
    click.echo(releases.in_words(found))
    click.echo(f"Note this hash elsewhere: {found.hash}")
