"""Figure -> Vega-Lite -> SVG and PNG, on the server, without a script or the network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Literal, Protocol, TypeAlias
from xml.etree import ElementTree

from tiebeam.charts.arrange import Panel, largest, panels
from tiebeam.charts.bands import draw_bands
from tiebeam.charts.canvas import VEGA_LITE, Canvas, Spec
from tiebeam.charts.describe import description, finding, noise, places_told
from tiebeam.charts.dots import draw_dots
from tiebeam.charts.fan import draw_fans
from tiebeam.charts.funnel import draw_funnel
from tiebeam.charts.icicle import draw_icicle
from tiebeam.charts.names import attributes_named, listed
from tiebeam.charts.steps import draw_steps
from tiebeam.charts.text import clean
from tiebeam.charts.tokens import PAGE, palette, pixels
from tiebeam.charts.values import PERSON_YEARS, window_words
from tiebeam.charts.waterfall import draw_waterfall
from tiebeam.engine.disclosure import Draft, Drawable, Exact, Figure, Released, mark_of
from tiebeam.engine.kept import again
from tiebeam.engine.words import nnoop, tr, trn

Form: TypeAlias = Literal["bands", "dots", "waterfall", "steps", "fan", "funnel", "icicle"]
DOT_MEASURES = ("headcount_share", "top_share")
# Measures that are drawn as a whole, and not place by place.
WHOLE_FORMS: dict[str, Form] = {
    "flow_ledger": "waterfall",
    "time_to_promotion": "steps",
    "time_to_leaving": "steps",
    "projection": "fan",
    "hiring_funnel": "funnel",
    "organisation": "icicle",
}
#: How many more places there are than were drawn, by what says where they are.
MORE_PLACES = {
    "level": nnoop("One more level is in the table.", "%(n)s more levels are in the table."),
    "quarter": nnoop("One more quarter is in the table.", "%(n)s more quarters are in the table."),
    "reason": nnoop("One more reason is in the table.", "%(n)s more reasons are in the table."),
    "rating": nnoop("One more rating is in the table.", "%(n)s more ratings are in the table."),
    "occupation": nnoop(
        "One more occupation is in the table.", "%(n)s more occupations are in the table."
    ),
}
ANY_PLACES = nnoop("One more place is in the table.", "%(n)s more places are in the table.")
MARGIN = 20
SVG = "http://www.w3.org/2000/svg"


class Drawing(Protocol):
    """Draws the panels of a figure on a canvas, from its first free pixel down."""

    def __call__(
        self, canvas: Canvas, figure: Figure, panels: Sequence[Panel], *, narrow: bool
    ) -> None: ...


class WholeDrawing(Protocol):
    """Draws a figure on a canvas, from its first free pixel down; no more than `most` panels."""

    def __call__(
        self, canvas: Canvas, figure: Figure, *, most: int | None, narrow: bool
    ) -> None: ...


WHOLE_DRAWINGS: dict[str, WholeDrawing] = {
    "waterfall": draw_waterfall,
    "steps": draw_steps,
    "fan": draw_fans,
    "funnel": draw_funnel,
    "icicle": draw_icicle,
}


class NotForOthers(TypeError):
    """Something that did not go through the gate, and is no draft either, was to be drawn."""


class NotAFigure(TypeError):
    """Something that is no figure at all was to be drawn."""


class UnknownForm(ValueError):
    """A picture was asked for in a form that does not exist."""


def picture(
    figure: Drawable,
    *,
    width: str = "wide",
    theme: str = "page",
    form: Form | None = None,
    places: int | None = None,
) -> Spec:
    """The Vega-Lite specification of a figure, in the form that suits its measure.

    width   "wide" (720 px), "narrow" (328 px: a phone of 360), "print" (640 px, black on white)
    theme   "page": colours come from the page's var(--…), and headline and caption are the page's;
            "light", "dark": stands alone, so the finding is its headline
    form    "bands" (a dot and its band per group), "dots" (one dot is ten people), or what
            suits one kind of measure alone, such as "waterfall"; None takes what suits this one
    places  draw no more places than this, those with most people, and say how many more there are
    Raises  NotForOthers, UnknownWidth, UnknownTheme, UnknownForm
    """
    return _picture(drawable(figure), width=width, theme=theme, form=form, places=places)


def svg(
    figure: Drawable,
    *,
    width: str = "wide",
    theme: str = "page",
    form: Form | None = None,
    places: int | None = None,
) -> str:
    """The picture as SVG, ready to be placed in a page or a file: same figure, same bytes.

    Arguments and errors as in `picture`.
    """
    return _svg(picture(figure, width=width, theme=theme, form=form, places=places), figure)


def png(
    figure: Drawable,
    *,
    scale: float = 2,
    width: str = "wide",
    theme: str = "light",
    form: Form | None = None,
) -> bytes:
    """The picture as PNG, for documents that cannot hold an SVG. `scale` is pixels per pixel."""
    theme = "light" if theme == "page" else theme
    return as_png(svg(figure, width=width, theme=theme, form=form), scale=scale)


def as_png(drawn: str, *, scale: float = 2) -> bytes:
    """An SVG of ours as PNG."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(drawn, scale=scale))


