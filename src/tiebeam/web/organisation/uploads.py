"""Files are sealed while they arrive: nothing of them is ever on disk in clear.

There is one handler for all uploads of this site. It seals what goes to a view that said it takes
files, sent by somebody who may open that view, and throws everything else away. A sealed file that
no view keeps is deleted with the request.

A view may also say that it takes a small file that is to be cleaned before anybody sees it. That
one is held in memory, up to a bound, and never touches the disk.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from tiebeam.vault.files import OpenToOthers
from tiebeam.vault.seal import (
    BadSealingKey,
    Label,
    SealedFile,
    SealingKey,
    seal,
    sealing,
    sealing_key,
)
from tiebeam.web.accounts.forms import TURNING
from tiebeam.web.permissions import said_by

if TYPE_CHECKING:
    _Uploaded = UploadedFile[Any]
else:
    _Uploaded = UploadedFile

View = TypeVar("View", bound=Callable[..., Any])

#: Where a view says that it takes files.
SAID: Final = "tiebeam_takes_files"
#: Where a view says that it takes a small file, and of how many bytes.
HOLDS: Final = "tiebeam_holds_files"
#: How large a body may be that brings one. What does not fit is counted and dropped, so that the
#: page can say so beside what somebody typed.
_BODY_WITH_HELD: Final = 200_000_000
#: What the label of a sealed upload says.
WHAT: Final = "upload"
FIELD: Final = "file"
LONGEST_NAME: Final = 120


def takes_files(view: View) -> View:
    """For a view to which files may be sent."""
    setattr(view, SAID, True)
    return view


def holds_files(*, most_bytes: int) -> Callable[[View], View]:
    """For a view to which one small file may be sent: it is held in memory, and nowhere else."""

    def said(view: View) -> View:
        setattr(view, HOLDS, most_bytes)
        return view

    return said


def published_key() -> SealingKey | None:
    """What files are sealed to; None until the worker has published it, whole and guarded."""
    try:
        return sealing_key(settings.HERE.sealing_key)
    except (FileNotFoundError, BadSealingKey, OpenToOthers):
        return None


def shown_name(name: str) -> str:
    """A file's name to be read: of a path the last part, in plain signs, and no longer than fits.

    It is never the name of a file of ours.
    """
    last = name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    plain = "".join(
        each for each in last if unicodedata.category(each)[0] != "C" and each not in TURNING
    )
    plain = " ".join(plain.split())
    return plain[-LONGEST_NAME:] or "file"


class SealedUpload(_Uploaded):
    """A file that came with a form and was sealed; deleted with the request unless it is kept.

    label   by which the worker asks for it
    sha256  of the bytes that were sent
    """

    def __init__(self, path: Path, *, label: str, sha256: str, name: str, size: int) -> None:
        super().__init__(file=None, name=name, size=size)
        self.path, self.label, self.sha256 = path, label, sha256
        self.shown_name = shown_name(name)
        self.is_kept = False

    def keep(self) -> None:
        self.is_kept = True

    def close(self) -> None:
        if not self.is_kept:
            self.path.unlink(missing_ok=True)


class HeldUpload(_Uploaded):
    """A small file that came with a form, in memory. What it was called is not even known.

    content       empty where it is too large
    is_too_large  whether more came than the view takes
    """

    def __init__(self, content: bytes, *, size: int, is_too_large: bool) -> None:
        super().__init__(file=None, name="file", size=size)
        self.content, self.is_too_large = content, is_too_large

    def close(self) -> None:
        self.content = b""


def sealed_text(text: str, *, name: str) -> SealedUpload:
    """What somebody pasted, sealed as a file is; it goes unless it is kept.

    Raises  NoKey where the worker has published none
    """
    key = published_key()
    if key is None:
        raise NoKey
    content, label = text.encode(), secrets.token_urlsafe(12)
    path = settings.HERE.home / "sealed" / f"upload-{label}"
    seal(path, [content], label=Label(what=WHAT, version=label, field=FIELD), to=key)
    return SealedUpload(
        path, label=label, sha256=hashlib.sha256(content).hexdigest(), name=name, size=len(content)
    )


class NoKey(RuntimeError):
    """There is nothing yet to seal to."""


class Sealing(FileUploadHandler):
    """Seals what a view asked for, chunk by chunk, and nothing else."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._open = ExitStack()
        self._sealed: SealedFile | None = None
        self._held: bytearray | None = None
        self._holds = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if most := _holds(self.request):
            # One is what its form asks for: of twenty, nothing may be held.
            if self._held is not None:
                raise SkipFile
            self._held, self._holds = bytearray(), most
            return
        key = published_key() if _may_send_files(self.request) else None
        if key is None:
            raise SkipFile
        self._label = secrets.token_urlsafe(12)
        self._path = settings.HERE.home / "sealed" / f"upload-{self._label}"
        label = Label(what=WHAT, version=self._label, field=FIELD)
        self._sealed = self._open.enter_context(sealing(self._path, label=label, to=key))
        self._digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._held is not None:
            if len(self._held) + len(raw_data) <= self._holds and start == len(self._held):
                self._held += raw_data
            return
        if self._sealed is not None:
            self._sealed.write(raw_data)
            digest = self._digest
            digest.update(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload | HeldUpload | None:
        if self._held is not None:
            is_whole = len(self._held) == file_size
            content = bytes(self._held) if is_whole else b""
            del self._held[:]
            return HeldUpload(content, size=file_size, is_too_large=not is_whole)
        if self._sealed is None:
            return None
        self._open.close()
        self._sealed = None
        return SealedUpload(
            self._path, label=self._label, sha256=self._digest.hexdigest(),
            name=self.file_name or "", size=file_size,
        )  # fmt: skip

    def upload_interrupted(self) -> None:
        """What came of the file is thrown away. To call it again does nothing."""
        self._sealed = None
        self._open.__exit__(Interrupted, Interrupted(), None)


class Interrupted(ConnectionError):
    """Somebody stopped sending before the file was whole."""


def _may_send_files(request: HttpRequest | None) -> bool:
    """Whether the view asked for files, and is for whoever sends them."""
    found = getattr(request, "resolver_match", None)
    return found is not None and _takes_files(found.func) and _may_open(request, found.func)


def _holds(request: HttpRequest | None) -> int:
    """How many bytes of a file a view holds, for whoever may open it; 0 for all others."""
    found = getattr(request, "resolver_match", None)
    if found is None or not _may_open(request, found.func):
        return 0
    return int(getattr(found.func, HOLDS, 0))


def _takes_files(view: Any) -> bool:
    return getattr(view, SAID, False)


def _may_open(request: Any, view: Any) -> bool:
    said = said_by(view)
    return said is not None and said(request.user)


class Bodies:
    """Refuses what is too large before any of it is taken apart, and clears up what broke off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self._get_response(request)
        finally:
            for each in getattr(request, "_upload_handlers", ()):
                each.upload_interrupted()

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: Any
    ) -> HttpResponseBase | None:
        most = most_bytes(view)
        if _announced(request) <= most:
            return None
        if said_by(view) is not None and not _may_open(request, view):
            # As a page that does not exist: its limit would betray it.
            raise Http404
        _let_pass(request, up_to=2 * most)
        holds = getattr(view, HOLDS, 0)
        shown = {"takes_files": _takes_files(view), "holds": holds,
                 "megabytes": (holds or most) // 1_000_000}  # fmt: skip
        return render(request, "organisation/too_large.html", shown, status=413)


def most_bytes(view: Callable[..., Any]) -> int:
    """How large a body may be that is sent to a view."""
    if _takes_files(view):
        return settings.HERE.upload_max_mb * 1_000_000
    if getattr(view, HOLDS, 0):
        return _BODY_WITH_HELD
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0


def _announced(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


def _let_pass(request: HttpRequest, *, up_to: int) -> None:
    """Read and forget: a browser that is cut off while it sends shows no answer."""
    read = 0
    while read < up_to and (chunk := request.read(1 << 16)):
        read += len(chunk)
