"""Words as the typesetter takes them: which way they run, in whose letters, and where a long one may break."""

import re
from functools import cache
from unicodedata import bidirectional, east_asian_width, name

from normsite.foundation.unseen import UNKEPT

BREAK = "\u200b"
"""Where a line may end within a word. The typesetter makes a place of no width of it, so that it is never copied along."""
PIECE = 4
"""So many signs of a word that is too long stay together."""
_LONG = re.compile(r"\S+")
_BLANKS = re.compile(r"^ +|(?<=\n) +| {2,}")
_LANGUAGES = {"HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "BOPOMOFO": "zh", "CJK": "zh"}


def direction(text: str) -> str:
    """Which way a text runs, by its first letter that has a direction, as a browser finds out by itself."""
    strong = (bidirectional(sign) for sign in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else ""


def language(text: str) -> str:
    """Which language its signs show it to be in, for those that share signs and draw them in another way; else nothing."""
    found = {_of_sign(sign) for sign in text if sign > "\u1100"}
    return next((one for one in ("ja", "ko", "zh") if one in found), "")


def kept_blanks(text: str) -> str:
    """The text with its indentation and its columns in blanks that are not drawn together."""
    return _BLANKS.sub(lambda blanks: "\xa0" * len(blanks[0]), text.expandtabs(4))


def breakable(text: str, room: float) -> str:
    """The text with places to break in each word that is wider than `room`, in widths of a small letter; without controls."""
    return _LONG.sub(lambda word: _broken(word[0]) if widest(word[0]) > room else word[0], UNKEPT.sub("", text))


def widest(text: str) -> float:
    """The width of the widest piece that stands on one line; among signs that need no spaces between words, each is one."""
    return max((2 if any(map(_is_wide, word)) else width(word) for word in text.split()), default=0)


def width(word: str) -> float:
    """How wide words are set at most, in widths of a small letter."""
    return sum(map(_of_one, word))


def _of_one(sign: str) -> float:
    if _is_wide(sign):
        return 2
    return 1.35 if sign.isupper() or sign in "mw@%–—…" else 1.15 if sign.isdigit() else 1


def _broken(word: str) -> str:
    if word.startswith(("http://", "https://")):  # which the typesetter knows how to break
        return word
    pieces: list[str] = []
    for sign in word:
        if pieces and (len(pieces[-1]) < PIECE or bidirectional(sign) == "NSM"):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return BREAK.join(pieces)


def _is_wide(sign: str) -> bool:
    return sign > "\u1100" and east_asian_width(sign) in "WF"


@cache
def _of_sign(sign: str) -> str:
    return _LANGUAGES.get(name(sign, "").partition(" ")[0], "")
