"""People, roles, organisations: one verb each."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from normsite.foundation.accounts.emails import mail_invitation
from normsite.foundation.accounts.models import Membership, Organisation, Role, RoleGrant, User
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act
from normsite.foundation.ledger.services import record
from normsite.foundation.lines import check_words, one_line


@transaction.atomic
def invite_person(*, email: str, name: str, roles: list[str], by: User) -> User:
    """Open an account for a colleague, with roles, and mail them how to set a password.

    Refuses an address that has an account: that person's roles are changed on their own page.
    """
    email = email.strip().lower()
    check_words(User, email=email, name=one_line(name))
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(f"{email} has an account already.", "Open that person's page to change the roles.")
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, None, name=one_line(name))
            # The only way to a first password leads through this mailbox, so it needs no second confirmation.
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    except IntegrityError as race:  # two administrators invited the same address at once
        raise Refused(f"{email} has an account already.", "Open that person's page to change the roles.") from race
    for role in roles:
        grant_role(person=person, role=role, by=by)
    mail_invitation(person, by, roles)
    return person


@transaction.atomic
def grant_role(*, person: User, role: str, by: User) -> RoleGrant:
    """Give one role; giving a role twice changes nothing."""
    User.objects.select_for_update().get(pk=person.pk)
    grant, created = RoleGrant.objects.get_or_create(user=person, role=Role(role), defaults={"granted_by": by})
    if created:
        record(Act.ROLE_GRANTED, f"role:{grant.role}", facts={"person": person.email, "by": by.email})
    return grant


@transaction.atomic
def take_role(*, person: User, role: str, by: User) -> None:
    """Take one role away. Refuses to take the last administrator's role, or one's own administrator role."""
    administrators = list(RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR))
    if role == Role.ADMINISTRATOR and person.pk == by.pk:
        raise Refused("You can't take the administrator role from yourself.", "Ask another administrator to do it.")
    if role == Role.ADMINISTRATOR and [grant.user_id for grant in administrators] == [person.pk]:
        raise Refused("This is the last administrator.", "Make another person administrator first.")
    gone, _ = RoleGrant.objects.filter(user=person, role=Role(role)).delete()
    if gone:
        record(Act.ROLE_TAKEN, f"role:{role}", facts={"person": person.email, "by": by.email})


@transaction.atomic
def set_roles(*, person: User, roles: set[str], by: User) -> None:
    """Make the person's roles exactly `roles`, each change recorded."""
    held = set(RoleGrant.objects.filter(user=person).values_list("role", flat=True))
    for role in sorted(roles - held):
        grant_role(person=person, role=role, by=by)
    for role in sorted(held - roles):
        take_role(person=person, role=role, by=by)


@transaction.atomic
def close_account(*, person: User, by: User) -> None:
    """Shut a person out at once: no sign-in, no roles, all sessions end. What they did stays on record."""
    if person.pk == by.pk:
        raise Refused("You can't close your own account here.", "Ask another administrator to do it.")
    set_roles(person=person, roles=set(), by=by)
    person.unsent_forms.all().delete()
    person.is_active = False
    person.set_unusable_password()  # changes the session hash, so every session of theirs ends
    person.save(update_fields=["is_active", "password"])


@transaction.atomic
def reopen_account(*, person: User, by: User) -> None:
    """Let a person in again; they set a new password by mail, and roles are given anew."""
    person.is_active = True
    person.save(update_fields=["is_active"])


@transaction.atomic
def save_organisation(*, organisation: Organisation | None, name: str, kind: str, country: str) -> Organisation:
    """Add an organisation or correct one. Refuses a name that another organisation bears."""
    organisation = organisation or Organisation()
    name = one_line(name)
    check_words(Organisation, name=name, kind=kind, country=country)
    same = Organisation.objects.filter(name__iexact=name).exclude(pk=organisation.pk)
    if same.exists():
        raise Refused(f"An organisation named {name} is in the list already.")
    organisation.name, organisation.kind, organisation.country = name, kind, country
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as race:  # two added it at once
        raise Refused(f"An organisation named {name} is in the list already.") from race
    return organisation


@transaction.atomic
def add_member(*, organisation: Organisation, person: User, title: str = "") -> Membership:
    """Let a person act for an organisation; doing it twice corrects the title."""
    check_words(Membership, title=one_line(title))
    membership, _ = Membership.objects.update_or_create(
        organisation=organisation, user=person, defaults={"title": one_line(title)}
    )
    return membership


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """The person no longer acts for the organisation; what was sent in its name stays."""
    membership.delete()


def change_profile(*, person: User, name: str, time_zone: str) -> User:
    """The name others see, and the zone in which this person sets deadlines."""
    check_words(User, name=one_line(name), time_zone=time_zone)
    person.name, person.time_zone = one_line(name), time_zone
    person.save(update_fields=["name", "time_zone"])
    return person
