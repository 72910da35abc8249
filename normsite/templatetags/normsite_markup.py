"""Template filters for what people have written; every template has them (`TEMPLATES` in the settings)."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from normsite.foundation import markup
from normsite.foundation.documents import plain_text
from normsite.foundation.search import Piece
from normsite.foundation.unseen import ISOLATES, show_unseen, with_whole_isolates

register = template.Library()

BEGINNING = 180
"""Signs of a text that stand for all of it in a list."""


@register.filter
def stored_html(value: str | None) -> SafeString:
    """HTML kept in a `..._html` column, which only `markup` fills."""
    return markup.as_stored_html(value)


@register.filter
def shown(value: object) -> str:
    """Words of people in an element of their own (with `dir="auto"`), in an attribute, or in a sentence of ours from code."""
    return show_unseen(str(value))


@register.filter
def beginning(html: str) -> str:
    """The first words of stored HTML, as plain text."""
    return Truncator(plain_text(html)).chars(BEGINNING)


@register.filter
def bdi(value: object) -> SafeString:
    """A name, a title or a few words within a sentence of ours."""
    return markup.render_name(str(value))


@register.simple_tag
def term(anchor: str, words: str) -> SafeString:
    """A word of the field, leading to its place in the glossary."""
    return format_html('<a class="term" href="{}#{}">{}</a>', reverse("pages:glossary"), anchor, words)


EXPLAINED = {
    "Governability": "governability",
    "Less restrictive alternative": "less-restrictive",
    "Lifted when": "declassification",
    "Reach": "reach",
    "Tier": "tier",
    "Why this tier": "tier",
}
"""The labels of a record that the glossary explains, each with its place there."""


@register.simple_tag
def labelled(label: str) -> str:
    """The label of a record's fact, on the site; one that the glossary explains leads there."""
    return term(EXPLAINED[label], label) if label in EXPLAINED else show_unseen(label)


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """An excerpt or a title in which something was found, in an element of its own (with `dir="auto"`) or a `bdi`. A name that
    its sentence keeps apart becomes a `bdi`, since marks may lie within it."""
    pieces = list(pieces)
    words = "".join(one.words for one in pieces)
    apart = APART if with_whole_isolates(words) == words else {}
    return format_html_join("", "{}", ((part,) for one in pieces for part in _parts(one, apart)))


@register.filter
def sentence(words: str) -> SafeString:
    """A sentence that a template of plain words has put together: the names that it keeps apart (`shown`) become a `bdi`."""
    return marked([Piece(words)])


APART = {"\u2068": SafeString("<bdi>"), "\u2069": SafeString("</bdi>")}


def _parts(one: Piece, apart: Mapping[str, SafeString]) -> Iterator[str]:
    if one.is_marked:
        yield format_html("<mark>{}</mark>", show_unseen(one.words))
        return
    for part in ISOLATES.split(one.words):
        yield apart.get(part) or show_unseen(part)


@register.simple_tag
def coded(words: object, linked: bool | str, cites: Collection[str] = ()) -> str:
    """The words of a record, with its codes as links where `linked`; elsewhere as they are, for a file stands alone."""
    return markup.render_line(str(words), cites) if linked else show_unseen(str(words))


@register.filter
def placed(href: str, places: Mapping[str, str] | None) -> str:
    """Where a link within a record leads on a page that shows a part of it: `places` has the address of each anchor."""
    return places.get(href[1:], href) if places and href.startswith("#") else href


@register.filter
def plain_html(value: str | None) -> SafeString:
    """Plain text as typed, with paragraphs and linked codes."""
    return markup.render_plain(value or "")
