"""Files that are packed, as those of Office are: what was made to eat memory is refused before any library opens it."""

import io
import lzma
import zipfile
import zlib

from normsite.foundation.errors import Refused

MEGABYTE = 1_000_000
MOST_UNPACKED = 40 * MEGABYTE
MOST_RATIO = 200  # of XML that says something; a bomb has a thousand and more
SMALL = MEGABYTE  # unpacked, up to which no ratio is asked about
MOST_MEMBERS = 2000
# What zipfile and the ways of packing raise: it is broken or cut off; it has a password; it is packed in a way nobody reads.
_BROKEN = (zipfile.BadZipFile, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError)
UNREADABLE = (*_BROKEN, RuntimeError, NotImplementedError)


def checked_members(data: bytes, *, called: str, mend: str, anew: str) -> set[str]:
    """The names of what is packed. What unpacks to too much, or has a DTD, is refused.

    `called` is what the file should be, for people; `mend` says what to do with one that can't be opened, `anew` with one that
    holds what it should not.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if _is_bomb(members, len(data)):
                raise Refused(f"The file holds far more than a {called} does.", anew)
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")) and _has_dtd(package.read(member)):
                    raise Refused(f"The file declares entities, as no {called} does.", anew)
    except UNREADABLE as fault:
        raise Refused("The file is damaged or has a password, so it can't be opened.", mend) from fault
    return {member.filename for member in members}


def _is_bomb(members: list[zipfile.ZipInfo], packed: int) -> bool:
    unpacked = sum(member.file_size for member in members)
    many = len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED
    names = {member.filename for member in members}
    return many or len(names) < len(members) or (unpacked > SMALL and unpacked > MOST_RATIO * packed)


def _has_dtd(xml: bytes) -> bool:
    """Entities are declared in a DTD, which no program of Office writes. Without NULs, UTF-16 reads like ASCII."""
    bare = xml.replace(b"\0", b"") if b"\0" in xml else xml
    return b"<!DOCTYPE" in bare or b"<!ENTITY" in bare
