"""Files as telephones, cameras, programs and enemies make them."""

from __future__ import annotations

import io
import struct
import wave
import zlib
from typing import Any

from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

#: Words that stand nowhere but in what a file says of itself.
PLANTED = b"Quillwort"
SAID = PLANTED.decode()
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b"<dc:creator>Quillwort</dc:creator></x:xmpmeta><?xpacket end='w'?>"
)


def exif(orientation: int = 6) -> Image.Exif:
    """Who, with what, when and where; and which way up."""
    made = Image.Exif()
    made[0x010F], made[0x013B], made[0x010E] = SAID, SAID, SAID  # maker, artist, description
    made[0x0112] = orientation
    made[0x0132] = "2026:03:02 09:00:00"
    where = made.get_ifd(0x8825)
    where[1], where[2] = "N", (38.0, 42.0, 30.0)
    where[3], where[4] = "W", (9.0, 8.0, 20.0)
    inner = made.get_ifd(0x8769)
    inner[0x9003], inner[0xA433], inner[0xA431] = "2026:03:02 09:00:00", SAID, SAID
    return made


def a_drawing(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red at the left, blue at the right."""
    made = Image.new("RGB", size, "blue")
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    return made.convert(mode)


def as_bytes(picture: Image.Image, kind: str, **how: Any) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **how)
    return made.getvalue()


def _profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def a_jpeg() -> bytes:
    """As a telephone writes one, with a small picture of itself, and words after its end."""
    made = as_bytes(a_drawing(), "JPEG", exif=exif(), xmp=XMP, comment=PLANTED, dpi=(72, 72),
                    icc_profile=_profile())  # fmt: skip
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0e\x1c\x02\x50\0\x09Quillwort"
    within = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    return made[:2] + within + made[2:] + PLANTED


def a_png() -> bytes:
    about = PngImagePlugin.PngInfo()
    about.add_text("Author", SAID)
    about.add_text("Comment", SAID, zip=True)
    about.add_itxt("XML:com.adobe.xmp", XMP.decode())
    made = as_bytes(a_drawing("RGBA"), "PNG", pnginfo=about, exif=exif(1), dpi=(300, 300),
                    icc_profile=_profile())  # fmt: skip
    return made + b"PK\x03\x04" + PLANTED


def a_webp() -> bytes:
    return as_bytes(a_drawing(), "WEBP", exif=exif(1), xmp=XMP, icc_profile=_profile())


def a_gif(frames: int = 3) -> bytes:
    rest = [Image.new("P", (60, 40), n) for n in range(frames - 1)]
    return as_bytes(a_drawing("P"), "GIF", save_all=True, append_images=rest, comment=PLANTED)


def a_bomb(side: int = 50_000) -> bytes:
    """A few kilobytes that would be seven gigabytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + crc

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    line = zlib.compress(b"\0" * (side * 3 + 1))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", line * 40) + chunk(b"IEND", b"")


def a_wav(seconds: float = 0.1) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\1\2" * int(8000 * seconds))
    info = b"INFOIART" + struct.pack("<I", 10) + PLANTED + b"\0"
    within = b"LIST" + struct.pack("<I", len(info)) + info
    bext = b"bext" + struct.pack("<I", 602) + PLANTED.ljust(602, b"\0")
    content = made.getvalue() + within + bext
    return content[:4] + struct.pack("<I", len(content) - 8) + content[8:]


def a_pdf(*, on_top: Any = None, with_field: bool = False, password: str = "",
          words: str = "The rota hangs in the yard office") -> bytes:  # fmt: skip
    """A page with words and a picture, and everything that programs write beside them."""
    made = PdfWriter()
    page = made.add_blank_page(300, 200)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"),
                             NameObject("/Subtype"): NameObject("/Type1"),
                             NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    picture = DecodedStreamObject()
    picture._data = a_jpeg()
    for name, value in (("/Type", "/XObject"), ("/Subtype", "/Image"), ("/Filter", "/DCTDecode"),
                        ("/ColorSpace", "/DeviceRGB")):  # fmt: skip
        picture[NameObject(name)] = NameObject(value)
    for name, number in (("/Width", 60), ("/Height", 40), ("/BitsPerComponent", 8)):
        picture[NameObject(name)] = FloatObject(number)
    said = DecodedStreamObject()
    said.set_data(XMP)
    picture[NameObject("/Metadata")] = made._add_object(said)
    page[NameObject("/Resources")] = DictionaryObject({
        NameObject("/Font"): DictionaryObject({NameObject("/F1"): made._add_object(font)}),
        NameObject("/XObject"): DictionaryObject({NameObject("/P"): made._add_object(picture)}),
    })  # fmt: skip
    drawn = DecodedStreamObject()
    drawn.set_data(f"BT /F1 12 Tf 20 100 Td ({words}) Tj ET q 60 0 0 40 20 20 cm /P Do Q".encode())
    page[NameObject("/Contents")] = made._add_object(drawn.flate_encode())
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/X"): TextStringObject(SAID)})
    page[NameObject("/LastModified")] = TextStringObject(SAID)
    made.add_metadata({"/Author": SAID, "/Title": SAID, "/Producer": SAID})
    made.add_attachment(f"{SAID}.txt", PLANTED)
    runs = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"),
                             NameObject("/JS"): TextStringObject(f"alert({SAID})")})  # fmt: skip
    made.root_object[NameObject("/OpenAction")] = made._add_object(runs)
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): runs})
    made.xmp_metadata = XMP.replace(b"<dc:creator>", b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/"
                                    b"02/22-rdf-syntax-ns#'/><dc:creator xmlns:dc='http://purl.org/"
                                    b"dc/elements/1.1/'>")  # fmt: skip
    if on_top:
        note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"),
                                 NameObject("/Subtype"): NameObject(on_top),
                                 NameObject("/T"): TextStringObject(SAID)})  # fmt: skip
        page[NameObject("/Annots")] = ArrayObject([made._add_object(note)])
    if with_field:
        made.root_object[NameObject("/AcroForm")] = DictionaryObject()
    if password:
        made.encrypt(password)
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


def words_of(pdf: bytes) -> str:
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
