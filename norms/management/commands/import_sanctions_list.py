"""`manage.py import_sanctions_list FILE`: the names on a sanctions list, against which named readers are checked."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from norms.rules import can_check_readers
from norms.services import upload_sanctions_list
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.lines import argument


class Command(BaseCommand):
    help = "Take in a sanctions list in place of the one that its issuer had before, and check every named reader anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--issuer", type=argument, required=True, help="whose list it is, such as “United Nations”")
        parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="the day that the file bears: 2026-11-27")
        parser.add_argument("--by", type=argument, required=True, help="e-mail address of the member of staff who takes it in")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email__iexact=options["by"]).first()
        if by is None or not can_check_readers(by):
            raise CommandError("Nobody who may take in sanctions lists has this address.")
        try:
            content = options["file"].read_bytes()
            made = upload_sanctions_list(issuer=options["issuer"], as_of=options["as_of"], content=content, by=by)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except OSError as trouble:
            raise CommandError(f"{options['file']} can't be read: {trouble.strerror}.") from trouble
        self.stdout.write(f"{made} is in force: {made.number:,} entries from {made.shape}, {len(made.unread):,} passed over.")
