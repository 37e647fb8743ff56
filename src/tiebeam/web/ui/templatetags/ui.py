"""The components of pages, as tags with named arguments: a misspelt one fails at once.

The page `/gallery/` shows each in every state, and a test holds it against this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tiebeam.web.ui.shapes import (
    Attached,
    Branch,
    Entry,
    Facing,
    Link,
    Moment,
    Noted,
    Part,
    Piece,
    Progress,
    Saying,
    Signpost,
    Table,
    Task,
)
from tiebeam.web.ui.shapes import tone as checked

register = template.Library()

Words = str


@register.inclusion_tag("ui/parts/page_header.html")
def page_header(
    *, title: Words, kicker: Words = "", lead: Words = "", trail: Sequence[Link] = ()
) -> dict[str, Any]:
    """What the page is about, first as a sentence, and the way back up.

    kicker  left out where the way back up ends with it, or has it: nothing is said twice
    """
    is_above = any(str(each.text) == str(kicker) for each in trail)
    return {"title": title, "kicker": "" if is_above else kicker, "lead": lead, "trail": trail}


@register.simple_block_tag
def finding(content: SafeString, *, tone: str = "plain", sure: Words = "") -> str:
    """What was found, in a sentence, and how sure it is."""
    return _part("finding", content=content, tone=checked(tone), sure=sure)


@register.simple_block_tag
def picture(
    content: SafeString,
    *,
    caption: Words,
    narrow: SafeString,
    table: Table | None = None,
    small_on_paper: bool = False,
) -> str:
    """A picture in two widths, its caption, and the same figures as a table.

    small_on_paper  prints the narrow one, where a sheet has to hold more than the picture
    """
    return _part("picture", wide=content, caption=caption, narrow=narrow, table=table,
                 small_on_paper=small_on_paper)  # fmt: skip


@register.inclusion_tag("ui/parts/data_table.html")
def data_table(*, table: Table) -> dict[str, Any]:
    """Rows that can be sorted, searched and taken along."""
    return {"table": table}


@register.inclusion_tag("ui/parts/pages.html")
def pages(*, page: Page[Any], of: Words = "", oldest_first: bool = False) -> dict[str, Any]:
    """The way to the next entries of a long list, and back.

    of  which list it is, where a page has more than one
    """
    return {"page": page, "of": of, "oldest_first": oldest_first}


@register.inclusion_tag("ui/parts/post_button.html", takes_context=True)
def post_button(
    context: template.Context, *, text: Words, to: str = "", quiet: bool = False
) -> dict[str, Any]:
    """A button that does something at once, without anything to fill in.

    to  address that does it; empty for that of the page
    """
    return {"csrf_token": context.get("csrf_token"), "text": text, "to": to, "quiet": quiet}


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(*, form: BaseForm) -> dict[str, Any]:
    """All that has to be put right in a form, each with a link to its field."""
    fields = [(field, error) for field in form for error in field.errors]
    return {"form": form, "fields": fields}


@register.inclusion_tag("ui/parts/task_list.html")
def task_list(*, tasks: Sequence[Task]) -> dict[str, Any]:
    """Steps of something long, to be done in any order that is open."""
    return {"tasks": tasks, "done": sum(each.tone == "good" for each in tasks)}


@register.inclusion_tag("ui/parts/signposts.html")
def signposts(*, posts: Sequence[Signpost]) -> dict[str, Any]:
    """Ways to other pages, each with a sentence on what is behind it."""
    return {"posts": posts}


@register.inclusion_tag("ui/parts/summary_list.html")
def summary_list(*, entries: Sequence[Entry]) -> dict[str, Any]:
    """What was said so far, and where to change it."""
    return {"entries": entries}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(*, label: Words, links: Sequence[Link]) -> dict[str, Any]:
    """Pages side by side; each is a link, so each has an address."""
    return {"label": label, "links": links}


@register.simple_block_tag
def empty_state(
    content: SafeString, *, title: Words, action: Link | None = None, example: Words = ""
) -> str:
    """What will be here, why it helps, and the first step."""
    return _part("empty_state", content=content, title=title, action=action, example=example)


@register.inclusion_tag("ui/parts/status.html")
def status(*, text: Words, tone: str = "plain") -> dict[str, Any]:
    """A word or two on how something stands."""
    return {"text": text, "tone": checked(tone)}


@register.inclusion_tag("ui/parts/tree.html")
def tree(*, branches: Sequence[Branch], label: Words) -> dict[str, Any]:
    """What stands beneath what, all of it open."""
    return {"branches": branches, "label": label}


@register.inclusion_tag("ui/parts/numbered.html")
def numbered(*, fields: Sequence[BoundField]) -> dict[str, Any]:
    """Short fields below each other, each beside its name: numbers or names for things."""
    return {"fields": fields}


@register.inclusion_tag("ui/parts/side_by_side.html")
def side_by_side(*, fields: Sequence[BoundField]) -> dict[str, Any]:
    """Fields that belong together, beside each other where there is room."""
    return {"fields": fields}


@register.inclusion_tag("ui/parts/timeline.html")
def timeline(*, moments: Sequence[Moment]) -> dict[str, Any]:
    """What happened, one after the other."""
    return {"moments": moments}


@register.simple_block_tag
def dialog(content: SafeString, *, name: str, button: Words, title: Words) -> str:
    """A word of help over the page; Escape, a click beside it or its button close it.

    The browser opens it, so it needs no script. It asks for nothing, and nothing that matters may
    stand in it alone: where a browser is too old for it, the button does nothing.
    """
    return _part("dialog", content=content, name=name, button=button, title=title)


@register.simple_block_tag
def aside(content: SafeString, *, name: str, button: Words, title: Words) -> str:
    """More words behind a button. Nothing that matters may stand in it alone."""
    return _part("aside", content=content, name=name, button=button, title=title)


@register.inclusion_tag("ui/parts/job_progress.html")
def job_progress(*, progress: Progress, again: str = "") -> dict[str, Any]:
    """How far something has come that goes on while you read.

    again  address of this component alone, where it is asked for anew
    """
    return {"progress": progress, "again": again}


@register.simple_block_tag
def notice(content: SafeString, *, tone: str = "plain", title: Words = "") -> str:
    """Something to know before reading on."""
    return _part("notice", content=content, tone=checked(tone), title=title)


@register.inclusion_tag("ui/parts/qr_code.html")
def qr_code(*, svg: str, label: Words) -> dict[str, Any]:
    """A code for a phone to read; the same has to stand beside it in letters.

    svg  as a library of ours draws it, never as somebody sent it
    """
    return {"svg": mark_safe(svg[svg.index("<svg") :]), "label": label}  # noqa: S308


@register.simple_block_tag
def choices(content: SafeString, *, parts: Sequence[Part], more: Link | None = None) -> str:
    """What is shown, as a sentence, and under it what else there is to choose."""
    return _part("choices", content=content, parts=parts, more=more)


@register.inclusion_tag("ui/parts/reworded.html")
def reworded(*, runs: Sequence[Piece]) -> dict[str, Any]:
    """An old text and the new one in its place: what goes is struck out, what comes underlined."""
    return {"runs": runs}


@register.inclusion_tag("ui/parts/sayings.html", takes_context=True)
def sayings(context: template.Context, *, said: Sequence[Saying]) -> dict[str, Any]:
    """What several people said, one after the other."""
    return {"csrf_token": context.get("csrf_token"), "said": said}


@register.inclusion_tag("ui/parts/attached.html", takes_context=True)
def attached(context: template.Context, *, file: Attached) -> dict[str, Any]:
    """A file that came with what somebody said, and what is to be seen or heard in it, in words."""
    return {"csrf_token": context.get("csrf_token"), "file": file}


@register.inclusion_tag("ui/parts/noted_text.html")
def noted_text(*, rows: Sequence[Noted]) -> dict[str, Any]:
    """A text with notes in its margin; on a phone they stand below what they are about."""
    return {"rows": rows}


@register.inclusion_tag("ui/parts/two_texts.html")
def two_texts(*, rows: Sequence[Facing], before: Words, after: Words) -> dict[str, Any]:
    """Two versions of a text, passage by passage, with what is gone and what is new."""
    return {"rows": rows, "before": before, "after": after}


@register.inclusion_tag("ui/parts/exit_page.html")
def exit_page(*, href: str) -> dict[str, Any]:
    """The way off this site, quickly."""
    return {"href": href}


def _part(name: str, /, **given: Any) -> SafeString:
    return render_to_string(f"ui/parts/{name}.html", given)
