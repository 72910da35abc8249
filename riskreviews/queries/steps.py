"""The steps in which a scenario is written, each a page: what could happen, the judgements of its method, what follows."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse

from riskreviews.methods import Method
from riskreviews.methods.method import SIDES, side_in_words
from riskreviews.methods.pages import Page, pages
from riskreviews.methods.questions import Choice, Question
from riskreviews.models import Assessment, Dimension, Scenario

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form: how it is called in its address and by people, the fields on it, and the questions among them."""

    key: str
    title: str
    names: tuple[str, ...]
    page: Page | None = None

    @property
    def has_choices(self) -> bool:
        """Whether it is chosen here what is asked in other steps."""
        return self.page is not None and any(isinstance(one, Choice) for one in self.page.questions)


WHAT = Step("what", "What could happen", ("title", "description", "threat_source", "clause", "find", "provisions"))
CONSEQUENCES = Step(
    "consequences", "Consequences", tuple(f"consequence_{one.value}{part}" for one in Dimension for part in ("", "_words"))
)
UNCERTAINTY = Step("uncertainty", "Uncertainty, and what is lost", ("uncertainty", "uncertainty_reason", "benefit_lost"))
TREATMENT = Step("treatment", "Why, and what is done", ("reasoning", "treatment", "owner", "review_on"))


def steps_of(method: Method, judgements: Mapping[str, str] = NOTHING) -> list[Step]:
    """The steps of a scenario with these judgements, in their order; a step of which nothing is asked is left out."""
    found = [page.only(lambda one: _is_shown(one, method, judgements)) for page in pages(method)]
    return [WHAT, *(_step(page) for page in found if page.questions), CONSEQUENCES, UNCERTAINTY, TREATMENT]


def step_of(method: Method, key: str, judgements: Mapping[str, str] = NOTHING, typed: Collection[str] = ()) -> Step | None:
    """The step that is called so; None where the method has no such step.

    It has what is asked there, and what somebody has typed, by its names: what was asked when the page was opened isn't lost
    where another way was chosen meanwhile. Of a step of which nothing is asked any more it has all.
    """
    for page in pages(method):
        if page.key == key:
            found = page.only(lambda one: _is_shown(one, method, judgements) or not set(one.names).isdisjoint(typed))
            return _step(found if found.questions else page)
    return next((step for step in (WHAT, CONSEQUENCES, UNCERTAINTY, TREATMENT) if step.key == key), None)


def _step(page: Page) -> Step:
    return Step(page.key, page.title, page.names, page)


def _is_shown(question: Question, method: Method, judgements: Mapping[str, str]) -> bool:
    """Whether it is asked on either side; a choice always is, since it stands beside the one that decides whether it counts."""
    return isinstance(question, Choice) or any(method.asks(question, judgements, residual=side) for side in SIDES.values())


def address_of(assessment: Assessment, scenario: Scenario, step: Step) -> str:
    """Where this step of the scenario is written."""
    return reverse("riskreviews:scenario_step", args=[assessment.code, scenario.code, step.key])


def unanswered(step: Step, method: Method, judgements: Mapping[str, str]) -> list[str]:
    """The questions of a step that still need an answer; with the side where both are asked together and one lacks it."""
    return list(_unanswered(step.page, method, judgements)) if step.page else []


def _unanswered(page: Page, method: Method, judgements: Mapping[str, str]) -> Iterator[str]:
    lacking = {residual: method.unanswered(judgements, residual=residual) for residual in page.sides}
    for question in page.questions:
        sides = [residual for residual, found in lacking.items() if question in found]
        if sides and question.in_residual and len(sides) < len(page.sides):
            yield f"{question.question} {side_in_words(residual=sides[0])}"
        elif sides:
            yield question.question


def uncounted(method: Method, judgements: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is kept and doesn't count, because another way is chosen: the question with its side, and what was answered."""
    return [
        (f"{question.question} {side_in_words(residual=residual)}", ", ".join(filter(None, given.values())))
        for residual in SIDES.values()
        for question in method.uncounted(judgements, residual=residual)
        if (question.in_residual or not residual) and (given := question.given(judgements, residual=residual))
    ]


def uncounted_names(method: Method, judgements: Mapping[str, str]) -> list[str]:
    """Under which names that is kept."""
    sides = ((residual, method.uncounted(judgements, residual=residual)) for residual in SIDES.values())
    return [name for residual, questions in sides for one in questions for name in one.side(residual=residual)]


def chosen_first(step: Step, method: Method, judgements: Mapping[str, str]) -> Step | None:
    """Where to choose before the questions of a step are asked; None where they are, or where a choice leads past them all."""
    steps = steps_of(method, judgements)
    if step.page is None or step.key in [one.key for one in steps]:
        return None
    counts = any(method.counts(one, judgements) for one in step.page.questions)
    return next((one for one in steps if one.has_choices), None) if counts else None
