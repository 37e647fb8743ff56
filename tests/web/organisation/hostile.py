"""Documents made by hand: good ones of each kind, and those that can't or should not be read."""

from __future__ import annotations

import io
import zipfile

from pypdf import PdfWriter

DOCX = """<?xml version="1.0"?><w:document xmlns:w=
"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>%s</w:t>
</w:r></w:p></w:body></w:document>"""


def docx(words: str = "Everybody may ask for flexible hours.", *, doctype: str = "") -> bytes:
    out = io.BytesIO()
    document = (DOCX % words).replace("?>", f"?>{doctype}", 1)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", document)
    return out.getvalue()


def pdf(words: str = "Everybody may ask for flexible hours.") -> bytes:
    """One page with one line."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\n"
    return out + f"{tail}startxref\n{len(out)}\n%%EOF\n".encode()


def pdf_without_words(*, password: str = "") -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-40")
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("policy.md", b"a" * 40_000_000)
    return out.getvalue()


#: By the name of a file, what is in it and the fault that is said.
BAD = [
    ("broken.docx", b"PK\x03\x04 not a zip", "broken"),
    ("broken.pdf", b"%PDF-1.4 and no more", "broken"),
    ("locked.pdf", pdf_without_words(password="a word"), "encrypted"),
    ("scanned.pdf", pdf_without_words(), "scanned"),
    ("macro.docm", docx(), "macro"),
    ("entity.docx",
     docx("&x;", doctype='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "entity"),
    ("empty.md", b"   \n\n", "no-text"),
    ("letters.md", b"\x81\x00\xff\x02\x9d", "letters"),
    ("table.xlsx", b"PK\x03\x04", "unknown-kind"),
    ("bomb.zip", bomb(), "too-much-inside"),
]  # fmt: skip
