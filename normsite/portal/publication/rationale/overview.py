"""In plain words: what the text asks for, what came in, what the highest risk is."""

from collections import Counter

from comments.models import Comment
from norms.models import Clause, Revision
from normsite.foundation.documents import Prose, Section, Text
from normsite.portal.publication.rationale.words import number_of
from riskreviews import queries as risk_queries


def plain_words(revision: Revision, clauses: list[Clause], comments: list[Comment]) -> Section:
    kinds = Counter(statement.kind for clause in clauses for statement in clause.statements.all())
    requirements = number_of(kinds["requirement"], "requirement")
    asks = f"The text makes {requirements} and {number_of(kinds['recommendation'], 'recommendation')}."
    sentences = [asks, _answered(comments), _highest_risk(revision)]
    return Section("plain-words", "In plain words", (Prose(revision.norm.summary_html), Text((" ".join(sentences),))))


def _answered(comments: list[Comment]) -> str:
    """The comments that stand, which are those that were answered; the section with the figures counts the withdrawn too."""
    if not comments:
        return "No comment stands."
    effects = Counter(one.standing_disposition.effect for one in comments if one.standing_disposition)
    return (
        f"{number_of(len(comments), 'comment').capitalize()} {'was' if len(comments) == 1 else 'were'} answered; "
        f"{effects['substantive']} led to a change of substance and {effects['editorial']} to an editorial one."
    )


def _highest_risk(revision: Revision) -> str:
    """There is one: nothing is published without an agreed assessment, and none is agreed without a scenario."""
    risks = [risk_queries.risks_of(one) for each in risk_queries.agreed_assessments(revision) for one in each.scenarios.all()]
    before, after = (max(levels).label.lower() for levels in zip(*risks, strict=True))
    return f"The highest of the risks weighed is {before} without safeguards and {after} with them."
