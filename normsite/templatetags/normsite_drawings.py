"""Template filter for drawings that our own code made."""

from django import template
from django.utils.safestring import SafeString

from normsite.foundation.documents import as_own_svg

register = template.Library()


@register.filter
def own_svg(value: str) -> SafeString:
    """An SVG of ours, checked against the subset that we draw; anything else is refused."""
    return as_own_svg(value)
