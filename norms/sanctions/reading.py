"""Read the names in the file of a sanctions list, in the shape in which whoever issues it publishes it."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from normsite.foundation.errors import Refused
from normsite.foundation.unseen import UNKEPT
from normsite.foundation.untrusted import xml_root

LARGEST = 200_000_000  # bytes; OFAC's own XML has some 30 million
MOST_UNREAD = 200  # of what was passed over, told one by one


@dataclass(frozen=True)
class ReadEntry:
    """One person or body under all its names; `reference` is the issuer's own."""

    reference: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class ReadList:
    """What a file says, and what in it was passed over."""

    shape: str
    entries: list[ReadEntry]
    unread: list[str] = field(default_factory=list)


def read_list(content: bytes) -> ReadList:
    """The entries of a file: XML of the United Nations, the European Union or OFAC, their CSV, or a plain CSV with the columns
    `name` and `aliases` (several parted by semicolons). Refused where it is none of these, or names nobody."""
    if len(content) > LARGEST:
        raise Refused("The file is too large.", "Upload the list alone.")
    read = _read_xml(content) if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" else _read_csv(content)
    if not read.entries:
        raise Refused(f"The file looks like {read.shape} and names nobody.", "Look whether it is whole.")
    return read


class _Entries:
    """Names as they come, gathered under their references."""

    def __init__(self) -> None:
        self.names: dict[str, dict[str, None]] = defaultdict(dict)
        self.unread: list[str] = []

    def add(self, reference: str, names: Iterable[str], where: str) -> None:
        names = list(names)
        if any(UNKEPT.search(name) for name in names):
            self.unread.append(f"{where}: control characters within a name")
        said = [" ".join(UNKEPT.sub(" ", name).split()) for name in names]
        said = [name for name in said if any(sign.isalpha() for sign in name)]
        if said:
            self.names[UNKEPT.sub("", reference) or where].update(dict.fromkeys(said))
        else:
            self.unread.append(f"{where}: no name")

    def read(self, shape: str) -> ReadList:
        entries = [ReadEntry(reference, tuple(names)) for reference, names in self.names.items()]
        return ReadList(shape, entries, self.unread[:MOST_UNREAD])


def _read_xml(content: bytes) -> ReadList:
    try:
        root = xml_root(content)
    except etree.XMLSyntaxError as wrong:
        raise Refused("The file is no whole XML.", "Download it again.") from wrong
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    for name, reader in (("CONSOLIDATED_LIST", _united_nations), ("export", _european_union), ("sdnList", _ofac)):
        if root.tag == name:
            return reader(root)
    raise Refused(f"XML that begins with <{root.tag}> is no sanctions list that is known.", KNOWN)


KNOWN = (
    "Known are the XML of the United Nations, the XML and CSV of the European Union and OFAC, and CSV with the columns name "
    "and aliases."
)


