"""What corresponds to a paragraph in other lists: confirmed correlations, read from either side."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from normsite.foundation.controls.codes import codes_above, entry_code
from normsite.foundation.controls.likeness import Piece
from normsite.foundation.controls.models import (
    ControlList,
    Correlation,
    CorrelationState,
    Entry,
    Paragraph,
    ParagraphKind,
    Relation,
)

PAGE = 25


@dataclass(frozen=True)
class Correspondence:
    """What stands in another list for a paragraph. `relation` is what the paragraph asked for is to the other one. `asked`
    is the code for which it was confirmed: that of the paragraph, or of what it stands in. `code` is empty for what is
    national only."""

    asked: str
    relation: Relation
    control_list: ControlList
    code: str
    correlation: Correlation

    @property
    def words(self) -> str:
        """For example "5A002.a controls the same as 5A002.a in …"."""
        return " ".join(filter(None, (self.asked, self.relation.label, self.code)))

    @property
    def address(self) -> str:
        """Where the other one is read; empty where there is none."""
        if not self.code:
            return ""
        place = "paragraph" if "." in self.code else "entry"
        return reverse(f"export_control:{place}", args=[self.control_list.series, self.control_list.edition, self.code])


def corresponding(series: str, code: str, other: str = "") -> list[Correspondence]:
    """What a person has confirmed to correspond to this paragraph of the list with this `series`, in all other lists or in
    `other`.

    Where nothing is said of the paragraph itself, what is said of the one in which it stands. Each answer names the edition for
    which it was confirmed (`control_list`).
    """
    for asked in [code, *codes_above(code)] if code else ():
        found = Correlation.objects.public().touching(series, asked).select_related("left_list", "right_list")
        answers = [_seen_from(row, series, asked) for row in found]
        if answers := [one for one in answers if other in ("", one.control_list.series)]:
            return answers
    return []


def of_entry(entry: Entry) -> list[Correspondence]:
    """What a person has confirmed to correspond to an entry or to its paragraphs, in whichever edition they were compared."""
    series = entry.control_list.series
    left = Q(left_list__series=series) & _within("left_code", entry.code)
    right = Q(right_list__series=series) & _within("right_code", entry.code)
    rows = Correlation.objects.public().filter(left | right).select_related("left_list", "right_list")
    found = [_seen_from(row, series, _code_of(row, series, entry.code)) for row in rows]
    return sorted(found, key=lambda one: (one.asked, one.control_list.series, one.code))


def _within(field: str, code: str) -> Q:
    return Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})


def _code_of(row: Correlation, series: str, entry: str) -> str:
    """Which of its codes is the one of an entry."""
    is_left = row.left_list.series == series and entry_code(row.left_code) == entry
    return row.left_code if is_left else row.right_code


def _seen_from(row: Correlation, series: str, asked: str) -> Correspondence:
    """A correlation as it reads from the side of the list with this `series` on which `asked` stands."""
    relation = Relation(row.relation)
    if row.left_list.series == series and row.left_code == asked:
        return Correspondence(asked, relation, row.right_list, row.right_code, row)
    return Correspondence(asked, relation.turned, row.left_list, row.left_code, row)


@dataclass(frozen=True)
class Side:
    """One side of a correlation: its code, the heading of its entry, its own words (empty for an entry)."""

    code: str
    heading: str = ""
    words: str = ""

    @property
    def said(self) -> str:
        """Its own words; an entry's are its heading."""
        return self.words or self.heading


def sides_of(correlations: Iterable[Correlation]) -> list[tuple[Correlation, Side, Side]]:
    """Each with the words of both sides, in two statements."""
    correlations = list(correlations)
    ends = {(one.left_list_id, one.left_code) for one in correlations}
    ends |= {(one.right_list_id, one.right_code) for one in correlations if one.right_code}
    known = _sides(ends)
    return [
        (one, known[one.left_list_id, one.left_code], known.get((one.right_list_id, one.right_code), Side("")))
        for one in correlations
    ]


def _sides(ends: set[tuple[int, str]]) -> dict[tuple[int, str], Side]:
    lists, codes = {key for key, _ in ends}, {code for _, code in ends}
    entries = {code.partition(".")[0] for code in codes}
    headings = Entry.objects.filter(control_list__in=lists, code__in=entries).values_list("control_list", "code", "heading")
    by_entry = {(key, code): heading for key, code, heading in headings}
    rows = Paragraph.objects.filter(entry__control_list__in=lists, code__in=codes)
    words = {(key, code): text for key, code, text in rows.values_list("entry__control_list", "code", "text")}
    return {
        (key, code): Side(code, by_entry.get((key, code.partition(".")[0]), ""), words.get((key, code), ""))
        for key, code in ends
    }


@dataclass(frozen=True)
class Page:
    """Some correlations between two editions; `next` is the key after which the next page begins, None on the last."""

    correlations: list[Correlation]
    next: int | None


def between(left: ControlList, right: ControlList) -> Q:
    """Those between two editions, whichever stands left."""
    return Q(left_list=left, right_list=right) | Q(left_list=right, right_list=left)


def page_of(left: ControlList, right: ControlList, state: str = "", after: int = 0) -> Page:
    """Those between two editions that follow the one with the key `after`."""
    found = Correlation.objects.filter(between(left, right), pk__gt=after).select_related("left_list", "right_list")
    rows = list((found.filter(state=state) if state else found).order_by("pk")[: PAGE + 1])
    return Page(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def waiting_after(correlation: Correlation) -> Correlation | None:
    """The next suggestion between the same two editions; the first one again after the last."""
    waiting = Correlation.objects.suggested().filter(between(correlation.left_list, correlation.right_list))
    waiting = waiting.exclude(pk=correlation.pk).order_by("pk")
    return waiting.filter(pk__gt=correlation.pk).first() or waiting.first()


def pairs_of_lists() -> list[tuple[ControlList, ControlList, dict[str, int]]]:
    """Which editions were compared, and how many correlations between them stand in each state."""
    counted = Correlation.objects.order_by().values_list("left_list", "right_list", "state").annotate(number=Count("pk"))
    found: dict[tuple[int, int], dict[str, int]] = {}
    for left, right, state, number in counted:
        found.setdefault((left, right), {str(CorrelationState(state).value): number})[state] = number
    lists = ControlList.objects.in_bulk({key for pair in found for key in pair})
    return [(lists[left], lists[right], states) for (left, right), states in sorted(found.items())]


def pieces_of(control_list: ControlList) -> list[Piece]:
    """The entries and paragraphs of an edition that have a code, each with the words in which it stands."""
    entries = list(Entry.objects.filter(control_list=control_list).order_by("position"))
    found = [Piece(entry.code, entry.heading) for entry in entries]
    headings = {entry.pk: entry.heading for entry in entries}
    above: dict[int, str] = {}
    rows = Paragraph.objects.filter(entry__control_list=control_list, kind=ParagraphKind.ITEM).order_by(
        "entry__position", "position"
    )
    for row in rows:
        context = above.get(row.parent_id, "") if row.parent_id else headings[row.entry_id]
        above[row.pk] = f"{context} {row.text}"
        if row.code:
            found.append(Piece(row.code, row.text, context))
    return found
