"""Only our own drawings are shown: a small subset of SVG that can neither run nor fetch."""

import pytest
from django.utils.safestring import SafeString

from normsite.foundation.documents import Figure, as_own_svg
from normsite.foundation.errors import Refused
from riskreviews.drawings import shown
from riskreviews.methods import METHODS, USUAL
from riskreviews.methods.pictures import Move, arrows
from tests.foundation.documents.samples import SVG


def drawing(inside: str, attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"{attributes}>{inside}</svg>'


def test_our_drawing_is_marked_safe_and_unchanged():
    marked = as_own_svg(SVG)
    assert isinstance(marked, SafeString)
    assert marked == SVG


def test_the_arrows_keep_to_the_subset_even_with_a_hostile_title():
    method = METHODS[USUAL]
    hostile = Move("SC-1", "</svg><script>alert(1)</script>", method.level("H"), method.level("L"))
    svg = shown((arrows('<script>alert("1")</script>', method.levels, (hostile,)),))[0].drawing.svg
    assert as_own_svg(svg) == svg
    assert "<script" not in svg


@pytest.mark.parametrize(
    ("svg", "what"),
    [
        (drawing("<script>alert(1)</script>"), "the element script"),
        (drawing("<style>*{}</style>"), "the element style"),
        (drawing('<image href="https://evil.example/x"/>'), "the element image"),
        (drawing('<use href="#x"/>'), "the element use"),
        (drawing("<foreignObject/>"), "the element foreignObject"),
        (drawing('<a href="javascript:alert(1)"><text>x</text></a>'), "the element a"),
        (drawing('<animate attributeName="href"/>'), "the element animate"),
        (drawing('<b xmlns="http://www.w3.org/1999/xhtml">x</b>'), "the element {http://www.w3.org/1999/xhtml}b"),
        (drawing("<title><g/></title>"), "an element inside title"),
        (drawing("", ' onload="alert(1)"'), "the attribute onload"),
        (drawing('<rect style="fill:red"/>'), "the attribute style"),
        (drawing('<rect id="x"/>'), "the attribute id"),
        (drawing('<rect fill="url(#x)"/>'), "a value of fill"),
        (drawing('<rect fill="URL (x)"/>'), "a value of fill"),
        (drawing('<rect fill="http://evil.example"/>'), "a value of fill"),
        (drawing('<rect class="&lt;x&gt;"/>'), "a value of class"),
        (drawing('<rect xmlns:x="http://www.w3.org/1999/xlink" x:href="y"/>'), "the attribute {http://www.w3.org/1999/xlink}href"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "a declaration"),
        (drawing("<!-- x -->"), "a declaration"),
        (drawing("<![CDATA[x]]>"), "a declaration"),
        ("<?xml version='1.0'?>" + SVG, "a declaration"),
        ("<svg>", "broken markup"),
        (SVG + "<b>", "broken markup"),
        ("", "broken markup"),
        ("<svg/>", "another root than svg"),
        ('<g xmlns="http://www.w3.org/2000/svg"/>', "another root than svg"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_name(svg, what):
    with pytest.raises(Refused) as refusal:
        as_own_svg(svg)
    assert refusal.value.reason == f"This drawing is not one of ours: it holds {what}."
    with pytest.raises(Refused):
        Figure(svg, "x")
