"""Which heading of a comment form means which field, as ISO, IEC, CEN and others have written it over the years."""

import re
from collections.abc import Mapping, Sequence

MB = "mb"
LINE = "line"
CLAUSE = "clause"
PARAGRAPH = "paragraph"
KIND = "kind"
COMMENTS = "comments"
PROPOSED_CHANGE = "proposed_change"
OBSERVATIONS = "observations"
OWN_REFERENCE = "own_reference"
FIELDS = (MB, LINE, CLAUSE, PARAGRAPH, KIND, COMMENTS, PROPOSED_CHANGE, OBSERVATIONS, OWN_REFERENCE)

# The comment form of ISO, IEC and CEN has exactly these; their tools take no other.
COLUMNS = (
    "MB/NC",
    "Line number",
    "Clause/ Subclause",
    "Paragraph/ Figure/ Table",
    "Type of comment",
    "Comments",
    "Proposed change",
    "Observations of the secretariat",
)

LONGEST_HEADING = 150
MISREAD_MARK = "ï»¿"  # the mark of UTF-8 before the first heading, as a spreadsheet shows it that takes it for words
FEWEST_KNOWN = 3

_IN_BRACKETS = re.compile(r"\([^()]*\)")

# Letters alone, as `letters` leaves them.
_WHOLE = {
    **dict.fromkeys(
        ("mb", "nc", "nb", "mbnc", "nationalcommittee", "nationalbody", "memberbody", "country", "countrycode"), MB
    ),
    **dict.fromkeys(("organization", "organisation", "organizationname", "organisationname", "land", "source"), MB),
    **dict.fromkeys(("agency", "agencyororganization", "company", "affiliation", "comitémembre", "organisme"), MB),
    **dict.fromkeys(("line", "lines", "lineno", "zeile", "zeilennummer", "ligne", "numérodeligne", "línea"), LINE),
    **dict.fromkeys(
        ("section", "sectionno", "sectionnumber", "abschnitt", "article", "articleno", "articleparagraphe"), CLAUSE
    ),
    **dict.fromkeys(("capítuloapartado", "apartado", "chapter"), CLAUSE),
    **dict.fromkeys(("para", "absatz", "absatzbildtabelle", "figuretable", "figure", "table"), PARAGRAPH),
    **dict.fromkeys(("type", "category", "kind", "art", "artdeskommentars"), KIND),
    **dict.fromkeys(("comment", "comments", "commentrationale", "kommentar", "kommentare", "commentaire"), COMMENTS),
    **dict.fromkeys(("commentaires", "comentario", "comentarios", "agencynotes"), COMMENTS),
    **dict.fromkeys(
        ("change", "remedy", "suggestedremedy", "resolutionproposed", "suggestion", "suggestions"), PROPOSED_CHANGE
    ),
    **dict.fromkeys(("recommendation", "recommendations", "suggestionrecommendation", "proposal"), PROPOSED_CHANGE),
    **dict.fromkeys(("no", "nr", "id", "number", "ref", "reference", "ownreference", "commentid", "commentno"), OWN_REFERENCE),
    **dict.fromkeys(("commentnumber", "itemno", "itemnumber", "item"), OWN_REFERENCE),
}
_BEGINNINGS = {
    "secretariatobservation": OBSERVATIONS,
    "observation": OBSERVATIONS,
    **dict.fromkeys(("proposedchange", "proposedresolution", "proposedtext", "proposedwording"), PROPOSED_CHANGE),
    **dict.fromkeys(
        ("proposedsolution", "recommendedchange", "vorgeschlageneänderung", "modificationproposée"), PROPOSED_CHANGE
    ),
    **dict.fromkeys(("suggestedchange", "suggestedtext", "suggestedresolution", "cambiopropuesto"), PROPOSED_CHANGE),
    "agencysuggestedtext": PROPOSED_CHANGE,
    **dict.fromkeys(("typeofcomment", "commenttype", "typedecommentaire", "tipodecomentario"), KIND),
    "linenumber": LINE,
    "clause": CLAUSE,
    "subclause": CLAUSE,
    **dict.fromkeys(("paragraph", "párrafofigura"), PARAGRAPH),
    "commentjustification": COMMENTS,
    "commentsjustification": COMMENTS,
    "commentinclude": COMMENTS,
    "commentsby": COMMENTS,
    "commentby": COMMENTS,
    "mbnc": MB,
}


def letters(heading: str) -> str:
    """A heading without footnote digits, hyphens, signs, line breaks and case: "Type of com-ment2" is "typeofcomment"."""
    return "".join(sign for sign in heading.casefold() if sign.isalpha() and sign not in "ªº")


def field_of(heading: str) -> str:
    """The field that a heading names, as it stands, without what it explains in brackets, or by its first line; empty where it
    is none that is known."""
    if len(heading) > LONGEST_HEADING:
        return ""
    heading = heading.removeprefix(MISREAD_MARK).replace("#", " number ").strip()
    ways = (heading, _IN_BRACKETS.sub("", heading), heading.partition("\n")[0])
    return next((field for way in ways if (field := _named(letters(way)))), "")


def _named(word: str) -> str:
    return _WHOLE.get(word) or next((field for start, field in _BEGINNINGS.items() if word.startswith(start)), "")


def fields_of(headings: Sequence[str]) -> dict[int, str]:
    """The field of each column that is recognised, by its index from 0; of two columns with the same field, the first."""
    found: dict[int, str] = {}
    for index, heading in enumerate(headings):
        field = field_of(heading)
        if field and field not in found.values():
            found[index] = field
    return found


def is_heading(found: Mapping[int, str]) -> bool:
    """Whether a row with these fields heads a form, and is no title that happens to hold a word of it."""
    return COMMENTS in found.values() and len(found) >= FEWEST_KNOWN
