"""Uploads and versions as tables and lists to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tiebeam.engine.records.problems import KINDS
from tiebeam.engine.words import capital, number, tr
from tiebeam.web.organisation.meanings import TABLES
from tiebeam.web.organisation.models import DatasetVersion, ImportRun
from tiebeam.web.ui.shapes import Column, Entry, Table

#: What became of rows, in words.
EFFECTS: Final = {
    "rejected": gettext_noop("Left out"),
    "merged": gettext_noop("Another row was taken"),
    "mended": gettext_noop("Taken, and one value set aside"),
    "noted": gettext_noop("Taken as it is"),
}
#: A cell that begins so would be reckoned out by a program for tables.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def of_uploads(runs: Sequence[ImportRun], query: Mapping[str, str]) -> Table:
    return Table.asked(
        query, name="uploads", caption=_("What was brought, the newest first"),
        columns=[
            Column(key="at", title=_("When (UTC)")), Column(key="files", title=_("Files")),
            Column(key="by", title=_("By whom")), Column(key="state", title=_("How it stands")),
        ],
        rows=[
            {
                "at": _linked(reverse("upload", args=[each.public_id]),
                              date_format(each.at, "Y-m-d H:i")),
                "files": ", ".join(file.name for file in each.files.all()),
                "by": each.by_name,
                "state": each.get_state_display(),
            }
            for each in runs
        ],
    )  # fmt: skip


def of_rows(run: ImportRun) -> Table:
    """What became of the rows, table by table."""
    keys = {"read": _("Read"), "accepted": _("Accepted"), "merged": _("Merged"),
            "rejected": _("Left out")}  # fmt: skip
    return Table(
        name="rows", caption=_("What became of the rows"), can_be_sorted=False,
        columns=[Column(key="table", title=_("Table")),
                 *(Column(key=key, title=title, is_number=True) for key, title in keys.items())],
        rows=[
            {"table": _table(each["table"]), **{key: each[key] for key in keys}}
            for each in run.report["tables"]
        ],
    )  # fmt: skip


def of_problems(run: ImportRun, query: Mapping[str, str]) -> Table | None:
    """What was found in the rows; None where nothing was."""
    found = run.report["problems"]
    if not found:
        return None
    return Table.asked(
        query, name="problems", caption=_("What was found in them"),
        columns=[
            Column(key="what", title=_("What")), Column(key="column", title=_("Column")),
            Column(key="count", title=_("How many"), is_number=True),
            Column(key="effect", title=_("What was done")),
            Column(key="remedy", title=_("What you can do")),
        ],
        rows=[
            {
                "what": _sentence(KINDS[each["code"]].what), "column": each["column"] or None,
                "count": each["count"], "effect": _(EFFECTS[each["effect"]]),
                "remedy": _remedy(each),
            }
            for each in sorted(found, key=_weight)
        ],
        download=reverse("upload-problems", args=[run.public_id]),
    )  # fmt: skip


def lines_of_problems(run: ImportRun) -> Iterator[list[str]]:
    """One line for each row in which something was found; nothing in it is reckoned out."""
    yield [_("Table"), _("Row"), _("Column"), _("What"), _("What was done"), _("What you can do")]
    for each in sorted(run.report["problems"], key=_weight):
        kind = KINDS[each["code"]]
        for row in each["rows"] or [""]:
            line = [_table(each["table"]), str(row), each["column"], _sentence(kind.what),
                    _(EFFECTS[each["effect"]]), tr(kind.remedy)]  # fmt: skip
            yield [harmless(cell) for cell in line]


def harmless(cell: str) -> str:
    """A cell that no program for tables takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _weight(problem: Mapping[str, Any]) -> tuple[int, int]:
    return list(EFFECTS).index(problem["effect"]), -problem["count"]


def _table(name: str) -> str:
    return str(TABLES[name])


def _remedy(problem: Mapping[str, Any]) -> str:
    kind = KINDS[problem["code"]]
    return tr(kind.remedy)


def _sentence(words: str) -> str:
    return capital(tr(words))


