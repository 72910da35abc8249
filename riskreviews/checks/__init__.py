"""What blocks an act in this room, and what is doubtful about it: acts on assessments, and on screenings."""

from riskreviews.checks.assessments import before_peer_review, before_publishing, gaps
from riskreviews.checks.outside import open_issues
from riskreviews.checks.safeguards import gaps_of_safeguards, lacking
from riskreviews.checks.screenings import before_circulation, before_clearing, before_screening_review

__all__ = [
    "before_circulation",
    "before_clearing",
    "before_peer_review",
    "before_publishing",
    "before_screening_review",
    "gaps",
    "gaps_of_safeguards",
    "lacking",
    "open_issues",
]
