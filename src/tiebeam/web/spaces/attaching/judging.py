"""What a file is, by what stands in it: its name and what its sender calls it play no part."""

from __future__ import annotations

import warnings

from tiebeam.web.spaces.attaching.clean import MOST_BYTES, Clean, Refused


def cleaned(content: bytes) -> Clean:
    """What is left of a file once it says nothing of itself any more.

    Raises  Refused
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            made = _cleaned(content)
    except (Refused, MemoryError, RecursionError):
        raise
    except Exception:
        # What is damaged on purpose fails in every way there is.
        raise Refused("damaged") from None
    if len(made.content) > MOST_BYTES:
        raise Refused("too-large")
    return made


def _cleaned(content: bytes) -> Clean:
    # Each brings much along, and one is needed.
    if _is_picture(content):
        from tiebeam.web.spaces.attaching import pictures

        return pictures.cleaned(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        from tiebeam.web.spaces.attaching import sounds

        return sounds.cleaned(content)
    if content[:5] == b"%PDF-":
        from tiebeam.web.spaces.attaching import documents

        return documents.cleaned(content)
    if _is_other_picture(content):
        raise Refused("other-picture")
    if _is_other_sound_or_video(content):
        raise Refused("other-sound")
    from tiebeam.web.spaces.attaching import texts

    return texts.cleaned(content)


def _is_picture(content: bytes) -> bool:
    begins = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
    return content.startswith(begins) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def _is_other_picture(content: bytes) -> bool:
    """What telephones and cameras write besides."""
    brands = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
    is_one = content[4:8] == b"ftyp" and content[8:12] in brands
    return is_one or content[:4] in (b"II*\0", b"MM\0*") or content[:2] == b"BM"


def _is_other_sound_or_video(content: bytes) -> bool:
    begins = (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"FORM", b"#!AMR", b"0&\xb2u")
    is_mpeg = len(content) > 1 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0
    is_avi = content[:4] == b"RIFF" and content[8:12] == b"AVI "
    return content.startswith(begins) or content[4:8] == b"ftyp" or is_mpeg or is_avi
