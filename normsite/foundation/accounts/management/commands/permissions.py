"""Write `docs/permissions.md` from the rules, or check that it is current."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from normsite.foundation.accounts.permissions import as_markdown


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Fail when the file differs from the rules.")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "permissions.md"
        if not options["check"]:
            path.write_text(as_markdown())
            self.stdout.write(f"Wrote {path.relative_to(settings.BASE_DIR)}")
        elif not path.exists() or path.read_text() != as_markdown():
            raise CommandError("docs/permissions.md is not current. Run: manage.py permissions")
