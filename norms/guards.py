"""What several verbs ask first. They refuse, and change nothing."""

from norms.models import Restriction, Revision
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.unseen import isolated


def refuse_unnamed(revision: Revision, by: User) -> None:
    """Refuse whoever is not a named reader of a restricted text; any other text is open to whom its rule lets in."""
    if revision.is_restricted and not Revision.objects.named_to(by).filter(pk=revision.pk).exists():
        raise Refused(restricted_sentence(revision), who_opens(revision))


def restricted_sentence(revision: Revision) -> str:
    """What everybody else is told: which text, and nothing that is in it, neither label nor note."""
    return f"Revision {revision.number} of {revision.norm.code} is restricted to named readers."


def who_opens(revision: Revision) -> str:
    """By whose decision it opens."""
    standing = Restriction.objects.standing().filter(revision=revision).select_related("decided_by").first()
    return f"It opens by decision of {isolated(standing.decided_by.name)}." if standing else ""
