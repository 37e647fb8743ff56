"""What the log may hold of an address: never the key of a link, which lets its reader come in."""

from __future__ import annotations

import logging
import re
from typing import Any, Final

#: Addresses that end in a key: of a first link, an invitation, a new password, a new address, and
#: of mails that shall stop.
KEYED: Final = re.compile(r"/(first|join|password|confirm|stop)/[^/\s]+/")


class WithoutKeys(logging.Filter):
    """Takes keys out of addresses before a line is written, or handed on."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without(each) for each in record.args)
        return True


def _without(said: Any) -> Any:
    return KEYED.sub(r"/\1/…/", said) if isinstance(said, str) else said
