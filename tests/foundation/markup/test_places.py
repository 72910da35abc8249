"""Places of a text marked in its tree: just their words, whatever dresses them, and nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normsite.foundation.markup.places import Place, mark_places
from normsite.foundation.markup.tree import Block, Run, plain, read, write

HTML = (
    '<p>It flies <strong>320</strong> km at 10<sup>6</sup> m, see <a href="#x">5A002</a>.</p>\n'
    "<ul><li>AES with 256 bits</li>\n<li>None</li></ul>\n<pre><code>key = 5</code></pre>"
)


def marked(html: str, *found: str) -> str:
    """The HTML with each of these words marked where it stands first."""
    words = plain(read(html))
    places = [Place(words.index(one), words.index(one) + len(one), f"hit-{number}", "So.") for number, one in enumerate(found)]
    return write(mark_places(read(html), places))


def dressed(words: str, number: int = 0) -> str:
    return f'<span id="in-hit-{number}"></span><a href="#hit-{number}"><mark title="So.">{words}</mark></a>'


def test_words_are_marked_where_they_stand_and_lead_to_what_is_said_of_them():
    assert marked("<p>See 5A002 here.</p>", "5A002") == f"<p>See {dressed('5A002')} here.</p>"


def test_marks_lie_within_what_dresses_the_words():
    shown = marked(HTML, "320 km")
    assert '<a href="#hit-0"><strong><mark title="So.">320</mark></strong><mark title="So."> km</mark></a>' in shown


def test_raised_figures_are_marked_as_a_whole():
    shown = marked(HTML, "10⁶ m")
    assert '<mark title="So.">10</mark><sup><mark title="So.">6</mark></sup><mark title="So."> m</mark>' in shown


def test_words_that_lead_elsewhere_still_do():
    assert '<span id="in-hit-0"></span><a href="#x"><mark title="So.">5A002</mark></a>' in marked(HTML, "5A002")


@pytest.mark.parametrize("found", ["AES with 256", "key = 5"])
def test_words_in_lists_and_code_are_found(found: str):
    assert f'<mark title="So.">{found}</mark>' in marked(HTML, found)


def test_of_two_that_overlap_each_is_marked_as_far_as_it_can():
    shown = marked("<p>a range of 320 km</p>", "range of 320", "320 km")
    assert shown == f"<p>a {dressed('range of 320')}{dressed(' km', 1)}</p>"


def test_without_places_the_tree_is_the_same():
    assert mark_places(read(HTML), []) == read(HTML)


@given(st.integers(0, 90), st.integers(1, 30))
def test_no_mark_changes_what_the_text_says(start: int, length: int):
    tree = read(HTML)
    assert plain(mark_places(tree, [Place(start, start + length, "hit-1")])) == plain(tree)


def test_two_places_side_by_side_are_two_marks():
    tree = (Block("p", (Run("ab"),)),)
    assert write(mark_places(tree, [Place(0, 1, "hit-0", "So."), Place(1, 2, "hit-1", "So.")])) == (
        f"<p>{dressed('a')}{dressed('b', 1)}</p>"
    )
