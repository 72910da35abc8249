"""Search in control lists: words, and codes in whatever spelling."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from normsite.foundation.controls.codes import entry_code, normal_code
from normsite.foundation.controls.models import ControlList, Entry, Paragraph
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
    """Code and heading, and each paragraph under its code where it bears one."""
    return str(entry), [(one.code, one.text) for one in entry.paragraphs.all()]


@dataclass(frozen=True)
class Resolved:
    """What a list knows of a code: its paragraph, or its entry alone; where it has neither, whether its text names the code."""

    control_list: ControlList
    code: str
    entry: Entry | None = None
    paragraph: Paragraph | None = None
    is_mentioned: bool = False

    @property
    def address(self) -> str:
        if self.entry is None:
            return ""
        return self.entry.get_absolute_url() + (f"#{anchor_of(self.paragraph)}" if self.paragraph else "")

    @property
    def lacks_paragraph(self) -> bool:
        return self.entry is not None and self.paragraph is None and "." in self.code


def resolve(words: str) -> list[Resolved]:
    """What each current list knows of the code that was typed; nothing where it is none."""
    code = normal_code(words)
    if not code:
        return []
    current = list(ControlList.objects.current())
    entries = {one.control_list_id: one for one in _entries(entry_code(code), current)}
    paragraphs = _paragraphs(code, current)
    mentioning = _mentioning(code, [one for one in current if one.pk not in entries])
    return [
        Resolved(one, code, entries.get(one.pk), paragraphs.get(one.pk), is_mentioned=one.pk in mentioning)
        for one in sorted(current, key=lambda one: (one.jurisdiction, one.series))
    ]


def _entries(code: str, current: Iterable[ControlList]) -> QuerySet[Entry]:
    return Entry.objects.filter(control_list__in=current, code=code).select_related("control_list")


def _paragraphs(code: str, current: Iterable[ControlList]) -> dict[int, Paragraph]:
    if "." not in code:
        return {}
    found = Paragraph.objects.filter(entry__control_list__in=current, code=code).select_related("entry")
    return {one.entry.control_list_id: one for one in found}


def _mentioning(code: str, lists: list[ControlList]) -> set[int]:
    """Which of these lists name the code in the text of another entry."""
    if not lists:
        return set()
    naming = Paragraph.objects.filter(entry__control_list__in=lists, text__contains=entry_code(code))
    headed = Entry.objects.filter(control_list__in=lists, heading__contains=entry_code(code))
    found = naming.order_by().values_list("entry__control_list", flat=True)
    return set(found.union(headed.order_by().values_list("control_list", flat=True)))
