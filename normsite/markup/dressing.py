"""What cleaned HTML wears on our pages: demoted headings, prefixed ids, linked codes, marked keywords.

Runs as an html5lib filter after bleach's sanitizer, so it sees allowed tags and attributes only, and whatever it adds is ours.
"""

import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from normsite.markup.addresses import OUTSIDE, Address, read_address
from normsite.markup.keywords import HIDDEN, find_keywords
from normsite.markup.passages import find_passages
from normsite.unseen import show_unseen

Token = dict[str, Any]
Mark = tuple[int, int, Token]

INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "br",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "img",
        "ins",
        "kbd",
        "q",
        "s",
        "samp",
        "small",
        "strong",
        "sub",
        "sup",
        "u",
        "var",
    ]
)
UNREAD = frozenset({"code", "kbd", "samp", "q", "sup"})
QUIET = frozenset({"pre", "blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OTHER_FILE = re.compile(r"[\w.-]+\.(?:md|html?)(#.+)")
_TEXT = ("Characters", "SpaceCharacters", "Entity")


def dressing(written: str, *, scheme: str | None, heading_base: int) -> Any:
    """The filter for one body; its footnotes are told apart from those of other bodies by a digest of what was written."""
    digest = hashlib.sha256(written.encode()).hexdigest()[:8]

    def dress(source: Iterable[Token]) -> Iterator[Token]:
        tokens = list(_spelled_out(list(source)))
        names = {_name(value) for token in tokens for value in _given_names(token)}
        outline = _Outline(names, digest, heading_base)
        return _Running(scheme).dress(outline.settle(tokens))

    return dress


def _spelled_out(tokens: list[Token]) -> Iterator[Token]:
    """What hides is shown also where it was typed as a character reference, such as `&#x202e;`."""
    for place, token in enumerate(tokens):
        if token["type"] == "Entity":
            yield _shown(token, _words(tokens[place - 1 : place])[-1:], _words(tokens[place + 1 : place + 2])[:1])
            continue
        if token["type"] == "StartTag" and (title := token["data"].get((None, "title"))):
            token["data"][(None, "title")] = _shown_title(title)
        yield token


def _words(tokens: list[Token]) -> str:
    return "".join(str(token["data"]) for token in tokens if token["type"] in ("Characters", "SpaceCharacters"))


def _shown(entity: Token, before: str, after: str) -> Token:
    """The reference as it is, or as characters where it stands for a sign that hides between these two."""
    sign = html.unescape(f"&{entity['name']};")
    seen = show_unseen(before + sign + after)
    if seen == before + sign + after:
        return entity
    return {"type": "Characters", "data": seen[len(before) : len(seen) - len(after)]}


def _shown_title(title: str) -> str:
    seen = show_unseen(html.unescape(title))
    return title if seen == html.unescape(title) else seen.replace("&", "&amp;")


def _given_names(token: Token) -> Iterator[str]:
    if token["type"] in ("StartTag", "EmptyTag"):
        for key in ((None, "id"), (None, "name")):
            if key in token["data"]:
                yield token["data"][key]


def _name(value: str) -> str:
    """A name as it may stand in an id: letters, digits, full stop, hyphen and underscore."""
    return re.sub(r"[^\w.-]+", "-", html.unescape(value)).strip("-")[:80]


class _Outline:
    """Names, links, headings and tables."""

    def __init__(self, names: set[str], digest: str, heading_base: int) -> None:
        self.names, self.digest, self.heading_base = names, digest, heading_base
        self.taken: set[str] = set()

    def settle(self, tokens: Iterable[Token]) -> Iterator[Token]:
        for token in tokens:
            if token["type"] not in ("StartTag", "EndTag", "EmptyTag"):
                yield token
            elif token["name"] == "img":
                yield {"type": "Characters", "data": f"[Image: {_alt(token)}]"}
            elif token["name"] == "table":
                yield from _scrolling(token)
            else:
                yield self._settled(token)

    def _settled(self, token: Token) -> Token:
        if token["name"] in HEADINGS:
            token["name"] = f"h{min(int(token['name'][1]) + self.heading_base - 1, 6)}"
        if token["type"] != "EndTag":
            self._rename(token["data"])
            self._align(token["data"])
            if token["name"] == "a":
                self._point(token["data"])
        return token

    def _prefixed(self, name: str) -> str:
        own = f"{self.digest}-" if name.startswith(("fn-", "fnref")) else ""
        return f"t-{own}{name}"

    def _rename(self, attributes: dict[Any, str]) -> None:
        given = [attributes.pop(key) for key in ((None, "id"), (None, "name")) if key in attributes]
        name = _name(given[0]) if given else ""
        if name and name not in self.taken:
            self.taken.add(name)
            attributes[(None, "id")] = self._prefixed(name)

    @staticmethod
    def _align(attributes: dict[Any, str]) -> None:
        if align := attributes.pop((None, "align"), None):
            attributes[(None, "class")] = f"align-{align}"

    def _point(self, attributes: dict[Any, str]) -> None:
        """Keep links into this page, into our pages and to the outside; other relative addresses lead nowhere here."""
        raw = attributes.pop((None, "href"), None)
        if raw is None:
            return
        seen = html.unescape(raw)
        if match := _OTHER_FILE.fullmatch(seen.strip()):
            seen = match[1]
        if address := read_address(seen):
            attributes |= self._led(address, raw if address.href == seen else address.href.replace("&", "&amp;"))

    def _led(self, address: Address, written: str) -> dict[Any, str]:
        """What makes a link of it; `written` is the address as it stands in HTML."""
        if address.href.startswith("#"):
            name = _name(address.href[1:])
            return {(None, "href"): f"#{self._prefixed(name) if name in self.names else name}"} if name else {}
        return {(None, "href"): written} | ({(None, "rel"): OUTSIDE} if address.outside else {})


def _alt(token: Token) -> str:
    return show_unseen(html.unescape(token["data"].get((None, "alt"), ""))).strip() or "no description"


def _scrolling(token: Token) -> Iterator[Token]:
    """A table in a box of its own, so that a wide one scrolls and the page does not; reachable by keyboard."""
    box: Token = {"name": "div", "namespace": None, "box": True}
    if token["type"] == "EndTag":
        yield token
        yield {**box, "type": "EndTag", "data": {}}
        return
    data = {(None, "class"): "table-scroll", (None, "role"): "group", (None, "aria-label"): "Table", (None, "tabindex"): "0"}
    yield {**box, "type": "StartTag", "data": data}
    yield token


class _Running:
    """Keywords, codes and addresses in running text, found in each paragraph, item or cell as a whole."""

    def __init__(self, scheme: str | None) -> None:
        self.scheme = scheme
        self.quiet = 0

    def dress(self, tokens: Iterable[Token]) -> Iterator[Token]:
        run: list[Token] = []
        for token in tokens:
            if token["type"] in _TEXT or token.get("name") in INLINE:
                run.append(token)
                continue
            yield from self._marked(run)
            run = []
            self._enter(token)
            yield token
        yield from self._marked(run)

    def _enter(self, token: Token) -> None:
        if token.get("name") not in QUIET or token.get("box"):
            return
        self.quiet += {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)

    def _marked(self, run: list[Token]) -> Iterator[Token]:
        text, linkable = _as_text(run)
        marks = sorted([*self._keywords(text), *self._links(linkable)], key=lambda mark: mark[0])
        return _apply(run, marks)

    def _keywords(self, text: str) -> Iterator[Mark]:
        if self.scheme is None or self.quiet:
            return
        for keyword in find_keywords(text, self.scheme):
            yield keyword.start, keyword.end, _tag("em", {"class": f"kw kw--{keyword.kind.replace('_', '-')}"})

    @staticmethod
    def _links(text: str) -> Iterator[Mark]:
        for passage in find_passages(text):
            rel = {"rel": OUTSIDE} if passage.outside else {}
            yield passage.start, passage.end, _tag("a", {"href": passage.href.replace("&", "&amp;"), **rel})


def _tag(name: str, attributes: dict[str, str]) -> Token:
    data = {(None, key): value for key, value in attributes.items()}
    return {"type": "StartTag", "name": name, "namespace": None, "data": data}


def _written(token: Token) -> str:
    """The text of a token, one character for an entity and for a line break."""
    if token["type"] == "Entity":
        sign = html.unescape(f"&{token['name']};")
        return sign if len(sign) == 1 else HIDDEN
    return str(token.get("data", "")) if token["type"] in _TEXT else ""


def _as_text(run: list[Token]) -> tuple[str, str]:
    """The run as read for keywords (code hidden), and as read for links (code and links hidden)."""
    words, linkable = [], []
    unread = links = 0
    for token in run:
        step = {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)
        unread += step if token.get("name") in UNREAD else 0
        links += step if token.get("name") == "a" else 0
        text = "\n" if token.get("name") == "br" else _written(token)
        words.append(HIDDEN * len(text) if unread else text)
        linkable.append(HIDDEN * len(text) if unread or links else text)
    return "".join(words), "".join(linkable)


def _apply(run: list[Token], marks: list[Mark]) -> Iterator[Token]:
    """The run with each mark's tag round its words; a mark that spans several tokens is opened in each."""
    place = first = 0
    for token in run:
        length = 1 if token.get("name") == "br" else len(_written(token))
        while first < len(marks) and marks[first][1] <= place:
            first += 1
        if token["type"] in ("Characters", "SpaceCharacters"):
            yield from _cut(token["data"], place, islice(marks, first, None))
        else:
            yield token
        place += length


def _cut(text: str, place: int, marks: Iterable[Mark]) -> Iterator[Token]:
    """The text of one token, which begins at `place` of its run, with the marks that touch it."""
    done = 0
    for start, end, tag in marks:
        if start >= place + len(text):
            break
        left, right = max(start - place, done), min(end - place, len(text))
        if right <= left or (text[left:right].isspace() and tag["name"] == "em"):
            continue
        if left > done:
            yield {"type": "Characters", "data": text[done:left]}
        yield {**tag, "data": dict(tag["data"])}
        yield {"type": "Characters", "data": text[left:right]}
        yield {"type": "EndTag", "name": tag["name"], "namespace": None, "data": {}}
        done = right
    if done < len(text):
        yield {"type": "Characters", "data": text[done:]}
