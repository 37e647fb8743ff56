"""What is done with documents that were brought: take their text out, and delete what was sent.

Each file is opened in memory alone. One that can't be read is named with a code of ours and no word
of the reader, and the others go on.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from tiebeam.connectors.documents import Unreadable, Written, from_bytes
from tiebeam.connectors.documents.archives import LARGEST_FILE, checked_members, opened, read_member
from tiebeam.connectors.documents.reading import READ
from tiebeam.engine.texts import Text
from tiebeam.engine.texts import read as taken_apart
from tiebeam.vault import keys as vault
from tiebeam.vault.keys import UnknownKey
from tiebeam.vault.open import Damaged, NotSealed, SomethingElse
from tiebeam.vault.seal import Label
from tiebeam.web.jobs.registry import Handler, Step, Work, Write, handle
from tiebeam.web.organisation import uploads
from tiebeam.web.organisation.inventory import actions, queries, work
from tiebeam.web.organisation.inventory.actions import TextFound
from tiebeam.worker import opening
from tiebeam.worker.intake import sweep
from tiebeam.worker.running import where
from tiebeam.worker.schedule import daily, recurs

logger = logging.getLogger(__name__)

#: When owners are told what is due, by the organisation's clock.
HOUR: Final = 7
LONGEST_NAME: Final = 120
LONGEST_TITLE: Final = 160
#: Inside a zip these are said to be of a kind that we can't read; pictures and the like are passed.
_OTHER_TEXTS: Final = frozenset(
    (".doc", ".dot", ".odt", ".rtf", ".pages", ".ppt", ".pptx", ".odp", ".wpd", ".zip", ".epub")
)
_INSIDE: Final = READ | {".txt"}

#: By the name of the reader's error, the code of a fault.
_TOLD: Final[Mapping[str, str]] = {
    "Broken": "broken", "Encrypted": "encrypted", "ScannedOnly": "scanned",
    "TooLarge": "too-large", "ZipBomb": "too-much-inside", "UnsafeName": "path",
    "HasMacros": "macro", "ExternalEntity": "entity", "WrongEncoding": "letters",
    "UnknownFormat": "unknown-kind", "NothingToRead": "no-text",
}  # fmt: skip


# --- read -----------------------------------------------------------------------------------------


@dataclass
class Taken:
    """What came out of files, and what did not."""

    texts: list[TextFound] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)

    def fault(self, name: str, code: str) -> None:
        self.faults.append({"name": name, "code": code})


def read(job: Work) -> Write | None:
    """Take the text out of every file."""
    brought = queries.bringing(job.given["bringing"])
    if brought is None or not brought.is_busy:
        return None
    taken = Taken()
    for file in brought.files.all():
        job.go_on()
        _take(file, taken, job)

    def write() -> dict[str, Any]:
        actions.note_texts(brought, taken.texts, taken.faults, at=timezone.now())
        return {"bringing": brought.public_id}

    return write


def _take(file: Any, taken: Taken, job: Work) -> None:
    is_zip = file.name.casefold().endswith(".zip")
    if file.bytes > (2 if is_zip else 1) * LARGEST_FILE:
        taken.fault(file.name, "too-large")
        return
    try:
        content = b"".join(_opened(file))
    except (Damaged, NotSealed, SomethingElse, UnknownKey, FileNotFoundError):
        taken.fault(file.name, "damaged")
        return
    if is_zip:
        _take_all(file.name, content, taken, job)
    else:
        _try(file.name, lambda: content, taken)


def _take_all(name: str, content: bytes, taken: Taken, job: Work) -> None:
    """Every document of a zip. Where one has a name that leads out of it, none is opened."""
    before = len(taken.texts) + len(taken.faults)
    try:
        with opened(io.BytesIO(content), name) as archive:
            for member in checked_members(archive, name):
                job.go_on()
                inside = PurePosixPath(member.filename)
                if any(part.startswith((".", "__MACOSX")) for part in inside.parts):
                    continue
                if inside.suffix.lower() in _INSIDE:
                    _try(_name_inside(inside), partial(read_member, archive, member, name), taken)
                elif inside.suffix.lower() in _OTHER_TEXTS:
                    taken.fault(_name_inside(inside), "unknown-kind")
    except Unreadable as why:
        taken.fault(name, _code(why))
        return
    if len(taken.texts) + len(taken.faults) == before:
        taken.fault(name, "nothing-inside")


def _name_inside(inside: PurePosixPath) -> str:
    """Where it lies in its zip, to be read: it is never the name of a file of ours."""
    return "/".join(uploads.shown_name(part) for part in inside.parts)[-LONGEST_NAME:]


def _try(name: str, content: Callable[[], bytes], taken: Taken) -> None:
    try:
        found = from_bytes(name, content())
    except Unreadable as why:
        taken.fault(name, _code(why))
        return
    except Exception as raised:
        # Whatever a file does to its reader, the others go on. What the reader says of it may hold
        # words of the file, so it goes nowhere.
        logger.warning("a document could not be read: %s", where(raised))
        taken.fault(name, "broken")
        return
    text = _kept(found)
    if text is None:
        taken.fault(name, "no-text")
    else:
        taken.texts.append(text)


def _code(why: Unreadable) -> str:
    return _TOLD.get(type(why).__name__, "broken")


def _kept(found: Written) -> TextFound | None:
    """A text as it is kept; None where it has no words."""
    # A database keeps neither of these; spans are counted in what is kept.
    content = found.content.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
    text = taken_apart(found.name, content, found.kind)
    words = len(text.plain.split())
    if not words:
        return None
    return TextFound(
        name=found.name, title=_title(text), text=content, kind=_kind(found), read_as=found.kind,
        sha256=hashlib.sha256(content.encode()).hexdigest(), words=words,
    )  # fmt: skip


def _kind(found: Written) -> str:
    """What the file was."""
    suffix = PurePosixPath(found.name).suffix.lower()
    return {".docx": "docx", ".pdf": "pdf"}.get(suffix, found.kind)


def _title(text: Text) -> str:
    """As the text calls itself, else its file without its ending."""
    headings = [each for each in text.sections if each.heading]
    first = min(headings[:5], key=lambda each: each.level, default=None)
    name = PurePosixPath(text.name).stem.replace("-", " ").replace("_", " ")
    name = name[:1].upper() + name[1:]
    title = text.front.get("title") or (first.heading if first else name)
    plain = "".join(each if each.isprintable() else " " for each in title.strip("\"' "))
    return (" ".join(plain.split()) or name)[:LONGEST_TITLE]


# --- clear ----------------------------------------------------------------------------------------


def clear(job: Work) -> Write | None:
    """Delete what was sent, and strays."""
    brought = queries.bringing(job.given["bringing"])
    if brought is None or brought.is_busy:
        return None
    for file in brought.files.all():
        if file.sealed:
            (_sealed() / file.sealed).unlink(missing_ok=True)
    sweep()

    def write() -> dict[str, Any]:
        actions.note_files_deleted(brought)
        return {"bringing": brought.public_id}

    return write


def _opened(file: Any) -> Iterator[bytes]:
    label = Label(what=uploads.WHAT, version=file.label, field=uploads.FIELD)
    keys = vault.load(settings.HERE.home / "vault")
    return opening.opened(_sealed() / file.sealed, label=label, keys=keys)


def _sealed() -> Path:
    folder: Path = settings.HERE.home / "sealed"
    return folder


# --- reviews --------------------------------------------------------------------------------------


def remind(job: Work, *, now: Callable[[], datetime]) -> Write:
    """Tell whoever looks after a structure that it is due."""
    due = [each.public_id for each in queries.to_remind_of(date.fromisoformat(job.given["day"]))]
    return lambda: {"told": sum(actions.remind(each, at=now()) for each in due)}


HANDLERS: Final = (
    Handler(
        kind=work.READ.name,
        steps=[
            Step(name="read", words=gettext_noop("The text is taken out."), does=read),
            Step(name="clear", words=gettext_noop("What was sent is deleted."), does=clear),
        ],
    ),
    Handler(
        kind=work.REVIEWS.name,
        steps=[
            Step(name="tell", words=gettext_noop("What is due is being looked up."),
                 does=partial(remind, now=timezone.now))
        ],
    ),
)  # fmt: skip
for each in HANDLERS:
    handle(each)
recurs(work.REVIEWS.name, daily(work.REVIEWS.name, hour=HOUR))
