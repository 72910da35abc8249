"""Who may do what with norms. When it may be done is for the services to say."""

from django.db.models import QuerySet

from norms.models import NamedReader, Revision
from normsite.foundation.accounts.access import Reader
from normsite.foundation.accounts.models import Organisation, OrganisationKind, Role, User
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


@rule(Role.SECRETARY, Role.APPROVER)
def can_conclude_review(user: User, review: object = None) -> bool:
    """Conclude a review of a norm"""
    return True


@rule(Role.SECRETARY, Role.EDITOR, Role.RISK_ANALYST)
def can_link_obligation(user: User, provision: object = None) -> bool:
    """Say what a provision does for an obligation"""
    return True


@rule(*WRITERS)
def can_edit_obligation(user: User, obligation: object = None) -> bool:
    """Add and correct obligations"""
    return True


RESTRICTERS = (Role.SECRETARY, Role.RISK_ANALYST)
KEEPERS = (Role.ADMINISTRATOR, Role.SECRETARY)


def _reads(user: User, revision: Revision) -> bool:
    return Revision.objects.named_to(user).filter(pk=revision.pk).exists()


@rule(*RESTRICTERS)
def can_restrict_revision(user: User, revision: Revision | None = None) -> bool:
    """Restrict a text to named readers, and lift that
    a restricted one only whoever is one of its readers
    """
    return revision is None or not revision.is_restricted or _reads(user, revision)


@rule(*RESTRICTERS, Role.ADMINISTRATOR)
def can_name_readers(user: User, revision: Revision) -> bool:
    """Name the readers of a restricted text, and end them
    only whoever is one of them, and never oneself; an administrator where none of them is left who may
    """
    if _reads(user, revision):
        return bool(user.roles & set(RESTRICTERS))
    readers = NamedReader.objects.reading().filter(revision=revision, person__is_active=True)
    return Role.ADMINISTRATOR in user.roles and not readers.filter(person__grants__role__in=RESTRICTERS).exists()


@rule(*KEEPERS, Role.RISK_ANALYST)
def can_see_circulation(user: User, revision: Revision | None = None) -> bool:
    """See who reads a restricted text, and each view of it; never by that the text
    a risk analyst of the texts that are not restricted, and of those they read themselves
    """
    return bool(user.roles & set(KEEPERS)) or revision is None or not revision.is_restricted or _reads(user, revision)


@rule(*KEEPERS)
def can_check_readers(user: User, subject: object = None) -> bool:
    """Upload sanctions lists, and decide on readers whose names look alike
    never about oneself
    """
    return True


@rule(*KEEPERS)
def can_hold_records(user: User, revision: object = None) -> bool:
    """Set and lift a legal hold on what is kept of a text's circulation"""
    return True


def bodies_of(user: Reader) -> QuerySet[Organisation]:
    """The national bodies for which somebody speaks: those of which they are a member. Staff speak for none, since they judge
    what bodies say."""
    if not user.is_authenticated or user.is_staff_member:
        return Organisation.objects.none()
    return Organisation.objects.filter(kind=OrganisationKind.NATIONAL_BODY, memberships__user=user)
