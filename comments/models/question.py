"""What a consultation asks beside its text: a question for free words, one with answers to choose among, or a scale."""

from typing import NamedTuple

from django.db import models

from comments.models.consultation import Consultation
from normsite.foundation.errors import Refused
from normsite.foundation.lines import one_line

LONGEST_QUESTION = 400
LONGEST_ANSWER = 80
MOST_ANSWERS = 12
STEPS = 5  # of a scale
BAR, SPAN = "|", "…"


class NewQuestion(NamedTuple):
    """A question, and the answers among which one may choose: none where it is to be answered in free words."""

    text: str
    answers: tuple[str, ...] = ()


class Question(models.Model):
    """One question that the consultation puts; a comment may answer it. `answers` are to be chosen among, in their order."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LONGEST_QUESTION)
    answers = models.JSONField(default=list, db_default=[])

    class Meta:
        ordering = ["consultation", "position"]
        constraints = [models.UniqueConstraint(fields=["consultation", "position"], name="question_placed_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """How forms and filters name it among the things a comment may be about."""
        return f"q:{self.position}"


def new_question(line: str) -> NewQuestion:
    """A question as the desk writes it on one line: "Is a second enough? | Yes | No | Can't say", or with a scale of five steps
    "How clear is it? | not at all … fully".

    Refused: one without words or with a single answer, answers that are equal, too many or too long.
    """
    text, *said = (one_line(part) for part in line.replace("...", SPAN).split(BAR))
    answers = tuple(_scale(said[0]) if len(said) == 1 and SPAN in said[0] else filter(None, said))
    if not text:
        raise Refused("A question has no words before its answers.", "Write it in front of the first bar.")
    _refuse_wrong_answers(text, answers)
    return NewQuestion(text, answers)


def _scale(ends: str) -> list[str]:
    low, high = (end.strip() for end in ends.split(SPAN, 1))
    named = {1: low, STEPS: high}
    return [", ".join(filter(None, (str(step), named.get(step, "")))) for step in range(1, STEPS + 1)]


def _refuse_wrong_answers(text: str, answers: tuple[str, ...]) -> None:
    if len(answers) == 1:
        raise Refused(f"“{text[:60]}” has one answer to choose.", "Give two or more, or none where free words are wanted.")
    if len(answers) > MOST_ANSWERS:
        raise Refused(f"“{text[:60]}” has more than {MOST_ANSWERS} answers to choose among.", "Take some together.")
    if len(set(answers)) < len(answers):
        raise Refused(f"“{text[:60]}” has the same answer twice.", "Take one out.")
    if any(len(answer) > LONGEST_ANSWER for answer in answers):
        raise Refused(f"An answer to “{text[:60]}” is longer than {LONGEST_ANSWER} characters.", "Say it in fewer words.")
