"""Sound: WAV, written anew, measure by measure."""

from __future__ import annotations

import io
import wave

from tiebeam.web.spaces.attaching.clean import Clean, Refused


def cleaned(content: bytes) -> Clean:
    """The sound alone: what a recorder writes beside it, such as its owner or the day, is gone.

    Raises  Refused
    """
    made = io.BytesIO()
    try:
        with wave.open(io.BytesIO(content)) as found:
            about, heard = found.getparams(), found.readframes(found.getnframes())
        if not heard or about.nchannels > 8 or not 1000 <= about.framerate <= 192_000:
            raise Refused("damaged")
        with wave.open(made, "wb") as kept:
            kept.setnchannels(about.nchannels)
            kept.setsampwidth(about.sampwidth)
            kept.setframerate(about.framerate)
            # Half a measure at the end is none.
            kept.writeframes(heard[: len(heard) - len(heard) % (about.nchannels * about.sampwidth)])
    except (wave.Error, EOFError, ValueError, RuntimeError, OverflowError) as error:
        raise (error if isinstance(error, Refused) else Refused("other-wav")) from None
    return Clean(kind="sound", content_type="audio/wav", content=made.getvalue())
