"""Who may publish."""

from normsite.accounts.models import Role, User
from normsite.accounts.rules import rule


@rule(Role.APPROVER)
def can_publish(user: User, revision: object = None) -> bool:
    """Publish a norm with its rationale page"""
    return True
