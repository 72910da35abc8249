"""What a method asks: questions answered on a scale, by an estimate of three numbers, or line by line.

Whatever is asked, it is filled in blank by blank: each blank has a name of its own, under which its value is typed and stored
as a string. So forms, the database and digests know blanks only.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from riskreviews.methods.levels import Scale, pick

RESIDUAL = "residual_"
MOST = Decimal(10**15)  # no figure of ours is greater, and what is computed of these stays a number


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a unit, between two bounds where there are any."""

    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None

    def read(self, value: str) -> Decimal:
        """The number; ValueError where it is none or lies out of bounds."""
        try:
            number = Decimal(value)
        except (InvalidOperation, TypeError) as error:
            raise ValueError(f"{value!r} is no number") from error
        if not number.is_finite():
            raise ValueError(f"{value!r} is no number")
        if abs(number) > MOST:
            raise ValueError(f"{value} is more than {MOST}")
        if self.least is not None and number < self.least:
            raise ValueError(f"{value} is less than {self.least}")
        if self.most is not None and number > self.most:
            raise ValueError(f"{value} is more than {self.most}")
        return number


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words, such as the name of a threat. `is_told`: it names no secret, such as a currency, and is shown also where
    the description of the scenario is withheld."""

    longest: int = 120
    is_told: bool = False

    def read(self, value: str) -> str:
        """The words; ValueError where they are too long."""
        if len(value) > self.longest:
            raise ValueError(f"longer than {self.longest} characters")
        return value


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing to fill in: under which key it is stored, its label, what may stand in it, whether it may stay empty, and what
    stands in it at first."""

    key: str
    label: str
    kind: Scale | Number | Words
    needed: bool = True
    initial: str = ""

    def check(self, value: str | None) -> None:
        """ValueError where this can't stand here."""
        if not value and not self.needed:
            return
        if isinstance(self.kind, tuple):
            pick(self.kind, value)
        elif not value:
            raise ValueError(f"{self.label} is empty")
        else:
            self.kind.read(value)


Condition = tuple[str, str]
"""The key of a `Choice`, and the codes of its values, each of one letter, with which a question is asked."""


