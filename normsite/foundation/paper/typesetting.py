"""From plain values to pages."""

import ctypes
import json
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from normsite.foundation.paper import faces

M_MMAP_THRESHOLD = -3
LOOKS = Path(__file__).with_name("looks.typ")


def why_not() -> str | None:
    """Why no page can be set here, as a sentence; None when it can."""
    packages = ["typst", *sorted({face.package for face in faces.ALL})]
    missing = [package for package in packages if find_spec(package) is None]
    return f"PDF is not available on this server: the package {missing[0]} is missing." if missing else None


def set_pages(sheet: str) -> bytes:
    """The PDF/UA-1 of a sheet, given as JSON, whose words the typesetter sees as data alone: none of them can be a command.

    It bears no date and reads no clock, nothing of the machine and nothing of the network. Signs for which there is no face are
    shown by their code points, as ⟦U+12000⟧, and the first page says so.
    """
    import typst  # noqa: PLC0415 - only the process that makes a PDF needs its 80 MB

    _give_back_large_blocks()
    found, lacking = faces.needed(sheet)
    told = {"others": [face.family for face in found], "han": faces.HAN_FAMILIES, "lacking": bool(lacking)}
    shown = sheet.translate({ord(sign): f"⟦U+{ord(sign):04X}⟧" for sign in lacking})
    return typst.compile(
        LOOKS.read_bytes(),
        sys_inputs={"sheet": shown, "faces": json.dumps(told)},
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=faces.folders()),
        pdf_standards=["ua-1"],
        format="pdf",
    )


def _give_back_large_blocks() -> None:
    """Have glibc return each large block that is free again; left to itself it keeps ever larger ones (mallopt(3)). That saves
    some 4 % of the memory. Other systems know no such switch."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, 65_536)
