"""Stored HTML as plain text, for exports that have no markup."""

import re
from html.parser import HTMLParser

BREAKS = frozenset(("p", "div", "li", "tr", "br", "hr", "pre", "blockquote", "dt", "dd", *(f"h{n}" for n in range(1, 7))))
MARKS = {"ins": ("[+", "+]"), "del": ("[-", "-]")}


def plain_text(html: str) -> str:
    """The words of `html`: blocks on lines of their own, list items with a dash, added and removed words marked."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKS:
            self.parts.append("\n- " if tag == "li" else "\n")
        self.parts.append(MARKS.get(tag, ("", ""))[0])
        if tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(MARKS.get(tag, ("", ""))[1])
        if tag in BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))
