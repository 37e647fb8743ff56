"""What a test can read off a drawn picture: its words, where they stand, how large they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from tiebeam.charts.text import width_of
from tiebeam.charts.tokens import Type

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Words:
    """One line of text with its box in pixels."""

    text: str
    size: float
    left: float
    right: float
    top: float
    bottom: float


def words_in(svg: str) -> list[Words]:
    """Every line of text of a picture."""
    found: list[Words] = []
    _collect(ElementTree.fromstring(svg), 0.0, 0.0, found)
    return found


def size_of(svg: str) -> tuple[float, float]:
    root = ElementTree.fromstring(svg)
    _, _, width, height = (float(each) for each in root.attrib["viewBox"].split())
    return width, height


def circles_in(svg: str) -> int:
    """How many round marks a picture has; Vega draws each as a path of arcs."""
    root = ElementTree.fromstring(svg)
    return sum("A" in path.get("d", "") for path in root.iter(f"{SVG}path"))


def outside(svg: str) -> list[str]:
    """Lines of text that leave the picture."""
    width, height = size_of(svg)
    slack = 0.5
    return [
        each.text
        for each in words_in(svg)
        if each.left < -slack
        or each.right > width + slack
        or each.top < -slack
        or each.bottom > height + slack
    ]


def overlapping(svg: str) -> list[tuple[str, str]]:
    """Pairs of lines of text that stand on each other."""
    return [
        (one.text, other.text)
        for one, other in combinations(words_in(svg), 2)
        if min(one.right, other.right) - max(one.left, other.left) > 1
        and min(one.bottom, other.bottom) - max(one.top, other.top) > 1
    ]


def said_by(svg: str, tag: str) -> str:
    found = ElementTree.fromstring(svg).find(f"{SVG}{tag}")
    assert found is not None
    return found.text or ""


def _collect(element: ElementTree.Element, x: float, y: float, found: list[Words]) -> None:
    moved = re.match(r"translate\(([-\d.e]+),([-\d.e]+)\)", element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if element.tag == f"{SVG}text":
        found.append(_words(element, x, y))
    for child in element:
        _collect(child, x, y, found)


def _words(element: ElementTree.Element, x: float, y: float) -> Words:
    text, size = element.text or "", float(element.attrib["font-size"].removesuffix("px"))
    style = Type(
        size=round(size),
        colour="ink",
        bold=element.get("font-weight") == "bold",
        serif=element.attrib["font-family"].startswith("Georgia"),
    )
    width = width_of(text, style)
    start = {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
    # From the top of a capital to the foot of a p, around the baseline.
    return Words(text, size, x - start, x - start + width, y - 0.75 * size, y + 0.22 * size)
