"""All who read a text end its lines and its code at the same places, so that nothing slow hides from the bounds."""

import pytest

from norms.text.flow import read_blocks
from norms.text.headings import read_marks
from normsite.errors import Refused
from normsite.lines import plain_lines
from normsite.markup import check_markdown, render, render_plain
from normsite.markup.fences import find_fences

SLOW = "[" * 9_000
ENDS = ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", ENDS)
def test_a_line_ends_where_unicode_says_that_it_must(end: str):
    assert plain_lines(f"a{end}b") == "a\nb"
    assert render_plain(f"a{end}b") == '<p class="typed" dir="auto">a<br>b</p>'
    assert render(f"a{end}{end}b") == "<p>a</p>\n<p>b</p>"
    assert [block.text for block in read_blocks(f"a{end}{end}b")] == ["a", "b"]


@pytest.mark.parametrize("end", ENDS)
def test_the_places_of_blocks_are_those_of_the_text_as_it_came(end: str):
    source = f"one{end}{end}two"
    assert [source[block.start : block.end] for block in read_blocks(source)] == ["one", "two"]


NO_FENCES = {
    "closed by a line of another length": "```\n\n{}\n\n````",
    "closed by other signs": "```\n\n{}\n\n~~~",
    "indented by four": "    ```\n\n{}\n\n    ```",
    "with code in its own line": "```a```\n\n{}\n\n```a```",
}


@pytest.mark.parametrize("source", NO_FENCES.values(), ids=NO_FENCES)
def test_what_the_page_shows_as_prose_is_weighed_as_prose(source: str):
    assert "<p>quick</p>" in render(source.format("quick"))
    with pytest.raises(Refused):
        check_markdown(source.format(SLOW))


FENCES = {
    "plain": "```\n{}\n```",
    "of tildes": "~~~ python\n{}\n~~~",
    "indented by three": "   ```\n{}\n   ```",
    "with words behind it": "``` a b c\n{}\n```",
    "behind a line separator": "a\u2028```\u2028{}\u2028```",
    "behind layout that looks like the beginning of one": "{{#a}}```\n\n```\n{}\n```",
}


@pytest.mark.parametrize("source", FENCES.values(), ids=FENCES)
def test_what_is_not_weighed_is_shown_as_code_and_read_as_code(source: str):
    check_markdown(source.format(SLOW))
    assert "<pre><code>It shall [[.\n</code></pre>" in render(source.format("It shall [[."), scheme="iso")
    roles = [block.role for block in read_blocks(source.format("It shall."))]
    assert roles[-1] == "code"
    lines = plain_lines(source.format("# No heading")).split("\n")
    assert read_marks(lines).headings == []


def test_code_is_shown_as_it_was_typed():
    assert render("```\n<b> & {#x} - a\n* b\n  c\n```") == ("<pre><code>&lt;b&gt; &amp; {#x} - a\n* b\n  c\n</code></pre>")


def test_fences_of_as_many_lengths_as_there_are_lines_are_found_in_one_go():
    lines = ["`" * (3 + number) for number in range(500)]
    assert list(find_fences(lines)) == []
    assert list(find_fences([*lines, lines[0]])) == [(0, 500)]


def test_a_refusal_names_the_line_also_behind_code():
    with pytest.raises(Refused) as refused:
        check_markdown("a\n\n```\nx\ny\n```\n\n" + "- " * 11 + "deep")
    assert refused.value.reason == "Lists or quotations are nested more than 10 deep in line 8."


def test_a_letter_under_a_heap_of_marks_is_refused_with_its_line():
    with pytest.raises(Refused, match="The text has a letter with more than 30 marks above or below it in line 2"):
        render_plain("one\na" + "\u0315\u0316" * 16)
    assert render_plain("a" + "\u0315" * 30)
