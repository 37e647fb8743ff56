"""Documents of every kind are read; hostile and broken ones end with what to do about it."""

from __future__ import annotations

import io
import struct
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.connectors.documents import Unreadable, archives, errors, from_bytes, from_paths
from tiebeam.connectors.documents.git import at_version, versions
from tiebeam.engine.texts import read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def zipped(files: Mapping[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(body: str, *, styles: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    document = f"<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>"
    sheet = f"<w:styles xmlns:w='{W}'>{styles}</w:styles>"
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document,
                   "word/styles.xml": sheet, **(more or {})})  # fmt: skip


def paragraph(said: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{said}</w:t></w:r></w:p>"


def pdf(said: str | None = None, pages: int = 1) -> bytes:
    """A PDF written by hand: pages with the same line, or with a picture's worth of nothing."""
    stream = b"" if said is None else (
        b"BT /F1 12 Tf 72 700 Td (" + said.encode("latin-1") + b") Tj ET")  # fmt: skip
    kids = b" ".join(b"%d 0 R" % (4 + n) for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *([b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
           b"/Resources << /Font << /F1 3 0 R >> >> >>" % (4 + pages)] * pages),
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
    ]  # fmt: skip
    whole, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return whole + (b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
                    + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
                    % (len(objects) + 1, len(whole)))  # fmt: skip


LINE = "Every new parent gets 12 weeks of paid leave, whatever their gender."


# --- what is read ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.md", LINE.encode(), "markdown"), ("a.HTML", f"<p>{LINE}</p>".encode(), "html"),
     ("a.txt", LINE.encode(), "plain"), ("a.pdf", pdf(LINE), "plain"),
     ("a.docx", docx(paragraph(LINE)), "markdown")],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_every_kind_of_document_gives_its_words(name: str, content: bytes, kind: str):
    written = from_bytes(name, content)

    assert written.kind == kind
    assert LINE in written.content


def test_headings_lists_and_tables_of_a_docx_become_marks():
    styles = ("<w:style w:styleId='Ueb1'><w:name w:val='heading 2'/></w:style>"
              "<w:style w:styleId='T'><w:name w:val='Title'/></w:style>")  # fmt: skip
    table = ("<w:tbl><w:tr><w:tc>" + paragraph("who") + "</w:tc><w:tc>" + paragraph("weeks")
             + "</w:tc></w:tr></w:tbl>")  # fmt: skip
    body = (paragraph("Handbook", "<w:pStyle w:val='T'/>")
            + paragraph("Leave", "<w:pStyle w:val='Ueb1'/>") + paragraph("Text.")
            + paragraph("one", "<w:numPr/>") + paragraph("two", "<w:numPr/>") + table)  # fmt: skip

    written = from_bytes("a.docx", docx(body, styles=styles))

    assert written.content == "# Handbook\n\n## Leave\n\nText.\n\n- one\n- two\n\n| who | weeks |\n"


def test_what_was_struck_out_of_a_docx_is_not_said():
    body = (f"<w:p><w:del xmlns:w='{W}'><w:r><w:delText>26</w:delText><w:t>26</w:t></w:r></w:del>"
            "<w:r><w:t>12 weeks</w:t></w:r></w:p>")  # fmt: skip

    assert from_bytes("a.docx", docx(body)).content == "12 weeks\n"


def test_pages_of_a_pdf_are_parted():
    content = from_bytes("a.pdf", pdf(LINE, pages=2)).content

    assert len(read("a", content, "plain").blocks) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_come_out_right_in_usual_encodings(encoding: str):
    assert from_bytes("a.md", "Größe – “leave”".encode(encoding)).content == "Größe – “leave”"


def test_a_folder_gives_its_documents_and_says_which_it_could_not_read(tmp_path: Path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.md").write_text("B", encoding="utf-8")
    (tmp_path / "a.docx").write_bytes(b"no zip at all")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.md").write_text("hidden", encoding="utf-8")

    found = from_paths([tmp_path])

    assert [each.name for each in found.documents] == [f"{tmp_path.as_posix()}/deep/b.md"]
    assert [(each.kind, each.name) for each in found.problems] == [
        ("Broken", f"{tmp_path.as_posix()}/a.docx")
    ]


def test_a_zip_gives_the_same(tmp_path: Path):
    path = tmp_path / "h.zip"
    path.write_bytes(
        zipped({"h/a.md": "A", "h/b.pdf": b"none", "__MACOSX/a.md": "no", "x.png": ""})
    )

    found = from_paths([path])

    assert [each.name for each in found.documents] == [f"{path.as_posix()}/h/a.md"]
    assert [each.kind for each in found.problems] == ["Broken"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path):
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    inside = tmp_path / "handbook"
    inside.mkdir()
    (inside / "a.md").write_text("A", encoding="utf-8")
    (inside / "b.md").symlink_to(tmp_path / "secret.md")

    assert [each.content for each in from_paths([inside]).documents] == ["A"]


# --- what is refused ------------------------------------------------------------------------------

BOMB = b"0" * (40 * 1024 * 1024)
ENTITY = f"<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><w:document xmlns:w='{W}'/>"
LAUGHS = ("<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
          f"<w:document xmlns:w='{W}'><w:t>&b;</w:t></w:document>")  # fmt: skip
MACROS = {"word/vbaProject.bin": b"\x00"}


def locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(LINE))))
    writer.encrypt("secret", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


HOSTILE = {
    "a locked DOCX": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "Encrypted"),
    "macros by name": ("a.docm", docx(""), "HasMacros"),
    "macros inside": ("a.docx", docx("", more=MACROS), "HasMacros"),
    "an entity": ("a.docx", docx("", more={"word/document.xml": ENTITY}), "ExternalEntity"),
    "endless entities": ("a.docx", docx("", more={"word/document.xml": LAUGHS}), "ExternalEntity"),
    "a path in a name": ("a.docx", docx("", more={"../../evil.xml": "x"}), "UnsafeName"),
    "no zip": ("a.docx", b"PK\x03\x04 and then nothing", "Broken"),
    "a zip that is no DOCX": ("a.docx", zipped({"a.txt": "A"}), "Broken"),
    "XML that ends early": ("a.docx", docx("<w:p>"), "Broken"),
    "a scanned PDF": ("a.pdf", pdf(None, pages=3), "ScannedOnly"),
    "no PDF": ("a.pdf", b"<html>", "Broken"),
    "a PDF that ends early": ("a.pdf", pdf(LINE)[:60], "Broken"),
    "letters nobody knows": ("a.md", bytes(range(1, 32)) + b"\xff\xfe\x80", "WrongEncoding"),
    "a picture": ("a.png", b"\x89PNG", "UnknownFormat"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("name", "content", "error"), HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_or_broken_file_is_refused_with_what_to_do(name: str, content: bytes, error: str):
    with pytest.raises(getattr(errors, error)) as refusal:
        from_bytes(name, content)

    said = str(refusal.value)
    assert said.startswith(f"{name}: ")
    assert said.endswith(".")
    assert len(said.split(". ")) >= 2 or "Use " in said


def test_a_locked_pdf_is_refused():
    with pytest.raises(errors.Encrypted, match="without one"):
        from_bytes("a.pdf", locked_pdf())


def test_a_zip_with_a_file_without_a_name_is_refused():
    whole = docx(paragraph(LINE))
    # The list at the end of the archive names its first file here.
    at = whole.index(b"[Content_Types].xml", whole.index(b"PK\x01\x02"))

    with pytest.raises(errors.Broken, match="has no name"):
        from_bytes("a.docx", whole[:at] + b"\x00" + whole[at + 1 :])


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped({"a.md": BOMB}))

    with pytest.raises(errors.ZipBomb, match="times its size"):
        from_paths([path])


def test_a_docx_that_is_a_bomb_is_refused():
    with pytest.raises(errors.ZipBomb):
        from_bytes("a.docx", docx("", more={"word/media.xml": BOMB}))


def test_a_file_that_is_larger_than_it_says_is_refused():
    content = bytearray(zipped({"a.md": "A" * 5000}, zipfile.ZIP_STORED))
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 10)

    with (
        archives.opened(io.BytesIO(bytes(content)), "a.zip") as archive,
        pytest.raises((errors.ZipBomb, errors.Broken)),
    ):
        archives.read_member(archive, archive.infolist()[0], "a.zip")


