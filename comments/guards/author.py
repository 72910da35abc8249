"""Who sends comments: what they said of themselves, cleaned in one place, and what is refused of it."""

from dataclasses import dataclass

from django_countries import countries

from comments.models import Capacity, Consultation, Submission
from normsite.foundation.accounts.models import OrganisationKind
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words, one_line


@dataclass(frozen=True)
class Author:
    """Who sends, as it is kept; empty where not asked. `author_of` makes it of what was typed."""

    capacity: str
    name: str
    email: str
    organisation: str
    organisation_kind: str
    country: str


def author_of(
    *, capacity: str, name: str = "", email: str = "", organisation: str = "", organisation_kind: str = "", country: str = ""
) -> Author:
    """The author without what this capacity doesn't say: who comments anonymously may have typed a name before."""
    anonymous, for_a_body = capacity == Capacity.ANONYMOUS, capacity == Capacity.ORGANISATION
    return Author(
        capacity=capacity,
        name="" if anonymous else one_line(name),
        email=email.strip(),
        organisation=one_line(organisation) if for_a_body else "",
        organisation_kind=organisation_kind if for_a_body else "",
        country=country,
    )


def refuse_wrong_author(consultation: Consultation, author: Author) -> None:
    check_words(Submission, name=author.name, organisation=author.organisation, email=author.email)
    if author.capacity not in Capacity.values:
        raise Refused("Say for whom you comment.", "Choose yourself, an organisation, or no name.")
    if author.capacity == Capacity.INDIVIDUAL and not author.name:
        raise Refused(
            "A comment in your own name needs your name.", "Give your name, or comment anonymously where that is allowed."
        )
    if author.capacity == Capacity.ORGANISATION and not (
        author.organisation and author.organisation_kind in OrganisationKind.values
    ):
        raise Refused("A comment for an organisation needs its name and its kind.")
    if author.capacity == Capacity.ANONYMOUS and not consultation.anonymous_allowed:
        raise Refused("This consultation takes no anonymous comments.", "Comment in your own name or for an organisation.")
    if author.country and author.country not in countries:
        raise Refused("The country is not in the list.", "Choose it again.")
