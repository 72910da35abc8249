"""What could happen without a clause, and how much of that remains with it."""

from django.utils.text import Truncator

from norms.models import Clause
from normsite.foundation.documents import Block, plain_text, ramp_mark
from normsite.foundation.unseen import isolated
from normsite.portal.publication.rationale.cards.told import Told
from normsite.portal.publication.rationale.lines import chip, line, link
from riskreviews import queries as risk_queries
from riskreviews.models import Scenario

LONGEST = 260
"""Signs of a scenario's description; the whole of it stands with the assessment."""


def without_it(clause: Clause, told: Told) -> list[Block]:
    return [block for scenario in told.risks.get(clause.anchor, []) for block in _scenario(scenario)]


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
