"""What a comment says, described once. Form, interface, checks, record, receipt, pages and tables are made from `PARTS`.

docs/howto/comment-field.md says what else a new part needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from comments.models.question import LONGEST_ANSWER

MOST_CHARACTERS = 10_000
MOST_COMMENTS = 500  # in one submission
MOST_TOGETHER = 1_000_000  # characters in all of them: 4 MB in any script


class CommentKind(models.TextChoices):
    """The three types of the ISO/IEC/CEN comment form."""

    GENERAL = "ge", "General"
    TECHNICAL = "te", "Technical"
    EDITORIAL = "ed", "Editorial"


@dataclass(frozen=True)
class Part:
    """One thing that a comment says in words.

    `name` is that of its column, and of its field in forms and for programs. `label` heads the words wherever they are shown,
    and their column in tables; the comment itself has none. `called` begins the sentence that refuses it. `rows` is how high
    the box in the form is: without, it is a single line. Where words are `needed`, `missing` asks for them.
    Words that are `quoted` are those of the norm.
    """

    name: str
    label: str
    called: str
    asks: str
    hint: str
    most: int = MOST_CHARACTERS
    rows: int = 0
    needed: bool = False
    missing: str = ""
    quoted: bool = False

    @property
    def fact(self) -> str:
        """What the public record calls it."""
        return self.name.replace("_", " ")


PASSAGE = Part(
    name="passage",
    label="On the words",
    called="A passage",
    asks="On which words of the clause?",
    hint="Copy them from the clause, as they stand there. Leave this empty to comment on all of it. At most 1,000 characters.",
    most=1_000,
    rows=2,
    quoted=True,
)
ANSWER = Part(
    name="answer",
    label="Answer",
    called="An answer",
    asks="Which answer do you choose?",
    hint="",
    most=LONGEST_ANSWER,
)
TEXT = Part(
    name="text",
    label="",
    called="A comment",
    asks="What do you want to say, and why?",
    hint="Say what troubles you and what would follow from it. Don't name other people. At most 10,000 characters.",
    rows=8,
    needed=True,
    missing="Write your comment.",
)
PROPOSED_CHANGE = Part(
    name="proposed_change",
    label="Proposed change",
    called="A proposed change",
    asks="How should it be worded instead?",
    hint="The exact words help most.",
    rows=4,
)
OWN_REFERENCE = Part(
    name="own_reference",
    label="Own reference",
    called="An own reference",
    asks="Your own reference",
    hint="For example DE-12: the number that this comment has in your own list. It is shown with the comment.",
    most=40,
)

# What the comment form of ISO, IEC and CEN has no column for: it stands last in tables. All that is added goes here.
FURTHER: tuple[Part, ...] = (OWN_REFERENCE, PASSAGE, ANSWER)
PARTS = (PASSAGE, ANSWER, TEXT, PROPOSED_CHANGE, OWN_REFERENCE)
NAMES = tuple(part.name for part in PARTS)
# What is sent along with a comment, but is none of its words: `models.confidential` says what it is.
BESIDE = ("confidential", "confidential_ground", "confidential_reason")
REFERRING = ("in_reply_to", "stance")


class ConfidentialGround(models.TextChoices):
    TRADE_SECRET = "trade_secret", "Trade secret"
    SECURITY = "security", "Security"
    PERSONAL_DATA = "personal_data", "Personal data"
    CONTROLLED = "controlled", "Controlled technology"


@dataclass(frozen=True)
class Said:
    """One part of a comment with its words."""

    part: Part
    words: str

    @property
    def in_writing(self) -> str:
        """As it stands in a letter."""
        if not self.part.label:
            return self.words
        return f"{self.part.label}:\n{self.words}" if self.part.rows else f"{self.part.label}: {self.words}"


def said_in(words: Mapping[str, Any], parts: Sequence[Part] = PARTS) -> list[Said]:
    """What is said in words that stand under the names of parts; what is left empty, or not there at all, isn't."""
    return [Said(part, words[part.name]) for part in parts if words.get(part.name)]


@dataclass(frozen=True)
class Attached:
    """A file that was taken in for a comment: known by its `token`, and only in the list that is its `place`."""

    token: str
    name: str
    sha256: str
    place: str = ""

    @property
    def fact(self) -> str:
        """To what the public record commits: the digest of its bytes, and its name."""
        return f"{self.sha256} {self.name}"


@dataclass(frozen=True)
class NewComment:
    """One comment to be sent: on a clause (its anchor), on a question (its position, from 1), or on the whole text.

    Of a question with answers to choose among it has one of them, the `answer`. Of a clause it may be on some words alone, the
    `passage`. Where they stand there more than once, `passage_start` says which are meant: characters from the beginning of the
    clause's words. Beside it may stand a `confidential` part, with its ground and a public reason. It may refer to a published
    comment by its code, `in_reply_to`, and support that with its `stance`: then it is on what that is on.
    """

    text: str
    kind: str = CommentKind.GENERAL
    anchor: str = ""
    question: int | None = None
    proposed_change: str = ""
    own_reference: str = ""
    passage: str = ""
    passage_start: int | None = None
    answer: str = ""
    in_reply_to: str = ""
    stance: str = ""
    confidential: str = ""
    confidential_ground: str = ""
    confidential_reason: str = ""
    attachments: tuple[Attached, ...] = ()

    @property
    def words(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in NAMES}

    @property
    def body(self) -> dict[str, Any]:
        """By what a form that is sent again is known. A part that was added later is not in it where it is empty, as it was not
        in a body before."""
        empty = {name for name in (*(part.name for part in FURTHER), *BESIDE, *REFERRING) if not getattr(self, name)}
        empty |= {"passage_start"} if self.passage_start is None else set()
        files = {"attachments": [[one.name, one.sha256] for one in self.attachments]} if self.attachments else {}
        return {name: value for name, value in vars(self).items() if name not in empty | {"attachments"}} | files
