"""A record as plain values for the typesetter (`looks.typ` says how each kind of node looks)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, takewhile
from typing import Any

from normsite.foundation.documents.blocks import (
    Block,
    Card,
    Fact,
    Facts,
    Figure,
    Folded,
    Line,
    Notice,
    Prose,
    Redline,
    Run,
    Table,
    Text,
)
from normsite.foundation.documents.document import Document, Section
from normsite.foundation.documents.printed.columns import Part, parts
from normsite.foundation.documents.printed.nodes import LEAVES, Child, Node, plain, read
from normsite.foundation.documents.printed.words import breakable, direction, kept_blanks, language
from normsite.foundation.markup.tree import label
from normsite.foundation.unseen import show_unseen

ROOM = 50
"""How many small letters are sure to fit on a line of text."""
DEEPEST = 6
"""The headings that PDF/UA knows."""
DEEPEST_LISTED, MOST_LISTED = 3, 40
"""What the contents list: two levels, and no part of a section that has more of them; the bookmarks have them all."""
HEADING = re.compile("h[1-6]")
LONG_LABEL = 26
"""Signs of a label above which its value stands below it and no more beside it."""
SHORT_VALUE = 80
"""Signs of a value up to which the values of a list stand out."""
LONG_ROW = 1_200
"""Signs of a row of a table above which it may go on on the next page."""


def sheet(document: Document) -> dict[str, Any]:
    """Everything that is printed, in reading order; each link leads to a place that there is, or to a whole address."""
    printed = {
        "code": document.code,
        "name": f"{document.code} {show_unseen(document.title)}",
        "title": _said(document.title),
        "subtitle": _said(document.subtitle),
        "language": document.language,
        "direction": document.direction,
        "digest": document.digest,
        "facts": _facts([_with_whole_address(fact, document.origin) for fact in document.facts]),
        "body": [node for section in document.sections for node in _section(section, 2)],
    }
    places: set[str] = set()
    for node in _dicts(printed):
        if node.get("id") in places:
            del node["id"]
        elif "id" in node:
            places.add(node["id"])
    for node in _dicts(printed):
        if "href" in node:
            node |= _link(node.pop("href"), document.origin, places)
    return printed


def _with_whole_address(fact: Fact, origin: str) -> Fact:
    """A fact of the first page names addresses of our site in full, for whoever has paper alone."""
    is_ours = fact.href is not None and fact.href.startswith("/") and origin
    return replace(fact, href=f"{origin}{fact.href}") if is_ours else fact


def _link(href: str, origin: str, places: set[str]) -> Node:
    """Where a link leads; the address is printed behind it where it leads away from the site that the first page names."""
    address = _address(href, origin, places)
    return {} if address is None else {"to": address, "printed": href.startswith("http")}


def _address(href: str, origin: str, places: set[str]) -> str | None:
    """Where a link leads from a file on somebody's desk."""
    if href.startswith("#"):
        return href if href[1:] in places else None
    return href if not href.startswith("/") else origin + href if origin else None


def _dicts(value: Any) -> Iterator[Node]:
    """Every node in what is printed."""
    if isinstance(value, dict):
        yield value
        value = value.values()
    elif not isinstance(value, list):
        return
    for inner in value:
        yield from _dicts(inner)


# --- the blocks of a record ------------------------------------------------------------------------------------------------


def _section(section: Section, level: int, *, listed: bool = True) -> Iterator[Node]:
    yield _said(section.title) | {"k": "heading", "level": min(level, DEEPEST), "id": section.anchor, "listed": listed}
    yield from _blocks(section.blocks, level)
    listed = listed and level < DEEPEST_LISTED and len(section.sections) <= MOST_LISTED
    for inner in section.sections:
        yield from _section(inner, level + 1, listed=listed)


def _blocks(blocks: Iterable[Block], level: int) -> Iterator[Node]:
    for kind, alike in groupby(blocks, key=lambda block: block.kind):
        if kind == "figure":
            yield from _figures([block for block in alike if isinstance(block, Figure)])
        else:
            for block in alike:
                yield from _block(block, level)


def _figures(figures: list[Figure]) -> Iterator[Node]:
    yield {"k": "figures", "inside": [_said(one.alt) | {"k": "drawing", "svg": one.svg, "alt": one.alt} for one in figures]}
    yield from (_table(one.table) for one in figures if one.table is not None)


