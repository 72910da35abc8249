"""Characters that nobody sees: they turn text around, hide in it, or stand for nothing; and those that can't be kept.

Most of them Unicode calls default ignorable (DerivedCoreProperties.txt, 16.0). To these come the direction signs, which are
among them, and those that are letters or symbols by their category and yet leave the page blank.
"""

import re
from unicodedata import bidirectional, category, normalize

UNKEPT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of characters: PostgreSQL refuses some, and nobody types any."""

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_BLANK = "\x7f-\x84\x86-\x9f\u2800\ufff9-\ufffc\U00013441\U00013442\U0001d159"
_UNSEEN = re.compile(f"[{_IGNORABLE}{_BLANK}]")
# Controls, blanks, and marks that only change a letter: none of them says anything alone.
_NOTHING = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"})
_PUNCTUATION = frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "Co"})

# Where such a character belongs: beside letters of the scripts that are written with it.
_JOINED = (
    "\u0620-\u08ff\u0900-\u0dff\u0f00-\u109f\u1700-\u17b3\u17b6-\u180a\u1810-\u18aa\u1900-\u1cff\ua800-\uabff\ufb50-\ufdff"
    "\ufe70-\ufefc\U00010a00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
_WITHOUT_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff"
_PICTURES = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_VARIED = (
    f"#*0-9\u00a9\u00ae\u1000-\u109f\u203c-\u2049\u2122-\u218f{_PICTURES}\u3001-\u9fff\ua840-\ua87f\uf900-\ufaff"
    "\uff01-\uff9f\U00020000-\U0003ffff"
)
_IN_PLACE = (
    rf"(?<=[{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?=[{_JOINED}])",  # Arabic, Persian, the scripts of India
    rf"(?<=[{_PICTURES}\ufe0f])\u200d(?=[{_PICTURES}])",  # a family of one picture
    rf"(?<=[{_VARIED}])[\ufe00-\ufe0f\U000e0100-\U000e01ef]",  # a variant of the sign before
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f",  # the flag of a part of a country
    r"(?<=[\u1820-\u18aa])[\u180b-\u180f]",  # Mongolian
    rf"(?<=[{_WITHOUT_SPACES}])\u200b(?=[{_WITHOUT_SPACES}])",  # where a line may break: Thai, Lao, Khmer, Burmese
    r"(?<=[\u2801-\u28ff])\u2800+(?=[\u2801-\u28ff])",  # the blank between words of Braille
)
# What `isolated` makes; an isolate of anything else is a sign that hides.
_ISOLATE = re.compile("\u2068([^\u2066-\u2069]*)\u2069")
_JOINERS = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_JOINING = re.compile(f"(?P<stays>{'|'.join(_IN_PLACE)})|{_JOINERS.pattern}")
_SHOWN = re.compile(f"(?P<stays>{'|'.join(_IN_PLACE)})|{_UNSEEN.pattern}")


def without_joiners(text: str) -> str:
    """The text without soft hyphens and the signs of no width that join or part letters, but where its script needs them: they
    would hide a word from whoever looks for it."""
    return _JOINING.sub(lambda sign: sign["stays"] or "", text) if _JOINERS.search(text) else text


ISOLATES = re.compile("([\u2068\u2069])")


def with_whole_isolates(text: str) -> str:
    """A piece of a text as it stands, or, where it was cut within a name that `isolated` keeps apart, without those signs."""
    return ISOLATES.sub("", text) if ISOLATES.search(_ISOLATE.sub("", text)) else text


def as_known(words: str) -> str:
    """By what words that look the same are known as the same: in the usual form of each sign (NFKC), without those that nobody
    sees, on one line."""
    return " ".join(_UNSEEN.sub("", normalize("NFKC", words)).split())


def can_be_seen(words: str) -> bool:
    """Whether the words say something that a reader would see."""
    return any(category(sign) not in _NOTHING for sign in _UNSEEN.sub("", words))


def can_be_named(words: str) -> bool:
    """Whether a reader would see a letter, a digit or a picture, as a name or a title has."""
    return any(category(sign) not in _NOTHING | _PUNCTUATION for sign in _UNSEEN.sub("", words))


def show_unseen(text: str) -> str:
    """The text with each unseen character replaced by its code point, as in ⟦U+202E⟧, but where its script needs it."""
    if _UNSEEN.search(text) is None:  # as nearly everywhere, and ten times as quick
        return text
    parts = _ISOLATE.split(text)
    return "".join(_isolate(part) if place % 2 else _show(part) for place, part in enumerate(parts))


def isolated(words: object) -> str:
    """A name or other words of people for a sentence that code puts together: those that run from the right are kept apart, so
    that they turn nothing beside them around (Unicode Standard Annex 9; in HTML `bdi` does the same)."""
    return f"\u2068{words}\u2069" if _runs_from_the_right(str(words)) else str(words)


def _runs_from_the_right(words: str) -> bool:
    return any(bidirectional(sign) in ("R", "AL") for sign in _UNSEEN.sub("", words))


def _isolate(words: str) -> str:
    return f"\u2068{_show(words)}\u2069" if _runs_from_the_right(words) else _show(f"\u2068{words}\u2069")


def _show(text: str) -> str:
    return _SHOWN.sub(lambda sign: sign[0] if sign["stays"] else f"⟦U+{ord(sign[0]):04X}⟧", text)
