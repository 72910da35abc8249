"""Which clause of a text a cell of a comment form means."""

import re
from collections.abc import Iterable
from typing import NamedTuple


class Placed(NamedTuple):
    """The anchor of a clause, or empty for the whole text. `remark` says what the cell holds beyond it; empty if nothing."""

    anchor: str
    remark: str = ""


WHOLE = frozenset(("", "all", "general", "whole document", "whole text", "entire document", "document", "-", "–", "ge"))
_NUMBER = re.compile(r"(?:\d+|[A-Z])(?:\.\d+)*")
_LONGER = re.compile(r"[.,]?\w")
_BEFORE = re.compile(r"(?:sub)?(?:clauses?|sections?|cl\.|§|annex|appendix) ?(?:no\. ?)?", re.IGNORECASE)


class Clauses:
    """The clauses of a text by their numbers and titles: put in order once, for the many cells of a form."""

    def __init__(self, clauses: Iterable[tuple[str, str, str]]) -> None:
        """`clauses` are number, title and anchor of each."""
        self._titled: dict[str, list[str]] = {}
        self._numbered: dict[tuple[str, ...], list[str]] = {}
        for number, title, anchor in clauses:
            for name in {title.casefold(), f"{number} {title}".casefold()} if title else ():
                self._titled.setdefault(name, []).append(anchor)
            if number:
                self._numbered.setdefault(_key(_bare(number), annexed=_is_annex(number)), []).append(anchor)

    def place(self, cell: str) -> Placed:
        """The clause whose number the cell names first ("6.1 and throughout", "Annex A.1", "03.1"), or whose title it is.

        Likeness is no ground: what names no clause, or two clauses at once, goes to the whole text with a remark.
        """
        words = " ".join(cell.split())
        if words.casefold() in WHOLE:
            return Placed("")
        titled = self._titled.get(words.casefold(), [])
        return Placed(titled[0]) if len(titled) == 1 else self._by_number(words)

    def _by_number(self, words: str) -> Placed:
        before = _BEFORE.match(words)
        number = _NUMBER.match(words, before.end() if before else 0)
        annexed = before is not None and _is_annex(before[0])
        if not number or _LONGER.match(words, number.end()) or (number[0].isalpha() and not annexed and number[0] != words):
            return Placed("", f"“{words[:80]}” names no clause of the text by its number: on the whole text.")
        found = self._numbered.get(_key(number[0], annexed=annexed), [])
        if len(found) != 1:
            return Placed("", f"The text has {'no' if not found else 'more than one'} clause {number[0]}: on the whole text.")
        rest = words[number.end() :].strip(" .:")
        return Placed(found[0], f"“{words[:80]}” says more than {number[0]}." if rest else "")


def _is_annex(number: str) -> bool:
    return number.casefold().startswith(("annex", "appendix"))


def _bare(number: str) -> str:
    before = _BEFORE.match(number)
    return number[before.end() :] if before else number


def _key(number: str, *, annexed: bool) -> tuple[str, ...]:
    """The steps of a number without zeros in front. An annex that is counted by figures is no clause of that number."""
    steps = tuple(step.lstrip("0") or step[:1] for step in number.strip(" .").split("."))
    return ("annex", *steps) if annexed and steps[0].isdigit() else steps