def test_a_zip_of_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    path = tmp_path / "many.zip"
    path.write_bytes(zipped({f"{n}.md": "A" for n in range(4)}))

    with pytest.raises(errors.ZipBomb, match="more than 3 files"):
        from_paths([path])


@pytest.mark.parametrize("name", ["../a.md", "/etc/a.md", "C:\\a.md", "b/../../a.md", "..\\a.md"])
def test_a_name_that_leads_out_of_a_zip_is_refused(name: str, tmp_path: Path):
    path = tmp_path / "h.zip"
    path.write_bytes(zipped({name: "A"}))

    with pytest.raises(errors.UnsafeName):
        from_paths([path])

    assert sorted(tmp_path.iterdir()) == [path]


def test_a_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tiebeam.connectors.documents.reading.LARGEST_FILE", 1024 * 1024)

    with pytest.raises(errors.TooLarge, match="larger than 1 MB"):
        from_bytes("a.md", b"a" * (1024 * 1024 + 1))


def test_a_place_without_documents_says_what_can_be_read(tmp_path: Path):
    with pytest.raises(errors.NothingToRead, match="Markdown, HTML, DOCX, PDF"):
        from_paths([tmp_path])


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["a.md", "a.html", "a.docx", "a.pdf", "a.txt"]))
def test_any_bytes_are_read_or_refused_and_nothing_else(content: bytes, name: str):
    try:
        written = from_bytes(name, content)
    except Unreadable:
        return
    assert isinstance(written.content, str)


