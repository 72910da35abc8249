"""The weight of a safeguard by Robert Alexy's formula: what it gains against what it takes, in exact fractions.

    W = (Ii Wi Ri) / (Ij Wj Rj)

i is the aim that the safeguard serves, j the freedom that it limits. I is how grave it would be: for the aim, to go without the
safeguard; for the freedom, to live with it. W is how much the aim and the freedom count as such, R how sure what is said of
them is. I and W are 1, 2 or 4, R is 1, 1/2 or 1/4 (Alexy, "The Weight Formula", 2007; docs/domain.md, section 5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

GRAVITY = {"1": "Light", "2": "Moderate", "4": "Serious"}
IMPORTANCE = {"1": "Counts little", "2": "Counts", "4": "Counts much"}
SURENESS = {
    "1": "Sure: shown or measured",
    "1/2": "Plausible: argued, partly shown",
    "1/4": "Not evidently false: a fear or a hope",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One factor: its name, its sign in the formula, the question, and the words of its values."""

    key: str
    sign: str
    question: str
    values: Mapping[str, str]


GAINED = (
    Question("gain_gravity", "Ii", "How grave would it be for the aim to go without the safeguard?", GRAVITY),
    Question("gain_importance", "Wi", "How much does the aim count as such?", IMPORTANCE),
    Question("gain_sureness", "Ri", "How sure is it that the aim suffers without it?", SURENESS),
)
TAKEN = (
    Question("loss_gravity", "Ij", "How grave is the safeguard for those whom it limits?", GRAVITY),
    Question("loss_importance", "Wj", "How much does what it limits count as such?", IMPORTANCE),
    Question("loss_sureness", "Rj", "How sure is it that it limits them so?", SURENESS),
)
QUESTIONS = (*GAINED, *TAKEN)


@dataclass(frozen=True, slots=True)
class Weight:
    """Both sides of the balance, and their quotient."""

    gained: Fraction
    taken: Fraction

    @property
    def quotient(self) -> Fraction:
        return self.gained / self.taken

    @property
    def outweighs(self) -> bool:
        """Whether what it gains is more than what it takes."""
        return self.quotient > 1

    @property
    def sentence(self) -> str:
        said = f"{self.gained} against {self.taken}, W = {self.quotient}"
        if self.quotient == 1:
            return f"What it gains and what it takes weigh the same: {said}."
        heavier, lighter = ("gains", "takes") if self.outweighs else ("takes", "gains")
        return f"What it {heavier} outweighs what it {lighter}: {said}."

    @property
    def advice(self) -> str:
        """What to do where it doesn't gain more than it takes: nothing forbids it, and a peer will ask; "" elsewhere."""
        if self.outweighs:
            return ""
        return "Choose something less restrictive, judge the factors again, or say under “Proportionality” why it must be."


def weigh(answers: Mapping[str, str]) -> Weight | None:
    """The weight from the answers by the keys of the questions; None where one is missing or has no such value."""
    if any(answers.get(question.key) not in question.values for question in QUESTIONS):
        return None
    return Weight(_product(answers, GAINED), _product(answers, TAKEN))


def _product(answers: Mapping[str, str], side: tuple[Question, ...]) -> Fraction:
    product = Fraction(1)
    for question in side:
        product *= Fraction(answers[question.key])
    return product
