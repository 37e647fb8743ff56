"""What is left of a file: what it shows, and no word of who, where, when and with what."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image
from pypdf import PdfReader
from web.spaces import files
from web.spaces.files import PLANTED, a_drawing, as_bytes

from tiebeam.web.spaces.attaching import child, cleaning, documents, judging
from tiebeam.web.spaces.attaching.clean import MOST_BYTES, Refused
from tiebeam.web.spaces.attaching.forms import WHY
from tiebeam.web.spaces.attaching.pictures import LONGEST_SIDE, MOST_PIXELS

#: What exiftool may find in a clean file: what can be seen, and what it says itself.
SEEN = {
    "SourceFile", "ExifToolVersion", "FileName", "Directory", "FileSize", "FileModifyDate",
    "FileAccessDate", "FileInodeChangeDate", "FilePermissions", "FileType", "FileTypeExtension",
    "MIMEType", "ImageWidth", "ImageHeight", "ImageSize", "Megapixels", "BitDepth", "ColorType",
    "Compression", "Filter", "Interlace", "JFIFVersion", "ResolutionUnit", "XResolution",
    "YResolution", "EncodingProcess", "BitsPerSample", "ColorComponents", "YCbCrSubSampling",
    "VP8Version", "HorizontalScale", "VerticalScale", "Encoding", "NumChannels", "SampleRate",
    "AvgBytesPerSec", "Duration", "PDFVersion", "Linearized", "PageCount",
}  # fmt: skip
REAL = {
    "jpeg": files.a_jpeg, "png": files.a_png, "webp": files.a_webp, "gif": files.a_gif,
    "wav": files.a_wav, "pdf": files.a_pdf,
}  # fmt: skip


def refused(content: bytes) -> str:
    with pytest.raises(Refused) as found:
        judging.cleaned(content)
    return found.value.why


def left_of(content: bytes) -> bytes:
    """What is left, or nothing where it is refused for one of our reasons."""
    try:
        return judging.cleaned(content).content
    except Refused as found:
        return str(WHY[found.why]).encode()


def drawn(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(judging.cleaned(content).content))


# --- what it says of itself -----------------------------------------------------------------------


@pytest.mark.parametrize("make", REAL.values(), ids=REAL)
def test_no_word_that_was_planted_is_left(make: Callable[[], bytes]):
    before, after = make(), judging.cleaned(make()).content

    assert PLANTED in before
    assert PLANTED not in after
    for sign in (b"Exif", b"xmp", b"http", b"GPS", b"LIST", b"bext", b"tEXt", b"iTXt", b"zTXt",
                 b"iCCP", b"eXIf", b"ICC_PROFILE", b"JavaScript", b"PK\x03\x04", b"pypdf",
                 b"Photoshop", b"/Info", b"/ID", b"Producer", b"pHYs", b"tIME"):  # fmt: skip
        assert sign not in after, sign


@pytest.mark.parametrize("make", REAL.values(), ids=REAL)
def test_another_program_finds_nothing_but_what_can_be_seen(
    make: Callable[[], bytes], tmp_path: Path
):
    found_by = shutil.which("exiftool")
    if found_by is None:
        pytest.skip("exiftool is not on this machine: Debian has it as libimage-exiftool-perl")

    def told(name: str, content: bytes) -> dict[str, object]:
        (tmp_path / name).write_bytes(content)
        done = subprocess.run([found_by, "-json", "-a", "-u", tmp_path / name], check=True,
                              capture_output=True)  # fmt: skip
        (found,) = json.loads(done.stdout)
        return dict(found)

    before, after = told("before", make()), told("after", judging.cleaned(make()).content)

    assert set(before) - SEEN
    assert set(after) - SEEN == set()


def test_pillow_finds_nothing_either():
    for make in (files.a_jpeg, files.a_png, files.a_webp, files.a_gif):
        found = drawn(make())

        assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop",
                                   "background", "timestamp", "duration"}  # fmt: skip
        assert not found.getexif()


# --- what it shows --------------------------------------------------------------------------------


def test_a_picture_that_was_held_sideways_stands_upright():
    """Red was at the left; turned by a quarter, it is at the top."""
    found = drawn(files.a_jpeg()).convert("RGB")

    assert found.size == (40, 60)
    assert found.getpixel((20, 10))[0] > 200
    assert found.getpixel((20, 50))[2] > 200


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "LA", "1", "I;16", "CMYK"])
def test_a_picture_of_any_colours_looks_the_same(mode: str):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    grey = Image.new("L", (8, 8), 255)
    source = grey.convert("I").point(lambda x: x * 257).convert(mode) if mode == "I;16" else (
        a_drawing(mode) if mode not in ("L", "LA", "1") else grey.convert(mode)
    )  # fmt: skip

    found = drawn(as_bytes(source, kind)).convert("RGB")

    wanted = (255, 255, 255) if mode in ("L", "LA", "1", "I;16") else (255, 0, 0)
    near = zip(found.getpixel((2, 2)), wanted, strict=True)
    assert all(abs(one - other) < 30 for one, other in near)


def test_what_can_be_seen_through_stays_so():
    source = Image.new("RGBA", (8, 8), (255, 0, 0, 0))

    assert drawn(as_bytes(source, "PNG")).getpixel((0, 0))[3] == 0
    assert drawn(as_bytes(source, "WEBP", lossless=True)).getpixel((0, 0))[3] == 0


def test_of_what_moves_the_first_picture_is_kept():
    """Nobody could stop it, and what flashes can make people ill."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    webp = as_bytes(frames[0], "WEBP", save_all=True, append_images=frames[1:])

    for content in (files.a_gif(), webp, as_bytes(frames[0], "PNG", save_all=True,
                                                  append_images=frames[1:])):  # fmt: skip
        found = drawn(content)
        assert getattr(found, "n_frames", 1) == 1
        assert found.convert("RGB").getpixel((0, 0))[0] > 200