def bench_svg(
    figure: Exact, *, width: str = "wide", theme: str = "light", form: Form | None = None
) -> str:
    """The picture of an exact figure, for the machine it was computed on; it says so itself."""
    if not isinstance(figure, Exact):
        raise NotAFigure("The bench draws exact figures. Released ones go to charts.svg.")
    return _svg(_picture(figure, width=width, theme=theme, form=form), figure)


def drawable(figure: object) -> Drawable:
    """The figure itself, when it may be drawn: released, or a draft, which says that it is one.

    Raises  NotForOthers
    """
    if isinstance(figure, Released | Draft):
        return figure
    if isinstance(figure, Exact):
        raise NotForOthers(
            "This figure is exact: for the bench, not for sharing. Release it first, with "
            "disclosure.release(figure), or draw a draft of it, with disclosure.draft(figure)."
        )
    raise NotForOthers(
        f"Pictures and tables take a released figure; this is {type(figure).__name__}. "
        "disclosure.release(figure) makes one."
    )


def _picture(
    figure: Figure,
    *,
    width: str,
    theme: str,
    form: Form | None,
    places: int | None = None,
) -> Spec:
    colours = palette(theme, width=width)
    margin = 0 if colours == PAGE else MARGIN if width == "wide" else 12
    narrow = width == "narrow"
    canvas = Canvas(width=pixels(width) - 2 * margin, palette=colours, margin=margin)
    if mark := mark_of(figure):
        canvas.paragraph(mark, style="bench", after=10)
    if colours != PAGE:
        canvas.paragraph(
            finding(figure), style="headline-narrow" if narrow else "headline", after=6
        )
        canvas.paragraph(subtitle(figure), style="title")
    arranged = panels(figure)
    form = form or _form_of(figure)
    if not any(panel.lines for panel in arranged):
        canvas.paragraph(tr("There is no group to show here."), style="count")
    elif form in WHOLE_DRAWINGS and WHOLE_FORMS.get(figure.measure) == form:
        WHOLE_DRAWINGS[form](canvas, figure, most=places, narrow=narrow)
    else:
        chosen = largest(arranged, places, told=places_told(figure))
        _drawing(form)(canvas, figure, chosen, narrow=narrow)
        if more := len(arranged) - len(chosen):
            canvas.paragraph(_more_places(arranged, more), style="note")
    if blurred := noise(figure):
        canvas.paragraph(blurred, style="note")
    return canvas.spec()


def _more_places(arranged: Sequence[Panel], more: int) -> str:
    keys = {key for panel in arranged for key in panel.at}
    one, many = MORE_PLACES.get(next(iter(keys)) if len(keys) == 1 else "", ANY_PLACES)
    return trn(one, many, more)


