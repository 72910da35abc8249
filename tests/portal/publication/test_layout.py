"""A record with cards is laid out on several pages, none too heavy, and what leads within it leads to the page that has it."""

from normsite.foundation.documents import (
    SECOND,
    Card,
    Document,
    Fact,
    Facts,
    Folded,
    Line,
    Point,
    Row,
    Run,
    Section,
    Table,
    Text,
)
from normsite.portal.publication.layout import MOST, Layout, address_in, briefly


def clause(name: str, words: str = "", *, folded: str = "", beneath: tuple[str, ...] = ()) -> Section:
    table = Table("Words", ("Words",), (Row((folded,), anchor=f"P-{name}"),))
    line = Line((Run(words or "It shall."),))
    blocks = (line, Folded("In full", (table,))) if folded else (line,)
    return Section(f"clause-{name}", f"{name} Title", (Card(name, (Point("requirement", "Requires", blocks),), beneath),))


def laid_out(*clauses: Section, comments: tuple[Section, ...] = (), schema: str = SECOND) -> Layout:
    sections: tuple[Section, ...] = (
        Section("plain-words", "In plain words", (Text(("Some.",)),), (Section("traces", "Traces"),)),
        Section("provisions", "Clause by clause", (), clauses),
        Section("unrecorded", "Of which nothing is recorded"),
        Section("comments", "Comments", (Text(("Those that came.",)),), comments),
    )
    if schema != SECOND:
        sections = (Section("comments", "Comments", (), comments),)
    return Layout(Document("PUB-1", "T", "", (), sections, schema=schema), "/rationale/PUB-1/")


def names(pages: list[tuple[Section, ...]]) -> list[list[str]]:
    return [[section.card.name for section in page if section.card] for page in pages]


def test_cards_are_shared_out_in_their_order_so_that_no_page_is_too_heavy():
    third = "x" * (MOST // 3)
    layout = laid_out(*(clause(str(number), third) for number in range(1, 6)))
    assert names(layout.card_pages) == [["1", "2"], ["3", "4"], ["5"]]


def test_what_is_folded_on_a_card_weighs_nothing_where_it_is_not_shown():
    layout = laid_out(*(clause(str(number), folded="x" * MOST) for number in range(1, 4)))
    assert names(layout.card_pages) == [["1", "2", "3"]]


def test_a_card_that_is_too_heavy_alone_has_a_page_to_itself():
    layout = laid_out(clause("1"), clause("2", "x" * 2 * MOST), clause("3"))
    assert names(layout.card_pages) == [["1"], ["2"], ["3"]]


def test_a_record_without_cards_has_one_empty_page_of_them():
    assert names(laid_out().card_pages) == [[]]


def test_each_anchor_has_the_page_that_holds_it():
    heavy = tuple(Section(f"C-{number}", "By", (Text(("x" * MOST,)),)) for number in (1, 2))
    layout = laid_out(clause("1.1", folded="All."), comments=heavy)
    assert layout.places == {
        "plain-words": "",
        "traces": "",
        "provisions": "",
        "unrecorded": "",
        "clause-1.1": "clause/1.1/",
        "P-1.1": "clause/1.1/",
        "comments": "part/comments/",
        "C-1": "part/comments/",
        "C-2": "part/comments/2/",
    }


def test_to_a_card_leads_its_page_and_to_what_stands_on_it_its_place():
    assert address_in("clause/1.1/", "clause-1.1") == "clause/1.1/"
    assert address_in("clause/1.1/", "P-1.1") == "clause/1.1/#P-1.1"
    assert address_in("clause/ключ/", "clause-ключ") == "clause/%D0%BA%D0%BB%D1%8E%D1%87/"
    assert address_in("", "traces") == "#traces"


def test_the_blocks_of_a_part_stand_on_its_first_page_alone():
    heavy = tuple(Section(f"C-{number}", "By", (Text(("x" * MOST,)),)) for number in (1, 2))
    layout = laid_out(comments=heavy)
    first, second = layout.part_pages(layout.parts[0])
    assert [(len(page.blocks), [one.anchor for one in page.sections]) for page in (first, second)] == [
        (1, ["C-1"]),
        (0, ["C-2"]),
    ]


def test_a_card_knows_its_neighbours_and_what_the_record_says_more_of_it():
    rosa = Section("C-1", "By Rosa")
    layout = laid_out(clause("1", beneath=("C-1", "C-9")), clause("A"), comments=(rosa,))
    first, last = layout.find_card("1"), layout.find_card("a")
    assert first is not None
    assert (first.before, first.after, first.beneath) == (None, layout.cards[1], (("By Rosa", rosa),))
    assert last is not None
    assert (last.before, last.after, last.beneath) == (layout.cards[0], None, ())
    assert layout.find_card("2") is None


def test_a_section_stands_with_what_a_table_above_it_says_of_it_or_with_its_first_facts():
    table = Table(
        "Risks", ("Scenario", "What", "Clause", "Risk"), (Row(("SC-1", "Theft", "", "High")), Row(("SC-9", "Loss", "2", "Low")))
    )
    verdict = Facts((Fact("Verdict", "Agree"), Fact("Given", "Today"), Fact("Interests", "None")))
    theft, review = Section("SC-1", "SC-1 Theft"), Section("R-1-review-1", "Peer review by Piet", (verdict,))
    assert briefly(Section("R-1", "R-1 Keys", (table,), (theft, review))) == [
        (theft, (("Risk", "High"),)),
        (review, (("Verdict", "Agree"), ("Given", "Today"))),
    ]
    assert briefly(Section("C-1", "By Rosa", (table,))) == []


def test_a_record_of_the_first_schema_stays_on_one_page():
    layout = laid_out(schema="normsite/document/1")
    assert (layout.is_split, layout.addresses) == (False, {})
