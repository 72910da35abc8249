"""The typefaces of paper, all from the package index: ours first, Noto for the scripts that ours lack.

Of each only the letters that a record needs come into its PDF.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# What has no picture of its own: blanks, joiners, signs of direction, variants of the sign before. The typesetter obeys them.
_RANGES = (
    (0, 0x20),
    (0xA0, 0xA0),
    (0xAD, 0xAD),
    (0x200B, 0x200F),
    (0x2028, 0x202F),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
)
UNDRAWN = frozenset(chr(code) for first, last in _RANGES for code in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Face:
    """A family of letters, and the package and the file that hold it."""

    family: str
    package: str
    file: str


def _noto(script: str) -> Face:
    return Face(f"Noto Sans {script}", "manimgx_fonts", f"NotoSans{script}[wght].ttf")


def _cjk(country: str) -> Face:
    return Face(
        f"Noto Sans {country}", "justmytype_intl_cjk", f"fonts/ofl/notosans{country.lower()}/NotoSans{country}[wght].ttf"
    )


SERIF = Face("Source Serif 4", "fontpkg_source_serif_4", "files/SourceSerif4[opsz,wght].ttf")
SANS = Face("Source Sans 3", "fontpkg_source_sans_3", "files/SourceSans3[wght].ttf")
CODE = Face("Source Code Pro", "fontpkg_source_code_pro", "files/SourceCodePro[wght].ttf")
SCRIPTS = (
    *("Devanagari", "Arabic", "Armenian", "Bengali", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew", "Kannada"),
    *("Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai"),
)
HAN = {"zh": _cjk("SC"), "ja": _cjk("JP"), "ko": _cjk("KR")}
"""The same signs are drawn in another way in each of these languages."""
# Noto's Arabic draws the dots of a letter apart from it, and in a PDF each of them is a letter again for whoever searches it.
ARABIC = Face("IBM Plex Sans Arabic", "fontpkg_ibm_plex_sans_arabic", "files/IBMPlexSansArabic-Regular.ttf")
OTHERS = (
    Face("Noto Sans", "manimgx_fonts", "NotoSans[wght].ttf"),
    ARABIC,
    *map(_noto, SCRIPTS),
    _noto("Symbols"),
    *HAN.values(),
    _cjk("TC"),
    Face("Noto Emoji", "manimgx_fonts", "NotoEmoji[wght].ttf"),
)
"""What is looked through for a sign that our own faces lack, in this order."""
ALL = (SERIF, SANS, CODE, *OTHERS)
HAN_FAMILIES = {language: face.family for language, face in HAN.items()}


def folders() -> list[str]:
    """Where the typesetter finds the files."""
    return sorted({str(_path(face).parent) for face in ALL})


def needed(text: str) -> tuple[list[Face], frozenset[str]]:
    """The faces that the signs of a text need beside ours, and the signs for which there is none."""
    faces: list[Face] = []
    lacking = frozenset(text) - UNDRAWN - _signs(SERIF) - _signs(SANS) - _signs(CODE)
    for face in OTHERS:
        if lacking and (found := lacking & _signs(face)):
            faces.append(face)
            lacking -= found
    return faces, lacking


def _path(face: Face) -> Path:
    spec = find_spec(face.package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(face.package)
    return Path(spec.origin).parent / face.file


@cache
def _signs(face: Face) -> frozenset[str]:
    """What the face can draw."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only the process that makes a PDF needs it

    with TTFont(_path(face), lazy=True) as font:
        return frozenset(map(chr, font["cmap"].getBestCmap()))
