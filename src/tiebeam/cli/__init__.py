"""The `tiebeam` command: thin words around the workbench.

Each command lives in a module of its own and imports what it needs when it runs, so `--help` is
there at once.
"""

from __future__ import annotations

import click

from tiebeam.cli.ahead import ahead
from tiebeam.cli.attack import attack
from tiebeam.cli.audit import audit
from tiebeam.cli.audit_trail import audit_trail
from tiebeam.cli.backup import backup, backup_key
from tiebeam.cli.check import check
from tiebeam.cli.compare import compare
from tiebeam.cli.cube import cube
from tiebeam.cli.demo import demo
from tiebeam.cli.flows import flows
from tiebeam.cli.keys import keys
from tiebeam.cli.measure import measure
from tiebeam.cli.measures import measures
from tiebeam.cli.prepare import prepare
from tiebeam.cli.release import release
from tiebeam.cli.releases import releases
from tiebeam.cli.report import report
from tiebeam.cli.restore import restore
from tiebeam.cli.serve import serve
from tiebeam.cli.time import time
from tiebeam.cli.upgrade import upgrade
from tiebeam.cli.web import web
from tiebeam.cli.worker import worker

__all__ = ["main"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `tiebeam demo`, or with `tiebeam check` and your own export.",
)
@click.version_option(package_name="tiebeam", prog_name="tiebeam")
def main() -> None:
    """See who your organisation's structures carry, and whom they lose.

    Everything runs on this machine; no data leaves it. DATA is a file (CSV, XLSX, Parquet), a
    folder, a web address, or a mapping (TOML) that lists files. What its columns mean is read from
    --map, or from DATA.map.toml beside it.
    """


for command in (
    demo, check, report, measures, measure, flows, time, ahead, compare, cube, release, releases,
    attack, audit, serve, web, worker, audit_trail, prepare, backup_key, backup, restore, upgrade,
    keys,
):  # fmt: skip
    main.add_command(command)
