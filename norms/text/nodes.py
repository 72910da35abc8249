"""The blocks of a text as a reader sees them, so that two which read alike are known by the same key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import repeat

from norms.text.similarity import jaccard
from norms.text.words import Word, read_words
from normsite.foundation.markup.tree import IN_LINE, IN_TABLES, Block, Tree, element, markers

LISTS = ("ul", "ol")
_HEADINGS = {f"h{level}": f"heading of level {level}" for level in range(1, 7)}
_NAMES = {"p": "paragraph", "text": "paragraph", "td": "cell", "th": "head cell", "ul": "list", "ol": "list", **_HEADINGS}
_FAMILIES = {"text": "p", "th": "td", "ol": "ul", **dict.fromkeys(_HEADINGS, "p")}
_LEAVES = frozenset({"p", "text", "pre", *_HEADINGS})
_TURNED = IN_LINE | _LEAVES - {"text", "pre"}
_SEEN_EMPTY = frozenset({"li", "td", "th", "hr"})

ABSENT = "absent"
"""The key of a cell of a column that its table does not have."""

ALIKE = 0.5
"""From which likeness on a column is known again; as much as its old place is worth."""

MOST_COLUMNS = 30
"""Of a table whose columns are looked for."""

Columns = list[tuple[int | None, int | None]]
Column = tuple["Node", ...]
Keys = dict[object, int]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A block: `key` says all that a reader sees of it but the `marker` before an item, `said` its words and those of its
    parts."""

    block: Block
    marker: str
    parts: list["Node"]
    words: list[Word]
    said: list[str]
    key: object

    @property
    def kind(self) -> str:
        return self.block.kind

    @property
    def family(self) -> tuple[str, bool]:
        """Blocks of one family may take each other's place in a redline: a heading that of a paragraph, `ol` that of `ul`. A
        block with words of its own is of another family than one with blocks inside."""
        return _FAMILIES.get(self.kind, self.kind), bool(self.words)

    @property
    def name(self) -> str:
        return _name(self.block)

    def walk(self) -> Iterator["Node"]:
        yield self
        for part in self.parts:
            yield from part.walk()

    def element(self, inside: str, state: str = "") -> str:
        """The block around its new inside, without names: it may stand beside the text itself."""
        if self.kind == "hr" and inside:
            return f"<p>{inside}</p>"
        given = dict(self.block.facts)
        align = f"align-{given['align']}" if "align" in given else ""
        dress = "redline-list" if self.kind == "ol" else align or given.get("class", "")
        facts = {"class": f"{dress} {state}".strip(), "colspan": given.get("colspan"), "rowspan": given.get("rowspan")}
        facts |= {"dir": "auto"} if self.kind in _TURNED else {"open": "open"} if self.kind == "details" else {}
        return element(self.kind, inside, ((name, value) for name, value in facts.items() if value))


def _name(block: Block) -> str:
    """What a block is, in words for a note in the redline, with the facts that a reader sees (alignment, spans)."""
    said = [_NAMES.get(block.kind, block.kind) if block.kind != "div" else block.fact("class")]
    return ", ".join(said + [f"{name} {value}" for name, value in block.facts if name in ("align", "colspan", "rowspan")])


def read_nodes(*trees: Tree) -> list[list[Node]]:
    """The blocks of each tree. Keys are small numbers, given in one table for all trees: equal keys, equal looks in every
    one."""
    keys: Keys = {}
    return [list(_nodes(tree, repeat(""), keys)) for tree in trees]


def _nodes(blocks: Iterable[Block], signs: Iterable[str], keys: Keys) -> Iterator[Node]:
    for block, sign in zip(blocks, signs, strict=False):
        node = _node(block, sign, keys)
        if node.parts or node.words or block.kind in _SEEN_EMPTY:
            yield node


def _node(block: Block, marker: str, keys: Keys) -> Node:
    is_leaf = block.kind in _LEAVES and not block.blocks
    inner = (Block("text" if block.kind in IN_LINE else "p", block.runs),) if block.runs else block.blocks
    parts = [] if is_leaf else list(_nodes(inner, markers(block) if block.kind in LISTS else repeat(""), keys))
    words = read_words(block.runs, by_line=block.kind == "pre") if is_leaf else []
    said = [text for word in words for text in (word.text.split() or [word.text])]
    said += [word for part in parts for word in part.said]
    seen = _name(block), tuple(word.seen for word in words), tuple((part.key, part.marker) for part in parts)
    return Node(block, marker, parts, words, said, keys.setdefault(seen, len(keys)))


def columns_of(old: Node, new: Node) -> Columns:
    """The places of the columns of two tables in the new order, side by side those that belong together. None where they can't
    be told, or cells reach over several."""
    if is_uneven(old) or is_uneven(new):
        return []
    sides = [list(zip(*(row.parts for row in _rows(table)), strict=True)) for table in (old, new)]
    met = _met(*sides)
    if not met or (len(sides[0]) != len(sides[1]) and 2 * len(met) < min(map(len, sides))):
        return []
    found: Columns = [(met.get(j), j) for j in range(len(sides[1]))]
    for i in sorted(set(range(len(sides[0]))) - set(met.values())):
        found.insert(i, (i, None))
    return found


def arranged(node: Node, places: list[int | None]) -> Node:
    """The table with its columns at these places, None for a column that it lacks: that one is filled with `ABSENT` cells, so
    that two tables with different columns can be compared cell by cell."""
    if node.kind == "tr":
        absent = Node(Block(node.parts[-1].kind), "", [], [], [], ABSENT)
        parts = [absent if place is None else node.parts[place] for place in places]
    else:
        parts = [arranged(part, places) if part.kind in IN_TABLES else part for part in node.parts]
    said = [word for part in parts for word in part.said]
    return replace(node, parts=parts, said=said, key=(node.name, *(part.key for part in parts)))


def _met(old: list[Column], new: list[Column]) -> dict[int, int]:
    """For the place of each new column the place of the old one that it most likely is, by the same head, by shared words, or
    by the same place where the number of columns stayed. The most alike are paired first."""
    said = [[frozenset(word for cell in column for word in cell.said) for column in side] for side in (old, new)]
    met: dict[int, int] = {}
    if len(old) * len(new) > MOST_COLUMNS**2:
        return met

    def likeness(i: int, j: int) -> float:
        heads = old[i][0].said, new[j][0].said
        by_place = ALIKE if len(old) == len(new) and i == j else 0
        return jaccard(said[0][i], said[1][j]) + (heads[0] == heads[1] != []) + by_place

    pairs = ((likeness(i, j), -abs(i - j), i, j) for i in range(len(old)) for j in range(len(new)))
    for score, _, i, j in sorted(pairs, reverse=True):
        if score >= ALIKE and j not in met and i not in met.values():
            met[j] = i
    return met


def _rows(table: Node) -> list[Node]:
    return [row for part in table.parts for row in ([part] if part.kind == "tr" else part.parts) if row.kind == "tr"]


def is_uneven(table: Node) -> bool:
    """Whether rows have more cells than others, or a cell reaches over several, so that no row can come between."""
    rows = [[cell.block.fact("colspan") or cell.block.fact("rowspan") for cell in row.parts] for row in _rows(table)]
    return len(set(map(len, rows))) > 1 or any(map(any, rows))


def shape(node: Node) -> object:
    """How a table is laid out, whatever it says."""
    spans = node.block.fact("colspan"), node.block.fact("rowspan")
    return node.kind, spans, tuple(map(shape, node.parts)) if node.kind in IN_TABLES else ()