def test_a_large_picture_is_made_smaller():
    found = drawn(as_bytes(Image.new("RGB", (5000, 1000), "red"), "JPEG"))

    assert found.size == (LONGEST_SIDE, LONGEST_SIDE // 5)


def test_every_measure_of_a_sound_is_the_same():
    with (wave.open(io.BytesIO(files.a_wav())) as one,
          wave.open(io.BytesIO(judging.cleaned(files.a_wav()).content)) as other):  # fmt: skip
        assert one.getparams() == other.getparams()
        assert one.readframes(9999) == other.readframes(9999)


@pytest.mark.parametrize("counted", [0, 1600 + 30, 1600 + 30 + 610, 1700, 0xFFFFFFFF])
def test_a_sound_that_counts_wrong_is_not_taken(counted: int):
    """What its recorder says of it would run on into the sound."""
    whole = files.a_wav()
    at = whole.index(b"data") + 4
    assert whole[at : at + 4] == (1600).to_bytes(4, "little")

    assert refused(whole[:at] + counted.to_bytes(4, "little") + whole[at + 4 :]) == "other-wav"


def test_a_pdf_says_what_it_said_and_shows_its_picture():
    found = judging.cleaned(files.a_pdf()).content

    page = PdfReader(io.BytesIO(found)).pages[0]
    assert "The rota hangs in the yard office" in files.words_of(found)
    assert page.images[0].image.size == (60, 40)
    assert not PdfReader(io.BytesIO(found)).metadata
    assert not PdfReader(io.BytesIO(found)).attachments


def test_another_program_finds_the_pdf_whole(tmp_path: Path):
    checks = shutil.which("qpdf")
    if checks is None:
        pytest.skip("qpdf is not on this machine")
    (tmp_path / "found.pdf").write_bytes(judging.cleaned(files.a_pdf()).content)

    done = subprocess.run([checks, "--check", tmp_path / "found.pdf"], capture_output=True)

    assert (done.returncode, b"No syntax or stream encoding errors" in done.stdout) == (0, True)


def test_what_a_pdf_said_before_it_was_changed_is_not_in_it():
    """Programs write what is new at the end, and leave the old words where they were."""
    from pypdf import PdfWriter

    old = files.a_pdf(words="Periwinkle")
    writer = PdfWriter(io.BytesIO(old), incremental=True)
    content = writer.pages[0].get_contents()
    assert content is not None
    content.set_data(b"BT /F1 12 Tf 20 100 Td (The new words) Tj ET")
    writer.pages[0].replace_contents(content)
    made = io.BytesIO()
    writer.write(made)
    assert made.getvalue().startswith(old[:500])

    found = judging.cleaned(made.getvalue()).content

    assert "The new words" in files.words_of(found)
    assert len(PdfReader(io.BytesIO(found)).pages) == 1
    assert b"Periwinkle" not in b"".join(_streams(found))


def _streams(pdf: bytes) -> list[bytes]:
    reader = PdfReader(io.BytesIO(pdf))
    found = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]
    streams = [each for each in found if hasattr(each, "get_data")]
    return [each.get_data() for each in streams if each.get("/Filter") != "/DCTDecode"]


