"""The names by which links within a text may mean a clause, whatever tool the text was written for."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from unicodedata import normalize

from norms.text.parsed import ParsedClause
from normsite.foundation.markup.dressing import is_of_note, name_of
from normsite.foundation.markup.outline import Heading
from normsite.foundation.markup.tree import Tree, names

_PLACE = re.compile(
    r"(?:section|sect?|chapter|chap|clause|part|page|para?|paragraph|heading|head|title|toc|annex|appendix|ref|anchor|id|[hs])?"
    r"[\W_]{0,3}\d[\d\W_]{0,60}",
)
_LETTERED = re.compile(r"(?:section|chapter|clause|part|annex|appendix)[\W_]{1,3}(?:[a-z]|[ivxlc]{1,6})[\d\W_]{0,60}")

_LIKE_OURS = re.compile(r"^(?=[ht]-)")

Targets = dict[str, tuple[int, str]]
"""To which clause a name belongs, and the name by which the page leads there."""


def apart_from_ours(anchor: str) -> str:
    """An anchor that is none of the names that our pages give: h-… to a heading, t-… to a place in a text."""
    return _LIKE_OURS.sub("c-", anchor)


def github_slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def python_slug(title: str) -> str:
    """As python-markdown and MkDocs make it."""
    ascii_ = normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_).strip().lower())


def kramdown_slug(title: str) -> str:
    return re.sub(r"[^\w -]|_", "", re.sub(r"^[\W\d_]+", "", title)).replace(" ", "-").lower()


_SLUGS: tuple[tuple[Callable[[str], str], str], ...] = ((github_slug, "-"), (python_slug, "_"), (kramdown_slug, "-"))


def slugs_of(title: str) -> set[str]:
    return {slug(title) for slug, _ in _SLUGS}


def slugs(headings: Iterable[Heading]) -> Iterator[tuple[int, str]]:
    """The names that tools make of the headings of a file, each with the line of its heading (from 1). Namesakes are counted as
    the tool counts them; where tools disagree, the first in the table is right."""
    headings = list(headings)
    for slug, joint in _SLUGS:
        given: set[str] = set()
        counts: dict[str, int] = {}
        for heading in headings:
            stem = name = slug(heading.title)
            while name in given:
                counts[stem] = counts.get(stem, 0) + 1
                name = f"{stem}{joint}{counts[stem]}"
            given.add(name)
            yield heading.first + 1, name


def find_targets(
    clauses: list[ParsedClause], anchors: list[str], trees: list[Tree], made: Iterable[tuple[int, str]]
) -> Targets:
    """Where links lead, by name: the names that the file gives its clauses come first, then those inside their texts, then
    those that tools make of headings (`made`, by line)."""
    targets: Targets = {}
    for place, (clause, anchor) in enumerate(zip(clauses, anchors, strict=True)):
        for name in (*clause.names, anchor):
            targets.setdefault(name_of(name), (place, anchor))
    for place, tree in enumerate(trees):
        for name in map(name_of, names(tree)):
            if not is_of_note(name):
                targets.setdefault(name, (place, f"t-{name}"))
    in_order = sorted(range(len(clauses)), key=lambda place: clauses[place].line)
    lines = [clauses[place].line for place in in_order]
    for line, name in made:
        at = in_order[max(bisect_right(lines, line) - 1, 0)]
        targets.setdefault(name_of(name), (at, anchors[at]))
    return targets


def only_says_a_place(name: str, title: Sequence[str]) -> bool:
    """Whether a name is a number ("section-2", "annex-b"), or the words of the title with one that is not in it ("21-keys",
    "keys-3"): the next edition may give it to another clause."""
    name = normalize("NFC", name.lstrip("_")).lower()
    if _LETTERED.fullmatch(name):
        return True
    if set(re.findall(r"\d{1,80}", name)) <= set(title):
        return False
    return bool(_PLACE.fullmatch(name)) or re.findall(r"[^\W\d_]{1,80}", name) == [word for word in title if word.isalpha()]


def says_the_title(name: str, title: Sequence[str]) -> bool:
    """Whether a name is all the words of the title and no more, as those are that we make."""
    return bool(title) and "".join(re.findall(r"[^\W_]{1,300}", normalize("NFC", name).lower())) == "".join(title)
