"""How the questions of a method are spread over pages: by topic, on as few as fit into two screens of a phone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from riskreviews.methods.method import SIDES, Method, side_in_words
from riskreviews.methods.questions import Estimate, Field, Lines, Question

# How many pixels of a phone 375 pixels wide the questions of a page may take, about: two screens hold the rest of it too.
ROOM = 780
LETTERS_IN_A_LINE = 46
ROWS_AT_ONCE = 3  # of a question that is answered line by line; the others are folded
BOTH = tuple(SIDES.values())


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the questions, of one side or of both; what is asked once for both sides is asked without safeguards. `key` is
    how its address calls it, `title` how people do."""

    key: str
    title: str
    sides: tuple[bool, ...]
    questions: tuple[Question, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Under which names the answers are typed and stored."""
        return tuple(name for question in self.questions for name in self.names_of(question))

    def names_of(self, question: Question) -> tuple[str, ...]:
        """The names of one question here, side by side."""
        sides = self.sides if question.in_residual else self.sides[:1]
        return tuple(name for residual in sides for name in question.side(residual=residual))

    def only(self, shown: Callable[[Question], bool]) -> "Page":
        """The same page with some of its questions."""
        return replace(self, questions=tuple(filter(shown, self.questions)))


def pages(method: Method) -> list[Page]:
    """All pages, in the order of the questions: one for each topic where both sides are asked together, else one side after
    the other."""
    if method.together:
        grouped = groupby(method.fields, key=lambda question: question.topic)
        return [Page("-".join(re.findall("[a-z]+", topic.lower())), topic, BOTH, tuple(group)) for topic, group in grouped]
    return [page for side, residual in SIDES.items() for page in _of_side(method, side, residual=residual)]


def _of_side(method: Method, side: str, *, residual: bool) -> list[Page]:
    groups = list(_groups([question for question in method.fields if question.in_residual or not residual]))
    titles = [_title(group, side_in_words(residual=residual)) for group in groups]
    return [
        Page(
            side if place == 1 else f"{side}-{place}",
            title if titles.count(title) == 1 else f"{title} ({place} of {len(groups)})",
            (residual,),
            group,
        )
        for place, (title, group) in enumerate(zip(titles, groups, strict=True), 1)
    ]


def _title(questions: tuple[Question, ...], side: str) -> str:
    """As in "Without safeguards: misuse"; only what it is about where all of it is asked once."""
    about = questions[0].topic
    if not about:
        return side
    return f"{side}: {about}" if any(question.in_residual for question in questions) else about[0].upper() + about[1:]


def _groups(questions: list[Question]) -> Iterator[tuple[Question, ...]]:
    group: list[Question] = []
    taken = 0
    for question in questions:
        height = _height(question)
        if group and (question.topic != group[0].topic or taken + height > ROOM):
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
