"""Letters as bytes: put together once, and each copy only joined with what is its own.

A stencil is what `words_of` says of any copy, in quoted-printable (RFC 2045, section 6.7), with gaps where the slots are. In a
body each gap begins a line of its own after a soft line break, so that nothing around it depends on what fills it.
"""

import re
from binascii import b2a_qp
from collections.abc import Iterator
from email.header import Header
from email.utils import formatdate, parseaddr
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.core.mail.message import sanitize_address

from normsite.foundation.notifications.letters import BEGIN, END, Writing, slot
from normsite.foundation.notifications.models import OutboxMail

# No programme shall answer a mail that no person has written: the first says so by RFC 3834, section 5, the second to Exchange,
# whose reports of failed delivery still come.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply"}
LONGEST_LINE = 900  # of a header: mail servers cut a line at 998
LONGEST_QUOTED = 76
NEWLINE, SOFT_BREAK = b"\r\n", b"=\r\n"
BOUNDARY = b"=_words"  # which no text in quoted-printable holds
_SLOTS = re.compile(f"{BEGIN}([^{BEGIN}{END}]*){END}")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")


class Gap(NamedTuple):
    """Where a copy has its own: the value of a slot, in a body or in a header."""

    name: str
    in_header: bool


class Stencil:
    """One letter, ready for its copies."""

    def __init__(self, words: Writing) -> None:
        self.parts = tuple(_joined([*_head(words), *_bodies(words)]))
        self.gaps = {part for part in self.parts if isinstance(part, Gap)}

    def copy(self, mail: OutboxMail) -> bytes:
        """The whole message for one addressee, as of now."""
        own = _own_head(mail)
        if not self.gaps:
            return own + b"".join(self.parts)  # type: ignore[arg-type]  # without gaps all of it is bytes
        slots = mail.slots or {}
        filled = {gap: _filling(gap, slots.get(gap.name, slot(gap.name))) for gap in self.gaps}
        return own + b"".join([part if isinstance(part, bytes) else filled[part] for part in self.parts])


def written_to(address: str) -> str:
    """The address as SMTP and headers take it: its domain in ASCII."""
    return address if _PLAIN_ADDRESS.fullmatch(address) else sanitize_address(address, "utf-8")


def written_by() -> str:
    """The address that mails come from, for the envelope."""
    return parseaddr(sanitize_address(settings.DEFAULT_FROM_EMAIL, "utf-8"))[1]


def _own_head(mail: OutboxMail) -> bytes:
    return f"To: {written_to(mail.to)}\r\nDate: {formatdate()}\r\nMessage-ID: {mail.message_id}\r\n".encode("ascii")


def _head(words: Writing) -> Iterator[bytes | Gap]:
    yield _header("Subject", words.subject)
    yield f"From: {sanitize_address(settings.DEFAULT_FROM_EMAIL, 'utf-8')}\r\n".encode("ascii")
    for name, value in {**AUTOMATIC, **words.headers}.items():
        yield from _header_with_gaps(name, value) if _SLOTS.search(value) else [_header(name, value)]
    yield b"MIME-Version: 1.0\r\n"


def _header(name: str, value: str) -> bytes:
    """A header, folded; in encoded words (RFC 2047) where it is not plain ASCII."""
    value = " ".join(value.split())
    plain = value.isascii() and value.isprintable() and "=?" not in value
    header = Header(value, "us-ascii" if plain else "utf-8", header_name=name)
    return f"{name}: {header.encode(linesep=NEWLINE.decode())}\r\n".encode("ascii")


def _header_with_gaps(name: str, value: str) -> Iterator[bytes | Gap]:
    """A header with slots holds addresses: it can't be folded, and what is not ASCII in it is escaped."""
    yield f"{name}: ".encode("ascii")
    for words, gap in _pieces(value):
        yield _in_header(words)
        if gap:
            yield Gap(gap, in_header=True)
    yield NEWLINE


def _bodies(words: Writing) -> Iterator[bytes | Gap]:
    if not words.html:
        yield from _body("plain", words.text)
        return
    yield b'Content-Type: multipart/alternative; boundary="%b"\r\n\r\n' % BOUNDARY
    for subtype, text in (("plain", words.text), ("html", words.html)):
        yield b"--%b\r\n" % BOUNDARY
        yield from _body(subtype, text)
        yield NEWLINE
    yield b"--%b--\r\n" % BOUNDARY


def _body(subtype: str, text: str) -> Iterator[bytes | Gap]:
    yield f'Content-Type: text/{subtype}; charset="utf-8"\r\n'.encode("ascii")
    yield b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    begins_line, after_gap = True, False
    for words, gap in _pieces("\n".join(re.split("\r\n|\r|\n", text))):
        if words:
            if after_gap and not words.startswith("\n"):
                yield SOFT_BREAK
            yield _quoted(words)
            begins_line, after_gap = words.endswith("\n"), False
        if gap:
            if not begins_line:
                yield SOFT_BREAK
            yield Gap(gap, in_header=False)
            begins_line, after_gap = False, True


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Words, and the name of the slot behind them; the last ones have none behind them."""
    pieces = _SLOTS.split(text)
    yield from zip(pieces[::2], [*pieces[1::2], ""], strict=True)


def _joined(parts: list[bytes | Gap]) -> Iterator[bytes | Gap]:
    """As few pieces as there can be."""
    together: list[bytes] = []
    for part in parts:
        if isinstance(part, bytes):
            together.append(part)
        else:
            yield b"".join(together)
            yield part
            together = []
    yield b"".join(together)


def _filling(gap: Gap, value: str) -> bytes:
    return _folded(_in_header(value)) if gap.in_header else _quoted("\n".join(re.split("\r\n|\r|\n", value)))


def _quoted(words: str) -> bytes:
    """With room for a soft break behind the last line: it may have 76 characters, the break among them."""
    *lines, last = b2a_qp(words.encode().replace(b"\n", NEWLINE)).replace(NEWLINE, b"\n").split(b"\n")
    return NEWLINE.join([*(_broken(line, LONGEST_QUOTED) for line in lines), _broken(last, LONGEST_QUOTED - 1)])


def _broken(line: bytes, longest: int) -> bytes:
    """Python's lines are a little too long where a space at the end had to be escaped."""
    if len(line) <= longest:
        return line
    escape = line.rfind(b"=", -3)  # its three characters stay together
    cut = escape if escape > 0 else len(line) - 1
    return line[:cut] + SOFT_BREAK + line[cut:]


def _in_header(words: str) -> bytes:
    """On one line, whatever the words are: nobody adds a header by them."""
    return (words if words.isascii() and words.isprintable() else quote(words, safe="!#$%&'()*+,/:;=?@[]~<> ")).encode("ascii")


def _folded(value: bytes) -> bytes:
    """White space within `<…>` counts for nothing (RFC 2369, section 2), so an address that is too long may be folded."""
    return b"\r\n ".join(value[place : place + LONGEST_LINE] for place in range(0, len(value), LONGEST_LINE))
