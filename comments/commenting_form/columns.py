"""Which heading of a comment form means which field, as ISO, IEC, CEN and others have written it over the years."""

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
FEWEST_KNOWN = 3

# Letters alone, as `letters` leaves them.
_WHOLE = {
    **dict.fromkeys(("mb", "nc", "mbnc", "nationalcommittee", "memberbody", "country", "countrycode"), MB),
    **dict.fromkeys(("organization", "organisation", "organizationname", "organisationname", "land"), MB),
    **dict.fromkeys(("line", "lines", "linenumber", "linenumbers", "lineno", "zeile", "zeilennummer"), LINE),
    **dict.fromkeys(("section", "sectionno", "abschnitt", "article", "articleno"), CLAUSE),
    **dict.fromkeys(("para", "absatz", "absatzbildtabelle", "figuretable", "figure", "table"), PARAGRAPH),
    **dict.fromkeys(("type", "category", "kind", "commenttype", "art", "artdeskommentars"), KIND),
    **dict.fromkeys(("comment", "comments", "commentrationale", "kommentar", "kommentare", "commentaires"), COMMENTS),
    **dict.fromkeys(("change", "remedy", "suggestedremedy", "resolutionproposed", "vorgeschlageneänderung"), PROPOSED_CHANGE),
    **dict.fromkeys(("no", "nr", "id", "number", "ref", "reference", "ownreference", "commentid", "commentno"), OWN_REFERENCE),
    **dict.fromkeys(("commentnumber", "itemno", "item"), OWN_REFERENCE),
}
_BEGINNINGS = {
    "secretariatobservation": OBSERVATIONS,
    "observation": OBSERVATIONS,
    "proposedchange": PROPOSED_CHANGE,
    "suggestedchange": PROPOSED_CHANGE,
    "proposedresolution": PROPOSED_CHANGE,
    "typeofcomment": KIND,
    "clause": CLAUSE,
    "subclause": CLAUSE,
    "paragraph": PARAGRAPH,
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
    """The field that a heading names; empty where it is none that is known."""
    if len(heading) > LONGEST_HEADING:
        return ""
    word = letters(heading)
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
