"""Template filters for what people have written; every template has them (`TEMPLATES` in the settings)."""

from collections.abc import Collection, Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from normsite.foundation import markup
from normsite.foundation.search import Piece
from normsite.foundation.unseen import show_unseen

register = template.Library()


@register.filter
def stored_html(value: str | None) -> SafeString:
    """HTML kept in a `..._html` column, which only `markup` fills."""
    return markup.as_stored_html(value)


@register.filter
def shown(value: object) -> str:
    """Words of people in an element of their own (with `dir="auto"`), in an attribute, or in a sentence of ours from code."""
    return show_unseen(str(value))


@register.filter
def bdi(value: object) -> SafeString:
    """A name, a title or a few words within a sentence of ours."""
    return markup.render_name(str(value))


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """An excerpt or a title in which something was found, in an element of its own (with `dir="auto"`) or a `bdi`."""
    return format_html_join("", "{}", ((_piece(one),) for one in pieces))


def _piece(one: Piece) -> str:
    return format_html("<mark>{}</mark>", show_unseen(one.words)) if one.is_marked else show_unseen(one.words)


@register.simple_tag
def coded(words: object, linked: bool | str, cites: Collection[str] = ()) -> str:
    """The words of a record, with its codes as links where `linked`; elsewhere as they are, for a file stands alone."""
    return markup.render_line(str(words), cites) if linked else show_unseen(str(words))


@register.filter
def plain_html(value: str | None) -> SafeString:
    """Plain text as typed, with paragraphs and linked codes."""
    return markup.render_plain(value or "")
