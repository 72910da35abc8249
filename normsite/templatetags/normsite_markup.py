"""Template filters for text that `normsite.markup` made."""

from django import template
from django.utils.safestring import SafeString

from normsite import markup

register = template.Library()


@register.filter
def stored_html(value: str | None) -> SafeString:
    """HTML kept in a `..._html` column, which only `markup` fills."""
    return markup.as_stored_html(value)


@register.filter
def codes(words: object, linked: bool | str) -> object:
    """The words of a record, with its codes as links where `linked`; elsewhere as they are, for a file stands alone."""
    return markup.render_line(str(words)) if linked else words


@register.filter
def plain_html(value: str | None) -> SafeString:
    """Plain text as typed, with paragraphs and linked codes."""
    return markup.render_plain(value or "")
