"""Who may withhold something from the public, and who reads what is withheld."""

from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.rules import rule
from normsite.foundation.withholding.vocabulary import Kind

AUTHORISERS = (Role.SECRETARY, Role.APPROVER)


def authorisers_of(kind: Kind) -> tuple[Role, ...]:
    """Who is told that a look is due: of a comment whoever moderates it, of a confidential part whoever may open it."""
    if kind == Kind.CONFIDENTIAL:
        return (Role.SECRETARY, Role.RISK_ANALYST)
    return (Role.SECRETARY,) if kind == Kind.COMMENT else AUTHORISERS


@rule(*AUTHORISERS)
def can_withhold(user: User, subject: object = None) -> bool:
    """Withhold a part of the record from the public, withhold it further, make it public again
    nobody withholds their own words, nor further what they decided on before
    """
    return True


@rule(Role.SECRETARY, Role.EDITOR, Role.RISK_ANALYST, Role.PEER_REVIEWER, Role.APPROVER)
def can_read_withheld(user: User, subject: object = None) -> bool:
    """Read what is withheld from the public
    the values of criteria are read by the whole desk, which screens by them
    """
    return True
