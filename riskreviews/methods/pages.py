"""How the questions of a method are spread over pages: each side on as few as fit into two screens of a phone."""

from collections.abc import Iterator
from dataclasses import dataclass

from riskreviews.methods.method import Method
from riskreviews.methods.questions import Estimate, Field, Lines, Question

# How many pixels of a phone 375 pixels wide the questions of a page may take, about: two screens hold the rest of it too.
ROOM = 800
LETTERS_IN_A_LINE = 46
ROWS_AT_ONCE = 4  # of a question that is answered line by line; the others are folded


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the questions of one side; what is asked once for both sides is asked without safeguards."""

    residual: bool
    questions: tuple[Question, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Under which names the answers are typed and stored."""
        return tuple(name for question in self.questions for name in question.side(residual=self.residual))


def pages(method: Method, *, residual: bool) -> list[Page]:
    """The pages of one side, in the order of the questions."""
    asked = [question for question in method.fields if question.in_residual or not residual]
    return [Page(residual, group) for group in _groups(asked)]


def _groups(questions: list[Question]) -> Iterator[tuple[Question, ...]]:
    group: list[Question] = []
    taken = 0
    for question in questions:
        height = _height(question)
        if group and taken + height > ROOM:
            yield tuple(group)
            group, taken = [], 0
        group.append(question)
        taken += height
    if group:
        yield tuple(group)


def _height(question: Question) -> int:
    if isinstance(question, Field):
        options = (f"{level.label} {level.range}: {level.meaning}" for level in question.scale)
        return 20 + 24 * _lines(question.question) + sum(7 + 20 * _lines(option) for option in options)
    if isinstance(question, Estimate):
        return 50 + 3 * 78
    if isinstance(question, Lines):
        wide = len(question.columns)
        # Two blanks side by side, and the name above them where they are odd; four below the name where there are as many.
        return 50 + min(question.many, ROWS_AT_ONCE) * (10 + 78 * (-(-wide // 2) if wide < 5 else 1 - (1 - wide) // 4))
    return 50 + 78 * len(question.blanks)


def _lines(words: str) -> int:
    return -(-len(words) // LETTERS_IN_A_LINE)
