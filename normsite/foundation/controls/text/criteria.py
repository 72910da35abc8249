"""Criteria as the words of a list suggest them: which figures of which things are controlled. Persons confirm them."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from normsite.foundation.controls.text.keys import speaks_of_keys
from normsite.foundation.controls.text.quantities import NUMBER
from normsite.foundation.controls.text.thresholds import Condition, read_thresholds


class Row(Protocol):
    """A piece of a list's text, in the order of the list. `parent` is the place among the rows of the one in which it stands,
    None for the heading of an entry; `code` is empty for notes and for what could not be read."""

    @property
    def entry(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def parent(self) -> int | None: ...


@dataclass(frozen=True)
class ListRow:
    """A row as plain as can be. Kinds are those of a paragraph, "heading", and "control": what a chart says of the entry."""

    entry: str
    code: str
    kind: str
    text: str
    parent: int | None = None


@dataclass(frozen=True)
class Group:
    """Conditions of which all, or any, must be met."""

    join: Literal["all", "any"]
    parts: "tuple[Condition | Group, ...]"

    def conditions(self) -> Iterator[Condition]:
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.conditions()
            else:
                yield part


@dataclass(frozen=True)
class SuggestedCriterion:
    """`code` is the paragraph that controls; `subject` the texts that say what is controlled, from the paragraph up to the
    heading of the entry; `features` what must hold beside the figures, without being one; `exceptions` the notes that say what
    isn't controlled. `key` is the caller's own: hits bear it."""

    code: str
    group: Group
    subject: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    key: int | None = None


_ALL = re.compile(
    r"\ball (?:of )?(?:the )?(?:following|above|characteristics)|all of which|both of the following|meet(?:s|ing)? all\b",
    re.IGNORECASE,
)
_ANY = re.compile(r"\b(?:any|one or more|either|at least one)\b|as follows|\bfollowing\b", re.IGNORECASE)
_AND = re.compile(r"\band\W{0,3}\Z")
_DOES_NOT = re.compile(r"\b(?:does|do) not (?:control|apply|include|cover)|\bnot controlled\b|is not applicable", re.IGNORECASE)
_ABOUT_OTHERS = re.compile(
    r"\W{0,3}(?:Related (?:Controls|Definitions)|See also|SEE ALSO|Reason for Control|LVS|GBS|Yes\b|N/?A\b|\$|\(\d\) See)"
)
_EXCLUDING = re.compile(r"\b(?:excluding|except(?:ing)?|excludes)\b", re.IGNORECASE)
_EITHER = re.compile(r"\W{0,3}(?:\([^()]{0,40}\)\W{0,3})?,?\s?or\s?(?:[^;:]{0,40}\s)?")
_BREAKS_OFF = re.compile(r"(\b(?:than|exceeding|above|below))(?: any of the following)?\Z")
LONGEST_BEGUN = 120  # characters
_DEFINES = re.compile(r"\b(?:means?|refers? to|is defined as|are defined as)\b")
_SENTENCE = re.compile(r"[.;] (?=\S)")
NOTES = frozenset({"note", "technical_note", "other", "control"})


def suggest_criteria(rows: Sequence[Row]) -> list[SuggestedCriterion]:
    """A criterion for each paragraph that bears thresholds, in the order of the list. What a paragraph with "all of the
    following" holds is one criterion; of "any of the following" each is its own, with the conditions above it."""
    return list(_Reading(rows).criteria())


