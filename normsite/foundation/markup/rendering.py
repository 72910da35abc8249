"""Source in, safe HTML out."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from threading import local

from bleach.sanitizer import Cleaner
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from normsite.foundation.errors import Refused
from normsite.foundation.lines import plain_lines
from normsite.foundation.markup.allowed import ATTRIBUTES, PROTOCOLS, TAGS
from normsite.foundation.markup.bounds import MAX_BODY, check_markdown, check_text
from normsite.foundation.markup.dialects import COMMONMARK
from normsite.foundation.markup.dressing import dress
from normsite.foundation.markup.passages import link_passages
from normsite.foundation.markup.tree import Tree, read, write
from normsite.foundation.unseen import show_unseen

HEADING_BASE = 4
_kept = local()


def render(
    source: str,
    *,
    scheme: str | None = None,
    heading_base: int = HEADING_BASE,
    dialect: str = COMMONMARK,
    targets: Mapping[str, str] | None = None,
    taken: Collection[str] = (),
) -> SafeString:
    """Markdown as safe HTML, which `tree.read` reads again.

    `scheme` ("iso" or "rfc2119") marks the normative keywords; `heading_base` is the level that a first-level heading gets,
    deeper ones follow, so that the outline of the page stays whole. `targets` says where in the page the names lead that are
    given elsewhere in the same norm, `taken` are names that it must not give again. Refused: what `bounds` names.
    """
    with _refusing_depth():
        tree = render_tree(source, scheme=scheme, heading_base=heading_base, dialect=dialect, targets=targets, taken=taken)
        return mark_safe(write(tree))  # noqa: S308 - `write` escapes all words


def render_tree(
    source: str,
    *,
    scheme: str | None = None,
    heading_base: int = HEADING_BASE,
    dialect: str = COMMONMARK,
    targets: Mapping[str, str] | None = None,
    taken: Collection[str] = (),
    place: str = "",
) -> Tree:
    """The tree of what `render` makes. It bears none of the names that are `taken`; `place` is told by texts that may stand on
    one page with the same words."""
    if not source.strip():
        return ()
    html = check_markdown(source, dialect=dialect)
    with _refusing_depth():
        tree = tree_of(html)
        return dress(tree, f"{place}{source}", scheme=scheme, heading_base=heading_base, targets=targets or {}, taken=taken)


def tree_of(html: str) -> Tree:
    """The clean tree of HTML that a parser has made."""
    with _refusing_depth():
        return read(clean(html))


@contextmanager
def _refusing_depth() -> Iterator[None]:
    """More levels than Python has are refused like all that is too deep."""
    try:
        yield
    except RecursionError as trouble:
        raise Refused("Tags are nested too deep.", "Close them.") from trouble


def clean(html: str) -> str:
    """HTML without anything that could harm; what is not allowed stays as words. One cleaner for each thread: to make one takes
    as long as to clean a paragraph."""
    if not hasattr(_kept, "cleaner"):
        _kept.cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS)
    return str(_kept.cleaner.clean(html))


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


def render_line(text: str, cites: Collection[str] = ()) -> SafeString:
    """Words that stand in a line, escaped; public codes and web addresses become links, and so do the codes that it `cites`."""
    return mark_safe(link_passages(show_unseen(text), cites))  # noqa: S308 - link_passages escapes every part


def render_name(words: str) -> SafeString:
    """A name or a title within a sentence of ours, escaped: it runs in its own direction and turns nothing beside it around."""
    return mark_safe(f"<bdi>{escape(show_unseen(words))}</bdi>")  # noqa: S308 - escaped here


def as_stored_html(value: str | None) -> SafeString:
    """HTML that `render` or `render_plain` made and a column kept; nothing else may come here.

    What hides is shown here too: rendering may have known fewer such signs when the column was written.
    """
    return mark_safe(show_unseen(value or ""))  # noqa: S308 - made by the functions above


__all__ = ["MAX_BODY", "as_stored_html", "escape", "render", "render_plain", "show_unseen"]
