"""Bytes to text: UTF-8 or UTF-16 where marked, else what fits; never with letters lost."""

from __future__ import annotations

import codecs

from tiebeam.connectors.documents.errors import WrongEncoding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes, name: str) -> str:
    """The text of a file.

    Raises  WrongEncoding where the bytes are no text, or nobody can tell in which letters
    """
    marked = next((code for mark, code in _MARKS if content.startswith(mark)), None)
    for code in (marked,) if marked else ("utf-8", _likely(content)):
        try:
            if code is not None:
                text = content.decode(code)
                if "\x00" not in text:
                    return text
        except UnicodeDecodeError:
            continue
    raise WrongEncoding(f"{name}: it can't be told which letters these bytes are. "
                        "Save the file as UTF-8, and try again.")  # fmt: skip


def _likely(content: bytes) -> str | None:
    """A western encoding that older programs write, where no control characters come out."""
    if any(byte < 32 and byte not in (9, 10, 12, 13) for byte in content[:65536]):
        return None
    return "cp1252"
