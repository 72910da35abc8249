"""Who may do what with norms. When it may be done is for the services to say."""

from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.rules import rule

WRITERS = (Role.SECRETARY, Role.EDITOR)


@rule(*WRITERS)
def can_register_norm(user: User, norm: object = None) -> bool:
    """Register or import a norm"""
    return True


@rule(*WRITERS)
def can_edit_draft(user: User, revision: object = None) -> bool:
    """Write in a draft"""
    return True


@rule(*WRITERS)
def can_freeze_revision(user: User, revision: object = None) -> bool:
    """Freeze a revision"""
    return True


@rule(*WRITERS)
def can_start_revision(user: User, norm: object = None) -> bool:
    """Start the next revision"""
    return True


@rule(Role.SECRETARY)
def can_set_stage(user: User, norm: object = None) -> bool:
    """Change the stage and the facts of a norm"""
    return True


@rule(Role.SECRETARY, Role.EDITOR, Role.RISK_ANALYST)
def can_link_obligation(user: User, provision: object = None) -> bool:
    """Say which obligation a provision serves"""
    return True


@rule(*WRITERS)
def can_edit_obligation(user: User, obligation: object = None) -> bool:
    """Add and correct obligations"""
    return True
