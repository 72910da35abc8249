"""Whatever is typed, the page holds only tags, attributes and addresses that were allowed by name."""

import html
import re
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from normsite.foundation.errors import Refused
from normsite.foundation.markup import render, render_plain
from normsite.foundation.markup.allowed import BLOCKS, NOTES, TAGS

ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "abbr": {"title"},
    "dfn": {"title"},
    "div": {"class", "role", "aria-label", "tabindex", "id"},
    "em": {"class"},
    "ol": {"start", "type", "class", "id"},
    "p": {"class", "dir", "id"},
    "span": {"id", "class", "title"},
    "td": {"colspan", "rowspan", "class", "id"},
    "th": {"colspan", "rowspan", "class", "id"},
    **{tag: {"id"} for tag in BLOCKS - {"div", "ol", "p", "td", "th", "hr"}},
}
CLASSES = {
    "table-scroll",
    "footnote",
    "img",
    "elsewhere",
    "paren",
    "parens",
    *NOTES,
    "align-left",
    "align-center",
    "align-right",
    "typed",
    *(f"kw kw--{kind}" for kind in ("requirement", "recommendation", "permission", "capability", "external-constraint")),
}

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<scr<script>ipt>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<body onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java&#x09;script:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="&amp;#106;avascript:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<a href="/&#9;/evil.example">x</a>',
    "[x](/&#10;\\\\evil.example)",
    '<a href="vbscript:x">x</a>',
    '<a href="https://ok.example" onclick="alert(1)" style="position:fixed" target=_top>x</a>',
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT&colon;alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](<javascript:alert(1)>)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    '[x](https://ok.example "x\\" onmouseover=alert(1) ")',
    '[x](https://ok.example"onmouseover="alert(1))',
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](y)',
    "<javascript:alert(1)>",
    '<https://ok.example/"onclick=alert(1)>',
    "<style>*{display:none}</style>",
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=q><button>x</button></form>",
    "<object data=x></object><embed src=x>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<textarea><img title="</textarea><img src=x onerror=alert(1)>">',
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><x onload=alert(1)>",
    "</p><script>alert(1)</script>",
    "`</code><script>alert(1)</script>`",
    "```\n</pre><script>alert(1)</script>\n```",
    '```" onclick=alert(1) x="\nx\n```',
    '# <script>alert(1)</script> {#x" onclick=alert(1)}',
    "a|b\n-|-\n<script>alert(1)</script>|<img src=x onerror=alert(1)>",
    "<table background=javascript:alert(1)><tr><td background=x>x",
    'x[^1]\n\n[^1" onclick=alert(1)]: y\n[^1]: <script>alert(1)</script>',
    '<a id="x" name="__proto__"></a><div id="location">',
    '<em class="kw kw--requirement" onclick=alert(1)>shall</em>',
    '<div class="footnote table-scroll" role="dialog" tabindex="9">x</div>',
    "https://ok.example/<script>alert(1)</script>",
    'https://ok.example/"onmouseover="alert(1)',
    "javascript:alert(1) https://ok.example/'><svg/onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<a href='https://ok.example\u2028javascript:alert(1)'>x</a>",
    "\u202e<script>alert(1)</script>",
    "<x\u00a0onclick=alert(1)>",
    "<dialog open><details ontoggle=alert(1) open>",
    "<template><script>alert(1)</script></template>",
    "<plaintext><script>alert(1)</script>",
    "<select><style><script>alert(1)</script></style></select>",
]


def assert_harmless(rendered: str) -> None:
    """Read the HTML as a browser would, and hold every part of it against the lists above."""
    for element in lxml_html.fragment_fromstring(rendered, create_parent="body").iterdescendants():
        assert isinstance(element.tag, str), f"neither element nor text: {element}"
        assert element.tag in TAGS - {"img"}
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set()), element.attrib
        assert element.get("class", "footnote") in CLASSES
        assert element.get("id", "t-").startswith("t-")
        _assert_harmless_address(element.get("href"), element.get("rel", ""))


def _assert_harmless_address(address: str | None, rel: str) -> None:
    """What a browser would leave out of it is not there, so that what it begins with is what it is."""
    if address is None:
        return
    seen = html.unescape(address)
    assert seen == re.sub("[\t\n\r]", "", seen).strip("".join(map(chr, range(33)))), seen
    outside = re.match(r"https?://[^/\\]|mailto:", seen) is not None
    assert outside or seen.startswith("#") or (seen[0] == "/" and seen[1:2] not in ("/", "\\")), seen
    assert rel == ("nofollow noopener" if outside else ""), (seen, rel)


@pytest.mark.parametrize("source", HOSTILE)
def test_a_hostile_text_leaves_only_what_is_allowed(source: str):
    assert_harmless(render(source, scheme="iso"))
    assert_harmless(render(f"* {source}\n\n> {source}", scheme="iso"))
    assert_harmless(render_plain(source))


@pytest.mark.parametrize(
    "rendered",
    [
        "<script>x</script>",
        '<p onclick="x">y</p>',
        '<a href="javascript:x">y</a>',
        '<a href="//evil.example">y</a>',
        '<a href="/&#9;/evil.example">y</a>',
        '<a href="https://evil.example">y</a>',
        '<a href="&#106;avascript:x">y</a>',
        '<a id="main">y</a>',
        '<p style="x">y</p>',
        '<em class="other">y</em>',
        '<img alt="x">',
        "<!-- x -->",
    ],
)
def test_the_judge_of_these_tests_does_see_harm(rendered: str):
    with pytest.raises(AssertionError):
        assert_harmless(rendered)


def test_a_script_is_shown_as_typed_and_not_swallowed():
    assert render("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


signs = st.sampled_from([*"[]()<>*_`|#&\"'\\!:\n ", "\n\n", "- ", "> "])
pieces = st.lists(st.one_of(st.sampled_from(HOSTILE), signs, st.text(max_size=8)), max_size=12).map("".join)


@given(pieces)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_mixture_of_hostile_pieces_gets_through(source: str):
    for renderer in (lambda text: render(text, scheme="rfc2119"), render_plain):
        with suppress(Refused):
            assert_harmless(renderer(source))
