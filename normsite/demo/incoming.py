"""What comes in on roads of its own: comments that another system has received, and a list that several people still write."""

import csv
import io
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from comments.guards.imported import Mapping
from comments.models import BESIDE, NAMES, Comment, Consultation
from comments.other_systems import read_table
from comments.services import (
    begin_draft,
    begin_import,
    carry_on_import,
    invite_colleague,
    keep_import,
    map_import,
    publish_comment,
)
from normsite.demo import files
from normsite.demo.clock import Calendar
from normsite.demo.people import People

HEADINGS = ("number", "name", "organisation", "country", "section", "comment")


def take_over(name: str, consultation: Consultation, calendar: Calendar, people: People) -> None:
    """The table of another system, taken over and published by whoever opened the consultation."""
    told = files.read("norms", name, "portal.yaml")
    secretary = people.staff[files.read("norms", name, "consultation.yaml")["consultation"]["opened_by"]]
    with calendar.pretending(told["at"]):
        table = read_table(_table(told["rows"], calendar))
        job = keep_import(consultation=consultation, table=table, name="enquiry.csv", by=secretary)
        job = map_import(job=job, mapping=replace(Mapping.of(job.mapping), source=told["source"]))
        begin_import(job=job, by=secretary)
        carry_on_import(str(job.key))
        for comment in Comment.objects.filter(consultation=consultation, submission__source=told["source"]).order_by("pk"):
            publish_comment(comment=comment, by=secretary, looked_at=True)


def _table(rows: list[dict[str, str]], calendar: Calendar) -> bytes:
    written = io.StringIO(newline="")
    lines = csv.writer(written)
    lines.writerow((*HEADINGS, "received at"))
    lines.writerows([*(row.get(key, "") for key in HEADINGS), calendar.at(float(row["at"])).isoformat()] for row in rows)
    return written.getvalue().encode()


def write_together(name: str, consultation: Consultation, calendar: Calendar, people: People) -> None:
    """A list that isn't sent yet: in the account of whoever began it, and open to a colleague by a link."""
    told = files.read("norms", name, "draft.yaml")
    writer = people.outside[told["person"]]
    with calendar.pretending(told["at"]):
        link = begin_draft(
            consultation=consultation,
            items=[_item(line, writer.name) for line in told["items"]],
            sender={},
            key=uuid5(NAMESPACE_URL, f"{name}-draft").hex,
            email=writer.email,
            name=writer.name,
            user=writer,
        )
        invite_colleague(draft=link.draft, email=told["colleague"], by=link)


def _item(line: dict[str, str], by: str) -> dict[str, object]:
    return dict.fromkeys((*NAMES, *BESIDE), "") | line | {"by": by, "version": line["about"], "attachments": []}
