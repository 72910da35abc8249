"""What a risk method is: its scale, its questions, its tables and its words. Forms, pages and drawings ask nothing else."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from typing import Protocol

from riskreviews.methods.figures import Figure
from riskreviews.methods.levels import Level, Scale, pick
from riskreviews.methods.pictures import Picture
from riskreviews.methods.questions import Blank, Choice, Question, Words
from riskreviews.methods.tables import Lookup, Table


@dataclass(frozen=True, slots=True)
class Said:
    """One step of a calculation that reads no table, in words, with its figures."""

    sentence: str
    cell: str = ""


SIDES = {"without": False, "with": True}
"""The two sides of a scenario, without and with safeguards, as records name them: whether the residual answers count."""


def side_in_words(*, residual: bool) -> str:
    """A side as people read it: "Without safeguards"."""
    return "With safeguards" if residual else "Without safeguards"


@dataclass(frozen=True, slots=True)
class Result:
    """The level of risk of one side of a scenario, the steps that led there, in order, and the numbers met on the way.

    `likelihood` and `impact` say where it stands on the grid of a method that has one.
    """

    level: Level
    explanation: tuple[Lookup | Said, ...]
    likelihood: Level | None = None
    impact: Level | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the trials of one side came to: figures, and points of the loss exceedance curve, each the loss and the share of
    trials that exceed it; all with six significant digits."""

    figures: tuple[Figure, ...]
    curve: tuple[tuple[str, str], ...]

    @property
    def plain(self) -> dict[str, list[dict[str, str]] | list[list[str]]]:
        """The same as it is kept in JSON."""
        return {"figures": [asdict(one) for one in self.figures], "curve": [list(point) for point in self.curve]}


class Simulate(Protocol):
    """Draws one side many times. `answers` are the values of the blanks by their keys; the same answers and seed give the same
    figures. `tell` is told from time to time which part is done."""

    def __call__(self, answers: Mapping[str, str], *, seed: int, tell: Callable[[float], None]) -> Simulated: ...


def _nothing(answers: Mapping[str, str]) -> dict[str, str]:
    return {}


