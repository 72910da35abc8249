"""Passages marked in a text: by their places in its plain words, whatever the words are dressed in."""

from hypothesis import given
from hypothesis import strategies as st

from normsite.foundation.markup.marking import marked, marked_blocks
from normsite.foundation.markup.rendering import render_tree
from normsite.foundation.markup.tree import plain, read, write

TEXT = write(render_tree("The *module* shall erase keys.\n\n- one\n- two\n\nIt has 10<sup>6</sup> or 2<sup>n+m</sup> of them."))
WORDS = plain(read(TEXT))


def place_of(words: str) -> tuple[int, int]:
    start = WORDS.index(words)
    return start, start + len(words)


def test_a_passage_is_marked_around_what_its_words_are_dressed_in():
    assert marked(TEXT, [place_of("module shall")]) == TEXT.replace(
        "<em>module</em> shall", "<mark><em>module</em> shall</mark>"
    )


def test_a_passage_of_several_blocks_is_marked_in_each():
    assert marked(TEXT, [place_of("keys.\none")]) == TEXT.replace("keys.", "<mark>keys.</mark>").replace(
        "one", "<mark>one</mark>"
    )


def test_passages_that_overlap_are_one_mark():
    start, end = place_of("shall erase")
    assert marked(TEXT, [(start, end), (start + 6, end + 5)]) == TEXT.replace(
        "shall erase keys", "<mark>shall erase keys</mark>"
    )


def test_what_plain_words_write_out_is_marked_as_a_whole():
    assert marked(TEXT, [place_of("(n")]) == TEXT.replace("<sup>n+m</sup>", "<mark><sup>n+m</sup></mark>")


def test_only_the_blocks_with_a_mark_are_left():
    assert marked_blocks(TEXT, [place_of("two")]) == "<ul><li>one</li>\n<li><mark>two</mark></li></ul>"


@given(st.lists(st.tuples(st.integers(-9, 99), st.integers(-9, 99)), max_size=3))
def test_marks_change_no_word_wherever_they_are(passages):
    assert plain(read(marked(TEXT, passages).replace("<mark>", "").replace("</mark>", ""))) == WORDS
