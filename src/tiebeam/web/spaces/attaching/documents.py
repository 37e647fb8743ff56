"""PDF: its pages in a new file, without whatever else came along.

Only what a page is drawn from is taken over, object by object. What lies on top of a page, such as
comments, marks and fields of forms, says who made it; and to leave it out could show what somebody
had covered. So a file with any of it is not taken.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from tiebeam.web.spaces.attaching.clean import Clean, Refused

MOST_PAGES: Final = 500
#: Of a page, all that it is drawn from.
_OF_A_PAGE: Final = (
    "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit", "/Group",
    "/Resources", "/Contents",
)  # fmt: skip
#: What may hang from anything in it, and says who made it, when and with what, or does something.
_SAYS_MORE: Final = frozenset({
    "/Metadata", "/PieceInfo", "/LastModified", "/EmbeddedFiles", "/EF", "/AF", "/OpenAction",
    "/JavaScript", "/JS", "/AA", "/Alternates", "/OPI", "/StructParent", "/StructParents", "/Thumb",
    "/Measure", "/PtData", "/CreatorInfo", "/Usage",
})  # fmt: skip
#: Where the content of a stream lies in another file.
_ELSEWHERE: Final = frozenset({"/F", "/FFilter", "/FDecodeParms"})
#: By what descriptions of files are known, wherever they hide.
_SIGNS: Final = (b"ns.adobe.com", b"xmpmeta", b"<?xpacket", b"Exif\0\0", b"Photoshop 3.0")
_NOT_UNFOLDED: Final = frozenset({"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})


def cleaned(content: bytes) -> Clean:
    """Its pages.

    Raises  Refused
    """
    made = _rebuilt(PdfReader(io.BytesIO(content)))
    return Clean(kind="document", content_type="application/pdf", content=made)


def _rebuilt(found: PdfReader) -> bytes:
    if found.is_encrypted:
        raise Refused("protected")
    root: Any = found.trailer["/Root"]
    if "/AcroForm" in root or "/OCProperties" in root or "/Collection" in root:
        raise Refused("more-than-pages")
    if not 0 < len(found.pages) <= MOST_PAGES:
        raise Refused("too-much")
    made = PdfWriter()
    taking = _Taking(made)
    for page in found.pages:
        if any(_lies_on_top(each) for each in _listed(page.get("/Annots"))):
            raise Refused("more-than-pages")
        box = page.mediabox
        new = made.add_blank_page(float(box.width), float(box.height))
        for name in _OF_A_PAGE:
            if name in page:
                new[NameObject(name)] = taking.taken(page.raw_get(name))
    # It names itself there otherwise.
    made.metadata = None
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


def _listed(found: Any) -> Iterator[Any]:
    there = found.get_object() if found is not None else None
    return (each.get_object() for each in there or ())


def _lies_on_top(annotation: Any) -> bool:
    """A link is an area of a page, and is left out; all else may be seen."""
    return annotation is not None and annotation.get("/Subtype") != "/Link"


class _Taking:
    """What has been taken over so far: the same object once."""

    def __init__(self, made: PdfWriter) -> None:
        self._made = made
        self._taken: dict[tuple[int, int], IndirectObject] = {}

    def taken(self, found: Any) -> Any:
        if isinstance(found, IndirectObject):
            return self._pointed_at(found)
        if isinstance(found, StreamObject):
            return self._stream(found)
        if isinstance(found, DictionaryObject):
            return self._entries(found, DictionaryObject())
        if isinstance(found, ArrayObject):
            return ArrayObject(self.taken(each) for each in found)
        return found

    def _pointed_at(self, found: IndirectObject) -> Any:
        number = (found.idnum, found.generation)
        if number not in self._taken:
            there = found.get_object()
            if isinstance(there, DictionaryObject) and there.get("/Type") in ("/Page", "/Catalog"):
                raise Refused("more-than-pages")
            # It has its place before what it points to, which may point back to it.
            place = self._made._add_object(DictionaryObject())
            self._taken[number] = place
            self._made._replace_object(place, self.taken(there))
        return self._taken[number]

    def _entries(self, found: Any, into: Any, *, but: frozenset[str] = frozenset()) -> Any:
        for name in found:
            if name not in _SAYS_MORE and name not in but:
                into[NameObject(name)] = self.taken(found.raw_get(name))
        return into

    def _stream(self, found: StreamObject) -> StreamObject:
        made = StreamObject()
        self._entries(found, made, but=_ELSEWHERE | {"/Length"})
        filters = found.get("/Filter", ())
        names = [filters] if isinstance(filters, str) else list(filters or ())
        raw: bytes = found._data
        if names[-1:] == ["/DCTDecode"]:
            if len(names) > 1:
                raise Refused("more-than-pages")
            raw = without_segments(raw)
        elif "/JPXDecode" in names or any(sign in _unfolded(found, names) for sign in _SIGNS):
            raise Refused("more-than-pages")
        made._data = raw
        return made


def _unfolded(found: StreamObject, names: list[Any]) -> bytes:
    return found._data if _NOT_UNFOLDED.intersection(names) else found.get_data()


#: JPEG: which begins, ends, starts a scan, and stands alone.
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
#: Of what programs write into one, only what says how its colours are to be read.
_ADOBE: Final = 0xEE


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG as it is drawn, without any segment that says something of it.

    Raises  Refused
    """
    if jpeg[:2] != b"\xff\xd8":
        raise Refused("damaged")
    kept, at = bytearray(jpeg[:2]), 2
    while at + 2 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise Refused("damaged")
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == _END:
            return bytes(kept + b"\xff\xd9")
        elif marker in _ALONE:
            at += 2
        else:
            end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
            is_said = 0xE0 <= marker <= 0xEF or marker == 0xFE
            if not is_said or (marker == _ADOBE and jpeg[at + 4 : at + 9] == b"Adobe"):
                # Adobe's has twelve bytes, and nothing that follows them is read.
                kept += jpeg[at : at + 4] + jpeg[at + 4 : end] if not is_said else _adobe(jpeg, at)
            at = end
            if marker == _SCAN:
                at = _end_of_scan(jpeg, end)
                kept += jpeg[end:at]
    raise Refused("damaged")


def _adobe(jpeg: bytes, at: int) -> bytes:
    return b"\xff\xee\x00\x0e" + jpeg[at + 4 : at + 16]


def _end_of_scan(jpeg: bytes, at: int) -> int:
    """Where the next marker stands that is none of the scan itself."""
    while True:
        at = jpeg.find(b"\xff", at)
        if at < 0 or at + 1 >= len(jpeg):
            raise Refused("damaged")
        if jpeg[at + 1] == 0 or jpeg[at + 1] in _ALONE:
            at += 2
        else:
            return at
