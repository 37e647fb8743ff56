"""Sound: WAV, written anew, measure by measure."""

from __future__ import annotations

import io
import re
import wave
from typing import Final

from tiebeam.web.spaces.attaching.clean import Clean, Refused

#: How what is said of a sound begins. A recorder that counts wrong lets it run on into the sound.
_SAYS_MORE: Final = re.compile(
    rb"LIST....(?:INFO|adtl)|(?:bext|iXML|_PMX|id3 |ID3 |cart)..\0\0", re.DOTALL
)
_NAME: Final = re.compile(rb"[ -~]{4}")


def cleaned(content: bytes) -> Clean:
    """The sound alone: what a recorder writes beside it, such as its owner or the day, is gone.

    Raises  Refused
    """
    _refuse_miscounted(content)
    made = io.BytesIO()
    try:
        with wave.open(io.BytesIO(content)) as found:
            about, heard = found.getparams(), found.readframes(found.getnframes())
        if not heard or about.nchannels > 8 or not 1000 <= about.framerate <= 192_000:
            raise Refused("other-wav")
        # Half a measure at the end is none.
        heard = heard[: len(heard) - len(heard) % (about.nchannels * about.sampwidth)]
        if _SAYS_MORE.search(heard):
            raise Refused("other-wav")
        with wave.open(made, "wb") as kept:
            kept.setnchannels(about.nchannels)
            kept.setsampwidth(about.sampwidth)
            kept.setframerate(about.framerate)
            kept.writeframes(heard)
    except (wave.Error, EOFError, RuntimeError) as error:
        raise Refused("other-wav") from error
    return Clean(kind="sound", content_type="audio/wav", content=made.getvalue())


def _refuse_miscounted(content: bytes) -> None:
    """Each part of a WAV says how long it is. Unless all of them end where the file does, nobody
    knows where the sound ends, and what is said of it begins.

    Raises  Refused
    """
    at, sounds = 12, 0
    while at < len(content):
        if not _NAME.fullmatch(content[at : at + 4]):
            raise Refused("other-wav")
        sounds += content[at : at + 4] == b"data"
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    # The last part may lack the byte that makes it even.
    if at - len(content) not in (0, 1) or sounds != 1:
        raise Refused("other-wav")
