"""Reading that is broken off, and reading twice at once: nothing is left behind or mixed up."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sizes import sized
from workbench.reading import HEADER, PEOPLE, left_out, opened, rows, tally, written

from tiebeam.connectors import NoTable
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.rejects import write_rejects

READ = """
import sys
from tiebeam.workbench.bench import open_data

def step(name):
    print(name, flush=True)
    if name == sys.argv[2]:
        sys.stdin.read()

with open_data(sys.argv[1], progress=step) as bench:
    print(bench.dataset.people_count, flush=True)
"""

STAFF = HEADER + "".join(f"{n},2015-04-01,,Clerk,{n},Zürich,,Woman\n" for n in range(2_000))


def reading(path: Path, *, until: str = "", temporary: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", READ, str(path), until],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(temporary)}, cwd=temporary,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name"),
    [(STAFF.encode("cp1252"), "staff.csv"),
     (gzip.compress(STAFF.encode("cp1252")), "staff.csv.gz")],
    ids=["other letters", "archive"],
)  # fmt: skip
def test_a_reader_that_is_killed_leaves_nothing_behind(tmp_path, content, name):
    if name not in sized(["staff.csv.gz"], ["staff.csv", "staff.csv.gz"]):
        pytest.skip("the archive holds other letters too; with --all each is read by itself")
    data, temporary = tmp_path / "data", tmp_path / "temporary"
    data.mkdir()
    temporary.mkdir()
    path = written(data, content, name=name)
    before = set(data.iterdir())

    with reading(path, until="putting in order", temporary=temporary) as process:
        while process.stdout.readline().strip() != "putting in order":
            pass
        process.send_signal(signal.SIGKILL)

    assert process.returncode == -signal.SIGKILL
    assert list(temporary.rglob("*")) == []
    assert set(data.iterdir()) == before


def test_two_readers_of_one_file_do_not_disturb_each_other(tmp_path):
    path = written(tmp_path, STAFF.encode("cp1252"))
    temporary = tmp_path / "temporary"
    temporary.mkdir()

    readers = [reading(path, temporary=temporary) for _ in range(2)]
    said = [process.communicate()[0].split() for process in readers]

    assert [words[-1] for words in said] == ["2000", "2000"]
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("how", ["a row more", "another file in its place", "gone"])
@pytest.mark.parametrize("when", ["describing people", "checking"])
def test_a_file_that_is_changed_while_it_is_read_is_refused(tmp_path, how, when):
    path = written(tmp_path, STAFF)

    def meddle(step: str) -> None:
        if step != when:
            return
        if how == "a row more":
            with path.open("a") as file:
                file.write("9999,2015-04-01,,Clerk,1,,,\n")
        elif how == "gone":
            path.unlink()
        else:
            (tmp_path / "new.csv").write_text(STAFF.replace("Woman", "Man  "))
            (tmp_path / "new.csv").replace(path)

    with pytest.raises(NoTable) as refused:
        open_data(path, progress=meddle)
    assert str(refused.value) == (
        "staff.csv was changed while it was being read. Read it again when nobody writes to it any "
        "more."
    )


def test_rows_left_out_are_never_looked_for_in_a_file_that_has_changed(tmp_path):
    path = written(tmp_path, HEADER + "1,2015-04-01,,,,,,\n2,soon,,,,,,\n")
    target = tmp_path / "rejects.csv"
    target.write_text("those of yesterday")

    with open_data(path) as bench:
        path.write_text(HEADER + "2,2015-04-01,,,,,,\n")
        with pytest.raises(NoTable, match=r"staff\.csv was changed"):
            write_rejects(bench.intake.left, bench.dataset.mapping, target)

    assert target.read_text() == "those of yesterday"


def test_several_threads_may_open_one_file_at_once(tmp_path):
    path = written(tmp_path, HEADER + "1,2015-04-01,,,1,,,\n2,soon,,,,,,\n3,2016-04-01\n")

    def reading(_: int) -> tuple:
        with open_data(path) as bench:
            return tally(bench), left_out(bench), bench.dataset.fingerprint["sha256"]

    with ThreadPoolExecutor(4) as several:
        found = list(several.map(reading, range(4)))

    assert found[0][:2] == ((3, 1, 0, 2), {3: "unparseable date in hired",
                                           4: "wrong number of columns"})  # fmt: skip
    assert found == [found[0]] * 4


def test_two_datasets_may_be_open_at_once(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()

    with opened(tmp_path / "a", HEADER + "1,2015-04-01,,,,,,\n") as one:
        with opened(tmp_path / "b", HEADER + "2,2015-04-01,,,,,,\n") as other:
            assert [row["person"] for row in rows(one.dataset.people)] == ["1"]
            assert [row["person"] for row in rows(other.dataset.people)] == ["2"]
        assert [row["person"] for row in rows(one.dataset.people)] == ["1"]


def test_the_database_keeps_to_memory(tmp_path):
    with opened(tmp_path, HEADER + "1,2015-04-01,,,,,,\n") as bench:
        setting = bench.intake.store.db.raw_sql("select current_setting('temp_directory')")
        assert setting.fetchone()[0] in ("", None)
        files = bench.intake.store.db.raw_sql(
            "select path from duckdb_databases() where path is not null"
        )
        assert files.fetchall() == []


def test_each_step_is_told_while_a_file_is_read(tmp_path):
    from tiebeam.workbench.intake import STEPS

    told: list[str] = []
    open_data(written(tmp_path, HEADER + "1,2015-04-01,,,,,,\n", mapping=PEOPLE),
              progress=told.append).close()  # fmt: skip

    assert tuple(told) == STEPS
    assert tempfile.gettempdir()
