"""The bytes of a file as text, so much at a time, whether it is packed or not, and within bounds."""

import codecs
import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from normsite.foundation.errors import Refused
from normsite.foundation.packed import MEGABYTE, UNREADABLE
from normsite.foundation.signs import refuse_others

MOST_UNPACKED = 200 * MEGABYTE
AT_ONCE = 256 * 1024

SAVE_AS = "Export it as CSV or JSON, and upload that."
GZIP = b"\x1f\x8b"


@contextmanager
def opened(data: bytes) -> Iterator[IO[str]]:
    """The text of a file, of the one file in a .zip, or of what a .gz holds. Refused: what is neither, unpacks to more than
    200 MB, is damaged, or has a password."""
    refuse_others(data, SAVE_AS, but=(GZIP,))
    if not data.strip():
        raise Refused("The file is empty.", SAVE_AS)
    try:
        encoding = _encoding(data)
        with _bytes_of(data) as stream:
            yield io.TextIOWrapper(io.BufferedReader(stream), encoding, errors="replace", newline="")
    except UNREADABLE as fault:
        raise Refused("The file is damaged or has a password, so it can't be opened.", SAVE_AS) from fault


class _Bounded(io.RawIOBase):
    """What is unpacked, until it is more than may be: a bomb never lies in memory."""

    def __init__(self, source: IO[bytes] | gzip.GzipFile) -> None:
        self.source, self.left = source, MOST_UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]  # what a buffer is, Python says from 3.12 on
        piece = self.source.read(len(buffer))
        self.left -= len(piece)
        if self.left < 0:
            raise Refused(
                f"The file unpacks to more than {MOST_UNPACKED // MEGABYTE} MB.",
                "Upload it in several files, one after another.",
            )
        buffer[: len(piece)] = piece
        return len(piece)


@contextmanager
def _bytes_of(data: bytes) -> Iterator[_Bounded]:
    if data.startswith(GZIP):
        with gzip.open(io.BytesIO(data)) as stream:
            yield _Bounded(stream)
    elif data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(_only_member(package)) as stream:
            yield _Bounded(stream)
    else:
        yield _Bounded(io.BytesIO(data))


def _only_member(package: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one file in it, beside what a Mac adds."""
    members = [one for one in package.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    names = {one.filename for one in members}
    if "[Content_Types].xml" in names:
        raise Refused("The file is a document of Office.", SAVE_AS)
    if len(members) != 1:
        raise Refused(f"The file holds {len(members):,} files.", "Pack one alone, and upload the others after it.")
    return members[0]


def _encoding(data: bytes) -> str:
    """UTF-8 or UTF-16 where all of it can be read so, else the code page of Windows, in which all can."""
    with _bytes_of(data) as stream:
        start = stream.read(AT_ONCE) or b""
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            piece = start
            while piece:
                decoder.decode(piece)
                piece = stream.read(AT_ONCE) or b""
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
