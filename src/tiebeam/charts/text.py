"""Text that fits: how wide it will be drawn, broken into lines, shortened, and made harmless.

Nothing here asks a font. A picture is opened on machines whose fonts we do not know, so widths are
those of DejaVu Sans, one of the widest faces in common use: any other leaves a little more room.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from tiebeam.charts.tokens import Type

# Thousandths of the font size. Characters that are missing here take WIDEST_LETTER.
_WIDTHS = {
    278: "ijl'",
    318: "IJ ,.",
    337: "/:;\\|",
    392: "()[]tf-",
    411: "r!",
    412: "‹›",
    531: 's?z"*_`',
    592: "ckvxyL",
    636: "$0123456789{}abdeghnopquEFPT",
    700: "ABCKRSVXYZ",
    787: "DGHNOQU&",
    863: "wM#+<=>^~",
    1000: "@%mW",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
WIDEST_LETTER = 860
FULL_WIDTH = 1350  # ideographs and emoji
BOLD, SERIF = 1.15, 1.04

# Marks that steer the direction of what follows them; a label must not reach outside itself.
_STEERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """A label on one line, without characters that XML forbids or that turn the line around."""
    kept = (" " if each.isspace() else each for each in str(text) if not _is_unwanted(each))
    return " ".join("".join(kept).split())


def isolated(text: str) -> str:
    """A label for use inside a sentence: right-to-left names keep to themselves."""
    if any(unicodedata.bidirectional(each) in {"R", "AL", "AN"} for each in text):
        return f"{_ISOLATE}{text}{_END_ISOLATE}"
    return text


def width_of(text: str, style: Type) -> float:
    """Pixels that a line of text takes at most, in any font that we name."""
    thousandths = sum(_letter_width(each) for each in text)
    wider = (BOLD if style.bold else 1) * (SERIF if style.serif else 1)
    return thousandths / 1000 * style.size * wider


def lines_of(text: str, style: Type, *, room: float, most: int | None = None) -> list[str]:
    """Text broken into lines that fit; the last allowed line ends in "…" where more was to come.

    room  pixels a line may take
    most  lines allowed; None for as many as it needs
    """
    lines: list[str] = []
    for word in text.split(" ") if text else ():
        for piece in _pieces(word, style, room):
            if lines and width_of(f"{lines[-1]} {piece}", style) <= room:
                lines[-1] = f"{lines[-1]} {piece}"
            else:
                lines.append(piece)
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), style, room=room)]


def balanced(text: str, style: Type, *, room: float) -> list[str]:
    """Text in as few lines as fit, all of about the same length, so that no word is left alone."""
    lines = lines_of(text, style, room=room)
    narrower = room
    while len(lines) > 1 and narrower > room / 2:
        narrower -= 8
        tighter = lines_of(text, style, room=narrower)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def shortened(text: str, style: Type, *, room: float) -> str:
    """Text cut so that it fits with its "…"."""
    if width_of(text, style) <= room:
        return text
    while text and width_of(f"{text}…", style) > room:
        text = text[:-1].rstrip("\u200d")
    return f"{text.rstrip()}…"


def _pieces(word: str, style: Type, room: float) -> list[str]:
    """A word, or the parts of one that is too long for any line."""
    pieces = [""]
    for each in word:
        if pieces[-1] and width_of(pieces[-1] + each, style) > room:
            pieces.append("")
        pieces[-1] += each
    return pieces


def _letter_width(letter: str) -> int:
    known = _WIDTH_OF.get(letter)
    if known is not None:
        return known
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"} or unicodedata.category(letter) == "So":
        return FULL_WIDTH
    return WIDEST_LETTER


def _is_unwanted(letter: str) -> bool:
    if letter.isspace():
        return False
    code = ord(letter)
    if unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"}:
        return True
    return code in _STEERING