def _drawing(form: str) -> Drawing:
    drawings: dict[str, Drawing] = {"bands": draw_bands, "dots": draw_dots}
    if form in WHOLE_DRAWINGS:
        fitting = listed([each for each, its in WHOLE_FORMS.items() if its == form])
        raise UnknownForm(f"A {form} shows {fitting}, and nothing else.")
    if form not in drawings:
        known = ", ".join([*drawings, *WHOLE_DRAWINGS])
        raise UnknownForm(f"'{form}' is no form of picture. Forms: {known}.")
    return drawings[form]


def _form_of(figure: Figure) -> Form:
    if figure.measure in WHOLE_FORMS:
        return WHOLE_FORMS[figure.measure]
    counted = any(row.count is not None for row in figure.rows)
    return "dots" if figure.measure in DOT_MEASURES and counted else "bands"


def subtitle(figure: Figure) -> str:
    """What a figure is of: "Who is promoted, by gender and race, 2016"."""
    parts = {
        "title": again(clean(figure.title)),
        "by": attributes_named(figure.by) if figure.by else "",
        "window": window_words(figure),
    }
    yearly = figure.unit == PERSON_YEARS
    if figure.by and yearly:
        return tr("%(title)s, by %(by)s, per 100 person-years, %(window)s", **parts)
    if figure.by:
        return tr("%(title)s, by %(by)s, %(window)s", **parts)
    del parts["by"]
    if yearly:
        return tr("%(title)s, per 100 person-years, %(window)s", **parts)
    return tr("%(title)s, %(window)s", **parts)


def _svg(spec: Spec, figure: Figure) -> str:
    return finished(spec, subtitle(figure), description(figure))


def finished(spec: Spec, titled: str, described: str) -> str:
    """A specification as SVG, with its words for those who do not see it."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(_numbered(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    return _finished(drawn, spec, titled, described)


def _numbered(spec: Spec) -> Spec:
    """The picture with a number in place of every text.

    Vega measures the words of each text to find the bounds of the picture, which took nine tenths
    of the drawing. Ours are given, and every text has its place and its anchor; so the words are
    put in afterwards.
    """
    layers = [
        {**layer, "data": {"values": [
            {**each, "text": str(number)} for number, each in enumerate(layer["data"]["values"])
        ]}}
        if _is_text(layer) else layer
        for layer in spec["layer"]
    ]  # fmt: skip
    return {**spec, "layer": layers}


def _is_text(layer: Spec) -> bool:
    return bool(layer["mark"]["type"] == "text")


def _finished(drawn: str, spec: Spec, titled: str, described: str) -> str:
    """Vega's SVG with its words, and without Vega's own noise."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - Vega wrote it a moment ago, from our spec
    _put_in_words(root, spec)
    for each in root.iter():
        for attribute in ("class", "role", "aria-roledescription", "aria-hidden", "pointer-events"):
            each.attrib.pop(attribute, None)
    title = ElementTree.Element(f"{{{SVG}}}title")
    desc = ElementTree.Element(f"{{{SVG}}}desc")
    title.text, desc.text = titled, described
    mark = hashlib.sha256(
        json.dumps([spec, title.text, desc.text], sort_keys=True).encode()
    ).hexdigest()[:10]
    title.set("id", f"title-{mark}")
    desc.set("id", f"desc-{mark}")
    root.set("role", "img")
    root.set("aria-labelledby", f"title-{mark} desc-{mark}")
    root[:0] = [title, desc]
    return ElementTree.tostring(root, encoding="unicode")


def _put_in_words(root: ElementTree.Element, spec: Spec) -> None:
    """Gives every text its words; a shortened one also its full words, as a <title>.

    Browsers show a title on hover.
    """
    for layer in filter(_is_text, spec["layer"]):
        drawn = [
            text
            for group in root.iter(f"{{{SVG}}}g")
            if f"{layer['name']}_marks" in group.get("class", "").split()
            for text in group.iter(f"{{{SVG}}}text")
        ]
        for text, each in zip(drawn, layer["data"]["values"], strict=True):
            text.text = each["text"]
            if each.get("full") and "…" in each["text"]:
                ElementTree.SubElement(text, f"{{{SVG}}}title").text = each["full"]
