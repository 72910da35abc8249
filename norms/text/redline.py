"""What changed between two texts, shown as one: blocks against blocks first, then the words of those that belong together."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, starmap

from django.utils.html import escape

from norms.text.alignment import align, is_quick
from norms.text.nodes import ABSENT, Node, arranged, columns_of, is_uneven, read_nodes, shape
from norms.text.words import BLANK, LINE, PARAGRAPH, Look, Word, compare_words, count_words
from normsite.foundation.markup.tree import IN_TABLES, Mark, Tree, between, read, write_runs

Pair = tuple[str, str]
Nodes = list[Node]
Place = tuple[int, int]
INSERT, DELETE = "ins", "del"

WORDS_OF_A_KEY = 4
"""Words at its beginning or end by which a changed block is still known."""
WORDS_THAT_MOVE = 8
"""From so many words on a block that stands elsewhere is shown as moved; shorter ones stand in many places by chance."""
AS_A_WHOLE = "The next passage is too long to be compared: all of it is shown as out and in."
COLUMNS_MOVED = "The columns of this table stand in another order than before."
P = '<p dir="auto">'
SIGNS = "punctuation or a sign"

_STATES = {"": "", INSERT: "inserted", DELETE: "deleted"}
_EMPTY = {"hr": "a line across the text", "li": "an empty item"}
_CELLS = frozenset({"tr", "td", "th"})
# What has its place in what is around it, and what stands nowhere without that.
_PLACES = frozenset({"thead", "tbody", "tfoot", "caption", "summary", "figcaption"})
_BOUND = _PLACES | {"tr", "td", "th", "dt", "dd"}
_BREAK = {LINE: ("↵", "<br>\n", "a line break"), PARAGRAPH.text: ("¶", f"</p>\n{P}", "a paragraph break")}
# What words are that bear a mark, and what changed when they came to bear it.
_MARKS = {
    "a": ("a link", "where a link leads"),
    "img": ("a picture", "a picture"),
    "s": ("struck out", "what is struck out"),
    "code": ("code", "what is code"),
    "formula": ("a formula", "what is a formula"),
    "sub": ("lowered", "what is lowered or raised"),
    "sup": ("raised", "what is lowered or raised"),
    "b": ("strong", "emphasis"),
    "i": ("in italics", "emphasis"),
    "u": ("underlined", "emphasis"),
}

# By what a block is known again: by all of it, by how it begins, by how it ends.
_KEYS: tuple[Callable[[Node], object], ...] = (
    lambda node: node.key,
    lambda node: (node.family, *node.said[:WORDS_OF_A_KEY]),
    lambda node: (node.family, *node.said[-WORDS_OF_A_KEY:]),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is kept of a redline: safe HTML, how many words came and went, a sentence that says what changed, and whether a
    reader sees no difference at all."""

    html: str
    added: int
    removed: int
    words: str
    same: bool


def compare(pairs: Iterable[Pair]) -> list[Difference]:
    """The difference of each pair of an older and a newer text, both as stored HTML."""
    return [redline(read(old), read(new)) for old, new in pairs]


def redline(old: Tree, new: Tree) -> Difference:
    """Compare two texts. What would take too long is shown as out and in, with a note that says so, instead of compared."""
    before, after = read_nodes(old, new)
    merge = _Merge(before, after)
    html = "\n".join(merge.siblings(before, after))
    same = _same(before, after)
    return Difference(html, merge.counted["added"], merge.counted["removed"], "" if same else merge.sentence(), same)


def reads_alike(old: str, new: str) -> bool:
    """Whether a reader sees no difference between two texts, both as stored HTML."""
    return old == new or _same(*read_nodes(read(old), read(new)))


