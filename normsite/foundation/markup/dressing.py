"""What a text wears on our pages: demoted headings, prefixed names, links led, hidden signs shown, keywords marked."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from unicodedata import normalize
from urllib.parse import unquote

from normsite.foundation.markup.addresses import read_address
from normsite.foundation.markup.allowed import NOTES
from normsite.foundation.markup.keywords import HIDDEN, find_keywords
from normsite.foundation.markup.passages import find_passages
from normsite.foundation.markup.tree import Block, Mark, Run, Tree, collapse_blanks, names
from normsite.foundation.unseen import show_unseen, without_joiners

BINDING = frozenset({"important", "warning", "caution"})
"""Alerts in which a keyword counts; in the others it is a remark."""
UNREAD = ("code", "kbd", "samp", "formula", "q", "sup", "del", "s", "img")
"""Words that are no part of a sentence, or not its author's: code, formulas, quotations, references, struck words."""
UNLINKED = ("a", "elsewhere", *UNREAD[:4], "img")
_QUIET = frozenset({"pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})
_OTHER_FILE = re.compile(r"(?![a-z][a-z0-9+.-]{0,40}:|[#?/\\]).*[^\W_].*", re.I)
_OF_NOTE = re.compile(r"(?:[0-9a-f]{8}-)?fn(?:-|ref)")
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def is_quiet(block: Block) -> bool:
    """Whether keywords in this block bind nobody: code, quotations, headings, notes, footnotes."""
    return block.kind in _QUIET or (block.kind == "div" and block.fact("class") in {*NOTES, "footnote"} - BINDING)


def name_of(written: str) -> str:
    """A name as it may stand in an id: letters, digits, full stop, hyphen and underscore."""
    return _NOT_IN_NAMES.sub("-", normalize("NFC", written)).strip("-")[:80]


def is_of_note(name: str) -> bool:
    """Whether a name is that of a footnote or of its place in the text, which each text counts for itself."""
    return _OF_NOTE.match(name) is not None


def dress(
    tree: Tree,
    written: str,
    *,
    scheme: str | None,
    heading_base: int,
    targets: Mapping[str, str],
    taken: Collection[str] = (),
) -> Tree:
    """The tree as it stands on a page.

    Its footnotes are told apart from those of other texts by a digest of what was `written`, and where. `targets` says where
    in the page a name leads that is given elsewhere in the norm; `taken` are the names that other texts on the page bear.
    """
    digest = hashlib.sha256(written.encode(errors="replace")).hexdigest()[:8]
    own = {name_of(name) for name in names(tree)}.difference(taken)
    return tuple(_Dressing(own, digest, scheme, heading_base, targets, {*taken}).blocks(tree))


@dataclass
class _Dressing:
    own: set[str]
    digest: str
    scheme: str | None
    heading_base: int
    targets: Mapping[str, str]
    given: set[str]

    def blocks(self, blocks: Iterable[Block], *, quiet: bool = False) -> Iterator[Block]:
        for block in blocks:
            hushed = quiet or is_quiet(block)
            facts, runs = tuple(self._facts(block)), collapse_blanks(self._runs(block, hushed), kept=block.kind == "pre")
            if block.kind == "text" and not runs:  # nothing but soft hyphens
                continue
            yield Block(self._kind(block.kind), runs, tuple(self.blocks(block.blocks, quiet=hushed)), facts)

    def _kind(self, kind: str) -> str:
        is_heading = kind[0] == "h" and kind[1:].isdigit()
        return f"h{min(int(kind[1:]) + self.heading_base - 1, 6)}" if is_heading else kind

    def _facts(self, block: Block) -> Iterator[tuple[str, str]]:
        for name, value in block.facts:
            if name != "id":
                yield name, value
            elif fresh := self._fresh(value):
                yield name, fresh

    def _fresh(self, name: str) -> str:
        """The name with our prefix; nothing where another bears it already."""
        name = name_of(name)
        if not name or name in self.given:
            return ""
        self.given.add(name)
        return self._prefixed(name)

    def _prefixed(self, name: str) -> str:
        return f"t-{self.digest}-{name}" if is_of_note(name) else f"t-{name}"

    def _runs(self, block: Block, quiet: bool) -> Iterator[Run]:
        runs = [self._run(run) for run in block.runs]
        return runs_with(
            runs, [*(() if quiet or self.scheme is None else keyword_marks(runs, self.scheme)), *_links(runs, block)]
        )

    def _run(self, run: Run) -> Run:
        marks = (self._mark(mark) for mark in run.marks)
        return Run(show_unseen(without_joiners(normalize("NFC", run.text))), tuple(mark for mark in marks if mark))

    def _mark(self, mark: Mark) -> Mark | None:
        if mark.kind == "id":
            fresh = self._fresh(mark.target)
            return Mark("id", fresh) if fresh else None
        shown = replace(mark, title=show_unseen(mark.title))
        return self._led(shown) if mark.kind == "a" else replace(shown, target=show_unseen(mark.target))

    def _led(self, mark: Mark) -> Mark | None:
        """A link into this page, into our pages or to the outside; an address beside another document leads nowhere here."""
        if address := read_address(mark.target):
            target = address.href
            if target.startswith("#"):
                name = name_of(unquote(target[1:]))
                fragment = self.targets.get(name) or self.targets.get(name.lower(), name)
                target = f"#{self._prefixed(name) if name in self.own else fragment}"
            return replace(mark, target=target) if target != "#" else None
        elsewhere = mark.target.strip()
        return Mark("elsewhere", show_unseen(elsewhere)) if _OTHER_FILE.fullmatch(elsewhere) else None


Found = tuple[int, int, Mark]


def keyword_text(runs: Iterable[Run]) -> str:
    """The words of a block as read for keywords: what is no part of its sentences, and addresses, hidden; as long as shown."""
    words = "".join(HIDDEN * len(run.text) if run.has(*UNREAD) or _is_address(run) else run.text for run in runs)
    parts, place = [], 0
    for passage in find_passages(words):
        if passage.outside:
            parts += [words[place : passage.start], HIDDEN * (passage.end - passage.start)]
            place = passage.end
    return "".join([*parts, words[place:]])


def _is_address(run: Run) -> bool:
    return any(mark.kind == "a" and unquote(mark.target) == unquote(run.text) for mark in run.marks)


def keyword_marks(runs: list[Run], scheme: str) -> Iterator[Found]:
    for start, end, kind in find_keywords(keyword_text(runs), scheme):
        yield start, end, Mark("kw", kind)


def _links(runs: list[Run], block: Block) -> Iterator[Found]:
    if block.kind != "pre":
        for passage in find_passages("".join(HIDDEN * len(run.text) if run.has(*UNLINKED) else run.text for run in runs)):
            yield passage.start, passage.end, Mark("a", passage.href)


def runs_with(runs: Iterable[Run], found: Iterable[Found]) -> Iterator[Run]:
    """The runs, with each mark put on the words between its two places in the text of the block; no two marks overlap."""
    waiting = sorted(found, key=lambda one: one[:2], reverse=True)
    place = 0
    for run in runs:
        end = place + len(run.text)
        left = place
        while waiting and waiting[-1][0] < end:
            start, stop, mark = waiting[-1]
            if left < start:
                yield replace(run, text=run.text[left - place : start - place])
            left, right = max(left, start), min(stop, end)
            yield Run(run.text[left - place : right - place], (mark, *run.marks))
            left = right
            if stop > end:
                break
            waiting.pop()
        if left < end or not run.text:
            yield replace(run, text=run.text[left - place :])
        place = end
