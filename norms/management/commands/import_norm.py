"""`manage.py import_norm FILE`: a text in Markdown as a new norm, or as the next revision of one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from norms.models import Dialect, Norm, Numbering
from norms.rules import can_freeze_revision, can_register_norm
from norms.services import ImportReport, freeze_revision, import_markdown
from norms.text.parsing import decode_upload
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.lines import argument
from normsite.foundation.markup.keywords import SCHEMES
from normsite.foundation.turns import Busy


class Command(BaseCommand):
    help = "Import a norm from a Markdown file, and say which clauses lived on, which are new, which are gone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--norm", type=argument, help="code of the norm whose next revision this is, such as N-1")
        parser.add_argument("--title", type=argument, default="", help="title of a new norm; otherwise the file's own")
        parser.add_argument("--scheme", choices=list(SCHEMES), default="", help="keywords of a new norm; otherwise as it looks")
        parser.add_argument("--dialect", choices=Dialect.values, default="", help="how it is marked up; otherwise as it looks")
        parser.add_argument("--numbering", choices=Numbering.values, default="", help="where the numbers of clauses come from")
        parser.add_argument("--label", type=argument, default="", help="name of the revision, such as “Public draft”")
        parser.add_argument("--by", type=argument, help="e-mail address of the editor who imports; otherwise the first who may")
        parser.add_argument("--freeze", action="store_true", help="freeze a present draft first, and the imported text after")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._import(options)
        except (Refused, Busy) as refused:
            raise CommandError(str(refused)) from refused
        except OSError as trouble:
            raise CommandError(f"{options['file']} can't be read: {trouble.strerror}.") from trouble
        self._tell(report)

    def _import(self, options: dict[str, Any]) -> ImportReport:
        by = self._editor(options["by"])
        report = import_markdown(
            text=decode_upload(options["file"].read_bytes()),
            norm=self._norm(options["norm"]),
            title=options["title"],
            scheme=options["scheme"],
            dialect=options["dialect"],
            numbering=options["numbering"],
            label=options["label"],
            freeze_first=options["freeze"],
            by=by,
        )
        if options["freeze"]:
            freeze_revision(revision=report.revision, by=by)
        return report

    def _norm(self, code: str | None) -> Norm | None:
        if not code:
            return None
        norm = Norm.objects.filter(code=code.upper()).first()
        if norm is None:
            raise CommandError(f"There is no norm {code}.")
        return norm

    def _editor(self, email: str | None) -> User:
        people = User.objects.filter(is_active=True).order_by("pk")
        found = people.filter(email__iexact=email) if email else people
        for person in found:
            if can_register_norm(person) and can_freeze_revision(person):
                return person
        who = f"{email} has no account that" if email else "Nobody"
        raise CommandError(f"{who} may import norms. Give somebody the role editor first.")

    def _tell(self, report: ImportReport) -> None:
        self.stdout.write(f"{report.norm.code} {report.norm.title}, {report.revision.name}")
        overview = report.plan.overview
        self.stdout.write(f"read as {overview['dialect']}{': ' if overview['reason'] else ''}{overview['reason']}")
        self.stdout.write(f"numbers: {overview['numbering']}")
        self.stdout.write(f"matched {len(report.matched)}, new {len(report.new)}, gone {len(report.gone)}")
        for anchor, title, known_by, _ in report.matched:
            if known_by != "anchor":
                self.stdout.write(f"  known by its {known_by}: {title} (#{anchor})")
        for title in report.new if report.matched else []:
            self.stdout.write(f"  new: {title}")
        for title in report.gone:
            self.stdout.write(f"  gone: {title}")
        counts = ", ".join(f"{word} {count}" for word, count in report.keyword_counts.items())
        self.stdout.write(f"keywords: {counts or 'none'}")
        for remark in report.warnings:
            self.stdout.write(f"  line {remark.line}: {remark.sentence}")
