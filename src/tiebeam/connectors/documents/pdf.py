"""PDF: its text, page by page. Pictures of pages have none, and say so."""

from __future__ import annotations

import io
import logging

from tiebeam.connectors.documents.errors import Broken, Encrypted, ScannedOnly, TooLarge

MOST_PAGES = 2_000
#: Fewer letters a page than a heading has: these are pictures.
FEWEST_LETTERS = 20


def text(content: bytes, name: str) -> str:
    """The words of a PDF file, a blank line between pages.

    Raises  Encrypted, ScannedOnly, TooLarge, Broken
    """
    if not content[:1024].lstrip().startswith(b"%PDF"):
        raise Broken(f"{name}: this is no PDF file. Save it as PDF, and try again.")
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError

    # It warns of every small oddity of a file; nobody here can mend them.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        _refuse_locked(reader.is_encrypted and not reader.decrypt(""), name)
        _refuse_long(len(reader.pages), name)
        pages = [page.extract_text() for page in reader.pages]
    except (Encrypted, TooLarge):
        raise
    except FileNotDecryptedError:
        _refuse_locked(True, name)
        raise
    # A broken file can fail anywhere in a reader of files, so whatever it says is answered alike.
    except Exception as error:
        raise Broken(f"{name}: the file is damaged. Save it anew as PDF, and try again."
                     ) from error  # fmt: skip
    if sum(len(page.strip()) for page in pages) < FEWEST_LETTERS * max(1, len(pages)):
        raise ScannedOnly(f"{name}: the file holds pictures of pages, and no text. "
                          "Run text recognition on it, or use the file it was made from."
                          )  # fmt: skip
    # Half a pair of a letter outside the first plane can't be written to any file.
    whole = "\n\n".join(page.strip("\n") for page in pages) + "\n"
    return whole.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")


def _refuse_locked(locked: bool, name: str) -> None:
    if locked:
        raise Encrypted(f"{name}: the file is locked with a password. "
                        "Save it without one, and try again.")  # fmt: skip


def _refuse_long(pages: int, name: str) -> None:
    if pages > MOST_PAGES:
        raise TooLarge(f"{name}: there are {pages:,} pages. Split the file, and try again.")
