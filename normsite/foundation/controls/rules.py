"""Who may do what with control lists, criteria and correlations. When it may be done is for the services to say."""

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


@rule(*KEEPERS)
def can_discard_control_list(user: User, control_list: object = None) -> bool:
    """Discard an edition of a control list that nobody has used"""
    return True


@rule(Role.RISK_ANALYST, Role.SECRETARY)
def can_decide_criteria(user: User, criterion: object = None) -> bool:
    """Write, correct, confirm and reject criteria for heightened screening"""
    return True


@rule(Role.RISK_ANALYST, Role.SECRETARY)
def can_decide_correlations(user: User, correlation: object = None) -> bool:
    """Say what corresponds to what in two control lists"""
    return True
