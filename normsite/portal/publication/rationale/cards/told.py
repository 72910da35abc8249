"""What the record tells of each clause of a text, gathered once in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from comments.models import Comment
from norms.models import Clause, Revision, Statement
from norms.queries import ClauseChange
from riskreviews import queries as risk_queries
from riskreviews.models import Assessment, Safeguard, Scenario
from riskreviews.queries import Watched


@dataclass(frozen=True)
class Told:
    """Each mapping is by the anchor of a clause; what is not on a clause is in none of them. `changes` are those since the
    consultation; `watched_for_norm` are the indicators of the norm as a whole."""

    revision: Revision
    clauses: list[Clause]
    risks: dict[str, list[Scenario]]
    safeguards: dict[str, list[Safeguard]]
    comments: dict[str, list[Comment]]
    changes: dict[str, ClauseChange]
    watched: dict[str, list[Watched]]
    watched_for_norm: list[Watched]


def tell(
    revision: Revision,
    clauses: list[Clause],
    assessments: Iterable[Assessment],
    comments: Iterable[Comment],
    changes: Iterable[ClauseChange],
) -> Told:
    """`clauses` as `norms.queries.read_revision` gives them, `assessments` as `riskreviews.queries.agreed_assessments` does,
    `comments` with their clauses and answers."""
    held = list(assessments)
    on_clause: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        if comment.clause is not None:
            on_clause[comment.clause.anchor].append(comment)
    watched, watched_for_norm = risk_queries.watching_clauses(revision.norm, held)
    return Told(
        revision=revision,
        clauses=clauses,
        risks=_risks(held),
        safeguards=_safeguards(held, clauses),
        comments=dict(on_clause),
        changes={change.anchor: change for change in changes},
        watched=watched,
        watched_for_norm=watched_for_norm,
    )


def states(clause: Clause) -> list[Statement]:
    """What it states, in its order."""
    return list(clause.statements.all())


def _risks(assessments: list[Assessment]) -> dict[str, list[Scenario]]:
    found: dict[str, list[Scenario]] = defaultdict(list)
    for assessment in assessments:
        for scenario in assessment.scenarios.all():
            if scenario.clause is not None:
                found[scenario.clause.anchor].append(scenario)
    return dict(found)


def _safeguards(assessments: list[Assessment], clauses: list[Clause]) -> dict[str, list[Safeguard]]:
    """Those that a provision of the clause puts into words, and those that answer a risk on it."""
    stated: dict[int, list[str]] = defaultdict(list)
    for clause in clauses:
        for statement in states(clause):
            stated[statement.provision_id].append(clause.anchor)
    found: dict[str, list[Safeguard]] = defaultdict(list)
    for assessment in assessments:
        places = {one.pk: one.clause.anchor for one in assessment.scenarios.all() if one.clause is not None}
        for safeguard in assessment.safeguards.all():
            answered = [places[one.pk] for one in safeguard.scenarios.all() if one.pk in places]
            for anchor in dict.fromkeys([*stated.get(safeguard.provision_id or 0, []), *answered]):
                found[anchor].append(safeguard)
    return dict(found)
