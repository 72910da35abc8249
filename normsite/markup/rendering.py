"""Source in, safe HTML out."""

import re
from threading import local

import markdown
from bleach.sanitizer import Cleaner
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.preprocessors import Preprocessor

from normsite.errors import Refused
from normsite.lines import plain_lines
from normsite.markup.allowed import ATTRIBUTES, PROTOCOLS, TAGS
from normsite.markup.bounds import MAX_BODY, check_markdown, check_text
from normsite.markup.dressing import dressing
from normsite.markup.fences import find_fences
from normsite.markup.passages import link_passages
from normsite.unseen import show_unseen

_DIV_LINE = re.compile(r"^[ \t]*</?div\b[^<>]*>[ \t]*$", re.M | re.I)
_DIV = re.compile(r"</?div\b[^<>]*>", re.I)
# kramdown's attribute lists, `{:.wide}` and `{:name="x"}`, and the anchors of headings, `{#x}`
_ATTRIBUTE_LIST = re.compile(r"\{(?::|#)[^{}\n]*\}")
_CODE = re.compile(r"(`[^`\n]+`)")
_LISTED = re.compile(r"[ \t]*(?:[-*+>|#]|\d{1,9}[.)])(?:[ \t]|$)")
_LIST_START = re.compile(r"(?:[-*+]|1[.)])[ \t]+\S")
_kept = local()


def render(source: str, *, scheme: str | None = None, heading_base: int = 4) -> SafeString:
    """Markdown as safe HTML.

    `scheme` ("iso" or "rfc2119") marks the normative keywords; `heading_base` is the level that a first-level heading gets,
    deeper ones follow, so that the outline of the page stays whole. Refused: what `bounds` names.
    """
    if not source.strip():
        return mark_safe("")
    check_markdown(source)
    html = _converted(show_unseen(plain_lines(source)))
    cleaner = Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        protocols=PROTOCOLS,
        filters=[dressing(source, scheme=scheme, heading_base=heading_base)],
    )
    return mark_safe(cleaner.clean(html))  # noqa: S308 - cleaned in the line above


def render_plain(text: str) -> SafeString:
    """Plain text as typed, escaped, with paragraphs and line breaks; public codes and web addresses become links.

    Each paragraph runs in its own direction; the style sheet keeps the blanks at the head of its lines (class `typed`).
    """
    check_text(text)
    linked = ("<br>".join(link_passages(line) for line in part.split("\n")) for part in paragraphs(show_unseen(text)))
    html = "\n".join(f'<p class="typed" dir="auto">{words}</p>' for words in linked)
    return mark_safe(html)  # noqa: S308 - link_passages escapes every part


def paragraphs(text: str) -> list[str]:
    """The paragraphs of plain text, which empty lines part; the blanks at the head of their lines stay."""
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", plain_lines(text)) if part.strip()]


def render_line(text: str) -> SafeString:
    """Words that stand in a line, escaped; public codes and web addresses become links."""
    return mark_safe(link_passages(show_unseen(text)))  # noqa: S308 - link_passages escapes every part


def render_name(words: str) -> SafeString:
    """A name or a title within a sentence of ours, escaped: it runs in its own direction and turns nothing beside it around."""
    return mark_safe(f"<bdi>{escape(show_unseen(words))}</bdi>")  # noqa: S308 - escaped here


def as_stored_html(value: str | None) -> SafeString:
    """HTML that `render` or `render_plain` made and a column kept; nothing else may come here.

    What hides is shown here too: rendering may have known fewer such signs when the column was written.
    """
    return mark_safe(show_unseen(value or ""))  # noqa: S308 - made by the functions above


def _converted(source: str) -> str:
    """The source as HTML, by the converter of this thread: to make one takes longer than to convert a paragraph."""
    if not hasattr(_kept, "converter"):
        _kept.converter = _converter()
    try:
        return str(_kept.converter.reset().convert(source))
    except BaseException as trouble:
        del _kept.converter  # it stopped in the middle of something
        if isinstance(trouble, RecursionError):
            raise Refused("Lists or quotations are nested too deep.", "Use fewer levels.") from trouble
        raise


def _converter() -> markdown.Markdown:
    extensions = [
        TableExtension(use_align_attribute=True),
        FootnoteExtension(BACKLINK_TITLE="Back to footnote %d in the text"),
        _LayoutExtension(),
    ]
    return markdown.Markdown(extensions=extensions, output_format="html")


class _LayoutExtension(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name that python-markdown calls
        # After white space is made even (30), before HTML is looked for (20): where python-markdown has its own fences.
        md.preprocessors.register(_Layout(md), "layout", 25)


class _Layout(Preprocessor):
    """Puts code between fences away; elsewhere drops layout (div, attribute lists) and lets a list follow a paragraph."""

    def run(self, lines: list[str]) -> list[str]:
        ready: list[str] = []
        after = 0
        for first, last in find_fences(lines):
            ready += [*_prepared(lines[after:first]), "", self._put_away(lines[first : last + 1]), ""]
            after = last + 1
        return ready + _prepared(lines[after:])

    def _put_away(self, fence: list[str]) -> str:
        """A sign that stands for the code; as much as the fence is indented, so much of each line of the code is."""
        indented = len(fence[0]) - len(fence[0].lstrip(" "))
        lines = [line[min(indented, len(line) - len(line.lstrip(" "))) :] for line in fence[1:-1]]
        return self.md.htmlStash.store(f"<pre><code>{escape(''.join(f'{line}{chr(10)}' for line in lines))}</code></pre>")


def _prepared(lines: list[str]) -> list[str]:
    parts = _CODE.split("\n".join(lines))  # every second one is code
    parts[::2] = [_ATTRIBUTE_LIST.sub("", _DIV.sub("", _DIV_LINE.sub("\n", prose))) for prose in parts[::2]]
    lines = "".join(parts).split("\n")
    return [
        f"{line}\n" if line.strip() and _LIST_START.match(below) and not _LISTED.match(line) else line
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
    ]


__all__ = ["MAX_BODY", "as_stored_html", "escape", "render", "render_plain", "show_unseen"]
