"""Norm, its revisions, their clauses and provisions, and the obligations that the provisions serve."""

from norms.models.applicability import Applicability, ApplicabilityKind
from norms.models.circulation import Clearance
from norms.models.clause import Clause, ClauseKind
from norms.models.comparison import KeptRedline
from norms.models.jobs import ImportJob, JobState
from norms.models.norm import Dialect, ImportRecord, Norm, Numbering, Revision, RevisionState
from norms.models.obligation import Obligation, ObligationKind, ObligationLink, Relation
from norms.models.position import Adoption, CarveOut, Position
from norms.models.provision import Provision, ProvisionKind, Statement
from norms.models.restriction import LegalHold, NamedReader, Restriction, Standing, Viewing
from norms.models.review import NormReview, ReviewOutcome
from norms.models.sanctions import CheckResult, Decision, SanctionsCheck, SanctionsEntry, SanctionsList
from norms.models.searched import SearchedClause, SearchedNorm

__all__ = [
    "Adoption",
    "Applicability",
    "ApplicabilityKind",
    "CarveOut",
    "CheckResult",
    "Clause",
    "ClauseKind",
    "Clearance",
    "Decision",
    "Dialect",
    "ImportJob",
    "ImportRecord",
    "JobState",
    "KeptRedline",
    "LegalHold",
    "NamedReader",
    "Norm",
    "NormReview",
    "Numbering",
    "Obligation",
    "ObligationKind",
    "ObligationLink",
    "Position",
    "Provision",
    "ProvisionKind",
    "Relation",
    "Restriction",
    "ReviewOutcome",
    "Revision",
    "RevisionState",
    "SanctionsCheck",
    "SanctionsEntry",
    "SanctionsList",
    "SearchedClause",
    "SearchedNorm",
    "Standing",
    "Statement",
    "Viewing",
]
