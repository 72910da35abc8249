"""What a column of another system can be here, and what its heading suggests."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LETTERS = re.compile("[^a-z0-9]+")


@dataclass(frozen=True)
class Field:
    """`name` is what forms and mappings call it; `headings` are how others head it, the surest first, in small letters and
    figures alone. Where it `joins`, several columns may be the same field, one after the other."""

    name: str
    label: str
    headings: str
    joins: bool = False


FIELDS = (
    # Where there is a body, "comments" counts the answers to it.
    Field(
        "text",
        "The comment",
        "comment commenttext textcomment yourcomment feedback body commentbody comments response text feedbacktext postraw"
        " cooked postcooked pleaseexplain anyothercomments anyfurthercomments",
        joins=True,
    ),
    Field("title", "A title, put above the comment", "subject"),
    Field(
        "proposed_change",
        "Proposed change",
        "proposedchange suggestedchange proposedresolution suggestion proposedtext suggestedtext suggestedtextchange",
    ),
    Field(
        "own_reference",
        "Its number there",
        "documentid commentid responseid feedbackid submissionid iid number id reference trackingnumber",
    ),
    Field("clause", "Clause", "clause clausesubclause subclause section article paragraph"),
    Field("kind", "Type of comment", "typeofcomment commenttype"),
    Field(
        "name",
        "The author's name",
        "firstname lastname surname name fullname author authorname submittername yourname whatisyourname userlogin authorlogin"
        " userinfodisplayname displayname username",
        joins=True,
    ),
    Field(
        "organisation",
        "Organisation",
        "organisation organization organisationname organizationname company whatisyourorganisation affiliation agency",
    ),
    Field("organisation_kind", "Kind of organisation", "usertype organisationtype organizationtype organisationkind"),
    Field("country", "Country", "country"),
    Field(
        "received_at",
        "When it was received there",
        "receiveddate receivedat receivedate datereceived datefeedback submittedat submittedon datesubmitted submissiondate"
        " createdat created date timestamp posteddate",
    ),
)


def guessed(headings: Sequence[str]) -> list[str]:
    """The field of each column by its heading, empty for none. Each is guessed once, by the heading that says it best; the name
    of a person may stand in two columns."""
    known = [_LETTERS.sub("", heading.lower().removeprefix("attributes.")) for heading in headings]
    fields = [""] * len(headings)
    for field in FIELDS:
        wanted = field.headings.split()
        places = sorted((wanted.index(name), place) for place, name in enumerate(known) if name in wanted)
        for _, place in places[: 2 if field.name == "name" and len(places) > 1 and places[0][0] < 2 else 1]:
            fields[place] = fields[place] or field.name
    return fields
