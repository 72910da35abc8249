"""How a record with cards is laid out on the site: the overview and the cards, each card alone, and every other part of the
record, so that nobody has to load the whole of it. What leads to another part of the record leads to the page that has it.

A record of the first schema stays on one page, as it was published.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote

from normsite.foundation.documents import SECOND, Card, Document, Facts, Folded, Point, Section, Table, walk_blocks
from normsite.foundation.documents.canonical import canonical_json, to_plain

OVERVIEW, CARDS = "plain-words", "provisions"
BESIDE_CARDS = ("unrecorded",)
"""Stands below the last of the cards."""
CLAUSE, CHANGE, CARD_PLACE = "clause-", "change-", "clause/"
"""How the anchors of a clause and of its change begin, and the place of its card."""
WORD_BY_WORD = "What changed, word by word"
MOST = 70_000
"""Bytes of a record on one page of cards, or of another part: with what surrounds it some 20 kB, compressed."""


@dataclass(frozen=True)
class CardPage:
    """A card alone, its neighbours, and the sections of the record that say more of the same, each with what it is called."""

    section: Section
    beneath: tuple[tuple[str, Section], ...]
    before: Section | None
    after: Section | None


@dataclass(frozen=True)
class Layout:
    """`document` on pages below `base`, the address of its publication."""

    document: Document
    base: str

    @property
    def is_split(self) -> bool:
        return self.document.schema == SECOND

    @cached_property
    def overview(self) -> Section:
        return self._tops[OVERVIEW]

    @cached_property
    def cards(self) -> tuple[Section, ...]:
        return self._tops[CARDS].sections

    @cached_property
    def card_pages(self) -> list[tuple[Section, ...]]:
        """The cards as they stand on the pages that list them; there is one page at least."""
        return list(_shared_out(self.cards, without_folded=True)) or [()]

    @cached_property
    def beside_cards(self) -> tuple[Section, ...]:
        return tuple(self._tops[anchor] for anchor in BESIDE_CARDS if anchor in self._tops)

    @cached_property
    def parts(self) -> tuple[Section, ...]:
        """The other parts of the record, each on a page or more of its own."""
        return tuple(top for top in self.document.sections if top.anchor not in (OVERVIEW, CARDS, *BESIDE_CARDS))

    def part_pages(self, part: Section) -> list[Section]:
        """The part as it stands on its pages: its own blocks on the first, the sections in it shared out."""
        return self._part_pages[part.anchor]

    @cached_property
    def _part_pages(self) -> dict[str, list[Section]]:
        """By the anchor of each part."""
        return {part.anchor: _paged(part) for part in self.parts}

    def find_part(self, anchor: str) -> Section | None:
        return next((part for part in self.parts if part.anchor == anchor), None)

    def find_card(self, name: str) -> CardPage | None:
        """The card of this name, in whatever case it is typed."""
        for place, section in enumerate(self.cards):
            card = section.card
            if card is not None and card.name.casefold() == name.casefold():
                before = self.cards[place - 1] if place else None
                after = self.cards[place + 1] if place + 1 < len(self.cards) else None
                return CardPage(section, self._beneath(card), before, after)
        return None

    @cached_property
    def places(self) -> dict[str, str]:
        """For each anchor the page that has it, as its address goes on after that of the publication (`address_in`)."""
        return dict(self._pages())

    @cached_property
    def addresses(self) -> dict[str, str]:
        """For each anchor the address that leads to it."""
        return {anchor: f"{self.base}{address_in(place, anchor)}" for anchor, place in self.places.items()}

    def _pages(self) -> Iterator[tuple[str, str]]:
        if not self.is_split:
            return
        for top in (self.overview, self._tops[CARDS], *self.beside_cards):
            yield from ((anchor, "") for anchor in _anchors(top))
        for section in self.cards:
            yield from ((anchor, place_of(section)) for anchor in _anchors(section))
        for part in self.parts:
            for number, page in enumerate(self.part_pages(part), 1):
                place = f"part/{part.anchor}/{f'{number}/' if number > 1 else ''}"
                yield from ((anchor, place) for anchor in _anchors(page) if number == 1 or anchor != part.anchor)

    def _beneath(self, card: Card) -> tuple[tuple[str, Section], ...]:
        found = {section.anchor: section for section in self.document.walk()}
        return tuple(
            (WORD_BY_WORD if anchor.startswith(CHANGE) else found[anchor].title, found[anchor])
            for anchor in card.beneath
            if anchor in found
        )

    @cached_property
    def _tops(self) -> dict[str, Section]:
        return {top.anchor: top for top in self.document.sections}


def place_of(section: Section) -> str:
    """Where the page of a card is, below its publication; empty for what is none."""
    return f"{CARD_PLACE}{section.card.name}/" if section.card else ""


def address_in(place: str, anchor: str) -> str:
    """What leads to an anchor on the page at `place`; to the top of the page of a card, which is about nothing else."""
    return f"{quote(place)}{'' if anchor.startswith(CLAUSE) and place.startswith(CARD_PLACE) else f'#{anchor}'}"


Brief = tuple[tuple[str, str], ...]
MOST_FACTS = 2


def briefly(section: Section) -> list[tuple[Section, Brief]]:
    """The sections in it, each with what a table of it says in the row of that name: columns and cells, without the name and
    the title, which its heading has. Where no table says anything of a section, its own first facts."""
    tables = [block for block in section.blocks if isinstance(block, Table)]
    rows = {row.cells[0]: tuple(zip(table.columns, row.cells, strict=True))[2:] for table in tables for row in table.rows}
    told = ((inner, rows.get(inner.anchor) or _first_facts(inner)) for inner in section.sections)
    return [(inner, tuple((label, str(words)) for label, words in said if words)) for inner, said in told]


def _first_facts(section: Section) -> Brief:
    facts = next((block.items for block in section.blocks if isinstance(block, Facts)), ())
    return tuple((fact.label, fact.value) for fact in facts[:MOST_FACTS])


def _anchors(section: Section) -> Iterator[str]:
    """Of a section with all that is in it: of sections and of rows of tables."""
    for inner in section.walk():
        yield inner.anchor
        for block in walk_blocks(inner.blocks):
            if isinstance(block, Table):
                yield from (row.anchor for row in block.rows if row.anchor)


def _paged(part: Section) -> list[Section]:
    first, *others = list(_shared_out(part.sections)) or [()]
    return [replace(part, sections=first), *(replace(part, blocks=(), sections=one) for one in others)]


def _shared_out(sections: tuple[Section, ...], *, without_folded: bool = False) -> Iterator[tuple[Section, ...]]:
    """In their order, so many on each page that it is not too heavy; what is too heavy alone has a page to itself."""
    page: list[Section] = []
    weight = 0
    for section in sections:
        own = len(canonical_json(to_plain(_unfolded(section) if without_folded else section)))
        if page and weight + own > MOST:
            yield tuple(page)
            page, weight = [], 0
        page.append(section)
        weight += own
    if page:
        yield tuple(page)


def _unfolded(section: Section) -> Section:
    """Without what is folded in its card, which the page that lists cards does not show."""
    card = section.card
    if card is None:
        return section
    points = tuple(
        Point(one.key, one.label, tuple(block for block in one.blocks if not isinstance(block, Folded))) for one in card.points
    )
    return replace(section, blocks=(replace(card, points=points),))
