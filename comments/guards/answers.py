"""Which of its answers is chosen for a question."""

from comments.models import NewComment, Question
from normsite.foundation.errors import Refused


def refuse_wrong_answer(item: NewComment, question: Question | None) -> None:
    """Refused: no answer to a question that has some to choose among, another than those, and one where there are none."""
    answers = question.answers if question else []
    if answers and item.answer not in answers:
        raise Refused("The question has answers to choose among.", f"Choose one: {'; '.join(answers)}.")
    if item.answer and not answers:
        raise Refused("There is no answer to choose here.", "Write what you want to say as your comment.")
