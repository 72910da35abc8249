"""Who may do what about notices."""

from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.rules import rule


@rule(Role.ADMINISTRATOR, Role.SECRETARY)
def can_call_back(user: User, event: object = None) -> bool:
    """Call back something that followers were told in error"""
    return True
