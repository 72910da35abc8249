"""The steps in which a scenario is written, each a page: what could happen, the judgements of its method, what follows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from riskreviews.methods import Method
from riskreviews.methods.method import SIDES, side_in_words
from riskreviews.methods.pages import Page, pages
from riskreviews.models import Assessment, Dimension, Scenario


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form: how it is called in its address and by people, the fields on it, and the questions among them."""

    key: str
    title: str
    names: tuple[str, ...]
    page: Page | None = None


WHAT = Step("what", "What could happen", ("title", "description", "threat_source", "clause", "find", "provisions"))
CONSEQUENCES = Step(
    "consequences",
    "Consequences and uncertainty",
    (
        *(f"consequence_{one.value}{part}" for one in Dimension for part in ("", "_words")),
        "uncertainty",
        "uncertainty_reason",
        "benefit_lost",
    ),
)
TREATMENT = Step("treatment", "Why, and what is done", ("reasoning", "treatment", "owner", "review_on"))


def steps_of(method: Method) -> list[Step]:
    """The steps of a scenario that is weighed by this method, in their order."""
    return [
        WHAT,
        *(step for side, residual in SIDES.items() for step in _judging(method, side, residual=residual)),
        CONSEQUENCES,
        TREATMENT,
    ]


def step_of(method: Method, key: str) -> Step | None:
    """The step that is called so; None where the scenario has no such step."""
    return next((step for step in steps_of(method) if step.key == key), None)


def _judging(method: Method, key: str, *, residual: bool) -> list[Step]:
    found, title = pages(method, residual=residual), side_in_words(residual=residual)
    return [
        Step(
            key if place == 1 else f"{key}-{place}",
            title if len(found) == 1 else f"{title} ({place} of {len(found)})",
            page.names,
            page,
        )
        for place, page in enumerate(found, 1)
    ]


def address_of(assessment: Assessment, scenario: Scenario, step: Step) -> str:
    """Where this step of the scenario is written."""
    return reverse("riskreviews:scenario_step", args=[assessment.code, scenario.code, step.key])


def unanswered(step: Step, judgements: Mapping[str, str]) -> list[str]:
    """The questions of a step that still need an answer."""
    if step.page is None:
        return []
    residual = step.page.residual
    return [question.question for question in step.page.questions if not question.is_answered(judgements, residual=residual)]
