"""The tree of a text: what its lists are labelled, and that it is read again as it was written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normsite.foundation.errors import Refused
from normsite.foundation.markup.dialects import DIALECTS
from normsite.foundation.markup.rendering import render_tree
from normsite.foundation.markup.tree import label, markers, read, write


@pytest.mark.parametrize(
    ("number", "kind", "shown"),
    [
        (39, "i", "xxxix"),
        (40, "i", "xl"),
        (88, "I", "LXXXVIII"),
        (99, "i", "xcix"),
        (3999, "i", "mmmcmxcix"),
        (4000, "i", "4000"),
        (0, "i", "0"),
        (26, "a", "z"),
        (27, "A", "AA"),
        (702, "a", "zz"),
        (703, "a", "aaa"),
        (-1, "a", "-1"),
        (40, "", "40"),
    ],
)
def test_a_number_is_labelled_as_its_list_counts(number: int, kind: str, shown: str):
    assert label(number, kind) == shown


@pytest.mark.parametrize(("kind", "length"), [("i", 99), ("I", 99), ("a", 702), ("A", 702)])
def test_a_list_is_shown_with_the_labels_with_which_it_was_written(kind: str, length: int):
    written = [f"{label(number, kind)})" for number in range(1, length + 1)]
    (ordered,) = render_tree("\n".join(f"{marker} words of the item" for marker in written))
    assert list(markers(ordered)) == written


PIECES = st.sampled_from(
    [
        *(
            "\xad",
            "\xad",
            "\u2060",
            "a",
            "shall ",
            " ",
            "  \n",
            "\n",
            "\n\n",
            "\n    ",
            "* ",
            "1. ",
            "> ",
            "# ",
            "a|b\n-|-\n",
            "```\n",
        ),
        *(
            "*",
            "**",
            "`",
            "~~",
            "[",
            "](#x)",
            "](y.md)",
            "![",
            "<br>",
            "<a id=x></a>",
            "<span id=y>",
            "</span>",
            "[^1]",
            "[^1]: ",
        ),
        *(
            "<sup>",
            "</sup>",
            "<em>",
            "</em>",
            "<div>",
            "</div>",
            "<table><tr><td>",
            "</table>",
            "<ul><li>",
            "</ul>",
            "<pre>",
            "</pre>",
        ),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from(sorted(DIALECTS)))
def test_a_tree_is_read_as_it_was_written(source: str, dialect: str):
    try:
        tree = render_tree(source, scheme="iso", dialect=dialect)
    except Refused:
        return
    assert read(write(tree)) == tree
    assert write(read(write(tree))) == write(tree)


@pytest.mark.parametrize("source", ["![](x)![](x)", "![a  \nb](x)", "![\xad  \n\xad](x)"])
def test_each_picture_is_one_and_its_words_stand_in_a_line(source: str):
    tree = render_tree(source)
    assert read(write(tree)) == tree
    assert [run.has("img") and "\n" not in run.text for run in tree[0].runs] == [True] * source.count("!")


def test_a_mark_on_nothing_but_a_soft_hyphen_is_none():
    assert write(render_tree("a <sup>*\xad*</sup> b")) == "<p>a b</p>"
    assert render_tree("<ul><li>\xad<p>a</p></li></ul>") == read("<ul>\n<li><p>a</p></li>\n</ul>")


def test_a_rule_is_one_however_it_is_written():
    assert read("<p>a</p><hr /><p>b</p>") == read("<p>a</p><hr><p>b</p>")
    assert [block.kind for block in read("<p>a</p><hr /><p>b</p>")] == ["p", "hr", "p"]


def test_a_blank_before_a_line_break_is_none_whatever_marks_it_bears():
    assert write(read("<p><b>a </b><br>b</p>")) == "<p><b>a</b><br>\nb</p>"
