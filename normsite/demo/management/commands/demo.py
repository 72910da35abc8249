"""Load the demonstration: a standards body with staff, and three norms in different stages."""

from argparse import ArgumentParser
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from normsite.demo import people, story
from normsite.foundation.errors import Refused
from normsite.foundation.turns import Busy


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--replace", action="store_true", help="Erase everything that is in the database first.")
        parser.add_argument("--if-empty", action="store_true", help="Do nothing when there are norms already.")
        parser.add_argument("--today", metavar="YYYY-MM-DD", help="The day around which the story is told (default: today).")
        parser.add_argument("--accounts", action="store_true", help="Only list the demonstration's accounts.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            self._list_accounts()
            return
        if options["if_empty"] and not story.is_empty():
            return
        try:
            if options["replace"]:
                story.erase()
            elif not story.is_empty():
                raise CommandError(
                    "There are norms in this database. Use --replace to erase everything and load the demonstration."
                )
            story.tell(self._anchor(options["today"]))
        except (Refused, Busy) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("The demonstration is loaded.")
        self._list_accounts()

    def _anchor(self, day: str | None) -> datetime:
        """Nine in the morning, UTC, of the given day; today's nine o'clock may lie ahead, so today means now."""
        if day is None:
            return timezone.now().replace(minute=0, second=0, microsecond=0)
        chosen = parse_date(day)
        if chosen is None:
            raise CommandError(f"{day} is not a date. Write it as 2026-05-31.")
        return datetime.combine(chosen, time(9), tzinfo=timezone.get_default_timezone())

    def _list_accounts(self) -> None:
        self.stdout.write(f"Demonstration accounts, all with the password {people.PASSWORD}:")
        for roles, email in people.accounts():
            self.stdout.write(f"  {roles:<16} {email}")
