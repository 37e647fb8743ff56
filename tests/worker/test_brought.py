"""What can't be used is told by a code, before it does harm; what can, becomes one mapping."""

from __future__ import annotations

import gzip
import io
import tomllib
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tiebeam.engine.records.mapping import parse
from tiebeam.web.organisation.faults import FAULTS
from tiebeam.workbench import bringing
from tiebeam.worker import bounds
from tiebeam.worker.brought import _TOLD, Brought, Unusable, brought, path_of

PEOPLE = b"employee_id,hire_date,pay\n" + b"".join(
    b"A%03d,2020-01-%02d,%d\n" % (n, 1 + n % 28, 30_000 + n) for n in range(40)
)
MAPPING = b"""
schema = "tiebeam.mapping/1"
[workforce]
shape = "people"
file = "who.csv"
[workforce.fields]
person = "employee_id"
hired = "hire_date"
"""


def looked(folder: Path, *files: tuple[str, bytes]):
    for place, (_, content) in enumerate(files, start=1):
        path_of(folder, place).write_bytes(content)
    return brought(folder, {place: name for place, (name, _) in enumerate(files, start=1)})


def workbook(**parts: bytes) -> bytes:
    """A workbook with some of its parts as somebody wants them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in parts.items():
            packed.writestr(f"xl/{name.replace('__', '/')}.xml", content)
    return out.getvalue()


def saved(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "no-table"),
        ("a page", b"<!doctype html><html><body>Sign in</body></html>", "no-table"),
        ("nothing", b" \n", "empty"),
        ("headers alone", b"employee_id,hire_date\n", "no-rows"),
        ("one header twice", b"employee_id,employee_id,hire_date\nA,A,2020-01-01\n", "same-header"),
        ("half a pack", gzip.compress(PEOPLE * 20)[:300], "cut-off"),
        ("no workbook", b"PK\x03\x04" + b"\0" * 400, "workbook"),
        ("another pack", workbook().replace(b"workbook.xml", b"somewhat.xml"), "workbook"),
        ("no headers", b"Ada Lovelace,91200,1815-12-10\nGrace Hopper,88100,1906-12-09\n",
         "not-recognised"),
        ("no dates", b"employee_id,pay\nA1,100\nA2,200\n", "not-recognised"),
        ("other letters far down", b"employee_id,hire_date\n"
         + (b"A1,2020-01-01" + b" " * 2000 + b"\n") * 600 + b"\x81\xff,2020-01-01\n", "encoding"),
    ],
)  # fmt: skip
def test_what_can_not_be_used_says_why_and_never_what_stands_in_it(tmp_path, name, content, code):
    with pytest.raises(Unusable) as told:
        looked(tmp_path, (name, content))

    assert told.value.code == code
    assert "Ada" not in str(told.value)


def test_every_reason_has_words():
    assert {code for _, code in _TOLD} <= set(FAULTS)


def test_of_several_files_the_one_is_named_that_can_not_be_used(tmp_path: Path):
    with pytest.raises(Unusable) as told:
        looked(tmp_path, ("people.csv", PEOPLE), ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 99))

    assert (told.value.code, told.value.file) == ("no-table", 2)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([("names.toml", MAPPING)], "mapping-alone"),
        ([("who.csv", PEOPLE), ("names.toml", b"schema = ")], "mapping-file"),
        ([("who.csv", PEOPLE), ("names.toml", b"\xff\xff")], "mapping-file"),
        ([("who.csv", PEOPLE), ("n.toml", MAPPING), ("m.toml", MAPPING)], "several-mappings"),
        ([("a.csv", PEOPLE), ("b.csv", PEOPLE), ("names.toml", MAPPING)], "mapping-names"),
    ],
)
def test_a_mapping_that_came_along_has_to_fit_its_files(tmp_path: Path, files, code: str):
    with pytest.raises(Unusable) as told:
        looked(tmp_path, *files)

    assert told.value.code == code


def test_a_mapping_can_not_name_a_file_beyond_what_was_sent(tmp_path: Path):
    beyond = MAPPING.replace(b'"who.csv"', b'"/etc/passwd"')

    with pytest.raises(Unusable):
        looked(tmp_path, ("a.csv", PEOPLE), ("b.csv", PEOPLE), ("names.toml", beyond))


def test_windows_letters_are_read(tmp_path: Path):
    rows = "employee_id;hire_date;unit\n" + "".join(f"A{n};2020-01-01;Küche\n" for n in range(50))

    found = looked(tmp_path, ("people.csv", rows.encode("windows-1252")))

    assert found.facts["workforce"][2].values == ("Küche",)


# --- small files that become huge -----------------------------------------------------------------


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_BYTES", 10_000_000)
    monkeypatch.setattr(bounds, "MOST_BYTES_OF_A_WORKBOOK", 10_000_000)


def lying(content: bytes) -> bytes:
    """A workbook whose heads say that what is packed is small."""
    size = (50_000_000).to_bytes(4, "little")
    return content.replace(size, (5_000).to_bytes(4, "little"))


@pytest.mark.parametrize(
    "content",
    [
        workbook(worksheets__sheet1=b" " * 50_000_000),
        lying(workbook(worksheets__sheet1=b" " * 50_000_000)),
        workbook(sharedStrings=b"a" * 50_000_000),
        workbook(media__image=b"\0" * 50_000_000),
        workbook(worksheets__sheet1=b'<c r="A1"/><c r="XFD1048576"/>'),
        workbook(worksheets__sheet1=b"<c r='XFD9999'/>"),
        gzip.compress(b"\0" * 50_000_000),
    ],
    ids=["sheet", "lying", "texts", "picture", "far corner", "single quotes", "gzip"],
)
def test_a_small_file_that_becomes_huge_is_refused_in_little_memory(
    tmp_path: Path, little_room: None, content: bytes
):
    assert len(content) < 100_000

    tracemalloc.start()
    with pytest.raises(Unusable) as told:
        looked(tmp_path, ("people.xlsx", content))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert told.value.code == "too-much-inside"
    assert peak < 12_000_000


def test_texts_that_are_repeated_without_end_are_refused(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(bounds, "MOST_BYTES_OF_A_WORKBOOK", 1_000_000)
    cells = b'<c r="A1" t="s"><v>0</v></c>' * 1000

    with pytest.raises(Unusable) as told:
        looked(tmp_path, ("a.xlsx", workbook(sharedStrings=b"<t>" + b"a" * 40_000 + b"</t>",
                                             worksheets__sheet1=cells)))  # fmt: skip

    assert told.value.code == "too-much-inside"


def test_a_usual_workbook_is_read(tmp_path: Path):
    rows = [[f"A{n}", "2020-01-01", 30_000 + n] for n in range(30)]

    found = looked(tmp_path, ("people.xlsx", saved(["employee_id", "hire_date", "pay"], *rows)))

    assert found.facts["workforce"][0].distinct == 30


# --- several files --------------------------------------------------------------------------------


def test_a_workbook_whose_end_was_damaged_is_read_or_refused(tmp_path: Path):
    """Its last bytes say where its list of entries is: here each of them points elsewhere."""
    whole = saved(["employee_id", "hire_date", "pay"], ["A1", "2020-01-01", 1])
    became = set()
    for back in range(3, 23):
        for byte in (0, 7, 128, 255):
            broken = bytearray(whole)
            broken[-back] = byte
            try:
                looked(tmp_path, ("people.xlsx", bytes(broken)))
            except Unusable as refusal:
                became.add(refusal.code)
            else:
                became.add("read")

    assert became - {"read"}
    assert became <= {"read", *FAULTS}


def test_people_reviews_and_applications_become_one_mapping(tmp_path: Path):
    reviews = b"employee_id,date,rating\n" + b"A001,2021-02-03,4\n" * 6
    applied = (b"application_id,employee_id,source,applied,hired,gender\n"
               + b"B1,A001,Web,2019-01-01,2020-01-02,f\n" * 6)  # fmt: skip

    found = looked(tmp_path, ("p.csv", PEOPLE), ("r.csv", reviews), ("a.csv", applied))

    mapping = parse(tomllib.loads(bringing.as_text(found.first)))
    assert found.files == {"workforce": [1], "ratings": [2], "applications": [3]}
    assert mapping.applications is not None
    assert mapping.applications.stages == ("applied", "hired")
    assert mapping.applications.attributes["gender"].field_class == "secret"
    assert mapping.ratings is not None


def test_files_with_the_same_headers_are_one_table(tmp_path: Path):
    year = b"employee_id,year,pay\n" + b"A1,2023,100\nA2,2023,200\nA1,2024,110\n"
    later = b"employee_id,year,pay\n" + b"A1,2025,100\nA2,2025,200\n"

    found = looked(tmp_path, ("2023.csv", year), ("2025.csv", later), ("x.csv", PEOPLE))

    mapping = parse(tomllib.loads(bringing.as_text(found.first)))
    assert [each.name for each in mapping.workforce.files] == ["file-1", "file-2"]
    assert found.unused == [3]


def test_of_thousands_of_columns_a_form_is_not_asked_about_all(tmp_path: Path):
    more = b"".join(b",extra %d" % n for n in range(1500))
    rows = b"".join(b"A%d,2020-01-01" % n + b",x" * 1500 + b"\n" for n in range(3))

    found = looked(tmp_path, ("wide.csv", b"employee_id,hire_date" + more + b"\n" + rows))

    names = [each.name for each in found.facts["workforce"]]
    assert names[:3] == ["employee_id", "hire_date", "extra 0"]
    assert len(names) == 200


def test_what_was_seen_is_the_same_after_it_was_kept(tmp_path: Path):
    dated = MAPPING.replace(b"[workforce]\n", b'[workforce]\ndates = ["%Y-%m-%d"]\n')
    with_several = dated.replace(
        b'file = "who.csv"', b'files = [{ file = "who.csv", at = 2024-12-31 }]'
    )
    for files in (
        [("staff.csv", PEOPLE)],
        [("who.csv", PEOPLE), ("mine.toml", MAPPING)],
        [("who.csv", PEOPLE), ("mine.toml", with_several)],
    ):
        what = looked(tmp_path, *files)
        assert Brought.from_bytes(what.as_bytes()) == what
