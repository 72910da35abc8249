"""Markdown and plain text to safe HTML: the only place that may mark text safe."""

from normsite.foundation.markup.addresses import OUTSIDE, check_address, read_address
from normsite.foundation.markup.bounds import MAX_BODY, check_markdown, check_text
from normsite.foundation.markup.rendering import (
    as_stored_html,
    paragraphs,
    render,
    render_line,
    render_name,
    render_plain,
    render_tree,
)

__all__ = [
    "MAX_BODY",
    "OUTSIDE",
    "as_stored_html",
    "check_address",
    "check_markdown",
    "check_text",
    "paragraphs",
    "read_address",
    "render",
    "render_line",
    "render_name",
    "render_plain",
    "render_tree",
]
