"""A small list in our own words, with codes that look like real ones."""

from normsite.foundation.controls.text.criteria import ListRow, suggest_criteria
from normsite.foundation.controls.text.index import Index, build_index

# Code, kind, text; a paragraph stands in the one whose code its own begins with, a note in the one before it.
TEXTS = (
    ("2B201", "heading", "Machine tools for removing metal, as follows:"),
    ("2B201.a", "item", "Machine tools for milling, having any of the following:"),
    ("2B201.a.1", "item", "Positioning accuracy equal to or less (better) than 4,5 µm along any linear axis; or"),
    ("2B201.a.2", "item", 'Five or more axes which can be coordinated simultaneously for "contouring control";'),
    ("", "note", "2B201.a does not control machines that only cut gears with more than 8 axes."),
    ("2B231", "heading", "Vacuum pumps having all of the following:"),
    ("2B231.a", "item", "An input throat size of 380 mm or more;"),
    ("2B231.b", "item", "A pumping speed of 15 m3/s or more; and"),
    ("2B231.c", "item", "Able to produce an ultimate vacuum better than 13 mPa."),
    ("3A001", "heading", "Electronic items, as follows:"),
    ("3A001.a", "item", "Integrated circuits, as follows:"),
    ("3A001.a.5", "item", "Analogue-to-digital converters having any of the following:"),
    ("3A001.a.5.a", "item", "A resolution of 8 bit or more, but less than 10 bit, with a sample rate above 1,3 GSPS; or"),
    ("3A001.a.5.b", "item", "A resolution of 16 bit or more with a sample rate greater than 65 MSPS;"),
    ("5A002", "heading", "Information security systems, as follows:"),
    ("5A002.a", "item", "Designed to use cryptography for data confidentiality;"),
    (
        "", "technical_note",
        """Cryptography here means a "symmetric algorithm" employing a key length in excess of 56 bits; or an "asymmetric
        algorithm" resting on factorisation of integers in excess of 512 bits, or on discrete logarithms in a group other than
        that in excess of 112 bits.""",
    ),
    ("5A002.c", "item", "Designed or modified to use quantum cryptography;"),
    ("9A012", "heading", "Unmanned aerial vehicles, as follows:"),
    ("", "control", "Rules on missiles apply to unmanned aerial vehicles capable of a range of at least 300 km."),
    ("9A012.a", "item", "Unmanned aerial vehicles with a maximum endurance of 1 hour or greater;"),
    ("1C350", "heading", "Chemicals, as follows:"),
    ("1C350.b", "item", "Thiodiglycol (CAS 111-48-8);"),
    ("2B352", "heading", "Equipment for handling organisms, as follows:"),
    ("2B352.b", "item", "Fermenters having a total internal volume of 20 litres or more;"),
)  # fmt: skip


def rows() -> list[ListRow]:
    return made(TEXTS)


def made(texts: tuple[tuple[str, str, str], ...]) -> list[ListRow]:
    """The rows of a list of codes, kinds and texts."""
    found: list[ListRow] = []
    places: dict[str, int] = {}
    entry = ""
    for code, kind, text in texts:
        entry = code if kind == "heading" else entry
        parent = None if kind == "heading" else places[code.rpartition(".")[0]] if code else _last(found, entry)
        if code:
            places[code] = len(found)
        found.append(ListRow(entry, code, kind, " ".join(text.split()), parent))
    return found


def _last(made: list[ListRow], entry: str) -> int:
    """The paragraph before; a chart belongs to the heading."""
    return next(at for at in reversed(range(len(made))) if made[at].entry == entry and made[at].code)


def index() -> Index:
    return build_index(rows(), suggest_criteria(rows()), name="our list")
