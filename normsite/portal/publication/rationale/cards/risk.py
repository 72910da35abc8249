"""What could happen without a clause, and how much of that remains with it."""

from django.urls import reverse
from django.utils.text import Truncator

from norms.models import Clause
from normsite.foundation.documents import Block, Line, plain_text, ramp_mark
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.cards.told import Told
from normsite.portal.publication.rationale.lines import chip, line, link
from normsite.portal.publication.rationale.words import day
from riskreviews import queries as risk_queries
from riskreviews.models import Assessment, Scenario

LONGEST = 260
"""Signs of a scenario's description; the whole of it stands with the assessment."""


def without_it(clause: Clause, told: Told) -> list[Block]:
    return [block for scenario in told.risks.get(clause.anchor, []) for block in _scenario(scenario)]


def assessed(clause: Clause, told: Told) -> list[Block]:
    """In which risk assessment and by which method its levels were found, and where anybody can have them computed again."""
    return [_assessment(one) for one in dict.fromkeys(scenario.assessment for scenario in told.risks.get(clause.anchor, []))]


def _assessment(assessment: Assessment) -> Line:
    method = assessment.risk_method
    return line(
        link(f"{assessment.code} {isolated(assessment.title)}", assessment.get_absolute_url()),
        f", agreed on {day(assessment.agreed_at)}, by ",
        link(method.title, reverse("riskreviews:method", args=[method.key])),
        ". ",
        link("Compute its levels again", reverse("riskreviews:verify", args=[assessment.code])),
        ".",
    )


def _scenario(scenario: Scenario) -> list[Block]:
    before, after = risk_queries.risks_of(scenario)
    return [
        line(
            link(scenario.code, f"#{scenario.code}"),
            f" {isolated(scenario.title)}: ",
            chip(before),
            " without safeguards, ",
            chip(after),
            " with them.",
            mark=ramp_mark(before.code, after.code),
        ),
        line(isolated(Truncator(plain_text(scenario.description_html)).chars(LONGEST))),
    ]