def _no_pictures(judgements: Mapping[str, str]) -> tuple[Picture, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Method:
    """A way to come from judgements to a level of risk.

    `key` stands in addresses and in the database. `version` is raised whenever the same answers come to something else.
    `levels` is the scale of the result, `grid` the table whose rows are the likelihood, whose columns are the impact, and whose
    cells are the risk, where the method has one. `assess` takes the value of each blank of `fields`, by its key, and raises
    ValueError for one that can't stand there. `doubt` says what is wrong with answers that are well-formed one by one, a
    sentence by the key of a blank. `pictures` draws from all judgements of a scenario, both sides. Above the level `accepted` a
    scenario without evidence is doubted. `together`: both sides of a question are asked beside each other, else one side after
    the other.

    The words: `in_short` is a clause before a colon ("Every level is read from two printed tables"), `summary` opens the
    page of the method, `hint` stands above the questions, `when` says in a sentence when to take it, `gives` what
    it needs and gives, `range_title` above the ranges of the scale ("" where it has none);
    `axes` says in a word each what the rows and the columns of the grid are.
    """

    key: str
    title: str
    source: str
    in_short: str
    summary: str
    hint: str
    levels: Scale
    accepted: Level
    fields: tuple[Question, ...]
    assess: Callable[..., Result]
    tables: tuple[Table, ...] = ()
    grid: Table | None = None
    version: str = "1"
    doubt: Callable[[Mapping[str, str]], dict[str, str]] = _nothing
    pictures: Callable[[Mapping[str, str]], tuple[Picture, ...]] = _no_pictures
    simulate: Simulate | None = None
    range_title: str = ""
    axes: tuple[str, str] = ("Likelihood", "Impact")
    when: str = ""
    gives: str = ""
    together: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all judgements, question by question."""
        return tuple(name for field in self.fields for name in field.names)

    @property
    def is_simulated(self) -> bool:
        """Whether a worker draws what its judgements come to."""
        return self.simulate is not None

    def level(self, code: str) -> Level:
        """The level of risk with this code."""
        return pick(self.levels, code)

    def answers(self, judgements: Mapping[str, str], *, residual: bool) -> dict[str, str]:
        """What counts on one side, by the key of each blank; "" where an answer is missing, or another way is chosen."""
        found: dict[str, str] = {}
        for field in self.fields:
            if not isinstance(field, Choice):
                given = field.given(judgements, residual=residual)
                found |= given if self.counts(field, judgements) else dict.fromkeys(given, "")
        return found

    def counts(self, question: Question, judgements: Mapping[str, str]) -> bool:
        """Whether its answer counts: no choice that was made leads past it. What was judged before there were choices counts
        as it is given."""
        return all(judgements.get(key, "") in ("", *codes) for key, codes in question.only_if)

    def needs(self, question: Question, judgements: Mapping[str, str], *, residual: bool) -> bool:
        """Whether one side needs an answer: all choices fell so, those that nobody made as they are read from what is given."""
        chosen = ((codes, self._chosen(key, judgements, residual=residual)) for key, codes in question.only_if)
        return all(code != "" and code in codes for codes, code in chosen)

    def asks(self, question: Question, judgements: Mapping[str, str], *, residual: bool) -> bool:
        """Whether it is asked on one side: an answer is needed, or is given and counts."""
        given = any(question.given(judgements, residual=residual).values())
        return self.needs(question, judgements, residual=residual) or (given and self.counts(question, judgements))

    def unanswered(self, judgements: Mapping[str, str], *, residual: bool) -> list[Question]:
        """The questions of one side that still need an answer, and the choices that are still to be made."""
        return [
            one
            for one in self.fields
            if self.asks(one, judgements, residual=residual) and not self._is_answered(one, judgements, residual=residual)
        ]

    def _is_answered(self, question: Question, judgements: Mapping[str, str], *, residual: bool) -> bool:
        if isinstance(question, Choice):
            return bool(self._chosen(question.key, judgements, residual=residual))
        return question.is_answered(judgements, residual=residual)

    def uncounted(self, judgements: Mapping[str, str], *, residual: bool) -> list[Question]:
        """Questions of one side that are answered, and whose answers don't count because another way is chosen."""
        return [
            one
            for one in self.fields
            if any(one.given(judgements, residual=residual).values())
            and not isinstance(one, Choice)
            and not self.counts(one, judgements)
        ]

    @property
    def asked(self) -> list[tuple[Question, list[tuple[str, list[str]]]]]:
        """Each question with when it is asked: the choices that lead there, and of each the answers with which they do."""
        choices = {one.key: one for one in self.fields if isinstance(one, Choice)}
        return [(one, [_leads(choices[key], codes) for key, codes in one.only_if]) for one in self.fields]

    def counted(self, judgements: Mapping[str, str]) -> dict[str, str]:
        """The judgements from which both sides are computed: without choices, and without answers of another way."""
        counting = [one for one in self.fields if not isinstance(one, Choice) and self.counts(one, judgements)]
        return {name: judgements[name] for one in counting for name in one.names if name in judgements}

    def choices(self, judgements: Mapping[str, str]) -> dict[str, str]:
        """What is chosen, by the key of each choice, as a form begins with it: what somebody chose, else what can be read from
        the answers; "" where both sides are answered in different ways, or not at all."""
        found = {}
        for choice in self.fields:
            if isinstance(choice, Choice):
                read = (self._read(choice.key, judgements, residual=residual) for residual in SIDES.values())
                found[choice.key] = judgements.get(choice.key) or _only(frozenset().union(*read)) or choice.initial
        return found

    def _chosen(self, key: str, judgements: Mapping[str, str], *, residual: bool) -> str:
        """The code that was chosen, else the one that can be read from the answers of this side. A side without any goes the
        way of the other one, where the choice holds nothing of its own accord."""
        initial = next(one.initial for one in self.fields if isinstance(one, Choice) and one.key == key)
        here, other = (self._read(key, judgements, residual=side) for side in (residual, not residual))
        return judgements.get(key) or _only(here) or initial or ("" if here else _only(other))

    def _read(self, key: str, judgements: Mapping[str, str], *, residual: bool) -> frozenset[str]:
        """The codes under which what is given on this side is asked."""
        return frozenset(
            codes
            for field in self.fields
            if any(field.given(judgements, residual=residual).values())
            for condition, codes in field.only_if
            if condition == key and len(codes) == 1
        )

    def check(self, judgements: Mapping[str, str]) -> None:
        """ValueError where an answer that is there can't stand in its blank; one that is missing passes."""
        for field in self.fields:
            for residual in (False, True):
                for blank, value in zip(field.blanks, field.given(judgements, residual=residual).values(), strict=True):
                    if value:
                        blank.check(value)

    def words(self, judgements: Mapping[str, str]) -> list[str]:
        """What somebody has written in their own words among the judgements, such as the names of threats."""
        kinds = {name: blank.kind for field in self.fields for name, blank in _blanks_by_name(field)}
        return [judgements[name] for name, kind in kinds.items() if _is_own(kind) and judgements.get(name)]

    def without_words(self, judgements: Mapping[str, str]) -> dict[str, str]:
        """The same judgements with "withheld 1", "withheld 2" in the place of what somebody has written in their own words."""
        told = {words: f"withheld {place}" for place, words in enumerate(dict.fromkeys(self.words(judgements)), 1)}
        kinds = {name: blank.kind for field in self.fields for name, blank in _blanks_by_name(field)}
        return {name: told.get(value, value) if _is_own(kinds.get(name)) else value for name, value in judgements.items()}

    def complaints(self, judgements: Mapping[str, str], *, residual: bool) -> dict[str, str]:
        """What is wrong with the answers of one side: a sentence by the name under which the blank is typed."""
        found: dict[str, str] = {}
        for field in self.fields:
            if self.asks(field, judgements, residual=residual):
                found |= field.complaints_by_name(judgements, residual=residual)
        return found or self._doubts(judgements, residual=residual)

    def _doubts(self, judgements: Mapping[str, str], *, residual: bool) -> dict[str, str]:
        names = {
            blank.key: name
            for field in self.fields
            for blank, name in zip(field.blanks, field.side(residual=residual), strict=True)
        }
        doubts = self.doubt(self.answers(judgements, residual=residual))
        return {names[key]: sentence for key, sentence in doubts.items()}

    def result(self, judgements: Mapping[str, str], *, residual: bool) -> Result:
        """The result of one side; ValueError where an answer is missing, can't stand there, or contradicts another."""
        answers = self.answers(judgements, residual=residual)
        for field in self.fields:
            if isinstance(field, Choice):
                field.check(field.given(judgements, residual=residual))
            elif self.asks(field, judgements, residual=residual):
                field.check(answers)
        if complaints := self.complaints(judgements, residual=residual):
            raise ValueError(next(iter(complaints.values())))
        if lacking := self.unanswered(judgements, residual=residual):
            raise ValueError(f"Not chosen yet: {lacking[0].question}")
        return self.assess(**answers)

    def weigh(self, judgements: Mapping[str, str], *, residual: bool) -> Result | None:
        """The result of one side; None where an answer is missing or can't stand there."""
        try:
            return self.result(judgements, residual=residual)
        except ValueError:
            return None

    def record(self, judgements: Mapping[str, str]) -> dict[str, object]:
        """What the judgements come to on both sides, with all that it was computed from, as plain values. ValueError where an
        answer is missing or can't stand."""
        sides = {}
        for side, residual in SIDES.items():
            result = self.result(judgements, residual=residual)
            sides[side] = {
                "answers": self.answers(judgements, residual=residual),
                "level": result.level.code,
                "figures": {figure.key: figure.value for figure in result.figures},
                "steps": [step.sentence for step in result.explanation],
            }
        return {"method": self.key, "version": self.version, "sides": sides}

    def digest(self, judgements: Mapping[str, str]) -> str:
        """The digest of `record`: whoever computes it anew by the same version comes to the same."""
        return digest_of(self.record(judgements))

    def simulated(self, judgements: Mapping[str, str], *, seed: int, tell: Callable[[float], None]) -> dict[str, Simulated]:
        """Both sides simulated from one seed, so that what differs between them comes of the safeguards alone; `tell` is told
        the part that is done. ValueError for a method that has no simulation."""
        if self.simulate is None:
            raise ValueError(f"{self.title} has no simulation")
        done: dict[str, Simulated] = {}
        for number, (side, residual) in enumerate(SIDES.items()):
            answers = self.answers(judgements, residual=residual)
            done[side] = self.simulate(answers, seed=seed, tell=partial(_of_all, tell, number))
        return done


def _leads(choice: Choice, codes: str) -> tuple[str, list[str]]:
    return choice.question, [level.label for level in choice.scale if level.code in codes]


def _only(codes: frozenset[str]) -> str:
    """The one code among them; "" where there is none, or more than one."""
    return next(iter(codes)) if len(codes) == 1 else ""


def _is_own(kind: object) -> bool:
    """Whether somebody has written in their own words there."""
    return isinstance(kind, Words) and not kind.is_told


def _blanks_by_name(field: Question) -> Iterator[tuple[str, Blank]]:
    for residual in SIDES.values():
        yield from zip(field.side(residual=residual), field.blanks, strict=True)


def _of_all(tell: Callable[[float], None], before: int, part: float) -> None:
    tell((before + part) / len(SIDES))


def digest_of(record: Mapping[str, object]) -> str:
    """SHA-256, in hexadecimal, of a record as canonical JSON: keys in order, no spaces, UTF-8 (docs/domain.md, section 5)."""
    return sha256(json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
