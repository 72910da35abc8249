"""Search in control lists: words, and codes in whatever spelling."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.text import Truncator

from normsite.foundation.controls.codes import normal_code
from normsite.foundation.controls.models import ControlList, Entry
from normsite.foundation.controls.resolver import Resolved, resolve
from normsite.foundation.search import Asked, Hits, Said, ranked
from normsite.portal.export_control.reading import anchor_of

CURRENT = "SELECT DISTINCT ON (series) id FROM controls_controllist ORDER BY series, in_force DESC, as_of DESC"
ENTRIES = (
    "SELECT entry_id AS id, words FROM export_control_searchedentry WHERE words @@ {held} "  # noqa: S608  (statements of ours)
    f"AND control_list_id IN ({CURRENT}) AND (%(edition)s = 0 OR control_list_id = %(edition)s)"
)


_ABOUT_CONTROL = re.compile(
    r"\b(?:eccns?|ear99|export[ -]?controls?|control[ -]lists?|dual[ -]?use|licen[cs]e exceptions?|deemed exports?)\b", re.I
)


LONGEST_TITLE = 200


def is_about_control(words: str) -> bool:
    """Whether somebody who types this is served by being told what control lists are."""
    return _ABOUT_CONTROL.search(words) is not None


def find_entries(asked: Asked, *, most: int, first: int, edition: ControlList | None = None) -> Hits:
    """The best entries of the current editions, or of one of these."""
    return ranked(ENTRIES, asked, most=most, first=first, edition=edition.pk if edition else 0)


def found_rows() -> QuerySet[Any]:
    """Entries with all that an excerpt needs."""
    return Entry.objects.select_related("control_list").prefetch_related("paragraphs")


def said_of(entry: Any) -> Said:
    """Code and heading, and each paragraph under its code where it bears one. Of a heading that is a text of its own, as some
    files have it, the title is the beginning."""
    title = str(entry)
    headed = [("", entry.heading)] if len(title) > LONGEST_TITLE else []
    return Truncator(title).chars(LONGEST_TITLE), headed + [(one.code, one.text) for one in entry.paragraphs.all()]


@dataclass(frozen=True)
class Place:
    """What one list knows of a code, and where that stands."""

    control_list: ControlList
    resolved: Resolved

    @property
    def address(self) -> str:
        """Empty where the list has nothing of that entry."""
        entry, paragraph = self.resolved.entry, self.resolved.paragraph
        if entry is None:
            return ""
        entry.control_list = self.control_list
        return entry.get_absolute_url() + (f"#{anchor_of(paragraph)}" if paragraph else "")

    @property
    def words(self) -> str:
        """What the paragraph or the entry says."""
        entry, paragraph = self.resolved.entry, self.resolved.paragraph
        return paragraph.text if paragraph else entry.heading if entry else ""


def places_of(words: str) -> list[Place]:
    """What each current list knows of the code that was typed, those in force first; nothing where it is none."""
    if not normal_code(words):
        return []
    current = sorted(ControlList.objects.current(), key=lambda one: (not one.in_force, one.jurisdiction, one.series))
    return [Place(one, resolve(words, one)) for one in current]