def _united_nations(root: etree._Element) -> ReadList:
    found = _Entries()
    for place, entry in enumerate(root.iter("INDIVIDUAL", "ENTITY"), 1):
        parts = [entry.findtext(tag) or "" for tag in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")]
        aliases = [one.text or "" for one in entry.iter("ALIAS_NAME")]
        original = [one.text or "" for one in entry.iter("NAME_ORIGINAL_SCRIPT")]
        reference = entry.findtext("REFERENCE_NUMBER") or entry.findtext("DATAID") or ""
        found.add(reference.strip(), [" ".join(parts), *original, *aliases], f"entry {place}")
    return found.read("the XML of the United Nations")


def _european_union(root: etree._Element) -> ReadList:
    found = _Entries()
    for place, entry in enumerate(root.iter("sanctionEntity"), 1):
        names = [_whole_name(alias) for alias in entry.iter("nameAlias")]
        reference = entry.get("euReferenceNumber") or entry.get("logicalId") or ""
        found.add(reference.strip(), names, f"entry {place}")
    return found.read("the XML of the European Union")


def _whole_name(alias: etree._Element) -> str:
    parts = [alias.get(name) or "" for name in ("firstName", "middleName", "lastName")]
    return alias.get("wholeName") or " ".join(parts)


def _ofac(root: etree._Element) -> ReadList:
    found = _Entries()
    for place, entry in enumerate(root.iter("sdnEntry"), 1):
        named = [entry, *entry.iter("aka")]
        names = [f"{one.findtext('firstName') or ''} {one.findtext('lastName') or ''}" for one in named]
        found.add((entry.findtext("uid") or "").strip(), names, f"entry {place}")
    return found.read("the XML of OFAC")


def _read_csv(content: bytes) -> ReadList:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Refused("The file is no text.", KNOWN)
    first = text.partition("\n")[0]
    sign = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error as wrong:
        raise Refused(f"The file is no CSV that can be read: {wrong}.", "Download it again.") from wrong
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if "namealias_wholename" in head:
        return _european_union_csv(rows, head)
    if "name" in head:
        return _plain_csv(rows, head)
    if rows and len(rows[0]) == OFAC_COLUMNS and rows[0][0].strip().isdigit():
        return _ofac_csv(rows)
    raise Refused("The file has neither the columns of a known list nor one that is called name.", KNOWN)


OFAC_COLUMNS = 12
OFAC_NOTHING = "-0-"


def _european_union_csv(rows: list[list[str]], head: list[str]) -> ReadList:
    """One row for each name, and others for addresses and births, under the number of the entity."""
    found = _Entries()
    whole = head.index("namealias_wholename")
    parts = [head.index(f"namealias_{part}name") for part in ("first", "middle", "last") if f"namealias_{part}name" in head]
    keys = [head.index(key) for key in ("entity_eu_referencenumber", "entity_logicalid") if key in head]
    for place, row in _cells(rows, found):
        name = row[whole].strip() or " ".join(row[part].strip() for part in parts).strip()
        if name:
            found.add(next((row[key].strip() for key in keys if row[key].strip()), ""), [name], f"row {place}")
    return found.read("the CSV of the European Union")


def _plain_csv(rows: list[list[str]], head: list[str]) -> ReadList:
    found = _Entries()
    name = head.index("name")
    aliases = head.index("aliases") if "aliases" in head else None
    reference = head.index("reference") if "reference" in head else None
    for place, row in _cells(rows, found):
        names = [row[name], *(row[aliases].split(";") if aliases is not None else [])]
        found.add(row[reference].strip() if reference is not None else "", names, f"row {place}")
    return found.read("CSV with the column name")


def _cells(rows: list[list[str]], found: _Entries) -> Iterator[tuple[int, list[str]]]:
    """The rows after the headings, those that are broken off told and passed over."""
    for place, row in enumerate(rows[1:], 2):
        if len(row) >= len(rows[0]):
            yield place, row
        elif any(cell.strip() for cell in row):
            found.unread.append(f"row {place}: {len(row)} columns, not {len(rows[0])}")


def _ofac_csv(rows: list[list[str]]) -> ReadList:
    """`SDN.CSV` has no headings: number, name, type, ... and remarks, in which some other names stand ("a.k.a. '...'")."""
    found = _Entries()
    found.unread.append("Most other names are in a file of their own, ALT.CSV: the XML of OFAC has them all.")
    for place, row in enumerate(rows, 1):
        if len(row) < OFAC_COLUMNS:
            if any(cell.strip("\x1a ") for cell in row):
                found.unread.append(f"row {place}: {len(row)} columns, not {OFAC_COLUMNS}")
            continue
        aliases = [part.partition("a.k.a. '")[2].partition("'")[0] for part in row[11].split(";") if "a.k.a. '" in part]
        names = [" ".join(reversed(name.split(", ", 1))) for name in (row[1], *aliases) if name.strip() != OFAC_NOTHING]
        found.add(row[0].strip(), names, f"row {place}")
    return found.read("the CSV of OFAC")