@dataclass
class _Reading:
    rows: Sequence[Row]
    children: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.children = [[] for _ in self.rows]
        for at, row in enumerate(self.rows):
            if row.parent is not None:
                self.children[row.parent].append(at)

    def criteria(self) -> Iterator[SuggestedCriterion]:
        for at, row in enumerate(self.rows):
            if row.parent is None:
                yield from self._under(at, ())
            elif row.kind in NOTES and not _ABOUT_OTHERS.match(row.text) and not self._excepts(at):
                yield from self._note(at)

    def _under(self, at: int, above: "tuple[Condition | Group, ...]") -> Iterator[SuggestedCriterion]:
        """The criteria of a paragraph and of those in it; `above` are the conditions of those in which it stands."""
        own = tuple(self._thresholds(at))
        if self._joins(at) and (joined := self._joined(at)):
            yield self._criterion(at, Group("all", above + joined))
            return
        children = [(child, list(self._under(child, above + own))) for child in self._items(at)]
        for child, criteria in children:
            if criteria:
                yield from criteria
            elif own and any(others for _, others in children):
                # One of several alternatives, of which others have figures of their own.
                yield replace(self._criterion(child, Group("all", above + own)), features=(self.rows[child].text,))
        if own and not any(criteria for _, criteria in children):
            yield self._criterion(at, Group("all", above + own))

    def _joined(self, at: int) -> "tuple[Condition | Group, ...]":
        """The conditions of a paragraph and of all in it, joined as it says."""
        parts = self._thresholds(at)
        inner = [_as_part(self._joined(child)) for child in self._items(at)]
        spoken = [part for part in inner if part is not None]
        if self._joins(at):
            parts += spoken
        elif spoken:
            # One of these that has no figure at all may be what holds, so the figures of the others ask for nothing.
            parts += [Group("any", tuple(spoken))] if len(spoken) == len(inner) else []
        return tuple(parts)

    def _note(self, at: int) -> Iterator[SuggestedCriterion]:
        """One for each sentence of a note that bears thresholds; a definition that many entries repeat is none, unless it says
        from which length of key on an algorithm counts."""
        if _DEFINES.search(self.rows[at].text) and not speaks_of_keys(self.rows[at].text):
            return
        sentences: dict[int, list[Condition]] = {}
        ends = [match.end() for match in _SENTENCE.finditer(self.rows[at].text)]
        for condition in Group("all", tuple(self._thresholds(at))).conditions():
            sentences.setdefault(bisect(ends, condition.start), []).append(condition)
        for conditions in sentences.values():
            yield self._criterion(at, Group("all", tuple(conditions)))

    def _excepts(self, at: int) -> bool:
        """Whether a note, or one in which it stands, says what is not controlled."""
        return any(self.rows[one].kind in NOTES and _DOES_NOT.search(self.rows[one].text) for one in self._chain(at))

    def _thresholds(self, at: int) -> "list[Condition | Group]":
        """The thresholds of a paragraph's own text; those that "or" parts are alternatives."""
        code, text = self._code(at), self.rows[at].text
        excluded = _EXCLUDING.search(text)
        before = self._begun(at)
        found: list[Condition | Group] = []
        last: Condition | None = None
        for one in read_thresholds(before + text):
            condition = replace(one, code=code, start=max(0, one.start - len(before)), end=max(0, one.end - len(before)))
            if one.end <= len(before) or (excluded and condition.start >= excluded.start()):
                continue
            if last and found and _EITHER.fullmatch(text[last.end : condition.start]):
                found[-1] = Group("any", (*(found[-1].parts if isinstance(found[-1], Group) else (found[-1],)), condition))
            else:
                found.append(condition)
            last = condition
        return found

    def _begun(self, at: int) -> str:
        """The end of the paragraph above, where it breaks off before a figure: "a strength equal to or greater than:"."""
        parent = self.rows[at].parent
        above = self.rows[parent].text[-LONGEST_BEGUN:].rstrip(" :") if parent is not None else ""
        breaks_off = _BREAKS_OFF.search(above)
        return f"{above[: breaks_off.end(1)]} " if breaks_off and NUMBER.match(self.rows[at].text) else ""

    def _code(self, at: int) -> str:
        """Of the nearest paragraph that bears one."""
        return next((self.rows[one].code for one in self._chain(at) if self.rows[one].code), self.rows[at].entry)

    def _items(self, at: int) -> list[int]:
        return [child for child in self.children[at] if self.rows[child].kind == "item"]

    def _criterion(self, at: int, group: Group) -> SuggestedCriterion:
        chain = list(self._chain(at))
        exceptions = (
            self.rows[child].text for one in chain for child in self.children[one] if _DOES_NOT.search(self.rows[child].text)
        )
        subject = tuple(self.rows[one].text for one in chain)
        return SuggestedCriterion(self._code(at), group, subject, tuple(self._features(at)), tuple(exceptions))

    def _features(self, at: int) -> Iterator[str]:
        """What a paragraph joins with its conditions without giving a figure."""
        if self._joins(at):
            yield from (self.rows[child].text for child in self._items(at) if not self._figured(child))

    def _joins(self, at: int) -> bool:
        """Whether all that a paragraph holds must be met: it says so, or it says nothing and they are strung by "and"."""
        text, items = self.rows[at].text, self._items(at)
        if _ALL.search(text) or not items:
            return bool(items)
        silent = not _ANY.search(text) and self.rows[at].parent is not None
        return silent and any(_AND.search(self.rows[child].text) for child in items)

    def _figured(self, at: int) -> bool:
        """Whether a threshold stands in it, or in what it holds."""
        return bool(self._joined(at)) or any(self._figured(child) for child in self._items(at))

    def _chain(self, at: int | None) -> Iterator[int]:
        while at is not None:
            yield at
            at = self.rows[at].parent


def _as_part(parts: "tuple[Condition | Group, ...]") -> "Condition | Group | None":
    if len(parts) < 2:
        return parts[0] if parts else None
    return Group("all", parts)
