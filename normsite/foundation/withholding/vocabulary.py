"""The closed vocabularies: on which ground something may be withheld, and what can be."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

USUAL_DAYS, MOST_DAYS = 365, 3 * 365
"""For how long something is withheld until it is looked at again: as a form begins, and at most (decision 16)."""


class Basis(TextChoices):
    """The category of legal basis. `SENTENCES` says what each means."""

    EXPORT_CONTROL = "export_control", "Export control"
    SECURITY = "security", "Security of persons and installations"
    CLASSIFIED = "classified", "Classified information"
    TRADE_SECRET = "trade_secret", "Trade secret"
    PERSONAL_DATA = "personal_data", "Personal data"
    THIRD_PARTY = "third_party", "Rights of third parties"
    ABUSE = "abuse", "Abusive or unlawful content"


SENTENCES = {
    Basis.EXPORT_CONTROL: "Published, it would give away technology that a control list in force describes.",
    Basis.SECURITY: "Published, it would show how people, sites or systems can be attacked before they are protected.",
    Basis.CLASSIFIED: "A state has classified it, and it is held here under the rules of that state.",
    Basis.TRADE_SECRET: "Its holder keeps it secret and has not agreed that it is published (TRIPS Agreement, Article 39).",
    Basis.PERSONAL_DATA: "It tells of a person who has not agreed, and for whom no law says that it is public.",
    Basis.THIRD_PARTY: "Others have rights in the words or figures and have not licensed them.",
    Basis.ABUSE: "It insults somebody, or its publication would itself be unlawful.",
}


class Kind(TextChoices):
    """What can be withheld: a part of the record that has words of its own."""

    RATIONALE = "rationale", "Rationale of a clause"
    DESCRIPTION = "description", "Description of a scenario"
    REASONING = "reasoning", "Reasoning of a scenario"
    EVIDENCE = "evidence", "Evidence for a scenario"
    SAFEGUARD = "safeguard", "Words of a safeguard"
    CRITERION = "criterion", "Value of a criterion"
    COMMENT = "comment", "Comment"
    CONFIDENTIAL = "confidential", "Confidential part of a comment"
    ATTACHMENT = "attachment", "File of a comment"


class Act(TextChoices):
    """What was decided about something withheld."""

    AUTHORISED = "authorised", "Withheld"
    RENEWED = "renewed", "Withheld further"
    CORRECTED = "corrected", "Ground or reason put right"
    LIFTED = "lifted", "Made public"


@dataclass(frozen=True)
class Part:
    """A part of the record: what it is, the public code of what it belongs to, and where in that it stands.

    `place` is the anchor of a clause, the name of a field, or the number of a piece of evidence or a file; empty where the
    kind says all. `since_revision`: a rationale is withheld in this revision of the norm and in all that follow.
    """

    kind: Kind
    about: str
    place: str = ""
    since_revision: int = 0

    @property
    def named(self) -> tuple[Kind, str, str]:
        """Without the revision since which: one part is withheld once at a time."""
        return self.kind, self.about, self.place

    def __str__(self) -> str:
        return f"{self.kind.label}, {' '.join(filter(None, (self.about, self.place)))}"


def usual_day(today: date) -> date:
    """Until when something is withheld that is withheld today, unless somebody says otherwise."""
    return today + timedelta(days=USUAL_DAYS)


def last_day(today: date) -> date:
    """The latest day until which it may be."""
    return today + timedelta(days=MOST_DAYS)
