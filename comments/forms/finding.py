"""What somebody types who comes back: a code, a key, or a link as a mail program has left it."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from django import forms

from normsite.foundation.codes import DATED_CODE, Kind, parse
from normsite.foundation.lines import Line

KEY_CHARACTERS = 43  # 256 bits in the alphabet of base64 for addresses
_CODE = re.compile(DATED_CODE, re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_NO_KEY = re.compile(r"[^A-Za-z0-9_-]")
_MARK = re.compile(r"key\s*[=:]", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """The code that was typed (empty: none), and what may be the key, the likeliest first; `is_cut` says that it is shorter
    than any key."""

    code: str = ""
    keys: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def kind(self) -> Kind | None:
        return parse(self.code)


def named_in(typed: str) -> Named:
    """The code and the key in what was typed or pasted.

    Mail programs break links over lines, put them in angle brackets, end them with a full stop, lead them over a site of their
    own, and write “=” as “=3D” and the end of a line as “=” (quoted-printable). A key has none of these signs, and always the
    same length.
    """
    words = unquote(typed).translate(_DASHES)
    found = _CODE.search(words) or _CODE.search("".join(words.split()))
    code = found[0].upper() if found else ""
    if mark := _MARK.search(words):
        return Named(code, *_keys(words[mark.end() :], exactly=False))
    rest = words.replace(found[0], " ") if found else words
    return Named(code, *_keys(rest, exactly=True))


def _keys(words: str, *, exactly: bool) -> tuple[tuple[str, ...], bool]:
    """What may be a key at the beginning of these words, or be `exactly` all of them; and whether it is one cut short."""
    signs = _NO_KEY.sub("", words)
    if exactly and ("/" in words or len(signs) not in (KEY_CHARACTERS, KEY_CHARACTERS + 2)):
        return (), KEY_CHARACTERS // 2 < len(signs) < KEY_CHARACTERS and "/" not in words
    starts = (0, 2) if signs.startswith("3D") else (0,)
    found = tuple(signs[start : start + KEY_CHARACTERS] for start in starts)
    whole = tuple(key for key in found if len(key) == KEY_CHARACTERS)
    return whole, not whole


class FindReceiptForm(forms.Form):
    """For people who come back with whatever they have kept."""

    code = Line(
        label="Your code or link",
        max_length=2_000,
        help_text="The link in your receipt or its mail, its key, or the code of your receipt (RC-…) or comment (C-…).",
        error_messages={"required": "Type or paste your code, your key or your link."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    key = Line(
        label="Key",
        max_length=2_000,
        required=False,
        help_text="Only if you typed the code of a receipt above: the long word at the end of its link.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    @property
    def named(self) -> Named:
        """What both fields together name; a key in its own field goes first."""
        typed, key = (named_in(self.cleaned_data[name]) for name in ("code", "key"))
        keys = key.keys + typed.keys
        return Named(typed.code or key.code, keys, not keys and (typed.is_cut or key.is_cut))
