"""Pictures are painted anew, so that nothing comes along with them: no place, no camera, no words, nothing behind their end."""

from io import BytesIO
from typing import Any

from normsite.foundation.errors import Refused
from normsite.foundation.uploads.kinds import JPEG, Kind

MOST_PIXELS = 30_000_000
MOST_BYTES = 6_000_000
TOO_MANY = "The picture has more than 30 million points."
SMALLER = "Make it smaller, and send that."


def painted_anew(data: bytes, kind: Kind) -> bytes:
    """The same picture, turned upright. One of more than 30 million pixels is refused before it is unpacked."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - only a picture needs it

    try:
        with Image.open(BytesIO(data), formats=[kind.key.upper()]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(TOO_MANY, SMALLER)
            upright = ImageOps.exif_transpose(_plain(picture, kind))
    except Image.DecompressionBombError as fault:
        raise Refused(TOO_MANY, SMALLER) from fault
    except (Refused, MemoryError):
        raise
    except Exception as fault:  # the library raises whatever a broken file makes it stumble over
        raise Refused("The picture can't be opened: it is damaged.", "Save it anew, and send that.") from fault
    upright.info.clear()
    painted = BytesIO()
    upright.save(painted, kind.key.upper(), **({"quality": 88} if kind is JPEG else {}))
    if painted.tell() > MOST_BYTES:
        raise Refused("The picture is larger than 6 MB once it is painted anew.", SMALLER)
    return painted.getvalue()


def _plain(picture: Any, kind: Kind) -> Any:
    """In grey, in colours, or in colours that let something through; it keeps what says which way is up."""
    if kind is not JPEG and picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("L" if picture.mode in ("1", "L", "LA") else "RGB")
