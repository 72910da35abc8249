"""Two texts are shown as one: what stayed, what came in, what went out, word by word."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from norms.text.alignment import MOST_CELLS
from norms.text.matching import Known, match_clauses
from norms.text.parsing import parse_markdown
from norms.text.redline import AS_A_WHOLE, DELETE, EQUAL, INSERT, reading_text, redline
from tests.norms.editions import DRAFT, FINAL, edition


def parts(old: str, new: str) -> list[tuple[str, str]]:
    return [(segment.kind, segment.text) for segment in redline(old, new).segments]


def test_a_changed_word_is_struck_and_replaced():
    assert parts("The key shall be red.", "The key shall be blue.") == [
        (EQUAL, "The key shall be "),
        (DELETE, "red"),
        (INSERT, "blue"),
        (EQUAL, "."),
    ]


def test_words_added_and_removed_are_counted():
    lines = redline("one two three four", "one three four five six")
    assert (lines.added, lines.removed) == (2, 1)
    assert lines.similarity == pytest.approx(6 / 9)
    assert not lines.same_words


def test_equal_texts_have_no_change():
    lines = redline("a b", "a b")
    assert (lines.added, lines.removed, lines.similarity, lines.same_words) == (0, 0, 1.0, True)
    assert redline("", "").similarity == 1.0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b", "a\nb"),
        ("a  b", "a b"),
        ("it shall", "it **shall**"),
        ("[x](#a)", "[x](#b)"),
        ("* a\n* b", "- a\n- b"),
        ("a\n\nb", "a\n\n\n\nb"),
        ("a &mdash; b", "a — b"),
    ],
)
def test_what_a_reader_does_not_see_is_no_change(old: str, new: str):
    assert redline(old, new).same_words


def test_a_new_text_is_all_inserted_and_a_gone_one_all_deleted():
    assert parts("", "a b") == [(INSERT, "a b")]
    assert parts("a b", "") == [(DELETE, "a b")]


def test_a_short_word_between_two_changes_is_no_island():
    assert parts("red or blue", "green or grey") == [(DELETE, "red or blue"), (INSERT, "green or grey")]


def test_numbers_and_compounds_are_single_words():
    assert parts("at least 64.5 of sub-keys", "at least 64.7 of sub-locks") == [
        (EQUAL, "at least "),
        (DELETE, "64.5 of sub-keys"),
        (INSERT, "64.7 of sub-locks"),
    ]


def test_items_and_cells_are_read_line_by_line():
    assert reading_text("Intro:\n\n* a\n* b\n\nx | y\n--|--\n1 | 2\n\n`code`") == "Intro:\n• a\n• b\nx | y\n1 | 2\ncode"


def test_html_keeps_paragraphs_and_closes_every_mark_in_its_own():
    assert redline("a b\n\nc d", "a x\n\ny z\n\nc d").to_html() == (
        '<p dir="auto">a <del>b</del><ins>x</ins></p>\n<p dir="auto"><ins>y z</ins></p>\n<p dir="auto">c d</p>'
    )


def test_html_marks_items_and_escapes_everything():
    assert redline("* <b>x</b> `<i>` y", "* x `<i>`").to_html() == (
        '<p class="redline-item" dir="auto">• x &lt;i&gt; <del>y</del></p>'
    )
    assert redline("a \\<script>", 'b \\<script> & "q"').to_html() == (
        '<p dir="auto"><del>a</del> <ins>b</ins> &lt;script&gt; <ins>&amp; &quot;q&quot;</ins></p>'
    )


def test_a_tag_that_the_page_shows_as_typed_is_a_word_that_came_in():
    assert redline("a", "a <script>").to_html() == '<p dir="auto">a <ins>&lt;script&gt;</ins></p>'


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("pay Ada", "pay \u202eadA", "pay <del>Ada</del><ins>⟦U+202E⟧adA</ins>"),
        ("keys \u2066stay", "keys stay", "keys <del>⟦U+2066⟧</del>stay"),
        ("keys stay", "ke\u00adys stay", "<del>keys</del> <ins>ke⟦U+00AD⟧ys</ins> stay"),
        ("a\u3164b", "a\u3164b c", "a⟦U+3164⟧b <ins>c</ins>"),
    ],
)
def test_a_sign_that_turns_words_or_hides_in_them_is_shown_by_its_code_point(old: str, new: str, shown: str):
    assert redline(old, new).to_html() == f'<p dir="auto">{shown}</p>'


def test_a_word_keeps_the_joiner_that_its_script_needs():
    assert redline("او می\u200cخواهد", "من می\u200cخواهم").to_html() == (
        '<p dir="auto"><del>او می\u200cخواهد</del><ins>من می\u200cخواهم</ins></p>'
    )


def test_folding_keeps_some_words_round_each_change_and_says_how_many_are_left_out():
    words = [f"w{n}" for n in range(300)]
    changed = [*words[:150], "new", *words[150:]]
    folded = redline(" ".join(words), " ".join(changed)).to_html(folded=True)
    assert re.sub(r"\bw\d+ ?", "", folded).split("\n") == [
        '<p class="redline-fold">… 110 unchanged words …</p>',
        '<p dir="auto"><ins>new</ins> </p>',
        '<p class="redline-fold">… 110 unchanged words …</p>',
    ]
    assert re.findall(r"w\d+", folded) == words[110:190]


def test_a_short_stretch_is_not_folded():
    lines = redline("one two three", "one two four")
    assert lines.to_html(folded=True) == lines.to_html()


TABLE = "a|b|c\n-|-|-\n" + "".join(f"row {n}|{n % 9} m|kept\n" for n in range(400))
SLOW = {
    "one word": ("a " * 20_000, "b " + "a " * 19_000 + "c"),
    "two words": ("a b " * 5_000, "b c a " * 5_000),
    "every second word": (
        " ".join(f"w{n}" for n in range(9_000)),
        " ".join(f"w{n}" if n % 2 else f"x{n}" for n in range(9_000)),
    ),
    "short paragraphs": ("\n\n".join(f"a {n % 7}" for n in range(5_000)), "\n\n".join(f"b {n % 5}" for n in range(5_000))),
    "every second cell": (TABLE, TABLE.replace(" m|", " mm|")),
}


@pytest.mark.parametrize(("old", "new"), SLOW.values(), ids=SLOW)
def test_texts_made_to_be_slow_cost_no_more_than_a_bounded_search(old: str, new: str, monkeypatch: pytest.MonkeyPatch):
    searched = []
    search = Indel.opcodes
    monkeypatch.setattr(Indel, "opcodes", lambda one, other: searched.append(len(one) * len(other)) or search(one, other))
    lines = redline(old, new)
    assert max(searched) <= MOST_CELLS
    assert sum(searched) <= 2 * MOST_CELLS
    assert lines.added
    assert lines.removed


def test_what_is_too_long_to_be_compared_word_by_word_is_shown_as_a_whole_and_says_so():
    one, other = (" ".join(f"{letter}{n} same" for n in range(9_000)) for letter in "ab")
    lines = redline(f"Before.\n\n{one}\n\nAfter.", f"Before.\n\n{other}\n\nAfter.")
    assert [(segment.kind, segment.whole) for segment in lines.segments] == [
        (EQUAL, False),
        (DELETE, True),
        (INSERT, True),
        (EQUAL, False),
    ]
    assert lines.to_html().split("\n")[1] == f'<p class="redline-fold">{AS_A_WHOLE}</p>'


def test_what_came_in_begins_where_a_sentence_does():
    assert parts("Keys are kept. They are red.", "Keys are kept. Keys are erased. They are red.") == [
        (EQUAL, "Keys are kept. "),
        (INSERT, "Keys are erased. "),
        (EQUAL, "They are red."),
    ]
    assert parts("* a\n* b", "* a\n* c\n* b") == [(EQUAL, "• a\n"), (INSERT, "• c\n"), (EQUAL, "• b")]


def test_in_a_long_text_the_paragraphs_that_stayed_still_stay():
    paragraphs = [" ".join(f"p{n}w{m}" for m in range(50)) for n in range(200)]
    changed = [*paragraphs[:100], "A new paragraph.", *paragraphs[101:]]
    changed[10] = changed[10].replace("p10w5 ", "other ")
    scattered = [f"{text} {'x' if n % 2 else ''}".strip() for n, text in enumerate(changed)]
    lines = redline("\n\n".join(paragraphs), "\n\n".join(scattered))
    assert lines.removed == 1 + 50
    assert lines.added == 1 + 3 + 100


def squeezed(text: str) -> str:
    return "".join(text.split())


bits = st.sampled_from(["shall ", "key, ", "the ", "\n\n", "* a\n", "b.c ", "“x” ", "é ", "1 "])
texts = st.lists(bits, max_size=40).map("".join)


@given(texts, texts)
@settings(deadline=None)
def test_both_texts_can_be_read_back_from_the_redline(old: str, new: str):
    segments = redline(old, new).segments
    assert squeezed("".join(s.text for s in segments if s.kind != INSERT)) == squeezed(reading_text(old))
    assert squeezed("".join(s.text for s in segments if s.kind != DELETE)) == squeezed(reading_text(new))


@given(texts, texts)
@settings(deadline=None)
def test_the_html_holds_the_same_words_and_only_three_tags(old: str, new: str):
    lines = redline(old, new)
    shown = lines.to_html()
    assert set(re.findall(r"</?(\w+)", shown)) <= {"p", "ins", "del"}
    assert squeezed(html.unescape(re.sub(r"<[^>]+>", "", shown))) == squeezed("".join(s.text for s in lines.segments))


def test_the_changes_of_a_real_clause_read_as_a_person_would_mark_them():
    before, after = parse_markdown(edition(DRAFT)).clauses, parse_markdown(edition(FINAL)).clauses
    known = [Known(str(n), c.anchor, c.number or "", c.title, c.body_md) for n, c in enumerate(before)]
    pairs = {pair.new.number: pair for pair in match_clauses(known, after).pairs}
    lines = redline(pairs["4.3.2"].old.body, pairs["4.3.2"].new.body_md)
    assert lines.to_html().startswith(
        '<p dir="auto">Communication between the claimant and <del>channel</del> <ins>verifier</ins> SHALL be via an '
        "authenticated protected channel"
    )
    assert (lines.added, lines.removed) == (127, 5)
