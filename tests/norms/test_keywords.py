"""Normative statements are found where they bind, counted like a plain count of the source, and nowhere else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norms.models import ProvisionKind
from norms.text.edition import read_edition
from norms.text.keywords import SCHEMES, STRENGTH, count_keywords, find_statements, split_sentences, uncounted_keywords
from normsite.foundation.markup import render, render_tree
from normsite.foundation.markup.keywords import find_keywords
from normsite.foundation.markup.tree import read
from tests.norms.editions import DRAFT, EDITIONS, FINAL, REVISION, edition


def found(body: str, scheme: str = "iso") -> list[tuple[str, str, str]]:
    return [
        (statement.text, statement.keyword, statement.kind) for statement in find_statements(render_tree(body, scheme=scheme))
    ]


def test_the_words_are_those_of_the_models():
    assert set(STRENGTH) == set(ProvisionKind.values)
    assert {kind for scheme in SCHEMES.values() for kind in scheme.words.values()} == set(ProvisionKind.values)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("shall", "requirement"),
        ("shall not", "requirement"),
        ("should", "recommendation"),
        ("should not", "recommendation"),
        ("may", "permission"),
        ("can", "capability"),
        ("cannot", "capability"),
        ("must", "external_constraint"),
    ],
)
def test_each_keyword_of_iso_has_its_kind(word: str, kind: str):
    assert found(f"The key {word} be kept.") == [(f"The key {word} be kept.", word, kind)]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("`shall`", "it stands in code"),
        ("    It shall.", "it stands in code"),
        (r"$\text{shall}$", "it stands in a formula"),
        ("> It shall.", "it stands in a quotation"),
        ("“It shall.”", "it stands in a quotation"),
        ("# It shall", "it stands in a heading"),
        ("> [!TIP]\n> It shall.", "it stands in a note"),
        ("NOTE It shall.", "it stands in a note or an example"),
        ("https://it.example/shall", "it stands in an address"),
        ("![It shall](x.png)", "it describes a picture"),
        ("It ~~shall~~.", "it is struck out"),
        ("It[^1].\n\n[^1]: It shall.", "it stands in a footnote"),
        ("It Shall.", "it begins with a capital"),
        ("It sh\u0430ll.", "some of its letters only look like those of the keyword"),
    ],
)
def test_what_looks_like_a_keyword_and_is_none_is_told_with_the_reason(body: str, why: str):
    assert [reason for _, reason in uncounted_keywords("Title", render_tree(body, scheme="iso"), "iso")] == [why]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("MUST", "requirement"),
        ("MUST NOT", "requirement"),
        ("REQUIRED", "requirement"),
        ("NOT REQUIRED", "requirement"),
        ("SHALL", "requirement"),
        ("SHALL NOT", "requirement"),
        ("SHOULD", "recommendation"),
        ("SHOULD NOT", "recommendation"),
        ("RECOMMENDED", "recommendation"),
        ("NOT RECOMMENDED", "recommendation"),
        ("MAY", "permission"),
        ("OPTIONAL", "permission"),
    ],
)
def test_each_keyword_of_rfc2119_has_its_kind_in_upper_case_only(word: str, kind: str):
    assert found(f"The key {word} be.", "rfc2119") == [(f"The key {word} be.", word.lower(), kind)]
    assert found(f"The key {word.lower()} be. The key {word.title()} be.", "rfc2119") == []


def test_can_is_no_keyword_of_rfc2119_and_a_month_none_of_iso():
    assert found("It CAN be.", "rfc2119") == []
    assert found("It ends in May 2027, or with Can and Will.") == []


def test_a_word_within_a_word_binds_nobody():
    assert found("The marshalling of mayors, mustard and cans in Shallow Bay.") == []


def test_a_keyword_may_be_bold_or_run_over_a_line():
    assert found("It **SHALL** NOT fail. It SHALL\nNOT stop.", "rfc2119") == [
        ("It SHALL NOT fail.", "shall not", "requirement"),
        ("It SHALL NOT stop.", "shall not", "requirement"),
    ]


@pytest.mark.parametrize(
    "page",
    [
        '<p>It <em class="kw kw--requirement">shall</em> <strong><em class="kw kw--requirement">not</em></strong> fail.</p>',
        '<p>It <em class="kw kw--requirement">shall</em><br>\n<em class="kw kw--requirement">not</em> fail.</p>',
    ],
)
def test_a_keyword_that_an_earlier_renderer_marked_in_parts_is_one(page: str):
    (statement,) = find_statements(read(page))
    assert (statement.keyword, statement.keywords) == ("shall not", ("shall not",))
    assert count_keywords(read(page), "iso")["shall"] == 0


def test_two_keywords_side_by_side_stay_two():
    (statement,) = find_statements(render_tree("It shall should be.", scheme="iso"))
    assert statement.keywords == ("shall", "should")


def test_each_sentence_and_each_item_is_a_statement_of_its_own():
    body = "The lid shall close. It should not creak.\n\n1. The key shall turn.\n2. The key may be red.\n   It can be long."
    assert [text for text, _, _ in found(body)] == [
        "The lid shall close.",
        "It should not creak.",
        "The key shall turn.",
        "The key may be red.",
        "It can be long.",
    ]


def test_the_strongest_keyword_decides_and_all_are_kept():
    (statement,) = find_statements(render_tree("It may be red, should be round and shall be hard.", scheme="iso"))
    assert (statement.keyword, statement.kind) == ("shall", "requirement")
    assert statement.keywords == ("may", "should", "shall")


def test_a_sentence_that_ends_in_a_colon_takes_its_items_along():
    body = "The record shall state:\n\n* the date;\n* the place.\n\nThe end."
    assert found(body) == [("The record shall state:\n– the date;\n– the place.", "shall", "requirement")]


def test_an_item_with_a_keyword_of_its_own_stands_alone():
    body = "The record shall hold:\n\n* the date;\n* a name, which may be withheld;\n* the place."
    assert [text for text, _, _ in found(body)] == [
        "The record shall hold:\n– the date;\n– the place.",
        "a name, which may be withheld;",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "`It shall.`",
        "```\nIt shall.\n```",
        "Code:\n\n    It shall.",
        "> It shall.",
        "> Note: first\nlazy line that shall go on",
        '"It shall."',
        "The word “shall” is meant.",
        "NOTE It shall.",
        "NOTE 2 to entry: It shall.",
        "Note: It shall.",
        "**Note**: It shall.",
        "EXAMPLE 3 It shall.",
        "* Example: It shall.",
        "[^1]: It shall.\n    And it shall again.",
        "# It shall",
        "It shall\n========",
        "<!-- It shall. -->",
        "[x]: https://example.org/it-shall",
        "![It is here](it-shall.png)",
        "It &#115;hal.",
        "The word ‘shall’ is meant.",
        "The word 'shall' is meant.",
        "The word „shall“ is meant.",
        "The words ‹it shall› and »you shall« are meant.",
        "Words:\n> It shall.",
        "- Words\n  > It shall.",
        "- Words\n\n    > It shall.",
        "- > It shall.",
        f"<!-- {'x ' * 600}It shall. -->",
        f"`{'x ' * 600}It shall.`",
        "<q>It shall.</q>",
        "<kbd>shall</kbd>",
        "<blockquote>\n\nIt shall.\n\n</blockquote>",
        "See<sup>shall</sup>",
    ],
)
def test_what_is_quoted_shown_or_explained_binds_nobody(body: str):
    assert found(body) == []
    assert count_keywords(render_tree(body, scheme="iso"), "iso") == dict.fromkeys(SCHEMES["iso"].words, 0)
    assert '<em class="kw ' not in str(render(body, scheme="iso"))


BINDING = [
    "The module’s keys shall be the owners’ own.",
    "It's the owners' key that shall be the users' own.",
    "\\`It shall.\\`",
    "1. Words\n   > It can.\n2. It shall.",
    "- Words\n\n    > It can.\n\n    It shall.",
    "<blockquote>\n\nIt can.\n\n</blockquote>\n\nIt shall.",
    "<q>It.\n\nIt shall.</q>",
    "`It.\n\nIt shall.`",
]


@pytest.mark.parametrize("body", BINDING)
def test_what_only_looks_quoted_binds(body: str):
    assert {word: n for word, n in count_keywords(render_tree(body, scheme="iso"), "iso").items() if n} == {"shall": 1}
    assert str(render(body, scheme="iso")).count('<em class="kw ') == 1


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("It shall hold 10<sup>6</sup> keys at 10<sup>−6</sup> m.", "It shall hold 10⁶ keys at 10⁻⁶ m."),
        ("CO<sub>2</sub> shall be x<sup>n</sup> and <sub>max</sub>.", "CO₂ shall be x^n and _(max)."),
        ("The 5<sup>th</sup> key<sup>[1](#a)</sup> shall turn.", "The 5^(th) key¹ shall turn."),
        ("It shall be x<sup>.", "It shall be x^."),
    ],
)
def test_raised_and_lowered_letters_keep_their_meaning(body: str, text: str):
    assert [statement.text for statement in find_statements(render_tree(body, scheme="iso"))] == [text]


def test_words_round_a_quotation_still_bind():
    assert found('It shall say "you may go" when 3" wide, and it should wait.') == [
        ('It shall say "you may go" when 3" wide, and it should wait.', "shall", "requirement")
    ]
    assert count_keywords(render_tree('It shall say "you may go".', scheme="iso"), "iso")["may"] == 0


def test_cells_of_tables_bind_whether_in_markdown_or_html():
    assert found("a | b\n--|--\nx shall | y may") == [("x shall", "shall", "requirement"), ("y may", "may", "permission")]
    assert found("<table><tr><td>x shall</td><td>y may</td></tr></table>") == [
        ("x shall", "shall", "requirement"),
        ("y may", "may", "permission"),
    ]


def test_a_cell_that_says_nothing_but_its_keyword_says_it_of_what_its_row_is_about():
    table = "| Feature | Status |\n|-|-|\n| Erasing keys | REQUIRED |\n| OPTIONAL | Noise |\n"
    assert [statement for statement, _, _ in found(table, "rfc2119")] == ["Erasing keys: REQUIRED", "OPTIONAL"]


def test_a_statement_reads_as_plain_text():
    assert found("The [CSP](#csp) **shall** use `AES` &mdash; _only_ [[X]](#x).") == [
        ("The CSP shall use AES — only [X].", "shall", "requirement")
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Keys, e.g. AES, or i.e. The key, cf. Annex A. Next.", ["Keys, e.g. AES, or i.e. The key, cf. Annex A.", "Next."]),
        ("See Sec. 5.2.1 and Fig. 3. Then No. 4 follows.", ["See Sec. 5.2.1 and Fig. 3.", "Then No. 4 follows."]),
        ("It is 1.5 m. The end.", ["It is 1.5 m.", "The end."]),
        ("The U.S. Government said. (It did.) “Yes.” So.", ["The U.S. Government said.", "(It did.)", "“Yes.”", "So."]),
        ("by J. Smith et al. Later", ["by J. Smith et al. Later"]),
        ("ends in etc. and goes on. 5 is next.", ["ends in etc. and goes on.", "5 is next."]),
        ("Écoutez. Überall.", ["Écoutez.", "Überall."]),
        (
            "Act within 5 ms. It may wait. Or within 5 sec. It may not.",
            ["Act within 5 ms.", "It may wait.", "Or within 5 sec.", "It may not."],
        ),
        ("Use 5 V. The lid may rest at 300 K. Lids shall.", ["Use 5 V.", "The lid may rest at 300 K.", "Lids shall."]),
        (
            "Sign the app. A user may. The answer is no. Lids shall.",
            ["Sign the app.", "A user may.", "The answer is no.", "Lids shall."],
        ),
        ("State of the art. Lids shall. By the CA. It shall.", ["State of the art.", "Lids shall.", "By the CA.", "It shall."]),
        (
            "Sell it to Lid & Co. It shall. In the U.S. The lid may.",
            ["Sell it to Lid & Co.", "It shall.", "In the U.S.", "The lid may."],
        ),
        ("Sign with key K. Lids shall. Ask John F. Kennedy.", ["Sign with key K.", "Lids shall.", "Ask John F. Kennedy."]),
        ("See app. B, Art. 5 and fig. A.2 of Dr. Meier.", ["See app. B, Art. 5 and fig. A.2 of Dr. Meier."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str]):
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


@given(st.text(alphabet="ab. A\n!?\"'()e.g", max_size=80))
def test_sentences_cover_every_word_once(text: str):
    spans = list(split_sentences(text))
    assert (
        "".join(text[start:end] for start, end in spans).split() == "".join(text.split()).split()
        or [word for start, end in spans for word in text[start:end].split()] == text.split()
    )


@given(st.text(alphabet='ab `*_[]()<>#|"\n-.>&;shall{}:!^1', max_size=120))
def test_the_keywords_on_the_page_are_those_that_are_counted_and_stated(body: str):
    tree = render_tree(body, scheme="iso")
    marked = [keyword for statement in find_statements(tree) for keyword in statement.keywords]
    assert count_keywords(tree, "iso") == {word: marked.count(word) for word in SCHEMES["iso"].words}
    assert read(str(render(body, scheme="iso"))) == tree


def plain_count(source: str) -> dict[str, int]:
    """Without any reading of structure: the words in upper case, the longer forms first."""
    words = re.findall(r"\b(?:SHALL|SHOULD|MAY|MUST) NOT\b|\b(?:SHALL|SHOULD|MAY|MUST|REQUIRED|RECOMMENDED|OPTIONAL)\b", source)
    return {word.lower(): words.count(word) for word in words}


def counted(name: str) -> dict[str, int]:
    return read_edition(edition(name), "rfc2119", [], []).keyword_counts


@pytest.mark.parametrize("name", EDITIONS)
def test_counts_agree_with_a_plain_count_of_each_real_edition(name: str):
    """None of the three holds a keyword in upper case in code, notes or quotations, so there is nothing to explain away."""
    assert counted(name) == plain_count(edition(name))


@pytest.mark.parametrize(
    ("name", "counts", "statements"),
    [
        (DRAFT, {"shall": 214, "shall not": 18, "should": 55, "should not": 3, "may": 50, "may not": 1}, 290),
        (FINAL, {"shall": 253, "shall not": 28, "should": 54, "should not": 7, "may": 52}, 355),
        (REVISION, {"shall": 291, "shall not": 24, "should": 60, "should not": 7, "may": 68}, 410),
    ],
)
def test_the_figures_of_each_real_edition(name: str, counts: dict[str, int], statements: int):
    read_ = read_edition(edition(name), "rfc2119", [], [])
    assert read_.keyword_counts == counts
    found = [statement for clause in read_.clauses for statement in clause.statements]
    assert len(found) == statements
    assert sum(len(statement.keywords) for statement in found) == sum(counts.values())
    assert sum(clause.html.count('<em class="kw ') for clause in read_.clauses) == sum(counts.values())


@pytest.mark.parametrize(
    ("words", "found"),
    [("Shall keep a list", [("requirement", "Shall")]), ("Should the device fail, stop", []), ("May to June", [])],
)
def test_a_keyword_with_a_capital_counts_at_the_head_and_in_no_condition(words: str, found: list[tuple[str, str]]):
    assert [(kind, words[start:end]) for start, end, kind in find_keywords(words, "iso")] == found
