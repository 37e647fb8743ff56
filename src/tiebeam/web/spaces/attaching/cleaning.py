"""Files of strangers are taken apart in a process of their own, which ends with what it does.

What a file has in it may be made to use up memory or time, or to find a fault in what reads it. So
the process has bounds, no word of the settings, and no file that it may write.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Final

from tiebeam.web.spaces.attaching.clean import Clean, Refused

#: Seconds by the clock on the wall: more than it may work, so that a slow machine is no reason.
_WAITS: Final = 40
_CHILD: Final = "tiebeam.web.spaces.attaching.child"


def cleaned(content: bytes) -> Clean:
    """What is left of a file once it says nothing of itself any more.

    Raises  Refused
    """
    kept = {name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX",) if name in os.environ}
    path = os.pathsep.join(each for each in sys.path if each)
    try:
        done = subprocess.run(  # noqa: S603 — our own module; the file goes in by a pipe
            [sys.executable, "-P", "-m", _CHILD], input=content, capture_output=True,
            timeout=_WAITS, check=False, env={**kept, "PYTHONPATH": path},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused("too-much") from None
    line, _, left = done.stdout.partition(b"\n")
    # What it says besides may hold words of the file, and is never looked at.
    if done.returncode or not line:
        raise Refused("too-much")
    said = json.loads(line)
    if "refused" in said:
        raise Refused(said["refused"])
    return Clean(content=left, **said)
