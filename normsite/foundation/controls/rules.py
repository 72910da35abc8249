"""Who may do what with control lists. When it may be done is for the services to say."""

from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.rules import rule

KEEPERS = (Role.SECRETARY, Role.RISK_ANALYST, Role.ADMINISTRATOR)


@rule(*KEEPERS)
def can_import_control_list(user: User, control_list: object = None) -> bool:
    """Import an edition of a control list"""
    return True


@rule(*KEEPERS)
def can_put_control_list_in_force(user: User, control_list: object = None) -> bool:
    """Put an edition of a control list in force"""
    return True
