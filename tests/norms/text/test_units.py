"""What one may point at in a text as a whole, each with its place in the words."""

import pytest

from norms.text.edition import read_edition
from norms.text.quotes import MOST_EXACT, quote_at
from norms.text.units import find_sentences, find_units
from normsite.foundation.markup.rendering import render_tree
from normsite.foundation.markup.tree import plain, read
from tests.norms.editions import FINAL, edition

BODY = """The module shall erase keys.

- a first item
    - an item within it

Table 1 – Sizes

| Key | Bits |
|-----|------|
| A   | 128  |

![A module with two ports](module.png)

> What was quoted.
"""


def test_paragraphs_items_tables_and_figures_are_units_in_reading_order():
    tree = render_tree(BODY)
    assert [(unit.kind, unit.words) for unit in find_units(tree)] == [
        ("Paragraph", "The module shall erase keys."),
        ("Item", "a first item"),
        ("Item", "an item within it"),
        ("Paragraph", "Table 1 – Sizes"),
        ("Table", "Key\nBits\nA\n128"),
        ("Figure", "[Image: A module with two ports]"),
        ("Paragraph", "What was quoted."),
    ]


@pytest.mark.parametrize("body", [BODY, "", "x" * 3_000, "one two " * 400, "| a |\n|---|\n|   |\n\nafter"])
def test_every_unit_stands_where_it_says_and_can_be_quoted(body):
    tree = render_tree(body)
    words = plain(tree)
    units = list(find_units(tree))
    assert [words[unit.start : unit.start + len(unit.words)] for unit in units] == [unit.words for unit in units]
    assert [quote_at(words, unit.start, unit.start + len(unit.words)).exact for unit in units] == [unit.words for unit in units]


def test_of_a_long_unit_its_first_words_are_meant():
    (unit,) = find_units(render_tree("word " * 400))
    assert (len(unit.words), unit.words[-4:], unit.is_cut) == (MOST_EXACT - 1, "word", True)


def test_provisions_are_found_one_after_the_other_and_none_is_guessed():
    words = "Keys shall go. It says so. Keys shall go."
    units = list(find_sentences(words, ["Keys shall go.", "It said so.", "Keys shall go."]))
    assert [unit and unit.start for unit in units] == [0, None, words.rindex("Keys")]


def test_a_provision_is_not_the_beginning_of_another_sentence():
    words = "Keys shall go to rest soon.\nKeys shall go"
    assert [unit and unit.start for unit in find_sentences(words, ["Keys shall go"])] == [words.rindex("Keys")]


def test_in_a_real_norm_every_unit_and_nearly_every_provision_can_be_pointed_at():
    clauses = read_edition(edition(FINAL), "rfc2119", [], set()).clauses
    units = [(clause.words, unit) for clause in clauses for unit in find_units(read(clause.html))]
    assert all(words[unit.start : unit.start + len(unit.words)] == unit.words for words, unit in units)
    provisions = [one for clause in clauses for one in find_sentences(clause.words, (said.text for said in clause.statements))]
    assert (len(units), len(provisions), provisions.count(None)) == (523, 355, 1)