def test_a_text_stays_a_text():
    found = judging.cleaned("\ufeffname;wörter\r\nAna;3\r\n".encode())

    assert (found.kind, found.content_type) == ("text", "text/plain")
    assert found.content.decode() == "name;wörter\nAna;3\n"


# --- what is not taken ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "unknown"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>", "unknown"),
        (b"<?xml version='1.0'?><svg/>", "unknown"),
        (b"{\\rtf1 {\\author Ana}}", "unknown"),
        (b"PK\x03\x04 word/document.xml", "unknown"),
        (b"MZ\x90\0", "unknown"),
        (b"", "unknown"),
        (b" \n", "unknown"),
        (b"caf\xe9", "unknown"),
        (b"a\0b", "unknown"),
        (b"\x1b[2J", "unknown"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1", "other-picture"),
        (b"II*\0\x08\0\0\0", "other-picture"),
        (b"BM\x8a\0\0\0", "other-picture"),
        (b"\0\0\0\x20ftypM4A \0\0\0\0", "other-sound"),
        (b"ID3\x04\0\0\0\0\0\0", "other-sound"),
        (b"\xff\xfb\x90\x44", "other-sound"),
        (b"OggS\0\x02", "other-sound"),
        (b"\x1aE\xdf\xa3webm", "other-sound"),
        (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x55\0\1\0", "other-wav"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (b"GIF89a<script>alert(1)</script>", "damaged"),
        (b"%PDF-1.7\n", "damaged"),
    ],
)
def test_what_is_not_taken_is_refused_for_a_reason(content: bytes, why: str):
    assert refused(content) == why
    assert WHY[why]


def test_a_small_file_that_unfolds_to_more_than_there_is_room_for_is_refused_at_once():
    bomb, began = files.a_bomb(), perf_counter()

    assert len(bomb) < 20_000
    assert refused(bomb) == "too-many-pixels"
    assert perf_counter() - began < 1


def test_no_picture_with_more_pixels_than_that_is_unfolded():
    side = int(MOST_PIXELS**0.5) + 1

    assert refused(files.a_bomb(side)) == "too-many-pixels"


def test_words_in_a_png_that_unfold_without_end_are_refused():
    import struct
    import zlib

    whole = files.a_png()
    said = b"Comment\0\0" + zlib.compress(b"\0" * 200_000_000)
    chunk = struct.pack(">I", len(said)) + b"zTXt" + said
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + said))

    assert refused(whole[:33] + chunk + whole[33:]) == "damaged"


@pytest.mark.parametrize(
    "made",
    [{"on_top": "/Text"}, {"on_top": "/Redact"}, {"on_top": "/Widget"}, {"with_field": True}],
)
def test_a_pdf_with_something_on_top_of_its_pages_is_not_taken(made: dict[str, object]):
    """To leave a mark out may show what somebody had covered with it."""
    assert refused(files.a_pdf(**made)) == "more-than-pages"


def test_a_link_in_a_pdf_is_left_out():
    found = judging.cleaned(files.a_pdf(on_top="/Link")).content

    assert b"/Annots" not in found


def test_a_locked_pdf_is_not_taken():
    assert refused(files.a_pdf(password="a")) == "protected"


def test_what_is_another_file_as_well_is_so_no_more():
    page = b"<html><script>alert('Quillwort')</script></html>"
    gif = files.a_gif()
    both = gif[:6] + gif[6:] + page
    zipped = files.a_png()

    for content in (both, zipped, files.a_jpeg() + page, b"%PDF-1.4" + page):
        assert b"<script" not in left_of(content)
        assert b"PK\x03\x04" not in left_of(content)


