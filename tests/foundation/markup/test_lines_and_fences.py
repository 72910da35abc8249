"""All who read a text end its lines and its code at the same places, so that nothing slow hides from the bounds."""

import pytest

from norms.text.parsing import parse_markdown
from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.markup import check_markdown, render, render_plain

ENDS = ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", ENDS)
def test_a_line_ends_where_unicode_says_that_it_must(end: str):
    assert plain_lines(f"a{end}b") == "a\nb"
    assert render_plain(f"a{end}b") == '<p class="typed" dir="auto">a<br>b</p>'
    assert render(f"a{end}{end}b") == "<p>a</p>\n<p>b</p>"


FENCES = {
    "plain": "```\n{}\n```",
    "of tildes": "~~~ python\n{}\n~~~",
    "indented by three": "   ```\n{}\n   ```",
    "with words behind it": "``` a b c\n{}\n```",
    "closed by a longer one": "~~~\n{}\n~~~~~",
    "behind a line separator": "a\u2028```\u2028{}\u2028```",
}


@pytest.mark.parametrize("source", FENCES.values(), ids=FENCES)
def test_what_stands_in_a_fence_is_code_for_all_who_read_it(source: str):
    assert "<pre><code>It shall [[.\n</code></pre>" in render(source.format("It shall [[."), scheme="iso")
    assert [clause.title for clause in parse_markdown(source.format("# No heading")).clauses] == ["Text"]


NO_FENCES = {"indented by four": "    ```\n\n{}\n\n    ```", "with code in its own line": "```a```\n\n{}\n\n```a```"}


@pytest.mark.parametrize("source", NO_FENCES.values(), ids=NO_FENCES)
def test_what_is_no_fence_is_prose_for_all_who_read_it(source: str):
    assert "<p>quick</p>" in render(source.format("quick"))
    assert [clause.title for clause in parse_markdown(source.format("# Quick")).clauses][-1] == "Quick"


def test_code_is_shown_as_it_was_typed():
    assert render("```\n<b> & {#x} - a\n* b\n  c\n```") == ("<pre><code>&lt;b&gt; &amp; {#x} - a\n* b\n  c\n</code></pre>")


def test_a_refusal_names_the_line_also_behind_code():
    with pytest.raises(Refused) as refused:
        check_markdown("a\n\n```\nx\ny\n```\n\n" + "- " * 11 + "deep")
    assert refused.value.reason == "Lists or quotations are nested more than 10 deep in line 8."


def test_a_letter_under_a_heap_of_marks_is_refused_with_its_line():
    with pytest.raises(Refused, match="The text has a letter with more than 30 marks above or below it in line 2"):
        render_plain("one\na" + "\u0315\u0316" * 16)
    assert render_plain("a" + "\u0315" * 30)
