"""Colours, type and widths of every picture, once: warm paper, near-black ink, one teal, one rust.

Text reaches a contrast of 4.5:1 on its paper and marks 3:1 (WCAG 2.2, 1.4.3 and 1.4.11); a test
computes both. Hairlines (the grid) are decoration: every number also stands there as text.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Literal, TypeAlias

Width: TypeAlias = Literal["wide", "narrow", "print"]
Theme: TypeAlias = Literal["page", "light", "dark"]


class UnknownWidth(ValueError):
    """A picture was asked for in a width that does not exist."""


class UnknownTheme(ValueError):
    """A picture was asked for in a theme that does not exist."""


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The colours of one theme.

    paper      what lies behind everything, and inside hollow dots
    ink        names of groups and figures
    quiet      counts, notes, the words at the grey line
    hairline   grid lines, read by nobody who needs them
    everybody  the grey line that stands for everybody
    accent     dots and bands
    rust       a group whose band lies clear of everybody, on the side that hurts
    """

    paper: str
    ink: str
    quiet: str
    hairline: str
    everybody: str
    accent: str
    rust: str


LIGHT = Palette(
    paper="#fcfbf8",
    ink="#1d2125",
    quiet="#5a5f63",
    hairline="#e4e2dc",
    everybody="#80848a",
    accent="#0e5c5c",
    rust="#9c3a16",
)
DARK = Palette(
    paper="#16191b",
    ink="#edeae3",
    quiet="#a9aeb1",
    hairline="#2e3437",
    everybody="#878d92",
    accent="#62c4bf",
    rust="#f09d76",
)
# Black on white. The hurt group is black and the others grey, so a copying machine keeps both.
PRINT = Palette(
    paper="#ffffff",
    ink="#000000",
    quiet="#444444",
    hairline="#dddddd",
    everybody="#858585",
    accent="#5c5c5c",
    rust="#000000",
)
# For inlining: the page decides, and light values stand in where it does not.
PAGE = Palette(**{name: f"var(--{name}, {colour})" for name, colour in asdict(LIGHT).items()})

TEXT_COLOURS = ("ink", "quiet", "accent", "rust")
MARK_COLOURS = ("everybody", "accent", "rust")

WIDTHS: dict[str, int] = {"wide": 720, "narrow": 328, "print": 640}
SMALLEST_TEXT = 12

SANS = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
SERIF = "Georgia, 'Liberation Serif', 'DejaVu Serif', serif"
PAGE_SANS = "system-ui, sans-serif"


@dataclass(frozen=True, kw_only=True)
class Type:
    """One way of setting text: its size in pixels, its weight, and the colour it takes."""

    size: int
    colour: str
    bold: bool = False
    serif: bool = False

    @property
    def leading(self) -> int:
        """Pixels from one line to the next."""
        return round(self.size * 1.35)


STYLES = {
    "headline": Type(size=20, colour="ink", bold=True, serif=True),
    "headline-narrow": Type(size=17, colour="ink", bold=True, serif=True),
    "title": Type(size=14, colour="quiet"),
    "heading": Type(size=15, colour="ink", bold=True),
    "label": Type(size=14, colour="ink"),
    "value": Type(size=14, colour="ink", bold=True),
    "hurt": Type(size=14, colour="rust", bold=True),
    "count": Type(size=13, colour="quiet"),
    "tick": Type(size=12, colour="quiet"),
    "note": Type(size=12, colour="quiet"),
    "small": Type(size=12, colour="ink"),
    "bench": Type(size=13, colour="rust", bold=True),
}


def palette(theme: str, *, width: str) -> Palette:
    """The colours of a picture; a print is black on white whatever the theme."""
    themes = {"page": PAGE, "light": LIGHT, "dark": DARK}
    if theme not in themes:
        raise UnknownTheme(f"'{theme}' is no theme. Themes: {', '.join(themes)}.")
    return PRINT if width == "print" else themes[theme]


def pixels(width: str) -> int:
    """How wide a picture is drawn."""
    if width not in WIDTHS:
        raise UnknownWidth(f"'{width}' is no width. Widths: {', '.join(WIDTHS)}.")
    return WIDTHS[width]


COLOURS = tuple(each.name for each in fields(Palette))
