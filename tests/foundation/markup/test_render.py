"""Markdown becomes HTML that is safe to show, fits into a page and keeps what was typed."""

import re
from html import unescape

import pytest

from normsite.foundation import codes
from normsite.foundation.errors import Refused
from normsite.foundation.markup import MAX_BODY, as_stored_html, render, render_line, render_name, render_plain
from normsite.foundation.markup.passages import CODE


def test_paragraphs_emphasis_and_lists_are_rendered():
    assert render("One **two** _three_.\n\n- a\n- b") == (
        "<p>One <strong>two</strong> <em>three</em>.</p>\n<ul><li>a</li>\n<li>b</li></ul>"
    )


def test_a_list_may_follow_its_paragraph_without_an_empty_line():
    assert render("It holds:\n* a\n* b") == "<p>It holds:</p>\n<ul><li>a</li>\n<li>b</li></ul>"


def test_a_year_at_the_start_of_a_line_makes_no_list():
    assert render("It was written in\n2017. It still holds.") == "<p>It was written in 2017. It still holds.</p>"


@pytest.mark.parametrize(("base", "expected"), [(1, "h1 h2 h6"), (3, "h3 h4 h6"), (4, "h4 h5 h6"), (6, "h6 h6 h6")])
def test_headings_are_demoted_below_the_heading_of_the_clause(base: int, expected: str):
    html = render("# A\n\n## B\n\n###### C", heading_base=base)
    assert re.findall(r"<(h\d)>", html) == expected.split()


def test_links_to_the_outside_are_not_followed_by_search_engines():
    assert render("[x](https://example.org/a?b=1&c=2)") == (
        '<p><a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">x</a></p>'
    )


def test_names_given_in_a_text_cannot_clash_with_those_of_the_page():
    assert render('<a name="main-content"></a>See [there](#main-content).') == (
        '<p><span id="t-main-content"></span>See <a href="#t-main-content">there</a>.</p>'
    )


def test_links_to_other_clauses_keep_their_anchor():
    assert render("[5.2](#biometric_use)") == '<p><a href="#biometric_use">5.2</a></p>'


def test_a_link_finds_the_place_where_the_name_was_given_elsewhere_in_the_norm():
    targets = {"sending-rules": "sending", "rowA": "t-rowA", "über": "über"}
    assert render("[a](#sending-rules) [b](#rowA) [c](#über) [d](#gone)", targets=targets) == (
        '<p><a href="#sending">a</a> <a href="#t-rowA">b</a> <a href="#über">c</a> <a href="#gone">d</a></p>'
    )


@pytest.mark.parametrize("address", ["other.html", "../up.md#x", "sec5.md#scope"])
def test_a_link_into_another_document_says_so_and_never_leads_into_this_one(address: str):
    html = render(f"[words]({address})", targets={"scope": "scope"})
    assert html == f'<p><span class="elsewhere" title="{address}">words</span></p>'


@pytest.mark.parametrize("address", ["?q=1", "//", "https://", "ftp://example.org/"])
def test_addresses_that_lead_nowhere_here_are_dropped_and_the_words_stay(address: str):
    assert render(f"[words]({address})") == "<p>words</p>"


@pytest.mark.parametrize(
    "address",
    [
        "/&#9;/evil.example",
        "/&#10;/evil.example",
        "/&#13;\\evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "&#1; //evil.example",
        "&#9;/&#9;/&#9;/evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:\\\\evil.example",
        "ht&#10;tps://evil.example",
        "HTTPS:&#47;/evil.example",
    ],
)
def test_an_address_that_a_browser_takes_for_another_site_is_told_as_one(address: str):
    assert render(f'<a href="{address}">x</a>') == ('<p><a href="https://evil.example" rel="nofollow noopener">x</a></p>')


def test_a_path_of_ours_stays_ours_however_it_is_typed():
    assert render("[x](/norms/N-1/?a=1&b=2)") == '<p><a href="/norms/N-1/?a=1&amp;b=2">x</a></p>'
    assert render('<a href=" &#9;/norms&#10;/N-1/?a&amp;b">x</a>') == '<p><a href="/norms/N-1/?a&amp;b">x</a></p>'
    assert render('<a href="\\norms/N-1/">x</a>') == '<p><a href="/norms/N-1/">x</a></p>'


def test_an_image_is_never_fetched_and_its_description_is_shown():
    assert render("![A key in a box](https://tracker.example/x.png)") == (
        '<p><span class="img" title="https://tracker.example/x.png">[Image: A key in a box]</span></p>'
    )
    assert render('<img src="x.png">') == '<p><span class="img" title="x.png">[Image: no description]</span></p>'


def test_raw_html_that_does_no_harm_stays_and_the_rest_is_shown_as_typed():
    assert render("H<sub>2</sub>O<br>x") == "<p>H<sub>2</sub>O<br>\nx</p>"
    assert render("a <marquee>b</marquee>") == "<p>a &lt;marquee&gt;b&lt;/marquee&gt;</p>"


