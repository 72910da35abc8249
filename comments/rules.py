"""Who may do what with consultations, comments and answers."""

from comments.models import Comment, Consultation, Disposition
from comments.models.impartial import is_own_comment, is_own_disposition
from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.rules import rule


@rule(Role.SECRETARY)
def can_open_consultation(user: User, subject: object = None) -> bool:
    """Open a consultation, and extend one"""
    return True


@rule(Role.SECRETARY)
def can_import_comments(user: User, subject: object = None) -> bool:
    """Take over comments that another system has received"""
    return True


@rule(Role.SECRETARY)
def can_moderate_comment(user: User, subject: object = None) -> bool:
    """Publish or withhold a comment
    never one's own
    """
    return not _sent(user, subject)


@rule(Role.SECRETARY)
def can_see_person(user: User, subject: object = None) -> bool:
    """See, and search by, the name of the person behind an organisation's comment"""
    return True


@rule(Role.SECRETARY, Role.RISK_ANALYST)
def can_read_confidential(user: User, subject: object = None) -> bool:
    """Open the confidential part of a comment, each time noted, and withhold it further"""
    return True


@rule(Role.SECRETARY, Role.EDITOR)
def can_decide_comment(user: User, subject: object = None) -> bool:
    """Decide on a comment
    never one's own
    """
    return not _sent(user, subject)


@rule(Role.APPROVER)
def can_approve_disposition(user: User, disposition: Disposition | None = None) -> bool:
    """Approve the answer to a comment, or return it
    never one's own answer, nor that to one's own comment
    """
    return not (isinstance(disposition, Disposition) and is_own_disposition(user, disposition))


@rule(Role.SECRETARY)
def can_publish_dispositions(user: User, consultation: Consultation | None = None) -> bool:
    """Publish the answers of a consultation"""
    return True


def _sent(user: User, subject: object) -> bool:
    return isinstance(subject, Comment) and is_own_comment(user, subject)
