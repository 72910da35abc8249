"""The criteria of an edition as somebody works through them: page by page, entry by entry, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from normsite.foundation.controls.models import ControlList, Criterion, CriterionState, Entry, Paragraph, ParagraphKind
from normsite.foundation.controls.models.criterion import CriterionQuerySet
from normsite.foundation.search import Piece

PAGE = 25
MOST_PASSAGES = 60


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a state, a category of the list (its digit), the beginning of a paragraph's code; each may be
    empty."""

    state: str = CriterionState.SUGGESTED
    category: str = ""
    code: str = ""


@dataclass(frozen=True)
class Page:
    """Some criteria in the order of the list; `next` is the code after which the next page begins, empty on the last."""

    criteria: list[Criterion]
    next: str


def of_edition(control_list: ControlList, wanted: Wanted) -> CriterionQuerySet:
    """The newest versions that are asked for, in the order of the list."""
    found = Criterion.objects.current().filter(control_list=control_list).order_by("entry_code", "pk")
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.category:
        found = found.filter(entry_code__startswith=wanted.category)
    return found.filter(paragraph_code__istartswith=wanted.code) if wanted.code else found


def page_of(control_list: ControlList, wanted: Wanted, after: str = "") -> Page:
    """Those that follow the one with the code `after`: as quick on the last page as on the first."""
    found = of_edition(control_list, wanted)
    start = Criterion.objects.current().filter(control_list=control_list, code=after).first() if after else None
    criteria = list(found.filter(_behind(start))[: PAGE + 1] if start else found[: PAGE + 1])
    return Page(criteria[:PAGE], criteria[PAGE - 1].code if len(criteria) > PAGE else "")


def neighbours(criterion: Criterion) -> tuple[Criterion | None, Criterion | None]:
    """The suggestions before and after this one that still wait, in the order of the list."""
    waiting = of_edition(criterion.control_list, Wanted())
    before = waiting.filter(_before(criterion)).order_by("-entry_code", "-pk").first()
    return before, waiting.filter(_behind(criterion)).first()


def _behind(criterion: Criterion) -> Q:
    return Q(entry_code__gt=criterion.entry_code) | Q(entry_code=criterion.entry_code, pk__gt=criterion.pk)


def _before(criterion: Criterion) -> Q:
    return Q(entry_code__lt=criterion.entry_code) | Q(entry_code=criterion.entry_code, pk__lt=criterion.pk)


def counts_of(lists: Iterable[ControlList]) -> dict[int, dict[str, int]]:
    """By the key of an edition, how many of its criteria stand in each state."""
    counted = Criterion.objects.current().filter(control_list__in=list(lists)).order_by()
    found: dict[int, dict[str, int]] = {}
    for key, state, number in counted.values_list("control_list", "state").annotate(number=Count("pk")):
        found.setdefault(key, {})[state] = number
    return found


@dataclass(frozen=True)
class Passage:
    """A piece of the list beside a criterion: its code or what kind of note it is, its words with those of thresholds marked;
    `is_own` says that the criterion is drawn from it."""

    label: str
    pieces: list[Piece]
    is_own: bool = False


def passages_of(criterion: Criterion) -> list[Passage]:
    """The words from which a criterion was read: its paragraph as it stood, below the ones in which it stands, above those that
    bear figures of it and its notes. In two statements."""
    places = [(one.code, one.start, one.end, one.words) for one in criterion.group.conditions() if one.words]
    own = Passage(criterion.paragraph_code, marked(criterion.paragraph_text, places), is_own=True)
    entry = Entry.objects.filter(control_list=criterion.control_list, code=criterion.entry_code).first()
    if entry is None:
        return [own]
    rows = list(entry.paragraphs.order_by("position"))
    by_key = {row.pk: row for row in rows}
    here = by_key.get(criterion.paragraph_id or 0)
    above = list(_above(here, by_key))
    codes = {code for code, *_ in places}
    below = [row for row in rows if row != here and here in _above(row, by_key) and _belongs(row, here, codes)]
    around = [Passage(entry.code, marked(entry.heading, places))] if entry.heading != criterion.paragraph_text else []
    around += [_passage(row, places) for row in above]
    return [*around, own, *(_passage(row, places) for row in below[:MOST_PASSAGES])]


def _above(row: Paragraph | None, by_key: dict[int, Paragraph]) -> list[Paragraph]:
    """Those in which it stands, the outermost first."""
    found: list[Paragraph] = []
    while row is not None and row.parent_id is not None:
        row = by_key[row.parent_id]
        found.insert(0, row)
    return found


def _belongs(row: Paragraph, here: Paragraph | None, codes: set[str]) -> bool:
    is_note = row.kind != ParagraphKind.ITEM and here is not None and row.parent_id == here.pk
    return is_note or row.code in codes


def _passage(row: Paragraph, places: list[tuple[str, int, int, str]]) -> Passage:
    return Passage(row.code or row.get_kind_display(), marked(row.text, places))


def marked(text: str, places: Iterable[tuple[str, int, int, str]]) -> list[Piece]:
    """The text with the words of thresholds marked. A place counts where its words stand there: so those of another paragraph,
    or of another edition, mark nothing."""
    spans = sorted({(start, end) for _, start, end, words in places if text[start:end].strip() == words})
    pieces, at = [], 0
    for start, end in spans:
        if start >= at:
            pieces += [Piece(text[at:start]), Piece(text[start:end], is_marked=True)]
            at = end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.words]