def test_layout_of_other_publishing_tools_is_dropped():
    assert render('<div class="wide" markdown="1">\n\n**T**\n\n</div>') == "<p><strong>T</strong></p>"
    assert render('**T**\n{:latex-table="1"}', dialect="extra") == "<p><strong>T</strong></p>"
    assert render("<center><font size=7>T</font></center>") == "<p>T</p>"


def test_braces_in_running_text_are_words():
    assert render("The set {:open, :closed} and {#x} and {}.") == "<p>The set {:open, :closed} and {#x} and {}.</p>"


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches_and_keeps_its_alignment():
    html = render("a|b\n-|-:\n1|2")
    assert html.startswith('<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table>')
    assert html.endswith("</table></div>")
    assert '<td class="align-right">2</td>' in html


def test_a_cell_reaches_over_as_many_others_as_its_number_says():
    row = '<table><tr><td colspan="2" rowspan="x">a</td><td colspan="1000">b</td></tr></table><p colspan="2">c</p>'
    assert re.findall(r"<(?:td|p)[^<>]*>", render(row)) == ['<td colspan="2">', "<td>", "<p>"]


def test_footnotes_of_two_bodies_on_one_page_have_different_names():
    one, other = render("a[^1]\n\n[^1]: first"), render("b[^1]\n\n[^1]: second")
    names = [set(re.findall(r'id="([^"]+)"', html)) for html in (one, other)]
    assert [len(found) for found in names] == [2, 2]
    assert not names[0] & names[1]


def test_public_codes_become_links_in_text_but_not_in_code_or_links():
    assert render("See C-2026-00042, not `C-2026-00043` or [C-2026-00044](#x).") == (
        '<p>See <a href="/ref/C-2026-00042/">C-2026-00042</a>, '
        'not <code>C-2026-00043</code> or <a href="#x">C-2026-00044</a>.</p>'
    )


def test_a_code_and_a_keyword_stand_in_one_sentence():
    assert render("It shall fit C-2026-00042.", scheme="iso") == (
        '<p>It <em class="kw kw--requirement">shall</em> fit <a href="/ref/C-2026-00042/">C-2026-00042</a>.</p>'
    )


def test_a_code_in_an_address_is_a_part_of_it_and_a_beginning_of_an_address_is_none():
    address = "https://example.org/C-2026-00042"
    assert render(f"Never https://..., but {address}.") == (
        f'<p>Never https://..., but <a href="{address}" rel="nofollow noopener">{address}</a>.</p>'
    )


def test_what_may_be_a_word_of_the_field_is_no_code_in_running_text():
    assert render("Keys on P-256, the N-1 criterion, control SC-7.") == "<p>Keys on P-256, the N-1 criterion, control SC-7.</p>"
    assert render("See [R-7](/ref/R-7/).") == '<p>See <a href="/ref/R-7/">R-7</a>.</p>'


@pytest.mark.parametrize("text", ["AES-N-12", "N-012", "X-12", "n-12", "C-42", "P-3a", "SP-800"])
def test_what_only_looks_like_a_code_stays_text(text: str):
    assert render_plain(text) == f'<p class="typed" dir="auto">{text}</p>'


@pytest.mark.parametrize("kind", list(codes.Kind))
def test_every_kind_of_public_code_is_recognised_where_it_stands_alone(kind: codes.Kind):
    code = f"{kind.prefix}-2026-00042" if kind.is_dated else f"{kind.prefix}-42"
    assert codes.parse(code) is kind
    assert render_line(f"{code}, {code}") == f'<a href="/ref/{code}/">{code}</a>, <a href="/ref/{code}/">{code}</a>'
    assert (CODE.fullmatch(code) is not None) is bool(kind.value[1])


def test_bare_addresses_become_links_without_the_full_stop_after_them():
    assert render("(see https://example.org/a_(b)).") == (
        '<p>(see <a href="https://example.org/a_(b)" rel="nofollow noopener">https://example.org/a_(b)</a>).</p>'
    )


def test_keywords_are_marked_only_where_they_bind():
    source = 'It **shall not** fail and `shall` never "shall".\n\n> shall\n\nNOTE 1 It shall.\n\nEXAMPLE: shall'
    html = render(source, scheme="iso")
    assert re.findall(r'<em class="([^"]+)">(.+?)</em>', html) == [("kw kw--requirement", "<strong>shall not</strong>")]
    assert "kw" not in render(source)


def test_a_keyword_is_marked_across_other_marks_and_lines():
    assert render("**SHALL**\n_NOT_", scheme="rfc2119") == (
        '<p><em class="kw kw--requirement"><strong>SHALL</strong> <em>NOT</em></em></p>'
    )


def test_plain_text_is_kept_as_typed():
    assert (
        render_plain("a <b> & *c*\nd\n\n\ne")
        == '<p class="typed" dir="auto">a &lt;b&gt; &amp; *c*<br>d</p>\n<p class="typed" dir="auto">e</p>'
    )
    assert render_plain("") == ""
    assert render_plain("\r\n  \r\n") == ""


