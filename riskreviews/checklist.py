"""What is asked of a draft before it circulates: the checklist of docs/domain.md §4, told once.

Automatic hits speak to some of the questions; none of them answers one.
"""

from dataclasses import dataclass

from normsite.foundation.controls.hits import HitKind

Answers = dict[str, dict[str, str]]
"""By the key of the question: `answer` (a key of `ANSWERS`) and `note`."""

NONE, HARMLESS, CONCERN, UNSURE = "none", "harmless", "concern", "unsure"
ANSWERS = {
    NONE: "No",
    HARMLESS: "Yes, and it tells nothing that is controlled",
    CONCERN: "Yes, and it may be controlled",
    UNSURE: "Not sure",
}
ANSWER_CHOICES = list(ANSWERS.items())


@dataclass(frozen=True)
class Question:
    """One question; `kinds` are the hits that speak to it."""

    key: str
    question: str
    help: str
    kinds: frozenset[HitKind] = frozenset()


QUESTIONS = (
    Question(
        "codes",
        "Are codes of this list, or of another, mentioned?",
        "A code says which entry an author had in mind, also where the words do not.",
        frozenset({HitKind.CODE}),
    ),
    Question(
        "quantities",
        "Do figures meet a threshold of the list?",
        "Accuracy, speed, range, resolution, power: as required, as measured, or in an example.",
        frozenset({HitKind.QUANTITY}),
    ),
    Question(
        "terms",
        "Do words stand here by which the list controls?",
        "“Specially designed”, and “development”, “production” or “use” of something that is listed.",
        frozenset({HitKind.TERM}),
    ),
    Question(
        "cryptography",
        "Are cryptographic algorithms named, with the length of their keys?",
        "A published algorithm named as a requirement is often harmless; how it is built in may not be.",
        frozenset({HitKind.ALGORITHM}),
    ),
    Question(
        "know_how",
        "Does the text teach how something is made?",
        "What a product must do is a requirement. How to make it so, step by step, is technology.",
        frozenset({HitKind.KNOW_HOW}),
    ),
    Question(
        "tests",
        "Do test procedures reveal limits?",
        "How to find out what something can't stand, or how far it goes beyond what is promised.",
        frozenset({HitKind.TEST_PROCEDURE}),
    ),
    Question(
        "source_code",
        "Does source code stand in the text?",
        "Code in an example or an annex is software under most lists.",
        frozenset({HitKind.SOURCE_CODE}),
    ),
    Question(
        "markings",
        "Is there material of others under a marking?",
        "Confidential, proprietary, export controlled, official use only: also in pictures and tables.",
        frozenset({HitKind.MARKING}),
    ),
    Question(
        "national_lists",
        "Does a national list control more than this one?",
        "Lists of member states, and controls on items that no list names (catch-all).",
    ),
    Question(
        "regimes",
        "Does it touch missiles, nuclear, chemical or biological items?",
        "Missile Technology Control Regime, Nuclear Suppliers Group, Australia Group, Chemical Weapons Convention.",
    ),
    Question(
        "dual_use_research",
        "Is there research that could be misused with little more work?",
        "Dual-use research of concern: agents, toxins, and what makes them worse.",
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}


def answer_of(answers: Answers, key: str) -> str:
    """What was answered to a question; nothing where it was not answered yet."""
    return answers.get(key, {}).get("answer", "")


def concerns_in(answers: Answers) -> list[Question]:
    """The questions at which a person sees something that may be controlled."""
    return [question for question in QUESTIONS if answer_of(answers, question.key) == CONCERN]