@pytest.mark.parametrize("make", REAL.values(), ids=REAL)
def test_half_a_file_is_refused_or_says_nothing_of_itself(make: Callable[[], bytes]):
    content = make()
    for part in (3, 8, 20, len(content) // 4, len(content) // 2, len(content) - 60):
        assert PLANTED not in left_of(content[:part])


@pytest.mark.parametrize("make", REAL.values(), ids=REAL)
def test_a_file_with_any_byte_changed_is_refused_or_says_nothing_of_itself(
    make: Callable[[], bytes],
):
    whole = make()

    @given(some.lists(some.tuples(some.integers(0, len(whole) - 1), some.integers(0, 255)),
                      min_size=1, max_size=8))  # fmt: skip
    @settings(max_examples=40, deadline=None)
    def tried(changes: list[tuple[int, int]]) -> None:
        content = bytearray(whole)
        for at, byte in changes:
            content[at] = byte
        assert PLANTED not in left_of(bytes(content))

    tried()


@given(some.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_cleaned_or_refused(content: bytes):
    for begins in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"%PDF-1.4\n",
                   b"RIFF\x24\0\0\0WAVE", b"RIFF\x24\0\0\0WEBP"):  # fmt: skip
        assert left_of(begins + content)


@given(some.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_a_text_comes_back_as_it_was_or_is_refused(text: str):
    try:
        found = judging.cleaned(text.encode("utf-8", "surrogatepass"))
    except Refused:
        return

    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert found.content.decode() == lines


def test_what_is_said_within_a_jpeg_goes_and_what_it_shows_stays():
    before = files.a_jpeg()

    after = documents.without_segments(before)

    assert PLANTED not in after
    pictures = [Image.open(io.BytesIO(each)).convert("RGB") for each in (before, after)]
    assert pictures[0].tobytes() == pictures[1].tobytes()


# --- in a process of its own ----------------------------------------------------------------------


def test_a_process_of_its_own_says_the_same():
    found = cleaning.cleaned(files.a_png())

    assert found == judging.cleaned(files.a_png())


def test_what_it_refuses_it_refuses_with_the_same_reason():
    with pytest.raises(Refused, match="too-many-pixels"):
        cleaning.cleaned(files.a_bomb())


def test_it_knows_no_setting_and_no_secret(monkeypatch: pytest.MonkeyPatch):
    """What it was started with is all that a fault in it could give away."""
    monkeypatch.setenv("TIEBEAM_SECRET", "x" * 40)
    seen: dict[str, str] = {}
    real = subprocess.run

    def noted(*args, **kwargs):
        seen.update(kwargs["env"])
        return real(*args, **kwargs)

    monkeypatch.setattr(cleaning.subprocess, "run", noted)
    cleaning.cleaned(files.a_png())

    assert set(seen) <= {"PYTHONPATH", "PYTHONPYCACHEPREFIX"}


def test_it_has_bounds_and_may_write_no_file(tmp_path: Path):
    code = (
        "import os, resource, sys\n"
        "from tiebeam.web.spaces.attaching import child\n"
        "child._bounded()\n"
        "print(*(resource.getrlimit(each)[1] for each in (resource.RLIMIT_AS, resource.RLIMIT_CPU,"
        " resource.RLIMIT_FSIZE)))\n"
        "try:\n    os.write(os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY), b'x' * 99)\n"
        "except OSError as error:\n"
        "    print(error.errno)\n"
        "try:\n    bytearray(2 << 30)\nexcept MemoryError:\n    print('no room')"
    )
    path = os.pathsep.join(filter(None, sys.path))

    done = subprocess.run([sys.executable, "-c", code, tmp_path / "x"],
                          capture_output=True, text=True, check=True,
                          env={"PYTHONPATH": path})  # fmt: skip

    assert done.stdout.split() == [str(child.MEMORY), str(child.SECONDS), "0", "27", "no", "room"]


def test_a_picture_as_large_as_they_may_be_fits_into_its_memory():
    large = Image.effect_noise((1000, 1000), 40).convert("RGB").resize((8000, 6000))
    content = as_bytes(large, "JPEG", quality=60)

    assert len(content) < MOST_BYTES
    assert cleaning.cleaned(content).width == LONGEST_SIDE
    assert cleaning.cleaned(as_bytes(Image.new("RGBA", (7000, 7000)), "PNG")).kind == "picture"
