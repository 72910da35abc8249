"""What a risk method is: its scale, its questions, its tables and its words. Forms, pages and drawings ask nothing else."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from riskreviews.methods.levels import Level, Scale, pick
from riskreviews.methods.pictures import Picture
from riskreviews.methods.questions import Question
from riskreviews.methods.tables import Step, Table


@dataclass(frozen=True, slots=True)
class Said:
    """One step of a calculation that reads no table, in words, with its figures."""

    sentence: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a method comes to, written as it is compared: six significant digits, no separators."""

    key: str
    label: str
    value: str
    unit: str = ""


def six_digits(value: float) -> str:
    """A number as it is stored, compared and hashed: "806666667" for 806,666,666.67 is "8.06667e+08"."""
    return f"{value:.6g}"


@dataclass(frozen=True, slots=True)
class Result:
    """The level of risk of one side of a scenario, the steps that led there, in order, and the numbers met on the way.

    `likelihood` and `impact` say where it stands on the grid of a method that has one.
    """

    level: Level
    explanation: tuple[Step | Said, ...]
    likelihood: Level | None = None
    impact: Level | None = None
    figures: tuple[Figure, ...] = ()


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
    scenario without evidence is doubted.

    The words: `in_short` is a clause before a colon ("Every level is read from two printed tables"), `summary` opens the
    page of the method, `hint` stands above the questions, `range_title` above the ranges of the scale ("" where it has none);
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
    range_title: str = ""
    axes: tuple[str, str] = ("Likelihood", "Impact")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all judgements, question by question."""
        return tuple(name for field in self.fields for name in field.names)

    def level(self, code: str) -> Level:
        """The level of risk with this code."""
        return pick(self.levels, code)

    def answers(self, judgements: Mapping[str, str], *, residual: bool) -> dict[str, str]:
        """What was answered for one side, by the key of each blank; "" where an answer is missing."""
        return {
            blank.key: judgements.get(name, "")
            for field in self.fields
            for blank, name in zip(field.blanks, field.side(residual=residual), strict=True)
        }

    def complaints(self, judgements: Mapping[str, str], *, residual: bool) -> dict[str, str]:
        """What is wrong with the answers of one side: a sentence by the name under which the blank is typed."""
        answers = self.answers(judgements, residual=residual)
        names = {
            blank.key: name
            for field in self.fields
            for blank, name in zip(field.blanks, field.side(residual=residual), strict=True)
        }
        found = {key: sentence for field in self.fields for key, sentence in field.complaints(answers).items()}
        return {names[key]: sentence for key, sentence in (found or self.doubt(answers)).items()}

    def result(self, judgements: Mapping[str, str], *, residual: bool) -> Result:
        """The result of one side; ValueError where an answer is missing, can't stand there, or contradicts another."""
        answers = self.answers(judgements, residual=residual)
        for field in self.fields:
            for blank in field.blanks:
                blank.check(answers[blank.key])
        for sentence in self.complaints(judgements, residual=residual).values():
            raise ValueError(sentence)
        return self.assess(**answers)

    def weigh(self, judgements: Mapping[str, str], *, residual: bool) -> Result | None:
        """The result of one side; None where an answer is missing or can't stand there."""
        try:
            return self.result(judgements, residual=residual)
        except ValueError:
            return None

    def digest(self, judgements: Mapping[str, str]) -> str:
        """SHA-256, in hexadecimal, of what the judgements come to on both sides, with all that it was computed from: whoever
        computes it anew by the same version comes to the same."""
        sides = {}
        for residual in (False, True):
            result = self.result(judgements, residual=residual)
            sides["with" if residual else "without"] = {
                "answers": self.answers(judgements, residual=residual),
                "level": result.level.code,
                "figures": {figure.key: figure.value for figure in result.figures},
                "steps": [step.sentence for step in result.explanation],
            }
        record = {"method": self.key, "version": self.version, "sides": sides}
        return sha256(json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