class _Merge:
    """Writes two texts as one, and counts meanwhile.

    `counted` are the words that were added, removed and moved, `besides` the kinds of change in which no word came or went, in
    the order in which they were met, and `moving` the keys of blocks that may stand elsewhere in the new text.
    """

    def __init__(self, old: Nodes, new: Nodes) -> None:
        self.moving = _movable(old) & _movable(new)
        self.counted = Counter(added=0, removed=0, moved=0)
        self.besides: dict[str, None] = {}

    def sentence(self) -> str:
        counts = [f"{n} word{'s' if n > 1 else ''} {what}" for what, n in self.counted.items() if n]
        besides = [what for what in self.besides if not counts or what != SIGNS]
        changed = f"{' and '.join(filter(None, [', '.join(besides[:-1]), besides[-1]]))} changed" if besides else ""
        return f"{'; '.join(filter(None, [', '.join(counts) or 'No word of its text changed', changed]))}."

    # --- blocks against blocks -----------------------------------------------------------------------------------------

    def siblings(self, old: Nodes, new: Nodes, keys: Sequence[Callable[[Node], object]] = _KEYS) -> Iterator[str]:
        """Blocks side by side where they belong together: known by their words, or, while these are too many, by all of them,
        by how they begin and by how they end. What is left is out or in."""
        are_pairs = len(old) == len(new) and (len(old) == 1 or not keys) and all(map(self.may_pair, old, new))
        if are_pairs or _same(old, new):
            yield from map(self.pair, old, new)
        elif all(node.kind in _PLACES for node in (*old, *new)):
            for stretch in align(old, new, lambda node: node.kind):
                yield from (
                    map(self.pair, stretch.old, stretch.new) if stretch.alike else self.out_and_in(stretch.old, stretch.new)
                )
        elif not old or not new or len(old) == len(new) == 1:
            yield from self.out_and_in(old, new)
        elif is_quick(*([word for node in side for word in self.tokens(node)] for side in (old, new))):
            yield from self.by_words(old, new)
        elif keys:
            for stretch in align(old, new, keys[0]):
                yield from self.siblings(stretch.old, stretch.new, () if stretch.alike else keys[1:])
        else:
            yield _alone(old[0], AS_A_WHOLE, "redline-note")
            yield from self.out_and_in(old, new)

    def by_words(self, old: Nodes, new: Nodes) -> Iterator[str]:
        i = j = 0
        for first, last in [*self.groups(old, new), ((len(old), len(new)), (-1, -1))]:
            left, come = old[i : first[0]], new[j : first[1]]
            yield from self.siblings(left, come, ()) if len(left) == len(come) == 1 else self.out_and_in(left, come)
            i, j = last[0] + 1, last[1] + 1
            if first == last:
                yield self.pair(old[first[0]], new[first[1]])
            elif i:  # paragraphs that were split or joined
                sides = (
                    [word for node in side for word in (PARAGRAPH, *node.words)]
                    for side in (old[first[0] : i], new[first[1] : j])
                )
                yield f"{P}{self.flow(*(words[1:] for words in sides))}</p>"

    def groups(self, old: Nodes, new: Nodes) -> list[tuple[Place, Place]]:
        """Which blocks belong together, each group as its first and its last pair of places (old, new): one block with one,
        or a run of paragraphs that were split or joined. Groups follow each other in both texts."""
        found: list[tuple[Place, Place]] = []
        shared = self.shared(old, new)
        # of each block, old or new, the one with which it shares most words
        best = {end: pair for pair, _ in reversed(shared.most_common()) for end in enumerate(pair)}
        for i, j in sorted({*best.values()}):
            words = shared[i, j]
            if not self.may_pair(old[i], new[j]) or 2 * words < min(len(old[i].said), len(new[j].said)):
                continue
            first, last = found[-1] if found else ((-1, -1), (-1, -1))
            if i > last[0] and j > last[1]:
                found.append(((i, j), (i, j)))
            elif {node.kind for node in (*old[last[0] : i + 1], *new[last[1] : j + 1])} == {"p"}:
                found[-1] = (first, (i, j))
            elif words > shared[last]:
                found[-1] = ((i, j), (i, j))
        return found

    def shared(self, old: Nodes, new: Nodes) -> Counter[Place]:
        """For the places of an old and a new block: how many words the alignment of both texts keeps from the one in the
        other."""
        words = [[(word, place) for place, node in enumerate(side) for word in self.tokens(node)] for side in (old, new)]
        stayed = (stretch for stretch in align(words[0], words[1], lambda word: word[0]) if stretch.alike)
        return Counter((one[1], other[1]) for stretch in stayed for one, other in zip(stretch.old, stretch.new, strict=True))

    def tokens(self, node: Node) -> list[object]:
        """What of a block is aligned: its words and its key. A block that may have moved matches as a whole or not at all, so
        only its key is given, as often as it has words to weigh as much."""
        return [node.key] * len(node.said) if node.key in self.moving else [*node.said, node.key]

    def may_pair(self, old: Node, new: Node) -> bool:
        """Whether one block may be shown as changed into the other: both are of one family, and share a word (more than
        a sign) or hold a fixed place, such as a caption. A block that moves pairs with itself alone."""
        if old.key == new.key or old.family != new.family or {old.key, new.key} & self.moving:
            return old.key == new.key
        return new.kind in _PLACES | {"text"} or any(word[:1].isalnum() for word in {*old.said} & {*new.said})

    # --- two blocks as one ---------------------------------------------------------------------------------------------

    def pair(self, old: Node, new: Node) -> str:
        if (old.key, old.marker) == (new.key, new.marker):
            return self.whole(new)
        if ABSENT in (old.key, new.key):
            return self.whole(new, INSERT) if old.key == ABSENT else self.whole(old, DELETE)
        if new.kind == "table":
            return self.table(old, new)
        return new.element(f"{self.marker(old, new)}{self.inside(old, new)}{self.renamed(old, new)}")

    def inside(self, old: Node, new: Node) -> str:
        if new.kind == "pre":
            return "\n".join(self.lines(old.words, new.words))
        if old.words or new.words:
            return self.flow(old.words, new.words)
        is_by_place = new.kind in ("tr", "thead") or (new.kind in IN_TABLES and is_uneven(new))
        if is_by_place and len(old.parts) == len(new.parts):
            return "".join(map(self.pair, old.parts, new.parts))
        return between(new.kind).join(self.siblings(old.parts, new.parts))

    def renamed(self, old: Node, new: Node) -> str:
        """A note that a block is now of another kind (“paragraph → heading of level 2”). The same change is noted once in a
        text: it may be that of every cell in a column."""
        said = f"{old.name} → {new.name}"
        what = f"the form of a block ({said})"
        if old.name == new.name or what in self.besides:
            return ""
        self.besides[what] = None
        return _note(f" ({said})")

    def marker(self, old: Node, new: Node) -> str:
        """The number or letter before a list item, with its change; a mere bullet is left to the style sheet."""
        if old.marker == new.marker:
            return _marker(new)
        self.besides["the numbering of a list"] = None
        return _marker(old, DELETE) + _marker(new, INSERT)

    def flow(self, old: list[Word], new: list[Word]) -> str:
        if old == new:
            return _written(new)
        if not old or not new:
            self.count(old, new)
            return _wrapped(_plain(old), DELETE) + _wrapped(_plain(new), INSERT)
        if is_quick([word.text for word in old], [word.text for word in new]):
            return "".join(starmap(self.stretch, compare_words(old, new)))
        return f"{_note(AS_A_WHOLE)} {self.stretch(False, old, new)}"

    def stretch(self, alike: object, old: list[Word], new: list[Word]) -> str:
        if alike is True:
            return _written(new)
        shown = _written(old, DELETE) + _written(new, INSERT)
        if isinstance(alike, tuple):
            return shown + self.dressed(*alike)
        self.count(old, new)
        return shown

    def count(self, old: list[Word], new: list[Word]) -> None:
        removed, added = (count_words(word.text for word in side) for side in (old, new))
        self.counted.update(added=added, removed=removed)
        if not added and not removed:
            breaks = [_BREAK[word.text][2] for word in (*old, *new) if word.text in _BREAK]
            is_blank = all(word.text == BLANK for word in (*old, *new))
            self.besides |= dict.fromkeys(breaks or ["spacing" if is_blank else SIGNS])

    def dressed(self, old: Look, new: Look) -> str:
        """A note on words that stayed and look otherwise: which marks (a link, emphasis …) went and came."""
        gone, come = ({mark.kind: mark for mark in one - other} for one, other in ((old, new), (new, old)))
        kinds = sorted(gone.keys() | come.keys())
        whats = [_MARKS[kind][1] for kind in kinds if kind in _MARKS]
        self.besides |= dict.fromkeys(whats or ["how words are marked"])
        notes = "; ".join(_became(kind, gone.get(kind), come.get(kind)) for kind in kinds)
        return _note(f"({notes})") if notes else ""

    def lines(self, old: list[Word], new: list[Word]) -> Iterator[str]:
        """Lines of code, aligned by their words alone, so that a line which is only indented otherwise is paired with
        itself."""
        for stretch in align(old, new, lambda line: tuple(line.text.split())):
            singly = ([[line] for line in side] for side in (stretch.old, stretch.new))
            yield from map(self.some_lines, *(singly if stretch.alike else ([stretch.old], [stretch.new])))

    def some_lines(self, old: list[Word], new: list[Word]) -> str:
        """Lines as wholes; words that only stand elsewhere in them are not counted."""
        if [line.seen for line in old] == [line.seen for line in new]:
            return "\n".join(_plain([line]) for line in new)
        one, other = (Counter(word for line in side for word in line.text.split()) for side in (old, new))
        removed, added = (count_words(words.elements()) for words in (one - other, other - one))
        self.counted.update(added=added, removed=removed)
        self.besides |= {} if added or removed else {"how code is set": None}
        sides = [(kind, "\n".join(_plain([line]) for line in side)) for kind, side in ((DELETE, old), (INSERT, new)) if side]
        return "\n".join(_wrapped(html or _note("↵"), kind) for kind, html in sides)

    # --- tables --------------------------------------------------------------------------------------------------------

    def table(self, old: Node, new: Node) -> str:
        """The table with what changed in each cell; where its columns can't be told any more, the old out and the new in."""
        columns = columns_of(old, new)
        if not columns and shape(old) == shape(new):
            return new.element(self.inside(old, new))
        stayed = [i for i, j in columns if i is not None and j is not None]
        if not columns or len(stayed) < len(columns):
            self.besides["the columns of a table"] = None
        if not columns:
            return "\n".join(self.out_and_in([old], [new]))
        moved = "" if stayed == sorted(stayed) else f"{_alone(new, COLUMNS_MOVED, 'redline-note')}\n"
        self.besides |= {"the order of columns": None} if moved else {}
        before, after = arranged(old, [i for i, _ in columns]), arranged(new, [j for _, j in columns])
        return f"{moved}{after.element(self.inside(before, after))}"

    # --- whole blocks --------------------------------------------------------------------------------------------------

    def out_and_in(self, old: Nodes, new: Nodes) -> Iterator[str]:
        yield from (self.whole(node, DELETE) for node in old)
        yield from (self.whole(node, INSERT) for node in new)

    def whole(self, node: Node, kind: str = "") -> str:
        """A block that stayed, came or went as it is."""
        if kind and node.key in self.moving:
            return self.moved(node, kind)
        nothing = replace(node, parts=[], words=[])
        inside = self.inside(nothing if kind == INSERT else node, nothing if kind == DELETE else node)
        if kind and not inside and node.key != ABSENT:
            self.besides[_EMPTY.get(node.kind, "the cells of a table")] = None
            inside = _wrapped(_note(_EMPTY[node.kind]), kind) if node.kind in _EMPTY else ""
        state = _STATES[kind] if node.kind in _CELLS and node.key != ABSENT else ""
        return node.element(f"{_marker(node, kind)}{inside}", state)

    def moved(self, node: Node, kind: str) -> str:
        """A block at its new place in full; at its old one no more than how it begins."""
        marker = _marker(node, kind)
        if kind == DELETE:
            opening = " ".join(" ".join(node.said).split()[:WORDS_OF_A_KEY])
            return _alone(node, f"{marker}{_note('Moved away:')} “{escape(opening)} …”", "moved-away")
        self.counted["moved"] += count_words(node.said)
        note, inside = _note("Moved here:"), self.inside(node, node)
        if node.family[0] in ("p", "li"):
            return node.element(f"{marker}{note} {inside}", "moved")
        return f'<p class="moved">{note}</p>\n{node.element(inside, "moved")}'


