"""A Vega-Lite specification with a place for everything.

Vega-Lite would lay out axes, legends and facets by measuring text in fonts that only it has. Our
pictures say where each line of text stands, so that nothing is clipped on another machine. Marks
keep their true values: the horizontal scale is Vega-Lite's own.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from tiebeam.charts.text import balanced, width_of
from tiebeam.charts.tokens import PAGE, PAGE_SANS, SANS, SERIF, STYLES, Palette

VEGA_LITE = "6.4"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Spec: TypeAlias = dict[str, Any]
Align: TypeAlias = Literal["left", "center", "right"]
LABELS = "text_label"
#: Words that a number leans on, in the languages that there are.
LEANING = {
    "of": ("in", "of", "von"),
    "level": ("level", "Ebene"),
    "month": (
        *month_name[1:],
        *("Januar", "Februar", "März", "Mai", "Juni", "Juli", "Oktober", "Dezember"),
    ),
}


@dataclass
class Canvas:
    """What has been drawn so far, from the top down.

    width   pixels
    y       the first free pixel
    across  the horizontal scale of the values: (values, pixels); None where marks need none
    """

    width: int
    palette: Palette
    y: float = 0
    across: tuple[tuple[float, float], tuple[float, float]] | None = None
    texts: dict[str, list[Spec]] = field(default_factory=lambda: defaultdict(list))
    layers: list[Spec] = field(default_factory=list)
    margin: int = 0

    def text(
        self, words: str, *, x: float, y: float, style: str, align: Align = "left", full: str = ""
    ) -> None:
        """One line of text, its middle at y. `full` is what it was shortened from."""
        if words:
            self.texts[f"{style}_{align}"].append({"x": x, "y": y, "text": words, "full": full})

    def paragraph(self, words: str, *, style: str, after: float = 0) -> None:
        """Text over the whole width at the first free pixel, in as many lines as it needs."""
        kind = STYLES[style]
        for line in balanced(_kept_together(words), kind, room=self.width):
            self.text(line, x=0, y=self.y + kind.leading / 2, style=style)
            self.y += kind.leading
        self.y += after

    def marks(self, name: str, values: list[Spec], mark: Spec, **encoding: Spec) -> None:
        """A layer of marks; it is left out when there is nothing to draw."""
        if values:
            y = {"field": "y", "type": "quantitative", "scale": None}
            self.layers.append(
                {
                    "name": name,
                    "data": {"values": values},
                    "mark": mark,
                    "encoding": {"y": y, **encoding},
                }
            )

    def value_channel(self, name: str) -> Spec:
        """An x channel on the scale of the values."""
        assert self.across is not None
        domain, pixels = self.across
        scale = {"domain": list(domain), "range": list(pixels), "nice": False, "zero": False}
        return {"field": name, "type": "quantitative", "axis": None, "scale": scale}

    def pixel_of(self, value: float) -> float:
        """Where a value stands."""
        assert self.across is not None
        (low, high), (left, right) = self.across
        return left + (value - low) / (high - low) * (right - left)

    def spec(self) -> Spec:
        """Everything drawn, as Vega-Lite."""
        return {
            "$schema": SCHEMA,
            "width": self.width,
            "height": round(self.y),
            "padding": self.margin,
            "autosize": {"type": "none"},
            "background": None if self.palette == PAGE else self.palette.paper,
            "config": {"aria": False, "view": {"stroke": None, "fill": None}},
            "layer": [*self.layers, *(self._text_layer(key) for key in sorted(self.texts))],
        }

    def _text_layer(self, key: str) -> Spec:
        style, align = key.rsplit("_", 1)
        kind = STYLES[style]
        sans = PAGE_SANS if self.palette == PAGE else SANS
        return {
            "name": f"text_{key}".replace("-", "_"),  # as Vega names its groups
            "data": {"values": self.texts[key]},
            "mark": {
                "type": "text",
                "align": align,
                "baseline": "middle",
                "font": SERIF if kind.serif else sans,
                "fontSize": kind.size,
                "fontWeight": "bold" if kind.bold else "normal",
                "fill": getattr(self.palette, kind.colour),
            },
            "encoding": {
                "x": {"field": "x", "type": "quantitative", "scale": None},
                "y": {"field": "y", "type": "quantitative", "scale": None},
                "text": {"field": "text", "type": "nominal"},
            },
        }


def colour_channel(name: str) -> Spec:
    """A colour that the data name themselves."""
    return {"field": name, "type": "nominal", "scale": None}


def pixel_channel(name: str) -> Spec:
    """A position that the data give in pixels."""
    return {"field": name, "type": "quantitative", "scale": None}


def _kept_together(words: str) -> str:
    """A sentence in which "3 in 1,000", "9 of 44", "level 1" and "1 May" stay on one line."""
    of, month = ("|".join(LEANING[each]) for each in ("of", "month"))
    before_of = "|".join(rf"(?<=\d {each})" for each in LEANING["of"])
    after_level = "|".join(f"(?<={each})" for each in LEANING["level"])
    return re.sub(
        rf"(?<=\d) (?=(?:{of}) \d)|(?:{before_of}) (?=\d)|(?:{after_level}) (?=\d)"
        rf"|(?:(?<=\d)|(?<=\d\.)) (?=(?:{month})\b)",
        "\u00a0",
        words,
    )


def centred_within(words: str, *, x: float, style: str, left: float, right: float) -> float:
    """The nearest middle to x at which a line of text stays between left and right."""
    half = width_of(words, STYLES[style]) / 2
    return max(left + half, min(x, right - half))
