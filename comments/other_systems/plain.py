"""The words of HTML, as a text without tags: what another system kept for a browser is shown here as it was read there."""

import re
from html.parser import HTMLParser

# Attributes aren't looked into here: whether a browser would take it for a tag is the parser's to say.
_SIGNS = re.compile(
    r"</?(?:br|p|div|span|ul|ol|li|strong|em|b|i|a|h[1-6])[ />]|&(?:[a-z]{2,8}|#x?[0-9a-fA-F]{2,6});", re.IGNORECASE
)
_APART = frozenset(("p", "div", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"))
_LINES = frozenset(("br", "tr", "li", "dt", "dd", "hr"))
_DRESS = frozenset(
    ("a", "abbr", "b", "big", "body", "center", "cite", "code", "del", "em", "font", "html", "i", "img", "ins", "label", "mark")
) | frozenset(("pre", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tbody", "td", "th", "thead", "u", "wbr"))
_UNREAD = frozenset(("script", "style", "head", "title", "template"))
LONGEST = 50_000  # characters: what is longer is no comment
MOST_OPEN = 100  # signs that open a tag and are never closed
_EMPTY_LINES = re.compile("\n\n\n+")


def has_html(words: str) -> bool:
    """Whether tags or entities of HTML stand in the words."""
    return _SIGNS.search(words) is not None


def plain(html: str) -> str:
    """The words that a reader of the HTML sees, in lines and paragraphs. What only looks like a tag stays as it stands; where
    the words of a link don't name its address, that follows them. What a browser hides is left out where its end is marked;
    where it isn't, the words that it would have swallowed stand last. What the parser can't read, or only in a time that grows
    much faster than its length, stays as it stands."""
    if len(html) > LONGEST or _open_tags(html) > MOST_OPEN:
        return html
    reader = _Reader()
    try:
        reader.feed(html)
        reader.end()
    except (AssertionError, ValueError):  # of some declarations, and of a reference to a number of thousands of digits
        return html
    lines = (" ".join(line.split()) for line in "".join(reader.said).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _open_tags(html: str) -> int:
    """How many signs open a tag that isn't closed before the next one opens."""
    return sum(">" not in after for after in html.split("<")[1:])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.unread: list[str] = []
        self.hidden: list[str] = []
        self.links: list[tuple[str, int]] = []

    def end(self) -> None:
        """Nothing follows: what was hidden without an end was meant to be read."""
        self.close()
        self.handle_data(self.rawdata)
        self.said += ["\n\n", *self.hidden]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self.unread.append(tag)
        elif tag in _APART:
            self.handle_data("\n\n")
        elif tag in _LINES:
            self.handle_data("\n- " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.handle_data(" ")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.said)))
        elif tag not in _DRESS:
            self.handle_data(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._end_unread(tag)
        elif tag in _APART:
            self.handle_data("\n\n")
        elif tag == "a" and self.links:
            self._end_link(*self.links.pop())
        elif tag not in _LINES | _DRESS:
            self.handle_data(f"</{tag}>")

    def _end_unread(self, tag: str) -> None:
        if tag in self.unread:
            del self.unread[self.unread.index(tag) :]
        if not self.unread:
            self.hidden.clear()

    def _end_link(self, address: str, since: int) -> None:
        if address.startswith(("http://", "https://")) and address not in "".join(self.said[since:]):
            self.handle_data(f" ({address})")

    def handle_data(self, data: str) -> None:
        (self.hidden if self.unread else self.said).append(data)

    def handle_pi(self, data: str) -> None:
        if not data.startswith("xml"):
            self.handle_data(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data.removeprefix("CDATA["))
