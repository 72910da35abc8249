"""A form whose files are too large is taken apart while it comes: what was typed is kept, the files go by unread.

So whoever attaches too much gets their form back, with their words and a sentence, instead of a page about its size.
"""

import re

from normsite.gateway.room import MEGABYTE, Place

MOST_PARTS = 1000
LONGEST_HEAD = 2000
MOST_BYTES = 512 * 1024 * 1024  # of a form whose files go by: of one that claims more nothing is read
PASSING = 8 * (MOST_BYTES + MEGABYTE)  # at once: of one network one such form, of all together four (`Room`)
_NAME = re.compile(rb';\s*name="([^"\r\n]{0,200})"', re.I)
_END = b"--\r\n"


class Odd(ValueError):
    """It isn't such a form as browsers write."""


class Shortened:
    """Pieces of a form go in, in their order; what is kept of them comes out: the same form without its files, as if none had
    been chosen. What goes in takes up its `place` until it is left."""

    def __init__(self, boundary: str, place: Place) -> None:
        self.place = place
        self._line = b"\r\n--" + boundary.encode()
        self._rest = b"\r\n"  # so that the first line is found like the others
        self._parts = 0
        self._in_head = self._keeps = self._ended = False

    def take(self, piece: bytes) -> bytes:
        """What is kept of this piece. Raises `Odd`, or `NoRoom` where too much goes by at this moment."""
        self.place.grow(len(piece))
        self._rest += piece
        kept: list[bytes] = []
        while not self._ended and (self._read_head(kept) if self._in_head else self._read_words(kept)):
            pass
        return b"".join(kept)

    def end(self) -> bytes:
        """What is still wanting at its end, where a file was cut off; a text that was cut off is `Odd`."""
        if self._ended:
            return b""
        if self._in_head or self._keeps or not self._parts:
            raise Odd
        return self._line + _END

    def _read_words(self, kept: list[bytes]) -> bool:
        """As far as the line that ends them; whether it was found."""
        at = self._rest.find(self._line)
        sure = at if at >= 0 else max(0, len(self._rest) - len(self._line) + 1)
        if self._keeps:
            kept.append(self._rest[:sure])
        self._rest = self._rest[sure:]
        if at < 0:
            return False
        kept.append(self._line if self._parts else self._line[2:])
        self._rest, self._in_head = self._rest[len(self._line) :], True
        return True

    def _read_head(self, kept: list[bytes]) -> bool:
        """Of a part, or of what stands behind the last; whether all of it was there."""
        if self._rest.startswith(b"--"):
            kept.append(_END)
            self._ended, self._rest = True, b""
            return True
        head, whole, rest = self._rest.partition(b"\r\n\r\n")
        if len(head) > LONGEST_HEAD or self._parts >= MOST_PARTS:
            raise Odd
        if not whole:
            return False
        is_file = b"filename" in head.lower()
        kept.append((_without_file(head) if is_file else head) + whole)
        self._rest, self._in_head, self._keeps = rest, False, not is_file
        self._parts += 1
        return True


def _without_file(head: bytes) -> bytes:
    name = _NAME.search(head)
    if name is None:
        raise Odd
    return b'\r\nContent-Disposition: form-data; name="' + name[1] + b'"; filename=""\r\nContent-Type: application/octet-stream'
