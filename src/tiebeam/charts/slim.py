"""A picture in fewer letters, for pages: what many marks have in common is said once.

Vega says of each dot what colour, size and form it has. A page with two pictures of three hundred
dots would be mostly that. What is seen and what is read aloud stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final
from xml.etree import ElementTree

SVG: Final = "{http://www.w3.org/2000/svg}"
#: What a group hands down to what is in it.
_INHERITED: Final = (
    "fill", "stroke", "stroke-width", "font-family", "font-size", "font-weight", "text-anchor",
)  # fmt: skip
_MOVED: Final = re.compile(r"translate\(([-\d.e]+),([-\d.e]+)\)")
#: A dot as Vega writes it: its radius, then two halves of its rim.
_DOT: Final = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0")


def slim(svg: str) -> str:
    """The same picture, said in fewer letters."""
    ElementTree.register_namespace("", SVG.strip("{}"))
    root = ElementTree.fromstring(svg)  # noqa: S314 - we drew it
    for each in root.iter():
        _round(each)
    for group in list(root.iter(f"{SVG}g")):
        group[:] = _dots_together(list(group))
        _say_once(group)
    return re.sub(r" />", "/>", ElementTree.tostring(root, encoding="unicode"))


def _round(mark: ElementTree.Element) -> None:
    if mark.get("opacity") == "1":
        del mark.attrib["opacity"]
    moved = _MOVED.fullmatch(mark.get("transform", ""))
    if moved:
        x, y = map(_short, map(float, moved.groups()))
        mark.set("transform", f"translate({x},{y})")


def _dots_together(marks: Sequence[ElementTree.Element]) -> list[ElementTree.Element]:
    """Dots that follow each other and look alike, as one path; everything else as it was."""
    found: list[ElementTree.Element] = []
    for looks, alike in groupby(marks, key=_looks):
        each = list(alike)
        found += [_one_path(each)] if looks is not None and len(each) > 1 else each
    return found


def _looks(mark: ElementTree.Element) -> tuple[tuple[str, str], ...] | None:
    """What all dots of one kind have in common; None of what is no dot."""
    if not _DOT.fullmatch(mark.get("d", "")) or not _MOVED.fullmatch(mark.get("transform", "")):
        return None
    if len(mark):
        return None
    return tuple(sorted((key, value) for key, value in mark.attrib.items() if key != "transform"))


def _one_path(dots: Sequence[ElementTree.Element]) -> ElementTree.Element:
    (radius,) = _DOT.fullmatch(dots[0].get("d", "")).groups()  # type: ignore[union-attr]
    r = float(radius)
    rim = f"a{_short(r)},{_short(r)},0,1,1,{_short(-2 * r)},0a{_short(r)},{_short(r)},0,1,1,"
    rims = []
    for dot in dots:
        x, y = map(float, _MOVED.fullmatch(dot.get("transform", "")).groups())  # type: ignore[union-attr]
        rims.append(f"M{_short(x + r)},{_short(y)}{rim}{_short(2 * r)},0")
    made = ElementTree.Element(dots[0].tag, dict(dots[0].attrib))
    del made.attrib["transform"]
    made.set("d", "".join(rims))
    return made


def _say_once(group: ElementTree.Element) -> None:
    """What all marks of a group say alike, the group says for them."""
    marks = list(group)
    if len(marks) < 2:
        return
    for name in _INHERITED:
        said = {each.get(name) for each in marks}
        value = said.pop()
        if not said and value is not None and group.get(name) is None:
            group.set(name, value)
            for each in marks:
                del each.attrib[name]


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") or "0"