def _block(block: Block, level: int) -> Iterator[Node]:
    if isinstance(block, Prose):
        yield {"k": "prose", "inside": _dressed(_levelled(read(block.html), level))}
    elif isinstance(block, Text):
        yield {"k": "prose", "inside": [_said(paragraph) | {"k": "p"} for paragraph in block.paragraphs]}
    elif isinstance(block, Facts):
        yield _facts(block.items)
    elif isinstance(block, Table):
        yield _table(block)
    elif isinstance(block, Redline):
        yield {"k": "redline", "words": _said(block.words), "inside": _dressed(_levelled(read(block.html), level))}
    elif isinstance(block, Notice):
        yield _said(block.text) | {"k": "notice", "tone": block.tone}
    elif isinstance(block, Line):
        yield {"k": "prose", "inside": [_line(block)]}
    elif isinstance(block, Folded):
        yield _said(block.title) | {"k": "subheading", "level": min(level + 1, DEEPEST)}
        yield from _blocks(block.blocks, level + 1)
    elif isinstance(block, Card):
        yield from _card(block, level)


def _line(line: Line) -> Node:
    turned = {"d": direction(line.plain), "l": language(line.plain)}
    return turned | {"k": "p", "inside": [_run(run) for run in line.runs]}


def _run(run: Run) -> Child:
    words = breakable(kept_blanks(show_unseen(run.words)), ROOM)
    if run.href:
        return {"k": "a", "href": run.href, "inside": [words]}
    return {"k": "strong", "inside": [words]} if run.level else words


def _card(card: Card, level: int) -> Iterator[Node]:
    """Each point below its label; what is folded in it follows, open."""
    for point in card.points:
        yield {"k": "prose", "inside": [_said(point.label) | {"k": "label"}]}
        yield from _blocks(point.blocks, level)


def _facts(facts: Sequence[Fact]) -> Node:
    short = all(len(fact.value) <= SHORT_VALUE for fact in facts)
    return {"k": "facts", "inside": [_fact(fact) for fact in facts], "short": short}


def _fact(fact: Fact) -> Node:
    value = _said(fact.value) | ({"href": fact.href} if fact.href else {})
    apart = len(fact.label) > LONG_LABEL or value["d"] == "rtl"
    return {"k": "fact", "label": _said(fact.label), "value": value, "apart": apart}


def _table(table: Table) -> Node:
    rows = [["" if cell is None else str(cell) for cell in row.cells] for row in table.rows]
    head = [_Cell([column], is_head=True) for column in table.columns]
    body = [[_Cell([show_unseen(words)], is_head=not place) for place, words in enumerate(row)] for row in rows]
    nothing = [_Cell(["None."], is_head=False, given={"colspan": len(head)})]
    node = _grid([head], body or [nothing], [row.anchor or "" for row in table.rows])
    return node | {"caption": _said(table.caption)}


def _said(text: str, room: float = ROOM) -> Node:
    """Plain words, with the way they run and whose letters they want."""
    return {"inside": [breakable(kept_blanks(show_unseen(text)), room)], "d": direction(text), "l": language(text)}


# --- stored HTML -----------------------------------------------------------------------------------------------------------


def _levelled(children: list[Child], level: int) -> list[Child]:
    """The headings of a text are a level below the heading above it, whatever they were, and none skips a level."""
    found = [child for child in children if not isinstance(child, str) and HEADING.fullmatch(child["k"])]
    highest, before = min((int(one["k"][1]) for one in found), default=1), level
    for heading in found:
        before = min(level + 1 + int(heading["k"][1]) - highest, before + 1, DEEPEST)
        heading |= {"k": "subheading", "level": before}
    return children


def _dressed(children: Iterable[Child], room: float = ROOM, *, in_pre: bool = False) -> list[Child]:
    """The same nodes as they are printed: long words with places to break, lists with marks, tables with columns."""
    kept = (child for child in children if isinstance(child, str) or not _leads_back(child))
    return [_word(child, room, in_pre) if isinstance(child, str) else _element(child, room, in_pre) for child in kept]


def _leads_back(node: Node) -> bool:
    """Whether it is the arrow from a footnote to its sign in the text, which is of no use on paper."""
    return bool(node["k"] == "a" and node["inside"] == ["↩"])


def _word(words: str, room: float, in_pre: bool) -> str:
    return breakable(kept_blanks(words) if in_pre else words, room)


def _element(node: Node, room: float, in_pre: bool) -> Node:
    kind = node["k"]
    if kind == "table":
        return _html_table(node)
    inside = _dressed(node["inside"], room, in_pre=in_pre or kind == "pre")
    dressed = {**node, "inside": inside}
    if kind in LEAVES or kind == "subheading":
        dressed |= {"d": direction(plain(node["inside"])), "l": language(plain(node["inside"]))}
    if kind in ("ul", "ol"):
        dressed["marks"] = list(_marks(node))
        dressed["d"] = next((item["d"] for item in inside if not isinstance(item, str) and "d" in item), "")
    return dressed


def _marks(node: Node) -> Iterator[str]:
    """What stands before each item; nothing where the words of the items have it already."""
    written = node.get("class", "") == "redline-list"
    before, after = {"paren": ("", ")"), "parens": ("(", ")")}.get(node.get("class", ""), ("", "."))
    number = partial(label, kind=node.get("type", ""))
    for place, _ in enumerate(node["inside"], int(node.get("start", 1))):
        yield "" if written else f"{before}{number(place)}{after}" if node["k"] == "ol" else "•"


