"""What blocks an act in this room, and what is doubtful about it: acts on assessments, and on screenings."""

from riskreviews.checks.assessments import before_peer_review, before_publishing, gaps

__all__ = ["before_peer_review", "before_publishing", "gaps"]
