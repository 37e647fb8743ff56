"""The process in which a stranger's file is taken apart: it may use little, and write nothing.

It reads the file from its input, and writes to its output one line of JSON and what is left.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any, Final

from tiebeam.web.spaces.attaching.clean import MOST_BYTES, Refused

#: Bytes of memory, and seconds of work.
MEMORY: Final = 1 << 30
SECONDS: Final = 15


def main() -> None:
    _bounded()
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    from tiebeam.web.spaces.attaching.judging import cleaned

    try:
        made = cleaned(content)
    except Refused as refused:
        _say({"refused": refused.why})
    except (MemoryError, RecursionError):
        _say({"refused": "too-much"})
    else:
        _say({"kind": made.kind, "content_type": made.content_type, "width": made.width,
              "height": made.height})  # fmt: skip
        sys.stdout.buffer.write(made.content)


def _bounded() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))


def _say(said: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    main()