def _alone(node: Node, said: str, dress: str) -> str:
    """A note in the place of a block, as an element that may stand where the block stood."""
    if node.kind == "tr":
        return f'<tr class="{dress}"><td colspan="{len(node.parts)}">{said}</td></tr>'
    tag = "li" if node.kind == "li" else "p"
    return f'<{tag} class="{dress}">{said}</{tag}>'


def _same(old: Nodes, new: Nodes) -> bool:
    return [node.key for node in old] == [node.key for node in new]


def _movable(nodes: Iterable[Node]) -> set[object]:
    """The keys of blocks that can be recognised at another place: long enough, once in the text, and no part of a table or
    term."""
    found = [node for top in nodes for node in top.walk() if node.kind not in _BOUND]
    times = Counter(node.key for node in found)
    return {node.key for node in found if times[node.key] == 1 and count_words(node.said) >= WORDS_THAT_MOVE}


def _became(kind: str, old: Mark | None, new: Mark | None) -> str:
    name = _MARKS.get(kind, (f"marked as “{kind}”",))[0]
    told = [f"{mark.target or mark.title}" for mark in (old, new) if mark]
    if old and new:
        return f"{'the link leads elsewhere' if kind == 'a' else f'{name} changed'}: {' → '.join(told)}"
    return f"{'now' if new else 'no longer'} {name}{f': {told[0]}' if told[0] else ''}"


def _note(words: str) -> str:
    return f'<span class="redline-note">{escape(words)}</span>'


def _marker(node: Node, kind: str = "") -> str:
    return f'<span class="redline-marker">{_wrapped(escape(node.marker), kind)}</span> ' if node.marker.strip("•") else ""


def _wrapped(html: str, kind: str) -> str:
    return f"<{kind}>{html}</{kind}>" if kind and html else html


def _plain(words: Iterable[Word]) -> str:
    return write_runs(run for word in words for run in (*word.runs, *word.blank))


def _written(words: list[Word], kind: str = "") -> str:
    """Words within a paragraph; each break between them is told, and made where it is in the new text."""
    parts = []
    for sign, group in groupby(words, key=lambda word: word.text if word.text in _BREAK else ""):
        if sign:
            told, made, _ = _BREAK[sign]
            parts += [(_wrapped(_note(told), kind) if kind else "") + made * (kind != DELETE) for _ in group]
        else:
            parts.append(_wrapped(_plain(group), kind))
    return "".join(parts)
