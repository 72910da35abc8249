"""`manage.py import_control_list FILE --series us-ccl --edition 2026-07-23`: a new edition of a control list."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from normsite.foundation.accounts.models import User
from normsite.foundation.controls.models import ControlList
from normsite.foundation.controls.queries import problems_by_entry
from normsite.foundation.controls.rules import can_import_control_list, can_put_control_list_in_force
from normsite.foundation.controls.services import Edition, import_control_list, put_in_force
from normsite.foundation.errors import Refused
from normsite.foundation.lines import argument


class Command(BaseCommand):
    help = "Import an edition of a control list from a file, and say what could not be read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--series", type=argument, required=True, help="the same for all editions of a list, such as us-ccl"
        )
        parser.add_argument("--edition", type=argument, required=True, help="such as 2026-07-23")
        parser.add_argument(
            "--as-of", type=date.fromisoformat, help="the day on which it stood so; otherwise the edition's own"
        )
        parser.add_argument("--jurisdiction", type=argument, help="US, EU …; otherwise that of the editions there are")
        parser.add_argument("--name", type=argument, help="of the list; otherwise that of the editions there are")
        parser.add_argument("--source", type=argument, default="", help="address at which the file is had")
        parser.add_argument("--acknowledgement", type=argument, default="", help="whose text it is, under which terms")
        parser.add_argument("--language", type=argument, default="en")
        parser.add_argument("--hand", type=argument, default="", help="who made the file; otherwise its shape")
        parser.add_argument("--by", type=argument, help="e-mail address of who imports; otherwise the first who may")
        parser.add_argument("--in-force", action="store_true", help="screen texts by it from now on")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._keeper(options["by"])
        try:
            data = options["file"].read_bytes()
            kept = import_control_list(data=data, about=self._about(options), by=by, tell=self._progress)
            if options["in_force"]:
                put_in_force(control_list=kept, by=by)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except OSError as trouble:
            raise CommandError(f"{options['file']} can't be read: {trouble.strerror}.") from trouble
        self._tell(kept)

    def _about(self, options: dict[str, Any]) -> Edition:
        before = ControlList.objects.filter(series=options["series"]).first()
        name, jurisdiction = (
            options[field] or (getattr(before, field) if before else "") for field in ("name", "jurisdiction")
        )
        if not jurisdiction:
            raise CommandError("This is the first edition of its series: say --jurisdiction.")
        return Edition(
            series=options["series"],
            jurisdiction=jurisdiction.upper(),
            name=name or options["series"],
            edition=options["edition"],
            as_of=options["as_of"] or self._day(options["edition"]),
            language=options["language"],
            source=options["source"] or (before.source if before else ""),
            acknowledgement=options["acknowledgement"] or (before.acknowledgement if before else ""),
            hand=options["hand"],
        )

    def _day(self, edition: str) -> date:
        try:
            return date.fromisoformat(edition)
        except ValueError as trouble:
            raise CommandError(f"“{edition}” is no day: say --as-of, such as 2026-07-23.") from trouble

    def _keeper(self, email: str | None) -> User:
        people = User.objects.filter(is_active=True).order_by("pk")
        for person in people.filter(email__iexact=email) if email else people:
            if can_import_control_list(person) and can_put_control_list_in_force(person):
                return person
        who = f"{email} has no account that" if email else "Nobody"
        raise CommandError(f"{who} may import control lists. Give somebody the role risk analyst first.")

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"\r{done} of {total} entries", ending="\n" if done == total else "")

    def _tell(self, kept: ControlList) -> None:
        counts = kept.report["counts"]
        self.stdout.write(f"{kept}{' (partial)' if kept.is_partial else ''}, read as {kept.report['shape']}")
        self.stdout.write(f"{counts['entries']} entries, {counts['paragraphs']} paragraphs, {counts['codes']} with a code")
        for trouble in kept.report["troubles"]:
            self.stdout.write(f"  left out, {trouble['where']}: {trouble['words']} — {trouble['sentence']}")
        for entry, paragraphs in problems_by_entry(kept):
            self.stdout.write(f"  {entry.code}: {len(paragraphs)} not read surely. {paragraphs[0].problem}")
