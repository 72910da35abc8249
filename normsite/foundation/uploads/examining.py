"""One file, from the bytes that came to what is kept of it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from normsite.foundation.errors import Refused
from normsite.foundation.uploads.kinds import JPEG, PDF, PNG, TXT, Kind, kind_of
from normsite.foundation.uploads.names import clean_name
from normsite.foundation.uploads.office import kind_of_package, words_of_package
from normsite.foundation.uploads.pictures import painted_anew
from normsite.foundation.uploads.words import UNREAD, gathered, text_of, words_of_pdf


@dataclass(frozen=True)
class Examined:
    """What is kept of a file: its name, the key of its kind, its bytes, its words (none of a picture). `remark` is what its
    sender should know (empty: nothing)."""

    name: str
    kind: str
    data: bytes
    words: str = ""
    remark: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class NotTaken:
    """A file that was refused, and why."""

    name: str
    reason: str


def examine(name: str, data: bytes) -> Examined:
    """What is kept of the file. `Refused` where it is of another kind, damaged, or would do something by itself.

    A picture is painted anew; a text is kept in UTF-8.
    """
    kind = kind_of(data) or (kind_of_package(data) if data.startswith(b"PK") else TXT)
    called = clean_name(name, kind)
    if kind in (PNG, JPEG):
        return Examined(called, kind.key, painted_anew(data, kind))
    if kind is TXT:
        text = text_of(data)
        return Examined(called, kind.key, text.encode(), gathered([text]))
    words, remark = _words(data, kind)
    return Examined(called, kind.key, data, words, remark)


def _words(data: bytes, kind: Kind) -> tuple[str, str]:
    """The words, and what is to be said of them. A PDF may be well for people and yet not for our library."""
    try:
        return gathered(words_of_pdf(data) if kind is PDF else words_of_package(data, kind)), ""
    except (Refused, MemoryError):
        raise
    except Exception:  # the library raises whatever a broken file makes it stumble over
        return "", UNREAD


def examine_all(files: Iterable[tuple[str, bytes]]) -> list[Examined | NotTaken]:
    """Each file by itself: one that is refused keeps none of the others out."""
    return [_one(name, data) for name, data in files]


def _one(name: str, data: bytes) -> Examined | NotTaken:
    try:
        return examine(name, data)
    except Refused as refused:
        return NotTaken(clean_name(name, TXT).removesuffix(TXT.end), str(refused))
