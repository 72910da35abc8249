"""The words of a file, for the search."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from time import monotonic
from typing import Any

from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.unseen import UNKEPT
from normsite.foundation.uploads.kinds import TAKEN

MOST_CHARACTERS = 100_000  # of one file; what stands behind them is not found
MOST_PAGES = 300
MOST_SECONDS = 6.0
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")

UNREAD = "Its words can't be read, so it isn't found by them."


def text_of(data: bytes) -> str:
    """A plain text in UTF-8, or in UTF-16 that says so in its first bytes. What isn't one is refused."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        words = data.decode(encoding)
    except UnicodeError as fault:
        raise Refused("The file is none of those that are taken, or a text that isn't in UTF-8.", TAKEN) from fault
    if stray := _NO_TEXT.search(words):
        raise Refused(f"The file is no plain text: it holds the control character U+{ord(stray[0]):04X}.", TAKEN)
    return plain_lines(words)


def words_of_pdf(data: bytes) -> Iterator[str]:
    """Its words, page by page, as far as they can be read within six seconds. One that asks for a password is refused."""
    from pypdf import PasswordType, PdfReader  # noqa: PLC0415 - costs a tenth of a second, and only a PDF needs it

    began = monotonic()
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Refused("The PDF asks for a password, so nobody could read it.", "Take the password off, and send that.")
    if _holds_more(reader.root_object):
        raise Refused("The PDF holds scripts or other files.", "Print it to PDF anew, and send that.")
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES or monotonic() - began > MOST_SECONDS:
            return
        yield page.extract_text()


def _holds_more(root: Any) -> bool:
    """Whether there is more in the document than pages: scripts, files, a form of another format, an act on opening."""
    names, form, opening = (_at(root, key) for key in ("/Names", "/AcroForm", "/OpenAction"))
    act = _at(opening, "/S") in ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")
    return act or any(key in names for key in ("/JavaScript", "/EmbeddedFiles")) or "/XFA" in form or "/AA" in root


def _at(found: Any, key: str) -> Any:
    value = found[key] if isinstance(found, dict) and key in found else {}
    return value.get_object() if hasattr(value, "get_object") else value


def gathered(pieces: Iterable[str]) -> str:
    """As many words as are searched, blanks and empty lines once."""
    kept: list[str] = []
    room = MOST_CHARACTERS
    for piece in pieces:
        lines = (" ".join(line.split()) for line in plain_lines(UNKEPT.sub("", piece[: 4 * MOST_CHARACTERS])).split("\n"))
        words = "\n".join(line for line in lines if line)[:room]
        kept.append(words)
        room -= len(words) + 1
        if room <= 0:
            break
    return "\n".join(kept).strip()