# --- versions -------------------------------------------------------------------------------------


def of_versions(versions: Sequence[DatasetVersion], query: Mapping[str, str]) -> Table:
    return Table.asked(
        query, name="versions", caption=_("Every version, the newest first"),
        columns=[
            Column(key="number", title=_("Version")), Column(key="at", title=_("Kept (UTC)")),
            Column(key="by", title=_("By whom")), Column(key="span", title=_("Tells of")),
            Column(key="people", title=_("People"), is_number=True),
            Column(key="state", title=_("How it stands")),
        ],
        rows=[
            {
                "number": _linked(reverse("version", args=[each.public_id]), each.number),
                "at": date_format(each.at, "Y-m-d H:i"), "by": each.by_name, "span": span(each),
                "people": each.counts["people"], "state": _state(each, versions),
            }
            for each in versions
        ],
    )  # fmt: skip


def _state(version: DatasetVersion, versions: Sequence[DatasetVersion]) -> str:
    if version.is_withdrawn:
        return _("Withdrawn")
    used = next(each for each in versions if not each.is_withdrawn)
    return _("Used now") if version == used else _("Kept")


def span(version: DatasetVersion) -> str:
    """From which year to which."""
    years = {"first": version.first_year, "last": version.last_year}
    return _("%(first)s to %(last)s") % years


def about_version(version: DatasetVersion) -> list[Entry]:
    counts = version.counts
    rows = {"read": number(counts['read']), "accepted": number(counts['accepted']),
            "rejected": number(counts['rejected'])}  # fmt: skip
    kept = {"name": version.by_name, "at": date_format(version.at, "DATETIME_FORMAT")}
    entries = [
        Entry(about=_("Kept"), said=_("%(at)s (UTC), by %(name)s") % kept),
        Entry(about=_("Tells of"), said=span(version)),
        Entry(about=_("People"), said=number(counts['people'])),
        Entry(about=_("Rows"), said=_("%(read)s read, %(accepted)s accepted, %(rejected)s left "
                                      "out") % rows),
        Entry(about=_("Hash of the files"), said=version.sha256),
        Entry(about=_("Hash of the mapping"), said=version.mapping_sha256),
    ]  # fmt: skip
    if version.withdrawn_at:
        by = version.withdrawn_by
        gone = {"name": by.name if by else _("somebody who left"),
                "at": date_format(version.withdrawn_at, "DATETIME_FORMAT")}  # fmt: skip
        entries.append(Entry(about=_("Withdrawn"), said=_("%(at)s (UTC), by %(name)s") % gone))
    return entries


def changes_in_words(version: DatasetVersion) -> list[str]:
    """What is other than in the version before; empty for the first."""
    changes = version.changes
    if not changes:
        return []
    said = [_counted(changes["people"], "people"), _counted(changes["rows"], "rows")]
    if changes["gained"]:
        said.append(_("New columns: %(columns)s.") % {"columns": ", ".join(changes["gained"])})
    if changes["lost"]:
        said.append(_("Columns that are gone: %(columns)s.")
                    % {"columns": ", ".join(changes["lost"])})  # fmt: skip
    if changes["same_files"]:
        also = changes["same_mapping"]
        said.append(_("Files and mapping are the same.") if also
                    else _("The files are the same; what their columns mean is not."))  # fmt: skip
    return said


def _counted(more: int, what: str) -> str:
    count = {"count": number(abs(more))}
    if not more:
        return _("As many people.") if what == "people" else _("As many rows.")
    if what == "people":
        fewer = ngettext("%(count)s person fewer.", "%(count)s people fewer.", abs(more))
        larger = ngettext("%(count)s person more.", "%(count)s people more.", abs(more))
    else:
        fewer = ngettext("%(count)s row fewer.", "%(count)s rows fewer.", abs(more))
        larger = ngettext("%(count)s row more.", "%(count)s rows more.", abs(more))
    return (larger if more > 0 else fewer) % count


def _linked(href: str, words: Any) -> str:
    return format_html('<a href="{}">{}</a>', href, words)
