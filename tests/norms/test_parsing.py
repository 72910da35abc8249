"""A Markdown file becomes clauses in reading order; no word is lost, and what is odd is said with its line."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norms.models import ClauseKind
from norms.text.edition import read_edition
from norms.text.parsing import MAX_HEADINGS, MAX_LINES, MAX_UPLOAD, ParsedClause, decode_upload, parse_markdown
from normsite.foundation.errors import Refused
from tests.norms.editions import DRAFT, EDITIONS, FINAL, REVISION, edition


def outline(text: str) -> list[tuple[int, str | None, str]]:
    return [(clause.level, clause.number, clause.title) for clause in parse_markdown(text).clauses]


def warnings(text: str) -> list[tuple[int, str]]:
    return [(remark.line, remark.sentence) for remark in parse_markdown(text).warnings]


def only(text: str) -> ParsedClause:
    (clause,) = parse_markdown(text).clauses
    return clause


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("## 1 Purpose", "1", "Purpose"),
        ("## 1. Purpose", "1", "Purpose"),
        ("### 4.1.2 Reauthentication", "4.1.2", "Reauthentication"),
        ("### 4.1.2. Reauthentication ##", "4.1.2", "Reauthentication"),
        ("### A.2. Length", "A.2", "Length"),
        ("## Appendix A: Strength", "A", "Strength"),
        ("## Appendix B&mdash;Strength", "B", "Strength"),
        ("## Annex C – Strength", "C", "Strength"),
        ("## Annex D", "D", "Annex D"),
        ("## **1** [Keys](#x) &amp; `locks`", "1", "Keys & locks"),
        ("## 5 Volt supplies", None, "5 Volt supplies"),
        ("## Annexes of the norm", None, "Annexes of the norm"),
        ("## 2017 results", None, "2017 results"),
        ("## 5 easy steps", None, "5 easy steps"),
        ("## 3D models", None, "3D models"),
        ("## A new hope", None, "A new hope"),
        ("## snake_case_names", None, "snake_case_names"),
    ],
)
def test_a_heading_gives_number_and_title(heading: str, number: str | None, title: str):
    clause = only(f"{heading}\n\ntext")
    assert (clause.number, clause.title, clause.body_md) == (number, title, "text")


@pytest.mark.parametrize(
    "text",
    [
        '<a name="sec1"></a>\n\n## 1 Purpose',
        '## <a name="sec1"></a>1 Purpose',
        '## 1 <a name="sec1"></a> Purpose',
        "## 1 Purpose {#sec1}",
        '## 1 Purpose {#sec1 .wide}\n{: latex-x="1"}',
        '<a id="sec1"/>\n<div class="breaker"></div>\n\n## 1 Purpose',
        "---\nsection: 1\nanchor: sec1\n---\n# Purpose",
    ],
)
def test_an_anchor_is_found_wherever_tools_put_it(text: str):
    clause = only(text)
    assert (clause.anchor, clause.number, clause.title) == ("sec1", "1", "Purpose")


def test_the_anchor_in_the_heading_comes_before_the_one_above_it_and_links_follow():
    text = '<a name="sec4"></a>\n\n## <a name="AAL"></a>4 Levels\n\n## 5 Keys\n\nSee [4](#sec4) and [there](part.md#sec4).'
    levels = parse_markdown(text).clauses[0]
    assert (levels.anchor, levels.names) == ("AAL", ("AAL", "sec4"))
    assert links(text) == ["#AAL"]


def links(text: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', "".join(clause.html for clause in read_edition(text, "iso", [], []).clauses))


def remarks(text: str, scheme: str = "iso") -> list[str]:
    return [remark.sentence for remark in read_edition(text, scheme, [], []).parsed.warnings]


def test_links_to_a_name_inside_another_clause_lead_there_and_dead_ones_are_said():
    text = '## 1 A {#a}\n\n<a name="t1"></a>\n\nx [own](#t1)\n\n## 2 B {#b}\n\n[table](#t1) [gone](#nowhere)'
    assert links(text) == ["#t-t1", "#t-t1", "#nowhere"]
    assert remarks(text) == ["“2 B” has a link to #nowhere, and nothing in the text bears that name."]


def test_a_name_that_stands_in_two_clauses_is_that_of_the_first_and_said():
    text = '## 1 A\n\n<a id="t1"></a>\n\nx\n\n## 2 B\n\n<a id="t1"></a>\n\n[table](#t1)'
    html = "".join(clause.html for clause in read_edition(text, "iso", [], []).clauses)
    assert re.findall(r'id="([^"]+)"', html) == ["t-t1"]
    assert links(text) == ["#t-t1"]
    assert remarks(text) == ["The name “t1” in “2 B” stands before; links lead to the first."]


def test_every_clause_has_footnotes_of_its_own_also_where_two_say_the_same():
    text = "# A\n\nfoo[^a]\n\n# B\n\nbar[^b]\n\n# C\n\nbar[^b]\n\n[^a]: note\n\n[^b]: note"
    html = "".join(clause.html for clause in read_edition(text, "iso", [], []).clauses)
    given = re.findall(r'id="([^"]+)"', html)
    assert len(given) == len(set(given)) == 6
    assert sorted(f"#{name}" for name in given) == sorted(links(text))
    assert remarks(text) == []


def test_no_anchor_is_like_the_names_that_our_pages_give():
    text = '# A {#t-x}\n\n<a id="keys"></a> [x](#t-x)\n\n# T keys\n\n# H a'
    assert [clause.anchor for clause in read_edition(text, "iso", [], []).clauses] == ["c-t-x", "c-t-keys", "c-h-a"]
    assert links(text) == ["#c-t-x"]


def test_what_the_page_does_not_show_is_said_once_for_each_kind():
    text = "## A\n\n![x](x.png) [y](y.md) {{RFC2119}} `{{code}}`\n\n## B\n\n![z](z.png) [[RFC2119]]"
    assert remarks(text) == [
        "Pictures are not shown, only the words that describe them: there are 2, the first in “A”.",
        "Links into other files are shown as words with the name of the file: there are 1, the first in “A”.",
        "Marks of other tools, such as {{RFC2119}}, stand as they were typed: there are 2.",
    ]


@pytest.mark.parametrize(
    "name", ["keys", "keys-1", "keys_1", "keys--locks", "keys-locks_1", "Given.name", "über-alles", "uber-alles", "nd-draft"]
)
def test_a_link_works_by_every_name_that_a_tool_makes_of_a_title(name: str):
    text = "# Keys\n\n# Keys\n\n# Keys & locks {#Given.name}\n\n# Keys, locks\n\n# 2nd draft\n\n# Über alles\n\n"
    assert remarks(f"{text}[x](#{name})") == []


def test_a_link_by_a_reference_that_is_defined_nowhere_is_said_and_stays_as_typed():
    read = read_edition("# Keys\n\nSee [alarms][far], and never `[a][b]`.\n", "iso", [], set())
    assert [(remark.line, remark.sentence) for remark in read.parsed.warnings] == [
        (3, "“Keys” refers to [far], which is defined nowhere; it stands as it was typed.")
    ]
    assert read.clauses[0].words == "See [alarms][far], and never [a][b]."


def test_an_anchor_used_twice_is_given_once_and_said():
    text = "## 1 A {#x}\n\n## 2 B {#x}"
    assert [clause.anchor for clause in parse_markdown(text).clauses] == ["x", None]
    assert warnings(text) == [(3, "The anchor “x” is used twice; the second clause gets another.")]


def test_an_anchor_is_made_fit_for_an_address():
    assert only("## A {#sec:1/ü-b}").anchor == "sec-1-ü-b"
    assert only(f"## A {{#{'x' * 200}}}").anchor == "x" * 80


def test_underlined_headings_count_and_rules_and_tables_do_not():
    text = "Scope\n=====\n\na\n\n---\n\nb | c\n---|---\n\n1 Terms\n-------\n\nx"
    assert outline(text) == [(1, None, "Scope"), (2, "1", "Terms")]


@pytest.mark.parametrize(
    "hidden",
    ["```\n## no\n```", "~~~~ text\n## no\n~~~~", "<!--\n## no\n-->", "    ## no", "\\## no", "##no", "x\n\n## "],
)
def test_what_is_code_or_comment_is_no_heading(hidden: str):
    assert [title for _, _, title in outline(f"## 1 Yes\n\n{hidden}")] == ["Yes"]


def test_a_fence_that_never_closes_hides_what_follows_and_that_is_said():
    text = "## 1 A\n\n```\n\n## 2 B"
    assert [title for _, _, title in outline(text)] == ["A"]
    assert warnings(text) == [(3, "The code that opens here is never closed: all that follows is read as code.")]


def test_empty_boxes_above_a_heading_make_no_foreword():
    assert outline('<div class="cover"></div>\n<div></div> <a id="x"></a>\n\n# A\n\n## 1 B\n\nx') == [(1, "1", "B")]


@pytest.mark.parametrize("opening", ["<pre>x", "<script>", "<TEXTAREA a=b>", "<![CDATA[ x", "<? x", "<!X y"])
def test_html_that_never_closes_takes_what_follows_and_that_is_said(opening: str):
    text = f"## 1 A\n\n{opening}\n\n## 2 B"
    assert [title for _, _, title in outline(text)] == ["A"]
    assert warnings(text) == [(3, "The HTML that opens here is never closed: all that follows is read as part of it.")]


@pytest.mark.parametrize("closed", ["<pre>x\n\ny</pre>", "<![CDATA[ x ]]>", "<? x ?>", "<!X y>", "<div>", "<p>x"])
def test_html_that_ends_hides_nothing(closed: str):
    text = f"## 1 A\n\n{closed}\n\n## 2 B"
    assert ([title for _, _, title in outline(text)], warnings(text)) == (["A", "B"], [])


def test_numbers_make_the_tree_even_where_the_marks_are_wrong():
    text = "## 5 A\n\n### 5.1 B\n\n#### 5.1.1 C\n\n#### 5.1.1.1 D\n\n#### 5.2 E\n\n#### 5.2.1 F"
    parsed = parse_markdown(text).clauses
    assert [clause.level for clause in parsed] == [1, 2, 3, 4, 2, 3]
    assert [clause.parent for clause in parsed] == [None, 0, 1, 2, 0, 4]


PROCEDURE = "### 1. Prepare\n\n### 2. Run"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (f"## 1 Scope\n\n## 2 Procedure\n\n{PROCEDURE}\n\n## 3 Keys", [
            (1, "1", "Scope"), (1, "2", "Procedure"), (2, "1", "Prepare"), (2, "2", "Run"), (1, "3", "Keys"),
        ]),
        (f"## Scope\n\n## Procedure\n\n{PROCEDURE}\n\n## Keys", [
            (1, None, "Scope"), (1, None, "Procedure"), (2, "1", "Prepare"), (2, "2", "Run"), (1, None, "Keys"),
        ]),
    ],
)  # fmt: skip
def test_steps_numbered_below_a_clause_stay_below_it(text: str, clauses: list[tuple[int, str | None, str]]):
    assert outline(text) == clauses


def test_a_numbered_clause_below_an_introduction_or_a_title_stands_at_the_top():
    assert outline("# Introduction\n\n## 1 Scope\n\n## 2 Terms") == [
        (1, None, "Introduction"), (1, "1", "Scope"), (1, "2", "Terms"),
    ]  # fmt: skip


def test_a_number_that_counts_nothing_is_a_word_of_the_title():
    text = "## 1 Media\n\n### 10 Gigabit Ethernet\n\n### Copper\n\n## 5 Volt supplies\n\n## 2 Keys"
    assert outline(text) == [
        (1, "1", "Media"), (2, None, "10 Gigabit Ethernet"), (2, None, "Copper"), (1, None, "5 Volt supplies"),
        (1, "2", "Keys"),
    ]  # fmt: skip
    assert warnings(text) == [
        (3, "“10 Gigabit Ethernet” begins with a number out of sequence; it was read as a word of the title."),
        (7, "“5 Volt supplies” begins with a number out of sequence; it was read as a word of the title."),
    ]


def test_a_gap_between_two_numbers_or_behind_the_last_is_one_and_is_said():
    text = "# 1 Scope\n\n# 3 Lamps\n\n## 3.2 Red\n\n## 3.5 Green\n\n# 7 Marks\n\n# Annex B Drawings"
    parsed = parse_markdown(text)
    assert [clause.number for clause in parsed.clauses] == ["1", "3", "3.2", "3.5", "7", "B"]
    assert [remark.sentence for remark in parsed.warnings] == [
        "The numbers go on from 1 with 3; “Lamps” was read as the title behind it.",
        "The numbers go on from 3 with 7; “Marks” was read as the title behind it.",
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("# 1. Scope\n\n# 2. Tests\n\n# 24 Hour operation", ["1", "2", None]),
        ("# 1 Scope\n\n# 2 Tests\n\n# 12 Volt supplies", ["1", "2", None]),
        ("# 1 Scope\n\n# 2 Tests\n\n# 19 Inch racks\n\n# 48 Volt supplies\n\n# 3 Marks", ["1", "2", None, None, "3"]),
        ("# Motors\n\n## 1 Phase motors\n\n## 3 Phase motors", ["1", None]),
    ],
)
def test_a_number_that_does_not_count_on_stays_a_word(text: str, numbers: list[str | None]):
    assert [clause.number for clause in parse_markdown(text).clauses] == numbers


@pytest.mark.parametrize("heading", ["Annex A (normative) Keys", "Annex A Keys (normative)"])
def test_what_an_annex_says_of_itself_is_no_part_of_its_title(heading: str):
    assert [(one.title, one.kind) for one in parse_markdown(f"# 1 Scope\n\n# {heading}").clauses][1] == ("Keys", "annex")


def test_numbers_may_begin_anywhere_when_others_count_on_from_them():
    assert outline("## 4 Keys\n\n## 5 Alarms") == [(1, "4", "Keys"), (1, "5", "Alarms")]
    assert outline("## 7 Keys\n\n### 7.1 Locks") == [(1, "7", "Keys"), (2, "7.1", "Locks")]


def test_without_numbers_the_marks_make_the_tree():
    parsed = parse_markdown("# A\n\n## B\n\n### C\n\n## D\n\n# E").clauses
    assert [clause.parent for clause in parsed] == [None, 0, 1, 0, None]


def test_a_skipped_level_is_said_once():
    text = "# A\n\n### B\n\n### C\n\n# D"
    assert outline(text) == [(1, None, "A"), (2, None, "B"), (2, None, "C"), (1, None, "D")]
    assert warnings(text) == [(3, "“B” skips a level of headings.")]


def test_a_heading_without_number_among_numbered_ones_stays_in_the_text():
    text = "## 1 A\n\n##### ASSUMPTIONS\n\nwords\n\n### 1.1 B"
    assert outline(text) == [(1, "1", "A"), (2, "1.1", "B")]
    assert parse_markdown(text).clauses[0].body_md == "##### ASSUMPTIONS\n\nwords"
    assert warnings(text)[0][0] == 3


def test_a_single_first_level_heading_is_the_title_of_the_document():
    parsed = parse_markdown("# Key distribution\n\nOn keys.\n\n## 1 Scope\n\n## 2 Terms")
    assert parsed.title == "Key distribution"
    assert [(clause.kind, clause.title, clause.body_md) for clause in parsed.clauses] == [
        ("foreword", "Foreword", "On keys."),
        ("scope", "Scope", ""),
        ("clause", "Terms", ""),
    ]


def test_front_matter_at_the_top_is_kept_and_names_the_document():
    parsed = parse_markdown("---\ntitle: Key distribution\nyear: 2027\n---\n\n# 1 Scope\n\n# 2 Terms\n")
    assert parsed.meta == {"title": "Key distribution", "year": 2027}
    assert parsed.title == "Key distribution"
    assert [clause.title for clause in parsed.clauses] == ["Scope", "Terms"]


def test_front_matter_between_sections_numbers_them():
    text = "---\ntitle: A\nsection: 1\n---\n# A\n\n## B\n\n---\ntitle: C\nsection: 2\n---\n# C\n\n## D\n\n## E\n"
    assert outline(text) == [(1, "1", "A"), (2, None, "B"), (1, "2", "C"), (2, None, "D"), (2, None, "E")]
    assert parse_markdown(text).title == ""


@pytest.mark.parametrize(
    "block", ["a: [1", "a: &x 1\nb: *x", "a: !!python/object/apply:os.system [ls]", "a: b: c", "a: 2027-99-99"]
)
def test_front_matter_that_cannot_be_read_is_said_and_never_run(block: str):
    text = f"---\n{block}\n---\n\n# A\n"
    assert warnings(text) == [(1, "The front matter is not valid YAML and was not read.")]
    assert parse_markdown(text).meta == {}


def test_an_empty_line_may_stand_at_the_end_of_front_matter():
    parsed = parse_markdown("---\ntitle: Key distribution\n\n---\n\n# 1 Scope\n\n---\n\nText.\n")
    assert (parsed.meta, [clause.body_md for clause in parsed.clauses]) == ({"title": "Key distribution"}, ["---\n\nText."])


@pytest.mark.parametrize("words", ["Words alone.", "'A sentence in marks.\nNote: it names no fact.'"])
def test_what_names_no_fact_is_no_front_matter_and_stays_text(words: str):
    parsed = parse_markdown(f"---\n\n{words}\n\n---\n\n# A\n")
    assert (parsed.meta, [(clause.title, clause.body_md) for clause in parsed.clauses]) == (
        {},
        [("Foreword", f"---\n\n{words}\n\n---"), ("A", "")],
    )


def test_a_rule_between_paragraphs_is_no_front_matter():
    assert only("# A\n\nx\n\n---\n\ny: z\n\n---\n").body_md == "x\n\n---\n\ny: z\n\n---"


@pytest.mark.parametrize(
    ("text", "kind", "normative"),
    [
        ("# Foreword", "foreword", False),
        ("# Introduction", "introduction", False),
        ("# 2 Introduction", "clause", True),
        ("# 1 Scope", "scope", True),
        ("# Terms", "clause", True),
        ("# Annex A: x", "annex", True),
        ("# Annex A: x\n\n*This annex is informative.*", "informative_annex", False),
        ("# 8 Threats\n\n_This section is informative._", "clause", False),
        ("# 8 Threats\n\n_This section contains both normative and informative material._", "clause", True),
    ],
)
def test_the_kind_of_a_clause_follows_from_its_title_and_first_words(text: str, kind: str, normative: bool):
    clause = only(text)
    assert (clause.kind, clause.normative) == (kind, normative)
    assert kind in ClauseKind.values


def test_what_stands_below_an_informative_clause_is_informative_unless_it_says_otherwise():
    text = "# 1 A\n\nThis clause is informative.\n\n## 1.1 B\n\n## 1.2 C\n\nThis clause is normative."
    assert [clause.normative for clause in parse_markdown(text).clauses] == [False, False, True]


def test_annexes_before_the_clauses_go_to_the_end():
    text = "## Annex A: x\n\n### A.1 y\n\n## 1 Scope\n"
    assert outline(text) == [(1, "1", "Scope"), (1, "A", "x"), (2, "A.1", "y")]
    assert [clause.parent for clause in parse_markdown(text).clauses] == [None, None, 1]
    assert warnings(text) == [(1, "Annex A stands before other clauses in the file; it was put at the end.")]


def test_words_before_the_first_heading_become_a_foreword():
    text = "Hello.\n\n# 1 Scope\n"
    assert [(clause.kind, clause.body_md) for clause in parse_markdown(text).clauses] == [("foreword", "Hello."), ("scope", "")]
    assert warnings(text) == [(1, "The text before the first clause became a foreword.")]


def test_a_file_without_headings_is_one_clause():
    clause = only("All of it.\n\nAnd more.")
    assert (clause.title, clause.body_md) == ("Text", "All of it.\n\nAnd more.")
    assert warnings("All of it.") == [(1, "The file has no headings; its text became one clause.")]


def test_requirements_where_none_may_stand_are_said_when_the_scheme_is_known():
    text = "# Introduction\n\nIt shall.\n\n# 1 Scope\n\nIt shall. It shall.\n\n# 2 Keys\n\nIt shall.\n"
    assert remarks(text) == [
        "“Introduction” is the introduction and holds 1 requirement.",
        "“1 Scope” is the scope and holds 2 requirements.",
    ]
    assert remarks(text, "rfc2119") == []


def test_what_stands_below_a_scope_or_an_informative_annex_may_require_nothing_either():
    text = "# 1 Scope\n\n## 1.1 Aim\n\nIt shall.\n\n"
    text += "# Annex A: x\n\nThis annex is informative.\n\n## A.1 y\n\nThis clause is normative. It shall.\n"
    assert remarks(text) == [
        "“1.1 Aim” is part of the scope and holds 1 requirement.",
        "“A.1 y” is informative and holds 1 requirement.",
    ]


def test_byte_order_marks_and_line_ends_of_other_systems_make_no_difference():
    text = "# 1 A\n\nx\n\n# 2 B\n"
    plain = parse_markdown(text).clauses
    assert parse_markdown("\ufeff" + text.replace("\n", "\r\n")).clauses == plain
    assert parse_markdown(text.replace("\n", "\r")).clauses == plain
    assert parse_markdown(decode_upload(b"\xef\xbb\xbf" + text.encode())).clauses == plain
    assert parse_markdown(decode_upload(text.encode("utf-16"))).clauses == plain


def test_a_long_title_goes_on_in_the_text_and_no_word_is_lost():
    clause = only("# " + "word " * 100 + "\n\nbody")
    assert len(clause.title) <= 300
    assert (clause.title + clause.body_md).count("word") == 100


def test_another_encoding_is_refused_with_the_line():
    with pytest.raises(Refused, match="The file is not UTF-8 text: line 2 holds a byte that has no meaning in it"):
        decode_upload("a\nÜ".encode("latin-1"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file holds no text."),
        (" \n\ufeff\n", "The file holds no text."),
        ("x" * (MAX_UPLOAD + 1), "The file has 2,000,001 characters; the most is 2,000,000."),
        ("a\n\x00", "The file holds a control character (U+0000) in line 2."),
        (f"# {'a' * 30}\n" * (MAX_HEADINGS + 1), "The file has more than 3,000 headings; one too many is in line 3,001."),
        ("# a\n" * 2_000, "The file has more than 820 headings; one too many is in line 821."),
    ],
    ids=["empty", "blank", "long", "control", "headings", "headings alone"],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(text: str, sentence: str):
    with pytest.raises(Refused) as refused:
        parse_markdown(text)
    assert refused.value.reason == sentence


def test_a_long_footnote_that_very_many_clauses_cite_is_refused_with_its_line():
    clauses = "".join(f"# Clause {number}\n\nSee[^1].\n\n" for number in range(60))
    with pytest.raises(Refused, match=r"^Too many clauses use the long definition of \[1\] in line 241\. Make it a clause"):
        parse_markdown(f"{clauses}[^1]: {'long ' * 2_000}\n")


def test_too_many_lines_are_refused_before_they_are_read():
    with pytest.raises(Refused, match=r"The file has 300,000 lines; the most is 100,000\."):
        parse_markdown("`\n" * 300_000)


def test_too_many_bytes_are_refused_before_they_are_decoded():
    with pytest.raises(Refused, match="The file has 2,000,001 bytes"):
        decode_upload(b"\xff" * (MAX_UPLOAD + 1))


@pytest.mark.parametrize(
    "line", ["```a", "<!-- ", "---\na: b", "# a" + " " * 500 + "b", "x\n===", "<a name=x>", "[", "`", "](", "- "]
)
def test_as_many_odd_lines_as_a_file_may_have_are_read_or_refused(line: str):
    text = (f"{line}\n" * (MAX_LINES // (1 + line.count("\n"))))[: MAX_UPLOAD - 1]
    try:
        assert parse_markdown(text).clauses
    except Refused as refused:
        assert re.search("headings|characters|pieces|small parts|brackets", refused.reason)  # noqa: PT017 - either outcome is right


WORD = re.compile(r"[^\W_]+")


def bare(text: str) -> str:
    """Words without what a parser may drop: front matter, numbers of headings, anchors, addresses of links."""
    text = re.sub(r"(?ms)^---\n(?:\w[^\n]*\n)+---$", "", text)
    text = re.sub(r"<a name=[^>]*></a>|<div class=\"breaker\"></div>", "", text).replace("&mdash;", "—")
    text = re.sub(r"(?m)^(#+)(.*?)\s*\{#[^}]*\}$", r"\1\2", text)
    text = re.sub(r"(?m)^(#+)\s*(?:Appendix [A-Z]\b|[A-Z]?[\d.]*\d\b\.?)?\s*(?=\S)", r"\1 ", text)
    text = re.sub(r"(?m)^(#+) A\.(?=\d)[\d.]+ ", r"\1 ", text)
    return re.sub(r"\]\([^()]*\)", "]", text)


@pytest.mark.parametrize("name", EDITIONS)
def test_no_word_of_a_real_edition_is_lost_or_doubled(name: str):
    source = edition(name)
    parsed = parse_markdown(source)
    joined = "\n".join(f"# {clause.title}\n{clause.body_md}" for clause in parsed.clauses)
    assert Counter(WORD.findall(bare(joined))) == Counter(WORD.findall(bare(source)))


@pytest.mark.parametrize(
    ("name", "clauses", "tops", "annexes"), [(DRAFT, 205, 10, "A"), (FINAL, 114, 10, "A"), (REVISION, 122, 11, "AB")]
)
def test_the_outline_of_each_real_edition(name: str, clauses: int, tops: int, annexes: str):
    parsed = parse_markdown(edition(name))
    assert len(parsed.clauses) == clauses
    assert [clause.number for clause in parsed.clauses if clause.level == 1] == [*map(str, range(1, tops + 1)), *annexes]


@pytest.mark.parametrize("name", [DRAFT, FINAL])
def test_the_level_of_a_clause_is_that_of_its_printed_number(name: str):
    source = edition(name)
    printed = re.findall(r"(?m)^#+ *(?:<a[^>]*></a>)? *([A-Z](?=[.][0-9])|[0-9]+)((?:[.][0-9]+)*)[. ]", source)
    levels = Counter(clause.level for clause in parse_markdown(source).clauses if clause.number and clause.number != "A")
    assert levels == Counter(1 + rest.count(".") for _, rest in printed)


@pytest.mark.parametrize("name", EDITIONS)
def test_computed_numbers_would_be_the_printed_ones(name: str):
    """Counting siblings gives the number that the source prints, so references in the text stay right."""
    clauses = parse_markdown(edition(name)).clauses
    counted: Counter[int | None] = Counter()
    for clause in clauses:
        if clause.number and clause.number[0].isdigit():
            counted[clause.parent] += 1
            above = f"{clauses[clause.parent].number}." if clause.parent is not None else ""
            assert clause.number == f"{above}{counted[clause.parent]}"


marks = st.text(alphabet="# \n-=`~<a>{}:1.A|*_", max_size=60)
parts = ["alpha", "beta", "gamma", "# delta", "\n", "\n\n", "## 1.1 eps", "zeta {#z}", "===\n"]


@given(marks)
@settings(deadline=None)
def test_any_marks_are_read_or_refused(text: str):
    try:
        parsed = parse_markdown(text)
    except Refused as refused:
        assert refused.reason == "The file holds no text."  # noqa: PT017 - the only reason there is here
        return
    for index, clause in enumerate(parsed.clauses):
        assert clause.title
        assert clause.parent is None or clause.parent < index
        assert clause.level == (1 if clause.parent is None else parsed.clauses[clause.parent].level + 1)


@given(st.lists(st.sampled_from(parts), max_size=12))
@settings(deadline=None)
def test_no_word_is_lost_whatever_the_order_of_headings(chosen: list[str]):
    text = " ".join(["start", *chosen])
    parsed = parse_markdown(text)
    joined = " ".join([parsed.title, *(f"{clause.title} {clause.body_md}" for clause in parsed.clauses)])
    for word in ("start", "alpha", "beta", "gamma", "delta", "eps", "zeta"):
        assert joined.split().count(word) >= text.split().count(word)
