"""What two editions of a list have not in common, as a page shows it: words that came and went are marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from norms.text.redline import redline
from normsite.foundation.controls.differences import Changed, Difference
from normsite.foundation.controls.models import ControlList
from normsite.foundation.controls.queries import difference
from normsite.foundation.markup.tree import Block, Run, Tree

MOST_ENTRIES = 30
MOST_MARKED = 300  # of more changed texts both are shown side by side, since marking each takes some milliseconds


@dataclass(frozen=True)
class Shown:
    """A change; `html` are both texts as one with the changed words marked, empty where there is nothing to mark."""

    changed: Changed
    html: str = ""


@dataclass(frozen=True)
class ShownDifference:
    """`code`: of the changed paragraphs those of this entry alone."""

    difference: Difference
    code: str = ""

    @property
    def is_long(self) -> bool:
        """Whether a page names the entries alone, each with its own page."""
        return not self.code and len(self.difference.by_entry) > MOST_ENTRIES

    @cached_property
    def entries(self) -> list[Shown]:
        return self._shown(self.difference.entries)

    @cached_property
    def by_entry(self) -> list[tuple[str, list[Shown]]]:
        found = self.difference.by_entry
        return [(code, self._shown(changes)) for code, changes in found if not self.code or code == self.code]

    def _shown(self, changes: Iterable[Changed]) -> list[Shown]:
        return [Shown(one, _marked(one) if self._marks and _is_reworded(one) else "") for one in changes]

    @cached_property
    def _marks(self) -> bool:
        changes = self.difference.entries if self.is_long else (*self.difference.entries, *self.difference.paragraphs)
        return bool(self.code) or sum(map(_is_reworded, changes)) <= MOST_MARKED


def compare_editions(first: ControlList, second: ControlList, code: str = "") -> ShownDifference:
    """What differs from the first to the second, the earlier one first."""
    return ShownDifference(difference(first, second), code)


def _is_reworded(one: Changed) -> bool:
    return bool(one.first and one.second and one.first != one.second)


def _marked(one: Changed) -> str:
    return redline(_tree(one.first), _tree(one.second)).html


def _tree(text: str) -> Tree:
    return (Block("p", (Run(text),)),)
