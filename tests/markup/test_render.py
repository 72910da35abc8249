"""Markdown becomes HTML that is safe to show, fits into a page and keeps what was typed."""

import re
from html import unescape

import pytest

from normsite import references
from normsite.errors import Refused
from normsite.markup import MAX_BODY, as_stored_html, render, render_line, render_name, render_plain
from normsite.markup.passages import CODE


def test_paragraphs_emphasis_and_lists_are_rendered():
    assert render("One **two** _three_.\n\n- a\n- b") == (
        "<p>One <strong>two</strong> <em>three</em>.</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"
    )


def test_a_list_may_follow_its_paragraph_without_an_empty_line():
    assert render("It holds:\n* a\n* b") == "<p>It holds:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"


def test_a_year_at_the_start_of_a_line_makes_no_list():
    assert render("It was written in\n2017. It still holds.") == "<p>It was written in\n2017. It still holds.</p>"


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
        '<p><a id="t-main-content"></a>See <a href="#t-main-content">there</a>.</p>'
    )


def test_links_to_other_clauses_keep_their_anchor():
    assert render("[5.2](#biometric_use)") == '<p><a href="#biometric_use">5.2</a></p>'


def test_links_between_the_files_of_a_split_source_lead_within_the_page():
    assert render("[5.2](sec5_authenticators.md#biometric_use)") == '<p><a href="#biometric_use">5.2</a></p>'


@pytest.mark.parametrize("address", ["other.html", "../up.md#x", "?q=1", "//", "https://", "ftp://example.org/"])
def test_addresses_that_lead_nowhere_here_are_dropped_and_the_words_stay(address: str):
    assert render(f"[words]({address})") == "<p><a>words</a></p>"


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
        "HTTPS&colon;//evil.example",
    ],
)
def test_an_address_that_a_browser_takes_for_another_site_is_told_as_one(address: str):
    assert render(f'<a href="{address}">x</a>') == ('<p><a href="https://evil.example" rel="nofollow noopener">x</a></p>')


def test_a_path_of_ours_stays_ours_however_it_is_typed():
    assert render("[x](/norms/N-1/?a=1&b=2)") == '<p><a href="/norms/N-1/?a=1&amp;b=2">x</a></p>'
    assert render('<a href=" &#9;/norms&#10;/N-1/?a&amp;b">x</a>') == '<p><a href="/norms/N-1/?a&amp;b">x</a></p>'
    assert render('<a href="\\norms/N-1/">x</a>') == '<p><a href="/norms/N-1/">x</a></p>'


def test_an_image_is_never_fetched_and_its_description_is_shown():
    assert render("![A key in a box](https://tracker.example/x.png)") == "<p>[Image: A key in a box]</p>"
    assert render('<img src="https://tracker.example/x.png">') == "<p>[Image: no description]</p>"


def test_raw_html_that_does_no_harm_stays_and_the_rest_is_shown_as_typed():
    assert render("H<sub>2</sub>O<br>x") == "<p>H<sub>2</sub>O<br>x</p>"
    assert render("a <marquee>b</marquee>") == "<p>a &lt;marquee&gt;b&lt;/marquee&gt;</p>"


def test_layout_of_other_publishing_tools_is_dropped():
    assert render('<div class="wide" markdown="1">\n\n**T** {:.wide}\n\n</div>\n{:latex-table="1"}').split("\n") == [
        "<p><strong>T</strong> </p>"
    ]


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches_and_keeps_its_alignment():
    html = render("a|b\n-|-:\n1|2")
    assert html.startswith('<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table>')
    assert html.endswith("</table></div>")
    assert '<td class="align-right">2</td>' in html


def test_footnotes_of_two_bodies_on_one_page_have_different_names():
    one, other = render("a[^1]\n\n[^1]: first"), render("b[^1]\n\n[^1]: second")
    names = [set(re.findall(r'id="([^"]+)"', html)) for html in (one, other)]
    assert [len(found) for found in names] == [2, 2]
    assert not names[0] & names[1]


