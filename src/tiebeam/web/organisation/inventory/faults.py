"""Why a document can't be read, in words: what is wrong, and what helps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from tiebeam.web.organisation.faults import OURS, Fault

#: By the code that the worker notes.
FAULTS: Final[dict[str, Fault]] = {
    "broken": Fault(
        _("It is damaged, or not what its name says."), _("Save it anew, and send it again.")
    ),
    "encrypted": Fault(
        _("It is locked with a password."), _("Save it without one, and send it again.")
    ),
    "scanned": Fault(
        _("It holds pictures of pages, and no text."),
        _("Find the file that it was printed from, or have its text read by a program for that."),
    ),
    "too-large": Fault(
        _("It is larger than a policy ever is."),
        _("Leave the pictures out, or split it, and send it again."),
    ),
    "too-much-inside": Fault(
        _("Far more is packed in it than its size lets expect."),
        _("Pack the documents alone, and send them again."),
    ),
    "macro": Fault(
        _("It carries macros, which are programs."), _("Save it as DOCX without them.")
    ),
    "entity": Fault(
        _("It asks its reader to fetch something from elsewhere."),
        _("Nothing was fetched. Save it anew with your word processor."),
    ),
    "path": Fault(
        _("A file in it has a name that leads out of it."),
        _("Nothing of it was opened. Pack the folder anew."),
    ),
    "no-text": Fault(
        _("There is no text in it."), _("Open it, look whether it is the right one, or leave it.")
    ),
    "letters": Fault(
        _("It can't be told in which letters it is written."),
        _("Save it as UTF-8, and send it again."),
    ),
    "unknown-kind": Fault(
        _("We can't read this kind of file."),
        _("Save it as Markdown, HTML, DOCX, PDF or text."),
    ),
    "nothing-inside": Fault(
        _("There is no document in it."), _("Look whether it is the right zip.")
    ),
    "known": Fault(
        _("Its text is here already, word for word."), _("There is nothing to do.")
    ),
    "several-texts": Fault(
        _("There were several texts, and a new version is one."),
        _("Send the one that is meant."),
    ),
    "given-up": Fault(
        _("It was given up before it was read."), _("What you sent is deleted. Send it again.")
    ),
    "damaged": Fault(
        _("What was kept of it is not as it was sent."),
        _("Send it again. If it happens twice, tell whoever looks after this Tiebeam."),
    ),
}  # fmt: skip


def in_words(faults: Iterable[Mapping[str, str]]) -> list[tuple[str, Fault]]:
    """The name of each file that could not be read, and why."""
    return [(each["name"], FAULTS.get(each["code"], OURS)) for each in faults]
