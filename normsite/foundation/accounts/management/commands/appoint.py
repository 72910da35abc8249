"""Give a person a role from the command line: the way to the first administrator."""

from argparse import ArgumentParser
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandError

from normsite.foundation.accounts.models import Role, User
from normsite.foundation.accounts.services import grant_role
from normsite.foundation.lines import argument


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", type=argument)
        parser.add_argument("role", choices=Role.values)

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody has an account with {options['email']}. Make one with manage.py createsuperuser.")
        EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
        grant_role(person=person, role=options["role"], by=person)
        self.stdout.write(f"{person.name} is {Role(options['role']).label.lower()} now.")
