"""The fixed cast: the same people in every test, so a test reads as a story.

Staff of the standards body: Ada (administrator), Sami (secretary), Edda (editor), Rhea (risk analyst), Piet (peer reviewer),
April (approver), Olu (observer). From outside: Rosa (a reviewer with an account, of Aerolith), Nils (an account, no role).
"""

from dataclasses import dataclass

from normsite.foundation.accounts.models import Membership, Organisation, OrganisationKind, Role, RoleGrant, User

PASSWORD = "a-long-enough-secret"


@dataclass
class Cast:
    ada: User
    sami: User
    edda: User
    rhea: User
    piet: User
    april: User
    olu: User
    rosa: User
    nils: User
    aerolith: Organisation


def person(name: str, *roles: Role) -> User:
    user = User.objects.create_user(f"{name.lower()}@people.example", PASSWORD, name=name)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    return user


def gather() -> Cast:
    """Bring the whole cast into the database."""
    aerolith = Organisation.objects.create(name="Aerolith GmbH", kind=OrganisationKind.INDUSTRY_SME, country="DE")
    cast = Cast(
        ada=person("Ada", Role.ADMINISTRATOR),
        sami=person("Sami", Role.SECRETARY),
        edda=person("Edda", Role.EDITOR),
        rhea=person("Rhea", Role.RISK_ANALYST),
        piet=person("Piet", Role.PEER_REVIEWER),
        april=person("April", Role.APPROVER),
        olu=person("Olu", Role.OBSERVER),
        rosa=person("Rosa"),
        nils=person("Nils"),
        aerolith=aerolith,
    )
    Membership.objects.create(user=cast.rosa, organisation=aerolith, title="Export-control officer")
    return cast
