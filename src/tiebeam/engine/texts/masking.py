"""The words of a text without its marks: blanked, never cut, so that every place stays the same."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its span, its words, and where it leads."""

    start: int
    end: int
    words: str
    target: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: its span, and the words that stand for it; None where nobody wrote any."""

    start: int
    end: int
    words: str | None
    target: str


@dataclass(frozen=True)
class Masked:
    """A text whose marks are blank.

    plain   the words, as long as the text
    breaks  where one block ends, beside blank lines, because the text's own marks say so
    levels  start of a heading -> its level, where marks say so (HTML)
    code    spans that hold code
    """

    plain: str
    front: Mapping[str, str]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    anchors: frozenset[str]
    tags: tuple[tuple[int, int, str], ...]
    code: tuple[tuple[int, int], ...]


# One character for one character; a straight mark is what people search for.
_ALIKE: Final = str.maketrans({
    "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": " ", "\u200c": " ", "\u200d": " ",
    "\ufeff": " ", "\u00ad": " ", "\u2010": "-", "\u2011": "-", "\t": " ", "\r": " ", "\f": " ",
})  # fmt: skip
_FRONT: Final = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_FRONT_LINE: Final = re.compile(r"^([A-Za-z][\w -]*):[ \t]*(.*?)[ \t\r]*$", re.MULTILINE)
_FENCE: Final = re.compile(
    r"^[ \t]{0,3}(`{3,}|~{3,})[^\n]*\n(.*?)(?:^[ \t]{0,3}\1[`~]*[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
_HIDDEN: Final = re.compile(
    r"<!--.*?-->|<(script|style|template|head|svg)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_PRE: Final = re.compile(r"<pre\b[^>]*>.*?</pre\s*>", re.DOTALL | re.IGNORECASE)
_LIQUID: Final = re.compile(r"\{%[^\n]{0,400}?%\}|\{\{[^\n]{0,400}?\}\}")
_TARGET: Final = r"\(((?:[^()\n]|\([^()\n]*\)){0,2000})\)"
_IMAGE: Final = re.compile(r"!\[([^\]\n]{0,1000})\](?:" + _TARGET + r"|\[[^\]\n]*\])")
_LINK: Final = re.compile(r"\[((?:[^\[\]]|\[[^\[\]\n]{0,200}\]){1,600})\](?:" + _TARGET + ")")
_LINK_BY_NAME: Final = re.compile(r"\[([^\[\]\n]{1,400})\]\[([^\]\n]{0,200})\]")
_NAMED_TARGET: Final = re.compile(r"^[ ]{0,3}\[([^\]\n]{1,200})\]:[ \t]*(\S+)[^\n]*$", re.MULTILINE)
_CODE: Final = re.compile(r"(`{1,2})(?!`)[^`\n]{1,400}\1")
_TAG: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)\b[^<>]{0,3000}>|<![^<>]{0,500}>")
_AUTOLINK: Final = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_BARE: Final = re.compile(r"\b(?:https?://|www\.)[^\s<>\"')\]]*[^\s<>\"')\].,;:!?]")
# A star at the start of a line, before a blank, is a list's bullet.
_STRESS: Final = re.compile(r"(?m)(^[ >]*\*(?= ))|(?<! )\*+|\*+(?! )|(?<![\w])_+|_+(?![\w])|~~")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,20});")
_ATTRIBUTE: Final = re.compile(r"""([a-zA-Z-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_HTML_LINK: Final = re.compile(r"<a\b([^<>]*)>(.*?)</a\s*>", re.DOTALL | re.IGNORECASE)
_HTML_IMAGE: Final = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_ID: Final = re.compile(r"""\b(?:id|name)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_HASH_ID: Final = re.compile(r"\{#([\w.:-]+)\}")


def masked(content: str, kind: str) -> Masked:
    """The text with blanks in place of everything that is not a word of it."""
    plain = content.translate(_ALIKE)
    if kind == "plain":
        plain = _BARE.sub(_blank, plain)
        return Masked(plain, {}, (), (), frozenset(), (), ())
    return _of_markdown(plain) if kind == "markdown" else _of_html(plain)


def _of_markdown(plain: str) -> Masked:
    front: dict[str, str] = {}
    above = _FRONT.match(plain)
    if above:
        front = {key.strip().lower(): value.strip("\"' ")
                 for key, value in _FRONT_LINE.findall(above[1])}  # fmt: skip
        plain = _blank(above) + plain[above.end() :]
    plain, code = _without(plain, _FENCE)
    html_links, html_images, anchors = _html_parts(plain)
    # An address between angle brackets goes before tags do, or it would pass for one.
    plain = _HIDDEN.sub(_blank, plain)
    plain = _CODE.sub(_blank, plain)
    targets = {name.lower(): where for name, where in _NAMED_TARGET.findall(plain)}
    plain = _NAMED_TARGET.sub(_blank, plain)
    images = [Image(m.start(), m.end(), m[1].strip() or None, _target(m[2]))
              for m in _IMAGE.finditer(plain)]  # fmt: skip
    plain = _IMAGE.sub(_blank, plain)
    links = [Link(m.start(), m.end(), m[1], _target(m[2])) for m in _LINK.finditer(plain)]
    links += [
        Link(m.start(), m.end(), m[1], targets[(m[2] or m[1]).lower()])
        for m in _LINK_BY_NAME.finditer(plain)
        if (m[2] or m[1]).lower() in targets
    ]
    plain = _LINK_BY_NAME.sub(_words_alone, _LINK.sub(_words_alone, plain))
    plain = _HASH_ID.sub(_blank, _LIQUID.sub(_blank, _AUTOLINK.sub(_blank, plain)))
    plain, tags = _without_tags(plain)
    plain = _BARE.sub(_blank, plain)
    plain = _STRESS.sub(lambda m: m[0] if m[1] else " " * len(m[0]), plain)
    plain = _ENTITY.sub(_entity, _ESCAPE.sub(r" \1", plain))
    return Masked(plain, front, tuple(sorted((*links, *html_links), key=_place)),
                  tuple(sorted((*images, *html_images), key=_place)), anchors, tags,
                  code)  # fmt: skip


def _of_html(plain: str) -> Masked:
    title = re.search(r"<title\b[^>]*>(.*?)</title", plain, re.DOTALL | re.IGNORECASE)
    front = {"title": html.unescape(title[1]).strip()} if title else {}
    plain = _HIDDEN.sub(_blank, plain)
    links, images, anchors = _html_parts(plain)
    plain, code = _without(plain, _PRE)
    plain, tags = _without_tags(plain)
    return Masked(_ENTITY.sub(_entity, _BARE.sub(_blank, plain)), front, links, images, anchors,
                  tags, code)  # fmt: skip


def _html_parts(plain: str) -> tuple[tuple[Link, ...], tuple[Image, ...], frozenset[str]]:
    """Links, pictures and names of places that tags say."""
    if "<" not in plain:
        return (), (), frozenset(_HASH_ID.findall(plain))
    links = tuple(
        Link(m.start(), m.end(), " ".join(_TAG.sub(" ", m[2]).split()), _attribute(m[1], "href"))
        for m in _HTML_LINK.finditer(plain)
        if _attribute(m[1], "href")
    )
    images = tuple(
        Image(m.start(), m.end(), _alt(m[1]), _attribute(m[1], "src"))
        for m in _HTML_IMAGE.finditer(plain)
    )
    return links, images, frozenset([*_ID.findall(plain), *_HASH_ID.findall(plain)])


def _alt(attributes: str) -> str | None:
    """An empty alt text says that a picture is there for looks alone: that is an answer."""
    found = {name.lower() for name, _ in _ATTRIBUTE.findall(attributes)}
    if "alt" in found:
        return _attribute(attributes, "alt") or "(for looks alone)"
    return None


def _attribute(attributes: str, wanted: str) -> str:
    for name, value in _ATTRIBUTE.findall(attributes):
        if name.lower() == wanted:
            return html.unescape(value.strip("\"'")).strip()
    return ""


def _without(plain: str, code: re.Pattern[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    spans = tuple(match.span() for match in code.finditer(plain))
    return (code.sub(_blank, plain) if spans else plain), spans


def _without_tags(plain: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The text without tags, and each tag's span and name: "td", "/td"."""
    if "<" not in plain:
        return plain, ()
    tags = tuple(
        (m.start(), m.end(), ("/" if m[0].startswith("</") else "") + m[1].lower())
        for m in _TAG.finditer(plain)
        if m[1]
    )
    return _TAG.sub(_blank, plain), tags


def _target(inside: str | None) -> str:
    """Where a link of Markdown leads, without the title after it."""
    if inside is None:
        return ""
    liquid = re.search(r"\{%\s*(?:page|link)\s+[\"']([^\"']+)", inside)
    if liquid:
        return liquid[1]
    return re.sub(r"\s+[\"'].*$", "", inside.strip()).strip("<> ")


def _words_alone(link: re.Match[str]) -> str:
    return " " + link[1] + " " * (len(link[0]) - len(link[1]) - 1)


def _entity(entity: re.Match[str]) -> str:
    said = html.unescape(entity[0]).translate(_ALIKE)
    return said.ljust(len(entity[0])) if len(said) <= len(entity[0]) else _blank(entity)


def _blank(match: re.Match[str]) -> str:
    return "".join("\n" if char == "\n" else " " for char in match[0]) if "\n" in match[0] else (
        " " * len(match[0]))  # fmt: skip


_place: Final[Callable[[Link | Image], int]] = lambda part: part.start  # noqa: E731
