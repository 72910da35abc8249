"""A mail server hands over what came back: `| manage.py take_bounce`."""

import os
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from normsite.foundation.notices.bounces import take_bounce
from normsite.foundation.notices.reports import MOST_BYTES


class Command(BaseCommand):
    help = "Take in a report of a mail that did not arrive, or a complaint, from standard input: manage.py take_bounce < mail"

    def handle(self, *args: object, **options: object) -> None:
        try:
            bounce = take_bounce(sys.stdin.buffer.read(MOST_BYTES))
        except DatabaseError as problem:
            # By this number a mail server keeps the message and tries again (sysexits.h).
            raise CommandError(f"The database can't be asked: {problem}", returncode=os.EX_TEMPFAIL) from problem
        self.stdout.write(bounce.get_fate_display() if bounce else "No report of a mail of ours.")
