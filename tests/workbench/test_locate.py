"""What DATA may mean: a file, a folder, or a mapping that lists files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tiebeam.connectors import NoTable
from tiebeam.engine.records.mapping import BadMapping
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.locate import fingerprint, locate

MAPPING = """
schema = "tiebeam.mapping/1"
[workforce]
shape = "people"
{more}
[workforce.fields]
person = "id"
hired = "hired"
"""


def mapping(path: Path, more: str = "") -> Path:
    path.write_text(MAPPING.format(more=more), encoding="utf-8")
    return path


def data(path: Path) -> Path:
    path.write_text("id,hired\n1,2015-04-01\n", encoding="utf-8")
    return path


def test_the_mapping_beside_a_file_is_taken(tmp_path):
    file = data(tmp_path / "staff.csv")
    beside = mapping(tmp_path / "staff.csv.map.toml")

    found = locate(file)

    assert (found.data, found.mapping_path) == (file, beside)
    assert list(found.paths()) == [file]


def test_a_mapping_that_is_named_comes_before_the_one_beside(tmp_path):
    file = data(tmp_path / "staff.csv")
    mapping(tmp_path / "staff.csv.map.toml")
    (tmp_path / "other").mkdir()
    named = mapping(tmp_path / "other" / "map.toml", 'file = "elsewhere.csv"')

    found = locate(file, named)

    # DATA is the workforce, whatever the mapping calls it.
    assert (found.mapping_path, list(found.paths())) == (named, [file])


def test_a_file_without_a_mapping_has_none_yet(tmp_path):
    file = data(tmp_path / "staff.csv")

    assert locate(file).mapping is None
    assert list(locate(file).paths()) == [file]


def test_a_mapping_may_stand_for_the_data(tmp_path):
    path = mapping(
        tmp_path / "all.map.toml", 'file = "staff.csv"\njoin = { file = "b.csv", on = "id" }'
    )

    found = locate(path)

    assert list(found.paths()) == [tmp_path / "staff.csv", tmp_path / "b.csv"]


def test_a_mapping_that_names_no_file_needs_one(tmp_path):
    found = locate(mapping(tmp_path / "all.map.toml"))

    with pytest.raises(NoTable, match="The mapping names no file"):
        list(found.paths())


def test_a_file_that_is_not_beside_the_mapping_is_looked_for_beside_the_data(tmp_path):
    file = data(tmp_path / "staff.csv")
    (tmp_path / "maps").mkdir()
    named = mapping(tmp_path / "maps" / "map.toml", 'join = { file = "b.csv", on = "id" }')

    assert list(locate(file, named).paths()) == [file, tmp_path / "b.csv"]


def test_a_folder_with_one_mapping_is_that_dataset(tmp_path):
    path = mapping(tmp_path / "all.map.toml", 'file = "staff.csv"')
    data(tmp_path / "staff.csv")

    assert locate(tmp_path).mapping_path == path


def test_a_folder_with_one_table_is_that_table(tmp_path):
    file = data(tmp_path / "staff.csv")
    (tmp_path / "notes.md").write_text("about")

    assert locate(tmp_path).data == file


@pytest.mark.parametrize("name", ["STAFF.CSV", "Staff.Xlsx", "staff.csv.gz", "staff.PARQUET"])
def test_a_table_is_one_however_its_name_is_written_and_whatever_lies_beside_it(tmp_path, name):
    for beside in ("~$Staff.xlsx", "staff.csv.rejects.csv", ".DS_Store", "staff.csv.txt.bak"):
        (tmp_path / beside).write_text("x")

    assert locate(data(tmp_path / name).parent).data == tmp_path / name


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a.map.toml", "b.map.toml"], r"several mappings \(a.map.toml, b.map.toml\)"),
        (["a.csv", "b.xlsx"], "holds 2 tables and no mapping"),
        ([], "holds 0 tables and no mapping"),
    ],
)
def test_a_folder_that_could_mean_several_things_is_refused(tmp_path, names, message):
    for name in names:
        (tmp_path / name).write_text("x")

    with pytest.raises(NoTable, match=message):
        locate(tmp_path)


def test_a_mapping_that_can_not_be_read_is_refused(tmp_path):
    file = data(tmp_path / "staff.csv")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(BadMapping, match=r"There is no mapping file .*gone.toml"):
        locate(file, tmp_path / "gone.toml")
    with pytest.raises(BadMapping, match="is a folder; name the mapping file in it"):
        locate(file, tmp_path)
    with pytest.raises(BadMapping, match=r"binary.toml is not valid TOML"):
        locate(file, tmp_path / "binary.toml")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a\\u0000b.csv", "There is no file"), ("~/staff.csv", "There is no file"),
        ("https://example.org/staff.csv", "There is no file"), ("staff.csv/x", "There is no file"),
        ("..", "is a folder"), (".", "is a folder"), ("/dev/zero", "zero is empty"),
        ("/dev/null", "null is empty"), ("*.csv", "There is no file"), ("loop", "There is no file"),
    ],
)  # fmt: skip
def test_a_name_in_a_mapping_that_is_no_file_is_refused_and_nothing_is_fetched(
    tmp_path, name, message
):
    data(tmp_path / "staff.csv")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    path = mapping(tmp_path / "all.map.toml", f'file = "{name}"')

    with pytest.raises(NoTable, match=message):
        open_data(path)


def test_a_name_in_a_mapping_may_lead_to_another_folder_and_its_values_are_not_said(tmp_path):
    (tmp_path / "maps").mkdir()
    (tmp_path / "private.txt").write_text("Zanzibar:x:0\nZanzibar:y:1\n")
    path = mapping(tmp_path / "maps" / "all.map.toml", 'file = "../private.txt"')

    assert list(locate(path).paths()) == [tmp_path / "maps" / ".." / "private.txt"]
    with pytest.raises(NoTable, match=r"private\.txt is no table") as refused:
        open_data(path)
    assert "Zanzibar" not in str(refused.value)


def test_one_file_that_two_tables_read_is_counted_once_in_the_fingerprint(tmp_path):
    file = data(tmp_path / "staff.csv")
    path = mapping(tmp_path / "all.map.toml", 'file = "staff.csv"\n'
                   'join = { file = "staff.csv", on = "id" }')  # fmt: skip

    assert fingerprint(locate(path))["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_fingerprint_is_that_of_the_bytes(tmp_path):
    file = data(tmp_path / "staff.csv")
    beside = mapping(tmp_path / "staff.csv.map.toml")

    assert fingerprint(locate(file)) == {
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "mapping_sha256": hashlib.sha256(beside.read_bytes()).hexdigest(),
    }


def test_the_fingerprint_of_several_files_is_that_of_theirs_in_order(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(name)
    path = mapping(tmp_path / "all.map.toml", 'files = [{ file = "a.csv" }, { file = "b.csv" }]')
    each = [hashlib.sha256(name.encode()).hexdigest() for name in ("a.csv", "b.csv")]

    assert (
        fingerprint(locate(path))["sha256"] == hashlib.sha256("\n".join(each).encode()).hexdigest()
    )


def test_the_fingerprint_of_a_missing_file_is_refused(tmp_path):
    path = mapping(tmp_path / "all.map.toml", 'file = "gone.csv"')

    with pytest.raises(NoTable, match=r"There is no file .*gone.csv"):
        fingerprint(locate(path))


def test_data_without_a_mapping_file_have_the_fingerprint_of_none(tmp_path):
    found = fingerprint(locate(data(tmp_path / "staff.csv")))

    assert found["mapping_sha256"] == hashlib.sha256(b"").hexdigest()
