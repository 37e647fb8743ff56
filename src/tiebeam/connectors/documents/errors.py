"""Why a document can't be read; each says what to do next, and none has done any harm."""

from __future__ import annotations


class Unreadable(ValueError):
    """A document can't be read."""


class UnknownFormat(Unreadable):
    """Nobody here reads this kind of file."""


class NothingToRead(Unreadable):
    """A place holds no document."""


class TooLarge(Unreadable):
    """A file is larger than a policy ever is."""


class ZipBomb(Unreadable):
    """A file would unpack to far more than it says, or than a policy ever is."""


class UnsafeName(Unreadable):
    """A file inside an archive has a name that leads out of it."""


class HasMacros(Unreadable):
    """A file carries programs."""


class ExternalEntity(Unreadable):
    """A file asks its reader to fetch something from elsewhere, or to repeat it without end."""


class Encrypted(Unreadable):
    """A file is locked with a password."""


class ScannedOnly(Unreadable):
    """A file holds pictures of pages, and no text."""


class Broken(Unreadable):
    """A file is not what its name says, or ends too early."""


class WrongEncoding(Unreadable):
    """A file's letters can't be told."""


class NoHistory(Unreadable):
    """A folder has no history that can be read."""