def test_public_codes_become_links_in_text_but_not_in_code_or_links():
    assert render("See C-2026-00042 and R-7, not `R-8` or [R-9](#x).") == (
        '<p>See <a href="/ref/C-2026-00042/">C-2026-00042</a> and <a href="/ref/R-7/">R-7</a>, '
        'not <code>R-8</code> or <a href="#x">R-9</a>.</p>'
    )


@pytest.mark.parametrize("text", ["AES-N-12", "N-012", "X-12", "n-12", "C-42", "P-3a", "SP-800"])
def test_what_only_looks_like_a_code_stays_text(text: str):
    assert render_plain(text) == f'<p class="typed" dir="auto">{text}</p>'


@pytest.mark.parametrize("kind", list(references.Kind))
def test_every_kind_of_public_code_is_recognised(kind: references.Kind):
    code = f"{kind.prefix}-2026-00042" if kind.value[1] else f"{kind.prefix}-42"
    assert references.parse(code) is kind
    assert CODE.fullmatch(code)
    assert render_plain(code) == f'<p class="typed" dir="auto"><a href="/ref/{code}/">{code}</a></p>'


def test_bare_addresses_become_links_without_the_full_stop_after_them():
    assert render("(see https://example.org/a_(b)).") == (
        '<p>(see <a href="https://example.org/a_(b)" rel="nofollow noopener">https://example.org/a_(b)</a>).</p>'
    )


def test_keywords_are_marked_only_where_they_bind():
    source = 'It **shall not** fail and `shall` never "shall".\n\n> shall\n\nNOTE 1 It shall.\n\nEXAMPLE: shall'
    html = render(source, scheme="iso")
    assert re.findall(r'<em class="([^"]+)">([^<]+)</em>', html) == [("kw kw--requirement", "shall not")]
    assert "kw" not in render(source)


def test_a_keyword_is_marked_across_other_marks_and_lines():
    assert render("**SHALL**\n_NOT_", scheme="rfc2119") == (
        '<p><strong><em class="kw kw--requirement">SHALL</em></strong>\n<em><em class="kw kw--requirement">NOT</em></em></p>'
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


SIGNS = (
    "\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\u2800\u3164\ufeff\uffa0"
)


@pytest.mark.parametrize("sign", [*SIGNS, "\U000e0041"])
def test_characters_that_reorder_or_hide_text_are_made_visible(sign: str):
    shown = f"pay ⟦U+{ord(sign):04X}⟧evil"
    assert render_plain(f"pay {sign}evil") == f'<p class="typed" dir="auto">{shown}</p>'
    assert render(f"pay {sign}evil") == f"<p>{shown}</p>"


REFERENCES = ["&#x202e;", "&#8238;", "&rlm;", "&lrm;", "&shy;", "&ZeroWidthSpace;", "&#12644;", "&zwj;"]


@pytest.mark.parametrize("reference", REFERENCES)
def test_what_hides_is_shown_also_where_it_is_typed_as_a_reference(reference: str):
    shown = f"⟦U+{ord(unescape(reference)):04X}⟧"
    assert render(f"pay {reference}evil") == f"<p>pay {shown}evil</p>"
    assert render(f'<abbr title="a {reference}b &amp; c">x</abbr>') == f'<p><abbr title="a {shown}b &amp; c">x</abbr></p>'
    assert render(f"![a {reference}b](x)") == f"<p>[Image: a {shown}b]</p>"


def test_a_reference_in_code_and_one_that_its_script_needs_stay_as_typed():
    assert render("`&#x202e;`") == "<p><code>&amp;#x202e;</code></p>"
    assert render("می&zwnj;خواهم &lt;&nbsp;&amp;") == "<p>می&zwnj;خواهم &lt;&nbsp;&amp;</p>"


def test_html_that_was_stored_before_shows_what_hides_too():
    assert as_stored_html("<p>pay \u202eevil</p>") == "<p>pay ⟦U+202E⟧evil</p>"


def test_a_name_in_a_sentence_is_kept_apart():
    assert render_name("<b>שרה\u202e") == "<bdi>&lt;b&gt;שרה⟦U+202E⟧</bdi>"
    assert render_line("N-1 \u202ea") == '<a href="/ref/N-1/">N-1</a> ⟦U+202E⟧a'


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
