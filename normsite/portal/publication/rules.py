"""Who may publish."""

from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.rules import rule


@rule(Role.APPROVER)
def can_publish(user: User, revision: object = None) -> bool:
    """Publish a norm with its rationale page"""
    return True
