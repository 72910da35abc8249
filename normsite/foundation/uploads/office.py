"""Files of Word and Excel: which of the two, what in them would be carried out or fetched, and their words."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from normsite.foundation.errors import Refused
from normsite.foundation.packed import checked_members
from normsite.foundation.signs import refuse_package
from normsite.foundation.untrusted import xml_root
from normsite.foundation.uploads.kinds import DOCX, TAKEN, XLSX, Kind

ANEW = "Save it anew as .docx or .xlsx, or print it to PDF, and send that."
WITHOUT = "Paste what it shows as a picture, or print it to PDF, and send that."
_MACROS = ("vbaproject.bin", "vbadata.xml")
_WITHIN = ("/embeddings/", "/activex/", "oleobject")
_WORDS = {
    DOCX: ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"),
    XLSX: ("xl/sharedstrings.xml", "xl/worksheets/"),
}
_BREAKS = {"p", "tr", "si", "row", "br", "tab", "c"}  # between the words of two of these something parts them


def kind_of_package(data: bytes) -> Kind:
    """Word or Excel. What else is packed is refused, and what holds a macro, another file, or a link followed unasked."""
    names = checked_members(data, called="document", mend=ANEW, anew=ANEW)
    kind = DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None
    if kind is None or "[Content_Types].xml" not in names:
        refuse_package(data, names, TAKEN)
    lower = {f"/{name.lower()}" for name in names}
    if any(name.endswith(_MACROS) or "/macrosheets/" in name for name in lower):
        raise Refused("The file holds macros.", f"Save it without them as {kind.end}, and send that.")
    if any(part in name for name in lower for part in _WITHIN):
        raise Refused("The file holds another file within it.", WITHOUT)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in names:
            _refuse_fetching(name.lower(), package.read(name) if name.lower().endswith((".rels", ".xml")) else b"")
    return kind


def _refuse_fetching(name: str, xml: bytes) -> None:
    """A link that a reader follows is none of these: a template, a picture or a table elsewhere is fetched unasked."""
    links = _root(xml) if name.endswith(".rels") else ()
    fetched = any(one.get("TargetMode", "").lower() == "external" and not _sort(one).endswith("/hyperlink") for one in links)
    if fetched or name.startswith("xl/externallinks/") or (name.startswith("word/") and _asks_a_program(xml)):
        raise Refused(
            "The file fetches something from elsewhere when it is opened: a template, a picture or another table.",
            "Break its links, or print it to PDF, and send that.",
        )
    if any(_sort(one).endswith("/afchunk") for one in links):
        raise Refused("The file holds another file within it.", WITHOUT)


def _sort(link: etree._Element) -> str:
    return str(link.get("Type", "")).lower()


def _asks_a_program(xml: bytes) -> bool:
    """Whether a field of Word takes its words from another program."""
    if b"instrText" not in xml and b"fldSimple" not in xml:
        return False
    fields = [*_root(xml).iterfind(".//{*}instrText"), *_root(xml).iterfind(".//{*}fldSimple")]
    said = "".join((one.text or "") + "".join(map(str, one.attrib.values())) for one in fields)
    return "dde" in said.lower().replace(" ", "")


def words_of_package(data: bytes, kind: Kind) -> Iterator[str]:
    """Its words, part by part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in sorted(package.namelist()):
            if name.lower().startswith(_WORDS[kind]) and name.lower().endswith(".xml"):
                yield "".join(_words(_root(package.read(name))))


def _root(xml: bytes) -> etree._Element:
    try:
        return xml_root(xml)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Refused("The file can't be opened: it is damaged.", ANEW) from fault


def _words(root: etree._Element) -> Iterator[str]:
    for _, element in etree.iterwalk(root, events=("end",)):
        name = str(element.tag).rpartition("}")[2]
        if name == "t":
            yield element.text or ""
        elif name in _BREAKS:
            yield "\n"
