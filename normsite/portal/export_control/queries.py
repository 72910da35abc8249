"""What the pages about control lists ask the database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet, Subquery

from norms.models import Clause, Revision, SearchedClause
from normsite.foundation.controls.codes import CATEGORIES, MENTION, entry_code, mentioned_codes
from normsite.foundation.controls.models import ControlList, Criterion, Entry, Paragraph, ParagraphKind
from normsite.foundation.controls.reading.pieces import FACTS
from normsite.foundation.search import asked_for
from normsite.foundation.withholding.gaps import Fields, cover
from normsite.foundation.withholding.vocabulary import Kind, Part
from normsite.portal.export_control import reading
from normsite.portal.export_control.reading import MEANS, Node
from riskreviews.models import Screening
from riskreviews.models.screening import CLEARING

# What the letter of a code means on every list (docs/domain.md, section 4), for files that leave the names out.
GROUPS = {
    "A": "Systems, equipment and components",
    "B": "Test, inspection and production equipment",
    "C": "Materials",
    "D": "Software",
    "E": "Technology",
}
LONGEST_MENTION = 240
LONG_ENTRY = 40  # paragraphs, above which an entry begins with a list of its first level
MOST_MENTIONS = 100
AT_ONCE = 500  # criteria


@dataclass(frozen=True)
class Group:
    """The entries of one product group in a category."""

    letter: str
    name: str
    entries: list[Entry]


@dataclass(frozen=True)
class Category:
    number: int
    name: str
    total: int


@dataclass(frozen=True)
class Mention:
    """A clause of a public text that names codes of an entry, the words around the first, and what the text's screening by this
    list came to, as far as anybody may know."""

    clause: Clause
    codes: list[str]
    words: str
    screening: Screening | None = None


def categories(edition: ControlList) -> list[Category]:
    """In their order; the name is the one that an entry bears, or else the usual one."""
    rows = edition.entries.order_by("category", "position").values_list("category", "category_name")
    found = []
    for number, lines in groupby(rows, key=lambda row: row[0]):
        names = [name for _, name in lines]
        found.append(Category(number, next(filter(None, names), CATEGORIES.get(number, "")), len(names)))
    return found


def groups(edition: ControlList, category: int) -> list[Group]:
    """The entries of a category, without their paragraphs."""
    entries = list(edition.entries.filter(category=category).order_by("group", "position"))
    for entry in entries:
        entry.control_list = edition
    return [
        Group(letter, next(filter(None, (one.group_name for one in lines)), GROUPS.get(letter, "")), lines)
        for letter, lines in ((letter, list(them)) for letter, them in groupby(entries, key=lambda one: one.group))
    ]


def facts_of(entry: Entry) -> list[tuple[str, list[str]]]:
    """What else the list says of it: a name and the lines under it."""
    return [(label, lines) for name, label in FACTS.items() if (lines := _lines(entry.facts.get(name)))]


def _lines(value: Any) -> list[str]:
    """A text as one line, a list as several, of pairs and of a dictionary the first and what belongs to it."""
    if isinstance(value, Mapping):
        value = list(value.items())
    if isinstance(value, list | tuple):
        return [": ".join(map(str, one)) if isinstance(one, list | tuple) else str(one) for one in value]
    return [str(value)] if value else []


def text_of(entry: Entry) -> list[Node]:
    """The paragraphs as a tree, with codes and defined terms leading on."""
    paragraphs = list(entry.paragraphs.order_by("position"))
    texts = [one.text for one in paragraphs]
    terms = _terms(entry, [entry.heading, *texts], paragraphs)
    codes = _codes(entry, paragraphs, set(mentioned_codes("\n".join([entry.heading, *texts]))))
    nodes = reading.tree(paragraphs)
    for node in _all(nodes):
        node.pieces = reading.pieces_of(node.paragraph.text, terms, codes, own=f"#{node.anchor}")
    return nodes


def outline_of(nodes: list[Node]) -> list[Node]:
    """The first level of a long entry, to leap from; nothing for a short one."""
    is_long = sum(1 for _ in _all(nodes)) > LONG_ENTRY
    return [node for node in nodes if node.paragraph.code] if is_long else []


def _all(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _all(node.within)


def _terms(entry: Entry, texts: list[str], paragraphs: list[Paragraph]) -> dict[str, str]:
    """Where each quoted term is defined: in this entry, or else in another of the same edition."""
    here = {term: f"#{reading.anchor_of(one)}" for one in paragraphs for term in reading.defined_terms(one.text)}
    sought = {key: words for key, words in reading.quoted_terms(texts).items() if key not in here}
    return _terms_elsewhere(entry, sought) | here


def _terms_elsewhere(entry: Entry, sought: dict[str, str]) -> dict[str, str]:
    words = sorted(filter(reading.can_be_sought, sought.values()))
    if not words:
        return {}
    escaped = "|".join(word.replace("(", r"\(").replace(")", r"\)") for word in words)
    defining = (
        Paragraph.objects.filter(
            entry__control_list=entry.control_list_id, text__iregex=rf"""["'“‘”](?:{escaped})["'”’]\s+{MEANS}"""
        )
        .exclude(kind=ParagraphKind.ITEM, code="")
        .exclude(entry=entry)
        .select_related("entry")
        .order_by("-entry__position", "-position")
    )
    found: dict[str, str] = {}
    for one in defining:
        one.entry.control_list = entry.control_list
        address = f"{one.entry.get_absolute_url()}#{reading.anchor_of(one)}"
        found |= {term: address for term in reading.defined_terms(one.text) if term in sought}
    return found


