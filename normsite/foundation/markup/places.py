"""Places of a text marked in its tree, each leading to what is said of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from normsite.foundation.markup.tree import Block, Mark, Run, Tree, raised


@dataclass(frozen=True, slots=True)
class Place:
    """From `start` up to `end` in the plain words of a tree (`tree.plain`). It is marked, with `title` beside it, bears the
    name `in-<name>`, and leads to `#<name>`."""

    start: int
    end: int
    name: str
    title: str = ""


def mark_places(blocks: Iterable[Block], places: Iterable[Place]) -> Tree:
    """The same tree with these places marked. Of two that overlap, the later is marked as far as the earlier leaves it."""
    marker = _Marker(sorted(places, key=lambda place: (place.start, place.end)))
    return tuple(map(marker.block, blocks))


class _Marker:
    """Goes through the words as `plain` does, and counts them."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        self.at = 0
        self.named: set[str] = set()

    def block(self, block: Block) -> Block:
        runs = tuple(self._runs(block.runs)) if block.runs else ()
        if block.runs:
            self.at += 1  # the line feed behind it
        return replace(block, runs=runs, blocks=tuple(map(self.block, block.blocks)))

    def _runs(self, runs: Iterable[Run]) -> Iterator[Run]:
        for run in runs:
            shown = raised(run).text
            yield from self._pieces(run) if shown == run.text else self._whole(run, len(shown))
            self.at += len(shown)

    def _whole(self, run: Run, length: int) -> Iterator[Run]:
        """Words whose plain form has other signs are marked all or not at all."""
        place = next((one for one in self.places if one.start < self.at + length and self.at < one.end), None)
        yield from [run] if place is None else self._marked(run, place)

    def _pieces(self, run: Run) -> Iterator[Run]:
        done = 0
        for place in self.places:
            start, end = max(place.start - self.at, done), min(place.end - self.at, len(run.text))
            if start < end:
                if done < start:
                    yield Run(run.text[done:start], run.marks)
                yield from self._marked(Run(run.text[start:end], run.marks), place)
                done = end
        if done < len(run.text) or not run.text:
            yield Run(run.text[done:], run.marks)

    def _marked(self, run: Run, place: Place) -> Iterator[Run]:
        if place.name not in self.named:
            self.named.add(place.name)
            yield Run("", (Mark("id", f"in-{place.name}"),))
        link = () if run.has("a") else (Mark("a", f"#{place.name}"),)
        yield replace(run, marks=(*link, *run.marks, Mark("mark", title=place.title)))