def test_addresses_in_plain_text_are_escaped_and_not_followed():
    assert render_plain('https://example.org/?a=1&b="x') == (
        '<p class="typed" dir="auto"><a href="https://example.org/?a=1&amp;b=" rel="nofollow noopener">https://example.org/?a=1&amp;b=</a>&quot;x</p>'
    )


SIGNS = "\u061c\u115f\u1160\u180e\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2800\u3164\uffa0"
JOINERS = "\u00ad\u200b\u200d\u2060\ufeff"


@pytest.mark.parametrize("sign", [*SIGNS, "\U000e0041"])
def test_characters_that_reorder_or_hide_text_are_made_visible(sign: str):
    shown = f"pay ⟦U+{ord(sign):04X}⟧evil"
    assert render_plain(f"pay {sign}evil") == f'<p class="typed" dir="auto">{shown}</p>'
    assert render(f"pay {sign}evil") == f"<p>{shown}</p>"


@pytest.mark.parametrize("sign", JOINERS)
def test_a_soft_hyphen_or_joiner_hides_no_word(sign: str):
    assert render(f"It sh{sign}all.", scheme="iso") == '<p>It <em class="kw kw--requirement">shall</em>.</p>'
    assert render_plain(f"pay {sign}evil") == f'<p class="typed" dir="auto">pay ⟦U+{ord(sign):04X}⟧evil</p>'


def test_two_unicode_forms_of_a_letter_are_one():
    assert render("cle\u0301") == render("cl\u00e9") == "<p>cl\u00e9</p>"


REFERENCES = ["&#x202e;", "&#8238;", "&#12644;"]


@pytest.mark.parametrize("reference", REFERENCES)
def test_what_hides_is_shown_also_where_it_is_typed_as_a_reference(reference: str):
    shown = f"⟦U+{ord(unescape(reference)):04X}⟧"
    assert render(f"pay {reference}evil") == f"<p>pay {shown}evil</p>"
    assert render(f'<abbr title="a {reference}b &amp; c">x</abbr>') == f'<p><abbr title="a {shown}b &amp; c">x</abbr></p>'
    assert render(f"![a {reference}b](x)") == f'<p><span class="img" title="x">[Image: a {shown}b]</span></p>'


def test_a_reference_in_code_and_one_that_its_script_needs_stay_as_typed():
    assert render("`&#x202e;`") == "<p><code>&amp;#x202e;</code></p>"
    assert render("می&zwnj;خواهم &lt;&nbsp;&amp;") == "<p>می\u200cخواهم &lt;\xa0&amp;</p>"


def test_html_that_was_stored_before_shows_what_hides_too():
    assert as_stored_html("<p>pay \u202eevil</p>") == "<p>pay ⟦U+202E⟧evil</p>"


def test_a_name_in_a_sentence_is_kept_apart():
    assert render_name("<b>שרה\u202e") == "<bdi>&lt;b&gt;שרה⟦U+202E⟧</bdi>"
    assert render_line("C-2026-00042 \u202ea") == '<a href="/ref/C-2026-00042/">C-2026-00042</a> ⟦U+202E⟧a'


def test_a_joiner_stays_where_the_script_needs_it():
    assert render_plain("می\u200cخواهم") == '<p class="typed" dir="auto">می\u200cخواهم</p>'
    assert render("می\u200cخواهم") == "<p>می\u200cخواهم</p>"


@pytest.mark.parametrize("sign", ["\x00", "\x02", "\x1b", "\x7f", "\ud800"])
@pytest.mark.parametrize("renderer", [render, render_plain])
def test_control_characters_are_refused_with_their_line(renderer, sign: str):
    with pytest.raises(Refused) as refused:
        renderer(f"one\ntwo {sign}")
    assert refused.value.reason == f"The text holds a control character (U+{ord(sign):04X}) in line 2."


@pytest.mark.parametrize("renderer", [render, render_plain])
def test_a_text_beyond_the_limit_is_refused_and_one_at_it_is_not(renderer):
    line = "word " * 1000 + "\n\n"
    text = (line * (MAX_BODY // len(line) + 1))[:MAX_BODY]
    assert renderer(text)
    with pytest.raises(Refused, match="The text has 200,001 characters; the most is 200,000"):
        renderer(text + "x")


def test_stored_html_is_what_was_rendered_and_nothing_is_empty():
    assert as_stored_html("<p>x</p>") == "<p>x</p>"
    assert as_stored_html(None) == ""
    assert hasattr(as_stored_html(""), "__html__")


def test_a_line_links_the_codes_that_it_cites_and_nothing_else_that_looks_like_one():
    assert render_line("O-3 allows P-256; SG-1 (a) and O-33", ("O-3", "SG-1")) == (
        '<a href="/ref/O-3/">O-3</a> allows P-256; <a href="/ref/SG-1/">SG-1</a> (a) and O-33'
    )
    assert render_line("P-256, R-134") == '<a href="/ref/P-256/">P-256</a>, <a href="/ref/R-134/">R-134</a>'
    assert render_line("N-1 criterion") == "N-1 criterion"
