"""How the rows of another system become comments of ours, and what of a row is refused: nothing is written here."""

import hashlib
import json
import logging
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import Error
from django.db.models import TextChoices
from django.template.defaultfilters import date as written
from django.utils import timezone
from django_countries import countries

from comments.commenting_form import Clauses, Placed
from comments.guards.author import Author, author_of, refuse_wrong_author
from comments.models import PARTS, Capacity, CommentKind, Consultation, NewComment, Part
from comments.models.parts import OWN_REFERENCE
from comments.other_systems import FIELDS, NoInstant, Row, instant_of, plain
from comments.other_systems.dates import EARLIEST
from norms.models import Clause
from normsite.foundation.accounts.models import OrganisationKind
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.markup import check_text
from normsite.foundation.unseen import as_known, can_be_seen

logger = logging.getLogger(__name__)

CLOCKS_DIFFER = timedelta(minutes=5)
_KINDS = {"g": CommentKind.GENERAL, "t": CommentKind.TECHNICAL, "e": CommentKind.EDITORIAL}
# How others name what kind of organisation wrote; what isn't among these, or our own names, is another kind.
_ORGANISATIONS = {
    "national body": OrganisationKind.NATIONAL_BODY,
    "national standards body": OrganisationKind.NATIONAL_BODY,
    "academic_research_institution": OrganisationKind.ACADEMIA,
    "academic/research institution": OrganisationKind.ACADEMIA,
    "academic": OrganisationKind.ACADEMIA,
    "university": OrganisationKind.ACADEMIA,
    "ngo": OrganisationKind.CIVIL_SOCIETY,
    "consumer_organisation": OrganisationKind.CIVIL_SOCIETY,
    "environmental_organisation": OrganisationKind.CIVIL_SOCIETY,
    "public_authority": OrganisationKind.GOVERNMENT,
    "public authority": OrganisationKind.GOVERNMENT,
} | {words: kind for kind in OrganisationKind for words in (kind.value, kind.label.lower())}


class Outside(TextChoices):
    """What becomes of comments that were received outside the time of the consultation."""

    MARK = "mark", "Take them over, each marked in public as received outside the time"
    REFUSE = "refuse", "Leave them out"