def _codes(entry: Entry, paragraphs: list[Paragraph], mentioned: set[str]) -> dict[str, str]:
    """The address of each code that is mentioned; that of its entry where the paragraph is not known."""
    others = {entry_code(code) for code in mentioned} - {entry.code}
    known = {
        one.code: one for one in Entry.objects.filter(control_list=entry.control_list_id, code__in=others).defer("heading")
    }
    for one in known.values():
        one.control_list = entry.control_list
    below = [code for code in mentioned if "." in code and entry_code(code) in known]
    there = {one.code for one in paragraphs}
    if below:
        elsewhere = Paragraph.objects.filter(entry__in=known.values(), code__in=below)
        there |= set(elsewhere.values_list("code", flat=True))
    return {code: _address(code, entry, known, there) for code in mentioned}


def _address(code: str, entry: Entry, known: dict[str, Entry], there: set[str]) -> str:
    fragment = f"#{code.partition('.')[2]}" if code in there else ""
    if entry_code(code) == entry.code:
        return fragment or "#main"
    other = known.get(entry_code(code))
    return f"{other.get_absolute_url()}{fragment}" if other else ""


def entry_and_beside(edition: ControlList, code: str) -> tuple[Entry | None, Entry | None, Entry | None]:
    """The entry with this code, and those before and after it; each None where there is none."""
    position = Subquery(edition.entries.filter(code=code).values("position")[:1])
    found = {one.position: one for one in edition.entries.filter(position__gte=position - 1, position__lte=position + 1)}
    for one in found.values():
        one.control_list = edition
    here = next((one.position for one in found.values() if one.code == code), -2)
    return found.get(here), found.get(here - 1), found.get(here + 1)


def elsewhere(code: str, edition: ControlList) -> list[Entry]:
    """What bears the same code in the current editions of other lists, and in other editions of this one. Equal codes need not
    mean the same thing."""
    current = ControlList.objects.current().values("pk")
    of_these = Q(control_list__in=current) | Q(control_list__series=edition.series)
    others = Entry.objects.filter(of_these, code=code).exclude(control_list=edition.pk)
    return list(others.select_related("control_list").order_by("control_list__jurisdiction", "-control_list__as_of"))


def mentions(entry: Entry) -> list[Mention]:
    """Clauses of the newest public text of each norm that name this entry or one of its paragraphs, so many at most."""
    newest = Revision.objects.released().newest().values("pk")
    code = entry.code
    words = SearchQuery(asked_for(code).loose, search_type="raw", config="english")
    named = SearchedClause.objects.filter(words=words, revision__in=newest).values("clause")
    clauses = Clause.objects.filter(pk__in=named).select_related("revision__norm").order_by("revision__norm__title", "order")
    naming = list(clauses[:MOST_MENTIONS])
    screened = _screenings(naming, entry.control_list.series)
    found = []
    for clause in naming:
        named_here = [one for one in MENTION.finditer(clause.words) if entry_code(one[0]) == code]
        if named_here:
            codes = list(dict.fromkeys(one[0] for one in named_here))
            around = _around(clause.words, named_here[0].start())
            found.append(Mention(clause, codes, around, screened.get(clause.revision_id)))
    return found


def _screenings(clauses: list[Clause], series: str) -> dict[int, Screening]:
    """By the text the last screening by an edition of this list by which it went out."""
    texts = {one.revision_id for one in clauses}
    found = Screening.objects.public().filter(revision__in=texts, control_list__series=series, outcome__in=CLEARING)
    return {one.revision_id: one for one in found.select_related("control_list").order_by("concluded_at")}


def _around(words: str, place: int) -> str:
    """Some words before and after a place, cut between words."""
    start, end = place - LONGEST_MENTION // 2, place + LONGEST_MENTION // 2
    start = words.find(" ", start, place) + 1 or place if start > 0 else 0
    end = max(words.rfind(" ", place, end), place) if end < len(words) else len(words)
    return f"{'… ' if start else ''}{' '.join(words[start:end].split())}{' …' if end < len(words) else ''}"


def confirmed_criteria(edition: ControlList) -> QuerySet[Criterion]:
    """What anybody may read of the criteria drawn from an edition: those that a person has confirmed."""
    return (
        Criterion.objects.confirmed().filter(control_list=edition).select_related("control_list").order_by("entry_code", "pk")
    )


def read_criteria(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    """These criteria as anybody may read them, with a gap in the place of what is withheld; one query for each few hundred."""
    there = iter(criteria)
    while some := list(islice(there, AT_ONCE)):
        cover(some, _parts_of)
        yield from some


def _parts_of(criterion: Criterion) -> Iterator[tuple[Part, Fields]]:
    yield (
        Part(Kind.CRITERION, criterion.code),
        Fields("told_instead", beside=("subjects", "conditions", "features", "exceptions")),
    )
