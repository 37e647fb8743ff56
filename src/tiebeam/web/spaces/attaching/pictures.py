"""Pictures: what they show is drawn anew, and all else about them is left behind."""

from __future__ import annotations

import io
from contextlib import suppress
from operator import methodcaller
from typing import Any, Final

from PIL import Image, ImageCms, ImageFile, ImageOps

from tiebeam.web.spaces.attaching.clean import Clean, Refused

#: As many as a telephone's picture has. A file of a few kilobytes may unfold to more than any
#: machine has room for; its size stands at its beginning, and is read before anything is unfolded.
MOST_PIXELS: Final = 50_000_000
#: A side of what is kept: enough to read a notice on a wall, and less of the camera's own pattern.
LONGEST_SIDE: Final = 2400
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
#: What each is kept as. Of what moves, the first picture: nobody could stop it here.
_KEPT_AS: Final = {"JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP", "PNG": "PNG", "GIF": "PNG"}
_HOW: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 90, "method": 4},
}


def cleaned(content: bytes) -> Clean:
    """The picture, drawn anew.

    Raises  Refused
    """
    Image.MAX_IMAGE_PIXELS = None  # ours is stricter, and says so by another error
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(io.BytesIO(content), formats=FORMATS) as found:
        if found.width * found.height > MOST_PIXELS:
            raise Refused("too-many-pixels")
        kept_as = _KEPT_AS[found.format or ""]
        drawn = _drawn(found, opaque=kept_as == "JPEG")
    made = io.BytesIO()
    # By its name, since the word alone means to write a row.
    methodcaller("save", made, format=kept_as, **_HOW[kept_as])(drawn)
    return Clean(
        kind="picture", content_type=f"image/{kept_as.lower()}", content=made.getvalue(),
        width=drawn.width, height=drawn.height,
    )  # fmt: skip


def _drawn(found: Any, *, opaque: bool) -> Image.Image:
    """What can be seen of a picture, on a new one that knows nothing else."""
    found.seek(0)
    # Of a large JPEG, only as much is unfolded as is kept.
    found.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    found.load()
    upright = ImageOps.exif_transpose(found)
    seen = _in_usual_colours(upright, opaque=opaque)
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return Image.frombytes(seen.mode, seen.size, seen.tobytes())


def _in_usual_colours(picture: Image.Image, *, opaque: bool) -> Image.Image:
    """In the colours that a browser takes a picture to have which says nothing of them."""
    profile = picture.info.get("icc_profile")
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            like = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            there = picture if picture.mode in ("RGB", "RGBA", "CMYK") else picture.convert(mode)
            made = ImageCms.profileToProfile(
                there, like, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            picture = made or picture
    if opaque:
        return picture.convert("RGB")
    has_holes = "A" in picture.getbands() or "transparency" in picture.info
    return picture.convert("RGBA" if has_holes else "RGB")
