"""What national bodies say of the norms, told by their own people."""

from typing import Any

from norms.models import Clause, Norm, Position
from norms.services import add_carve_out, change_position, draft_position, publish_position
from normsite.demo import files
from normsite.demo.clock import Calendar
from normsite.demo.people import People

NOT_YET = -2  # days from the anchor, of drafts that are still written


def state(norms: dict[str, Norm], calendar: Calendar, people: People) -> None:
    """In the order of time; one without a time stays a draft."""
    said = files.read("positions.yaml")
    for line in sorted(said, key=lambda line: line.get("at", NOT_YET)):
        with calendar.pretending(line.get("at", NOT_YET)):
            draft = _written(line, norms[line["norm"]], people)
            if "at" in line:
                publish_position(position=draft, by=people.outside[line["person"]])


def _written(line: dict[str, Any], norm: Norm, people: People) -> Position:
    person, body = people.outside[line["person"]], people.employer[line["person"]]
    draft = draft_position(norm=norm, body=body, by=person)
    draft = change_position(
        position=draft,
        version=draft.version,
        adoption=line["adoption"],
        designation=line.get("designation", ""),
        statement=line.get("statement", ""),
        by=person,
    )
    for facts in line.get("carve_outs", []):
        clause = Clause.objects.get(revision=draft.revision, anchor=facts["clause"])
        add_carve_out(position=draft, by=person, **(facts | {"clause": clause, "ends_on": facts.get("ends_on")}))
    return draft
