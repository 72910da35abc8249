"""What pages and services ask of control lists, each in a constant number of statements."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from normsite.foundation.controls.codes import entry_code
from normsite.foundation.controls.differences import Difference, EditionText, compare
from normsite.foundation.controls.models import ControlList, Entry, Paragraph
from normsite.foundation.controls.text.criteria import ListRow


def unclear(control_list: ControlList) -> list[Paragraph]:
    """The paragraphs whose own code couldn't be told, each with what was wrong, in the order of the list."""
    found = Paragraph.objects.filter(entry__control_list=control_list).exclude(problem="")
    return list(found.select_related("entry__control_list").order_by("entry__position", "position"))


def problems_by_entry(control_list: ControlList) -> list[tuple[Entry, list[Paragraph]]]:
    """Entries of which something could not be read, each with those paragraphs, in the order of the list."""
    return [(entry, list(them)) for entry, them in groupby(unclear(control_list), lambda one: one.entry)]


def list_rows(control_list: ControlList) -> list[ListRow]:
    """The whole list as screening and the suggestion of criteria read it, in its order: two queries."""
    rows: list[ListRow] = []
    paragraphs: dict[int, list[Paragraph]] = {}
    for paragraph in Paragraph.objects.filter(entry__control_list=control_list).order_by("entry__position", "position"):
        paragraphs.setdefault(paragraph.entry_id, []).append(paragraph)
    for entry in control_list.entries.order_by("position"):
        rows += _entry_rows(entry, paragraphs.get(entry.pk, []), len(rows))
    return rows


def _entry_rows(entry: Entry, paragraphs: list[Paragraph], first: int) -> list[ListRow]:
    rows = [ListRow(entry.code, entry.code, "heading", entry.heading)]
    rows += [ListRow(entry.code, "", "control", said, first) for said in _said(entry.facts) if any(map(str.isdigit, said))]
    places: dict[int, int] = {}
    for paragraph in paragraphs:
        places[paragraph.pk] = first + len(rows)
        parent = places.get(paragraph.parent_id or 0, first)
        rows.append(ListRow(entry.code, paragraph.code, paragraph.kind, paragraph.text, parent))
    return rows


def _said(facts: Any) -> Iterable[str]:
    """Each sentence in what else the list says of an entry: some controls stand in its chart alone."""
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, dict | list):
        for inner in facts.values() if isinstance(facts, dict) else facts:
            yield from _said(inner)


def edition_text(control_list: ControlList) -> EditionText:
    """An edition as it is compared with another: three statements. Entries of which a partial edition has no paragraphs are
    bare."""
    entries = list(control_list.entries.order_by("position").values_list("code", "heading"))
    within = Paragraph.objects.filter(entry__control_list=control_list).order_by("entry__position", "position")
    paragraphs = dict(within.exclude(code="").values_list("code", "text"))
    unsure = frozenset(within.exclude(problem="").values_list("entry__code", flat=True))
    codes = {code for code, _ in entries} if control_list.is_partial else set()
    bare = frozenset(codes - {entry_code(code) for code in paragraphs})
    return EditionText(control_list.hand, dict(entries), paragraphs, unsure, bare)


def difference(first: ControlList, second: ControlList) -> Difference:
    """What two editions of one list have not in common."""
    return compare(edition_text(first), edition_text(second))


def counted_editions() -> QuerySet[ControlList]:
    """All editions, those of a list together and its newest first, each with how many entries it has (`entry_total`) and how
    many paragraphs could not be read surely (`unclear_total`): one statement."""
    entries = Entry.objects.filter(control_list=OuterRef("pk")).order_by().values("control_list")
    doubtful = Paragraph.objects.filter(entry__control_list=OuterRef("pk")).exclude(problem="").order_by()
    return ControlList.objects.order_by("jurisdiction", "series", "-as_of", "-edition").annotate(
        entry_total=Coalesce(Subquery(entries.annotate(n=Count("pk")).values("n")), 0),
        unclear_total=Coalesce(Subquery(doubtful.values("entry__control_list").annotate(n=Count("pk")).values("n")), 0),
    )