class Question(ABC):
    """What all kinds of questions have. `in_residual` says whether it is asked with safeguards too; where it isn't asked again,
    one answer holds for both sides. `topic` is what it is about, by which the steps of a form are named. `only_if`: it is
    asked only where all of these choices fell so (`Method.counts`, `Method.needs`)."""

    key: str
    question: str
    in_residual: bool
    topic: str
    only_if: tuple[Condition, ...]

    @property
    @abstractmethod
    def blanks(self) -> tuple[Blank, ...]:
        """What is filled in on one side, in order."""

    def complaints(self, answers: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with answers that are well-formed one by one: a sentence by the key of the blank it belongs to."""
        return {}

    def side(self, *, residual: bool) -> tuple[str, ...]:
        """Under which names the answer of this side is typed and stored."""
        prefix = RESIDUAL if residual and self.in_residual else ""
        return tuple(f"{prefix}{blank.key}" for blank in self.blanks)

    def is_answered(self, judgements: Mapping[str, str], *, residual: bool) -> bool:
        """Whether one side lacks nothing: what stands in each blank can stand there, and nothing contradicts."""
        answers = self.given(judgements, residual=residual)
        try:
            self.check(answers)
        except ValueError:
            return False
        return not self.complaints(answers)

    def check(self, answers: Mapping[str, str]) -> None:
        """ValueError where an answer, by the key of its blank, is missing or can't stand there."""
        for blank in self.blanks:
            blank.check(answers[blank.key])

    def complaints_by_name(self, judgements: Mapping[str, str], *, residual: bool) -> dict[str, str]:
        """The complaints about one side, by the names under which its blanks are typed."""
        names = dict(zip((blank.key for blank in self.blanks), self.side(residual=residual), strict=True))
        found = self.complaints(self.given(judgements, residual=residual))
        return {names[key]: sentence for key, sentence in found.items()}

    def given(self, judgements: Mapping[str, str], *, residual: bool) -> dict[str, str]:
        """What was answered for one side, by the key of each blank; "" where an answer is missing."""
        names = self.side(residual=residual)
        return {blank.key: judgements.get(name, "") for blank, name in zip(self.blanks, names, strict=True)}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all its blanks, side by side: of both sides, or of the one that holds for both."""
        first = self.side(residual=False)
        return (*first, *self.side(residual=True)) if self.in_residual else first


@dataclass(frozen=True, slots=True)
class Field(Question):
    """One question, answered by one value of a scale."""

    key: str
    question: str
    scale: Scale
    in_residual: bool = True
    _: KW_ONLY
    topic: str = ""
    only_if: tuple[Condition, ...] = ()

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return (Blank(self.key, self.question, self.scale),)


@dataclass(frozen=True, slots=True)
class Choice(Question):
    """Which questions are asked, chosen once for both sides. It is kept with the judgements and is none itself: no result is
    computed from it, and no digest holds it. `initial` is what holds where nothing is chosen, "" where one must choose."""

    key: str
    question: str
    scale: Scale
    initial: str = ""
    _: KW_ONLY
    topic: str = ""
    only_if: tuple[Condition, ...] = ()
    in_residual: bool = False

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return (Blank(self.key, self.question, self.scale, needed=False, initial=self.initial),)


@dataclass(frozen=True, slots=True)
class Together(Question):
    """One question, answered by several blanks of different kinds; the numbers of those that are `rising` rise."""

    key: str
    question: str
    parts: tuple[Blank, ...]
    in_residual: bool = True
    _: KW_ONLY
    rising: tuple[Blank, ...] = ()
    topic: str = ""
    only_if: tuple[Condition, ...] = ()

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return self.parts

    def complaints(self, answers: Mapping[str, str]) -> dict[str, str]:
        given = [(blank.key, Decimal(answers[blank.key])) for blank in self.rising if answers[blank.key]]
        return {
            key: f"Give more than the bound before, {before:,f}."
            for (_, before), (key, number) in pairwise(given)
            if number <= before
        }


def about(topic: str, questions: Iterable[Field]) -> tuple[Field, ...]:
    """The same questions, all of one topic."""
    return tuple(replace(question, topic=topic) for question in questions)


LOW, LIKELY, HIGH = "low", "likely", "high"


@dataclass(frozen=True, slots=True)
class Estimate(Question):
    """A question answered by three numbers: at least, most likely, at most. Where it need not be answered, all three are
    empty."""

    key: str
    question: str
    number: Number
    in_residual: bool = True
    needed: bool = True
    _: KW_ONLY
    topic: str = ""
    only_if: tuple[Condition, ...] = ()

    @property
    def blanks(self) -> tuple[Blank, ...]:
        words = {LOW: "At least", LIKELY: "Most likely", HIGH: "At most"}
        return tuple(Blank(f"{self.key}_{end}", label, self.number, self.needed) for end, label in words.items())

    def complaints(self, answers: Mapping[str, str]) -> dict[str, str]:
        given = {end: answers.get(f"{self.key}_{end}", "") for end in (LOW, LIKELY, HIGH)}
        if not any(given.values()):
            return {}
        empty = next((end for end, value in given.items() if not value), None)
        if empty is not None:
            return {f"{self.key}_{empty}": "Give all three numbers, or none."}
        low, likely, high = (Decimal(value) for value in given.values())
        if low > likely:
            return {f"{self.key}_{LIKELY}": "The most likely number is at least the lowest one."}
        if likely > high:
            return {f"{self.key}_{HIGH}": "The highest number is at least the most likely one."}
        return {}


@dataclass(frozen=True, slots=True)
class Lines(Question):
    """A question answered line by line, in up to `many` lines with the same columns. The first column names the line; a line
    without it is none."""

    key: str
    question: str
    columns: tuple[Blank, ...]
    many: int
    in_residual: bool = True
    fewest: int = 1
    _: KW_ONLY
    topic: str = ""
    only_if: tuple[Condition, ...] = ()

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return tuple(
            Blank(self.name(line, column), column.label, column.kind, needed=False)
            for line in range(1, self.many + 1)
            for column in self.columns
        )

    def name(self, line: int, column: Blank) -> str:
        return f"{self.key}_{line}_{column.key}"

    def lines(self, answers: Mapping[str, str]) -> Iterator[dict[str, str]]:
        """The lines that are filled in, each by the keys of its columns."""
        for line in range(1, self.many + 1):
            found = {column.key: answers.get(self.name(line, column), "") for column in self.columns}
            if any(found.values()):
                yield found

    def complaints(self, answers: Mapping[str, str]) -> dict[str, str]:
        found: dict[str, str] = {}
        filled = 0
        for line in range(1, self.many + 1):
            values = {column: answers.get(self.name(line, column), "") for column in self.columns}
            filled += any(values.values())
            lacking = [column for column, value in values.items() if column.needed and not value]
            if any(values.values()) and lacking:
                found[self.name(line, lacking[0])] = f"Fill in “{lacking[0].label}”, or empty the line."
        if filled < self.fewest:
            found[self.name(1, self.columns[0])] = f"Fill in at least {self.fewest}."
        return found