# --- tables ----------------------------------------------------------------------------------------------------------------


class _Cell:
    """A cell of either kind of table, before its column has a width."""

    def __init__(self, children: list[Child], *, is_head: bool, given: Node | None = None) -> None:
        given = given or {}
        self.children, self.is_head = children, is_head
        self.words = plain(children)
        self.columns, self.rows = int(given.get("colspan", 1)), int(given.get("rowspan", 1))
        self.align = given.get("class", "").partition("align-")[2].partition(" ")[0]
        self.state = next((word for word in ("inserted", "deleted") if word in given.get("class", "")), "")

    @property
    def is_single(self) -> bool:
        return self.columns == self.rows == 1

    def node(self, room: float) -> Node:
        turned = {"d": direction(self.words), "l": language(self.words)}
        lines = [kept_blanks(one) if isinstance(one, str) else one for one in _dressed(self.children, room)]
        return {"inside": lines, "head": self.is_head, "align": self.align, "state": self.state} | turned


Cells = list[list[_Cell]]


def _grid(head: Cells, body: Cells, anchors: Sequence[str] = (), *, close: bool = False) -> Node:
    """A table in as many parts as it needs; one with cells over several columns or rows stays whole."""
    rows = [*head, *body]
    columns = max(map(len, rows), default=1)
    even = [row for row in rows if len(row) == columns and all(cell.is_single for cell in row)]
    is_even = len(even) == len(rows)
    texts = [[row[place].words for row in even] for place in range(columns)]
    printed = parts(texts, whole=not is_even, close=close)
    if not is_even:
        return {"k": "table", "parts": [_uneven(printed[0], rows, len(head))]}
    return {"k": "table", "parts": [_part(part, head, body, anchors) for part in printed]}


def _part(part: Part, head: Cells, body: Cells, anchors: Sequence[str]) -> Node:
    rows = [_row(part, row) for row in body]
    for row, anchor in zip(rows, anchors, strict=False):
        row |= {"id": anchor} if anchor else {}
    columns = {"widths": list(part.widths), "from": min(part.places[1:], default=0) + 1, "upto": part.places[-1] + 1}
    return columns | {"head": [_row(part, row) for row in head], "rows": rows}


def _row(part: Part, row: list[_Cell]) -> Node:
    cells = [row[place].node(part.room(column)) for column, place in enumerate(part.places)]
    return {"inside": cells, "long": sum(len(cell.words) for cell in row) > LONG_ROW}


def _uneven(part: Part, rows: Cells, heading: int) -> Node:
    """A table whose cells reach over others, or are missing: each stands at a place of its own, none beyond the edge. Its first
    rows head it where none of their cells reaches below them."""
    taken: set[tuple[int, int]] = set()
    printed: list[Node] = []
    for y, row in enumerate(rows):
        free = [x for x in range(len(part.places)) if (x, y) not in taken]
        cells = []
        for cell in row:
            if not free:
                break
            x = free[0]
            columns = sum(1 for column in range(x, x + cell.columns) if column in free)
            down = min(cell.rows, len(rows) - y)
            taken |= {(column, y + below) for column in range(x, x + columns) for below in range(down)}
            free = [column for column in free if column >= x + columns]
            room = min(map(part.room, range(x, x + columns))) * columns
            cells.append(cell.node(room) | {"x": x, "y": y, "columns": columns, "rows": down})
        printed.append({"inside": cells, "long": True})
    reaching = any(cell["y"] + cell["rows"] > heading for row in printed[:heading] for cell in row["inside"])
    top = 0 if reaching else heading
    return {"widths": list(part.widths), "from": 1, "upto": len(part.places), "head": printed[:top], "rows": printed[top:]}


def _html_table(table: Node) -> Node:
    """A table of a text: its caption, the rows at its top that hold nothing but headings, and the other rows."""
    rows = [cells for group in table["inside"] if not isinstance(group, str) for row in _rows(group) if (cells := _cells(row))]
    head = list(takewhile(lambda row: all(cell.is_head for cell in row), rows))
    node = _grid(head, rows[len(head) :], close=True)
    caption = next((child for child in table["inside"] if not isinstance(child, str) and child["k"] == "caption"), None)
    return node | ({"caption": _element(caption, ROOM, in_pre=False)} if caption else {})


def _rows(group: Node) -> Iterator[Node]:
    if group["k"] == "tr":
        yield group
    elif group["k"] in ("thead", "tbody", "tfoot"):
        yield from (row for row in group["inside"] if not isinstance(row, str) and row["k"] == "tr")


def _cells(row: Node) -> list[_Cell]:
    found = [cell for cell in row["inside"] if not isinstance(cell, str) and cell["k"] in ("td", "th")]
    return [_Cell(cell["inside"], is_head=cell["k"] == "th", given=cell) for cell in found]
