"""Plain text, as UTF-8: a text says nothing of itself but what stands in it."""

from __future__ import annotations

from typing import Final

from tiebeam.web.spaces.attaching.clean import Clean, Refused

#: Text by which other programs know a file of theirs; such files say who made them, or do things.
_BEGIN_OTHERS: Final = ("<", "{\\rtf", "%!", "#!")
_MAY_STAND: Final = frozenset("\t\n\r\f")


def cleaned(content: bytes) -> Clean:
    """The text.

    Raises  Refused
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("unknown") from None
    begins = text.lstrip()
    is_binary = any((each < " " and each not in _MAY_STAND) or each == "\x7f" for each in text)
    if is_binary or not begins or begins.lower().startswith(_BEGIN_OTHERS):
        raise Refused("unknown")
    plain = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    return Clean(kind="text", content_type="text/plain", content=plain)
