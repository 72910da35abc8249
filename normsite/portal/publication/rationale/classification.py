"""The classification statement: under which control lists the text was cleared, and what that rests on. Nothing of what was
found in it."""

from norms.models import Revision
from normsite.foundation.documents import Fact, Facts, Row, Section, Table, Text
from normsite.portal.publication.rationale.words import DAY, day
from riskreviews import queries as risk_queries
from riskreviews.models import Screening


def classified(revision: Revision) -> list[Section]:
    """One section; none where the text was screened by no list."""
    screenings = risk_queries.clearing_screenings(revision)
    if not screenings:
        return []
    said = "Before it was published the text was screened by each list in force here, and two people agreed on the outcome."
    table = Table(
        "Control lists by which the text was screened",
        ("List", "Edition", "Jurisdiction", "Outcome", "Exclusion relied on", "Decided", "Valid until"),
        tuple(_row(one) for one in screenings),
        key="classification",
    )
    norm = revision.norm
    intent = (
        [Facts((Fact("Intent to publish on record since", day(norm.intent_recorded_at)),))] if norm.intended_publication else []
    )
    return [Section("classification", "Export control", (Text((said,)), table, *intent))]


def _row(screening: Screening) -> Row:
    control_list = screening.control_list
    return Row(
        (
            control_list.name,
            control_list.edition,
            control_list.jurisdiction_name,
            screening.get_outcome_display(),
            screening.exclusion or _otherwise(screening),
            day(screening.concluded_at),
            screening.until.strftime(DAY) if screening.until else "",
        )
    )


def _otherwise(screening: Screening) -> str:
    """What is said where no exclusion is named; which authority answered, and what, stays at the desk."""
    return "none; an authority has answered" if screening.reply_id else "none needed"
