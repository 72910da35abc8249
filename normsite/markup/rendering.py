"""Source in, safe HTML out."""

import re
from typing import Any

import markdown
from bleach.sanitizer import Cleaner
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension

from normsite.errors import Refused
from normsite.markup.allowed import ATTRIBUTES, PROTOCOLS, TAGS
from normsite.markup.bounds import MAX_BODY, check_markdown, check_text
from normsite.markup.dressing import dressing
from normsite.markup.passages import link_passages
from normsite.unseen import show_unseen

_DIV_LINE = re.compile(r"^[ \t]*</?div\b[^<>]*>[ \t]*$", re.M | re.I)
_DIV = re.compile(r"</?div\b[^<>]*>", re.I)
# kramdown's attribute lists, `{:.wide}` and `{:name="x"}`, and the anchors of headings, `{#x}`
_ATTRIBUTE_LIST = re.compile(r"\{(?::|#)[^{}\n]*\}")
_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1[ \t]*$|`[^`\n]+`", re.M | re.S)
_LISTED = re.compile(r"[ \t]*(?:[-*+>|#]|\d{1,9}[.)])(?:[ \t]|$)")
_LIST_START = re.compile(r"(?:[-*+]|1[.)])[ \t]+\S")


def render(source: str, *, scheme: str | None = None, heading_base: int = 4) -> SafeString:
    """Markdown as safe HTML.

    `scheme` ("iso" or "rfc2119") marks the normative keywords; `heading_base` is the level that a first-level heading gets,
    deeper ones follow, so that the outline of the page stays whole. Refused: what `bounds` names.
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    check_markdown(source)
    try:
        html = _converter().convert(_outside_code(source))
    except RecursionError as trouble:
        raise Refused("Lists or quotations are nested too deep.", "Use fewer levels.") from trouble
    cleaner = Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        protocols=PROTOCOLS,
        filters=[dressing(source, scheme=scheme, heading_base=heading_base)],
    )
    return mark_safe(cleaner.clean(html))  # noqa: S308 - cleaned in the line above


def render_plain(text: str) -> SafeString:
    """Plain text as typed, escaped, with paragraphs and line breaks; public codes and web addresses become links."""
    check_text(text)
    text = show_unseen(text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    paragraphs = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
    html = "\n".join(f"<p>{'<br>'.join(link_passages(line) for line in part.split(chr(10)))}</p>" for part in paragraphs)
    return mark_safe(html)  # noqa: S308 - link_passages escapes every part


def render_line(text: str) -> SafeString:
    """Words that stand in a line, escaped; public codes and web addresses become links."""
    return mark_safe(link_passages(text))  # noqa: S308 - link_passages escapes every part


def as_stored_html(value: str | None) -> SafeString:
    """HTML that `render` or `render_plain` made and a column kept; nothing else may come here."""
    return mark_safe(value or "")  # noqa: S308 - made by the functions above


def _converter() -> markdown.Markdown:
    extensions: list[Any] = [
        TableExtension(use_align_attribute=True),
        FootnoteExtension(BACKLINK_TITLE="Back to footnote %d in the text"),
        "fenced_code",
    ]
    return markdown.Markdown(extensions=extensions, output_format="html")


def _outside_code(source: str) -> str:
    """Prepare everything but code: drop layout (div, attribute lists), let a list follow a paragraph directly."""
    source = show_unseen(source.replace("\v", "\n").replace("\f", "\n"))
    parts, end = [], 0
    for code in _FENCED.finditer(source):
        parts += [_prepared(source[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _prepared(source[end:])])


def _prepared(prose: str) -> str:
    prose = _DIV.sub("", _DIV_LINE.sub("\n", prose))
    prose = _ATTRIBUTE_LIST.sub("", prose)
    lines = prose.split("\n")
    return "\n".join(
        f"{line}\n" if line.strip() and _LIST_START.match(below) and not _LISTED.match(line) else line
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
    )


__all__ = ["MAX_BODY", "as_stored_html", "escape", "render", "render_plain", "show_unseen"]
