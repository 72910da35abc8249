"""Words as they are searched for: without accents, and with signs within a word, such as hyphens, read as blanks."""

import re
import unicodedata
from functools import lru_cache

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Func, TextField

# PostgreSQL gives up at thirty signs of negation one after the other ("tsquery stack too small"): one before a word is kept.
STRAY_MINUS = re.compile(r'((?<!\S)-(?=[^\W_]|"))|-')
_SIGNS = re.compile(r"[-/._]+")
_STOPS = re.compile("[/._]")
_JOINED = re.compile(r"(?<![^\W_])[^\W_]+(?:[-/._]+[^\W_]+)+")
_WORD = re.compile(r"[^\W_]+")
_SOFT_HYPHEN = "\u00ad"
EXCERPT = 240


class Plain(Func):
    """A column's words without accents, whatever Unicode form they are in, and with blanks for hyphens, slashes and stops.

    A soft hyphen is nothing; `unaccent` would make a hyphen of it.
    """

    template = "translate(unaccent(translate(normalize(%(expressions)s), chr(173), '')), '-/._', '    ')"
    output_field = TextField()


def plain_vector(*columns: str, weight: str | None = None) -> SearchVector:
    return SearchVector(*map(Plain, columns), weight=weight, config="english")


def unaccented(words: str) -> str:
    """The words as PostgreSQL strips them, so that both sides of a search are stripped alike."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unaccent(%s)", [unicodedata.normalize("NFC", words).replace(_SOFT_HYPHEN, "")])
        return str(cursor.fetchone()[0])


def websearch(plain: str) -> SearchQuery:
    """What to look for: words, "a phrase", or, -without. `AES-256` and `27001/2022` are phrases too."""
    return SearchQuery(STRAY_MINUS.sub(r"\1", _phrased(plain)), config="english", search_type="websearch")


def _phrased(plain: str) -> str:
    """Each word with signs within as a phrase. Of the signs only a minus outside phrases is left."""
    parts = plain.split('"')
    for place, part in enumerate(parts):
        if place % 2:
            parts[place] = _as_phrase(part)
        else:
            parts[place] = _STOPS.sub(" ", _JOINED.sub(lambda match: _as_phrase(match[0]), part))
    return "".join(parts)


def _as_phrase(words: str) -> str:
    return f'"{_SIGNS.sub(" ", words)}"'


def excerpt(text: str, plain: str) -> str:
    """The piece of `text` around the first word that is looked for; its beginning where none stands there as it was typed."""
    wanted = tuple(_WORD.findall(plain.lower()))
    words = _WORD.finditer("".join(map(_base, text)))
    first = next((word.start() for word in words if word[0].startswith(wanted)), 0)
    start = text.rfind(" ", 0, max(0, first - EXCERPT // 3)) + 1
    end = len(text) if len(text) <= start + EXCERPT else max(text.rfind(" ", 0, start + EXCERPT), start + EXCERPT // 2)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return f"{before}{' '.join(text[start:end].split())}{after}"


@lru_cache(maxsize=4_000)
def _base(letter: str) -> str:
    """The letter in lower case without its accents: one for one, so that places stay."""
    return unicodedata.normalize("NFD", letter)[0].lower()[0]