@dataclass(frozen=True)
class Mapping:
    """How a table is to be read: the field of each column (empty for none), from which system it is, and what holds for all of
    its rows: the zone of times without an offset, which way 3/4/2026 is meant, when rows without a time were received (empty:
    they are refused), whether the words are HTML."""

    fields: tuple[str, ...]
    source: str = ""
    zone: str = "UTC"
    day_first: bool = True
    outside: str = Outside.MARK
    undated: str = ""
    html: bool = False

    @classmethod
    def of(cls, kept: Map[str, Any]) -> Self:
        return cls(**{**kept, "fields": tuple(kept["fields"])})

    @property
    def undated_at(self) -> datetime | None:
        return datetime.fromisoformat(self.undated) if self.undated else None

    @property
    def kept(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Imported:
    """A row as it will stand. `digest` is the same for the same words, `key` for what is the same comment there. `remarks` say
    what of it could not be kept."""

    number: int
    item: NewComment
    clause: int | None
    author: Author
    received: datetime
    digest: str
    key: str
    remarks: tuple[str, ...] = ()


class Reader:
    """Reads rows of one import into one consultation."""

    def __init__(self, consultation: Consultation, mapping: Mapping, now: datetime | None = None) -> None:
        self.consultation, self.mapping, self.now = consultation, mapping, now or timezone.now()
        self.zone = ZoneInfo(mapping.zone)

    @cached_property
    def clauses(self) -> list[tuple[str, str, str, int]]:
        text = Clause.objects.public().outline().filter(revision=self.consultation.revision_id)
        return [
            (number, title, anchor, pk) for anchor, number, title, pk in text.values_list("anchor", "number", "title", "pk")
        ]

    @cached_property
    def text(self) -> Clauses:
        return Clauses(one[:3] for one in self.clauses)

    def read(self, row: Row) -> Imported:
        """The comment in a row. `Refused` says why there is none, or none that can be taken over: one row never stops a file,
        whatever stands in it."""
        try:
            return self._read(row)
        except (Refused, Error):  # without the database nothing can be said of a row
            raise
        except Exception as fault:
            logger.warning("A row of another system: %s", type(fault).__name__)
            raise Refused("It can't be read.", "Look for signs in it that stand in no other row.") from fault

    def _read(self, row: Row) -> Imported:
        said = self._said(row)
        received = self._received(said["received_at"])
        author = self._author(said)
        placed = self.text.place(said["clause"])
        item = self._item(said, placed)
        country = [f"“{said['country']}” is no country that we know."] if said["country"] and not author.country else []
        digest = _digest({"item": item.body, "author": asdict(author), "received": received.isoformat()})
        found = self._key(said["own_reference"], digest)
        remarks = (*country, *([placed.remark] if placed.remark else []))
        pk = next((pk for _, _, anchor, pk in self.clauses if anchor == item.anchor), None) if item.anchor else None
        return Imported(row.number, item, pk, author, received, digest, found, remarks)

    def _said(self, row: Row) -> dict[str, str]:
        """What the row says of each field. Several columns of one are put one after the other."""
        fields = self.mapping.fields
        if any(cell.strip() for cell in row.cells[len(fields) :]):
            raise Refused(
                f"It has {len(row.cells)} cells, and the table {len(fields)} columns.",
                "Look for a comma or a quotation mark that is missing or too many.",
            )
        cells: dict[str, list[str]] = {field.name: [] for field in FIELDS}
        for field, cell in zip(fields, row.cells, strict=False):
            if field and (words := self._words(cell)):
                cells[field].append(words)
        return {name: ("\n\n" if name == "text" else " ").join(words) for name, words in cells.items()}

    def _words(self, cell: str) -> str:
        words = plain_lines(cell).strip()
        return plain(words) if self.mapping.html and ("<" in words or "&" in words) else words

    def _received(self, words: str) -> datetime:
        instant = self._instant(words)
        if instant > self.now + CLOCKS_DIFFER:
            raise Refused(f"It was received on {_on(instant)}, which is still to come.", "Look how its days are written.")
        opens, closes = self.consultation.opens_at, self.consultation.closes_at
        if self.mapping.outside == Outside.REFUSE and not opens <= instant < closes:
            when = "before the consultation opened" if instant < opens else "after the deadline"
            raise Refused(f"It was received on {_on(instant)}, {when}.")
        return instant

    def _instant(self, words: str) -> datetime:
        if not words and self.mapping.undated_at:
            return self.mapping.undated_at.astimezone(UTC)
        if not words:
            raise Refused("It is not said when it was received.", "Give one time for all rows without.")
        try:
            return instant_of(words, self.zone, day_first=self.mapping.day_first)
        except NoInstant as fault:
            raise Refused(f"“{words[:40]}” is no day and no time that we can read.", "Write it as 2026-03-31 17:00.") from fault

    def _author(self, said: Map[str, str]) -> Author:
        organisation, name = said["organisation"], said["name"]
        capacity = Capacity.ORGANISATION if organisation else Capacity.INDIVIDUAL if name else Capacity.ANONYMOUS
        kind = _ORGANISATIONS.get(said["organisation_kind"].lower(), OrganisationKind.OTHER)
        author = author_of(
            capacity=capacity,
            name=name,
            organisation=organisation,
            organisation_kind=kind,
            country=_country(said["country"]),
        )
        if capacity == Capacity.INDIVIDUAL and not author.name:  # nothing of the name can be read
            author = replace(author, capacity=Capacity.ANONYMOUS)
        refuse_wrong_author(self.consultation, author)
        return author

    def _item(self, said: Map[str, str], placed: Placed) -> NewComment:
        reference = said["own_reference"]
        is_long = len(reference) > OWN_REFERENCE.most
        given = [("Clause", said["clause"] if placed.remark else ""), ("Number", reference if is_long else "")]
        above = [said["title"], " ".join(f"{name} as given: {words}." for name, words in given if words)]
        if not can_be_seen(said["text"]):
            raise Refused("There is no comment in it.")
        item = NewComment(
            text="\n\n".join([*filter(None, above), said["text"]]),
            kind=_KINDS.get(said["kind"][:1].lower(), CommentKind.GENERAL),
            anchor=placed.anchor,
            proposed_change=said["proposed_change"],
            own_reference="" if is_long else reference,
        )
        for part in PARTS:
            _refuse_wrong_words(part, getattr(item, part.name))
        return item

    def _key(self, reference: str, digest: str) -> str:
        known = ["id", as_known(reference)] if can_be_seen(reference) else ["row", digest]
        return _digest(["import", self.consultation.code, as_known(self.mapping.source).casefold(), *known])


def refuse_wrong_mapping(mapping: Mapping, columns: int, now: datetime) -> None:
    """Refused: no column with the comment, two columns for what stands once, no name of the system, a time that is to come."""
    if len(mapping.fields) != columns or not set(mapping.fields) <= {"", *(field.name for field in FIELDS)}:
        raise Refused("The columns are not those of the file.", "Load the page anew.")
    if "text" not in mapping.fields:
        raise Refused("No column is said to be the comment.", "Choose “The comment” for one of them.")
    for field in FIELDS:
        if not field.joins and mapping.fields.count(field.name) > 1:
            raise Refused(f"Two columns are said to be “{field.label}”.", "Choose one of them.")
    if not can_be_seen(mapping.source):
        raise Refused("The other system has no name.", "Give the one under which people know it.")
    if mapping.undated_at and mapping.undated_at.replace(tzinfo=None) < EARLIEST.replace(tzinfo=None):
        raise Refused("The time for rows without one lies very long ago.", "Look at its year.")
    if mapping.undated_at and mapping.undated_at > now:
        raise Refused("The time for rows without one is still to come.", "Give an earlier one.")


def _refuse_wrong_words(part: Part, words: str) -> None:
    if part.rows:
        check_text(words, what=part.called, longest=part.most)
    elif len(words) > part.most:
        raise Refused(f"{part.called} has {len(words):,} characters; the most is {part.most:,}.")


def _country(words: str) -> str:
    """The two letters of a country that is given by two or three letters, or by its name in English."""
    named = _BY_NAME.get(words.casefold(), "")
    return named or (str(countries.alpha2(words.upper())) if len(words) in (2, 3) else "")


_BY_NAME = {name.casefold(): code for code, name in countries} | {
    "united states": "US",
    "united states of america": "US",
    "united kingdom": "GB",
    "south korea": "KR",
    "russia": "RU",
    "uk": "GB",
}


def _digest(words: Sequence[str] | Map[str, Any]) -> str:
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def _on(instant: datetime) -> str:
    return written(instant, "j F Y, H:i e")
