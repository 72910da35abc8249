"""manage.py verify_assessment R-7: compute its results again, and say which number is another."""

import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser

from normsite.foundation.lines import argument
from riskreviews.models import Assessment
from riskreviews.queries import recompute


class Command(BaseCommand):
    help = "Compute the levels, digests and simulations of an assessment again; exit with 1 where a number differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", type=argument, help="of the assessment, such as R-7")

    def handle(self, *, code: str, **options: object) -> None:
        assessment = Assessment.objects.filter(code=code.strip().upper()).first()
        if assessment is None:
            raise CommandError(f"There is no assessment {code}.")
        found = list(recompute(assessment))
        for one in found:
            self.stdout.write(one.line)
        differing = sum(bool(one.differences) for one in found)
        self.stdout.write(f"{assessment.code}: {len(found)} results computed again, {differing} of them other than stored.")
        if differing:
            sys.exit(1)