def test_a_docx_whose_list_of_files_points_out_of_it_is_refused():
    """Six bytes before its end stands where that list begins: it has any first byte here."""
    whole = docx(paragraph(LINE))
    for byte in range(256):
        moved = whole[:-6] + bytes([byte]) + whole[-5:]
        if moved != whole:
            with pytest.raises(Unreadable, match=r"^a\.docx: "):
                from_bytes("a.docx", moved)


@settings(max_examples=40)
@given(st.data())
def test_a_pdf_or_docx_with_a_byte_changed_is_read_or_refused(data: st.DataObject):
    name, whole = data.draw(
        st.sampled_from([("a.pdf", pdf(LINE)), ("a.docx", docx(paragraph(LINE)))])
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]

    said = f"{name}: it was read."
    try:
        from_bytes(name, broken)
    except Unreadable as refusal:
        said = str(refusal)
    assert said.startswith(f"{name}: ")


# --- history --------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A handbook with two versions."""

    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@example.org",
             "-c", "commit.gpgsign=false", *words],
            check=True, capture_output=True,
        )  # fmt: skip

    git("init", "-q")
    for n in (12, 8):
        (tmp_path / "leave.md").write_text(f"{n} weeks", encoding="utf-8")
        (tmp_path / "photo.jpg").write_bytes(b"no document")
        git("add", ".")
        git("commit", "-q", "-m", f"{n} weeks")
    return tmp_path


def test_a_repository_gives_dated_versions_and_the_documents_of_each(repository: Path):
    found = versions(repository)

    assert len(found) == 2
    assert found[0].at >= found[1].at
    assert [at_version(repository, each.id).documents[0].content for each in found] == [
        "8 weeks",
        "12 weeks",
    ]


@pytest.mark.parametrize("revision", ["nowhere", "--output=evil", "HEAD~9"])
def test_a_revision_that_is_not_there_is_refused(revision: str, repository: Path):
    with pytest.raises(errors.NoHistory):
        at_version(repository, revision)

    assert not (repository / "evil").exists()


def test_a_folder_without_history_is_refused(tmp_path: Path):
    with pytest.raises(errors.NoHistory, match="two folders"):
        versions(tmp_path)


def test_without_git_one_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(errors.NoHistory, match="Install it"):
        versions(tmp_path)
