"""Scenes of screenings: a list in our own words, a draft that names one of its codes, people who prepare and decide."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from norms.models import Clause, Revision
from norms.services import add_clause, change_norm, register_norm, save_clause
from normsite.foundation.controls.models import ControlList, Criterion, Entry, Paragraph
from normsite.foundation.controls.services import write_criterion
from normsite.foundation.controls.text.criteria import Group
from normsite.foundation.controls.text.thresholds import Comparator, Condition
from riskreviews.checklist import QUESTIONS
from riskreviews.models import Opinion, Screening
from riskreviews.queries import hits_by_question
from riskreviews.services import answer_hits, begin_screening, change_screening, judge_screening, submit_screening
from tests.cast import Cast

NEXT_YEAR = timezone.localdate() + timedelta(days=365)
ALL_CLEAR: dict[str, dict[str, str]] = {question.key: {"answer": "none", "note": ""} for question in QUESTIONS}
HARMLESS = {"answer": "harmless", "note": "The code alone says nothing of how such a device is made."}
CONCERN = {"answer": "concern", "note": "The figure in clause 2 is one of the list."}


def edition_of(series: str = "zz-list", edition: str = "2026-01", *, in_force: bool = True) -> ControlList:
    """An edition with two entries; it takes the place of the one in force."""
    if in_force:
        ControlList.objects.filter(series=series).update(in_force=False)
    control_list = ControlList.objects.create(
        series=series, jurisdiction="ZZ", name="Model list", edition=edition, as_of=date(2026, 1, 1), in_force=in_force
    )
    for position, (code, heading) in enumerate((("5A002", "Devices that keep secrets"), ("9A012", "Aircraft without a crew"))):
        Entry.objects.create(
            control_list=control_list,
            code=code,
            category=int(code[0]),
            group=code[1],
            heading=heading,
            position=position,
        )
    return control_list


def range_criterion(control_list: ControlList, cast: Cast, effect: str = "expert_review") -> Criterion:
    """Aircraft of 9A012.a with a range of 300 km or more; suggested, which is enough to ask for a look."""
    entry = Entry.objects.get(control_list=control_list, code="9A012")
    text = "Unmanned aerial vehicles having a range of 300 km or more."
    Paragraph.objects.create(entry=entry, position=1, mark="a.", code="9A012.a", text=text)
    group = Group("all", (Condition("range", Comparator.AT_LEAST, 300, "km"),))
    return write_criterion(
        control_list=control_list,
        code="9A012.a",
        group=group,
        subjects=["unmanned aerial vehicles"],
        effect=effect,
        by=cast.rhea,
    )


def draft_with_codes(cast: Cast, title: str = "Crewless survey aircraft") -> Revision:
    """A draft by Edda; its clauses `scope` and `range` name a code each, `colour` none. Intent to publish is on record."""
    norm = register_norm(title=title, summary="For surveys.", scheme="iso", by=cast.edda, intended_publication=date(2027, 6, 1))
    revision = norm.revisions.select_related("norm").get()
    lines = (
        ("Scope", "scope", "Aircraft as in 9A012 that take pictures."),
        ("Range", "range", "The link shall be encrypted. Devices of 5A002 need a licence."),
        ("Colour", "colour", "The aircraft shall be orange."),
    )
    for name, anchor, body in lines:
        add_clause(revision=revision, title=name, anchor=anchor, body=body, rationale="Seen from afar.", by=cast.edda)
    return revision


def reword(revision: Revision, anchor: str, body: str, cast: Cast) -> None:
    clause = Clause.objects.get(revision=revision, anchor=anchor)
    save_clause(
        clause=clause,
        version=clause.version,
        by=cast.edda,
        title=clause.title,
        body=body,
        rationale=clause.rationale,
        kind=clause.kind,
        normative=clause.normative,
    )


def begun(cast: Cast, revision: Revision | None = None, control_list: ControlList | None = None) -> Screening:
    """By Rhea, looked through."""
    revision = revision or draft_with_codes(cast)
    return begin_screening(revision=revision, control_list=control_list or edition_of(), by=cast.rhea)


def answered(screening: Screening, cast: Cast, relevance: str = "not_relevant", **facts: Any) -> Screening:
    """Each finding and each question, by Rhea."""
    keys = list(screening.hits.values_list("pk", flat=True))
    if keys:
        answer_hits(screening=screening, hits=keys, relevance=relevance, reason="A code alone teaches nothing.", by=cast.rhea)
    said = CONCERN if relevance == "relevant" else HARMLESS
    told = {key: said for key, number in hits_by_question(screening).items() if number or key == "codes"}
    given: dict[str, Any] = {
        "answers": ALL_CLEAR | told,
        "audience": "mixed",
        "end_use": "Surveys of fields.",
        **facts,
    }
    screening.refresh_from_db()
    return change_screening(screening=screening, version=screening.version, by=cast.rhea, **given)


def submitted(cast: Cast, revision: Revision | None = None, **facts: Any) -> Screening:
    return submit_screening(screening=answered(begun(cast, revision), cast, **facts), by=cast.rhea)


def judged(screening: Screening, person: Any, outcome: str = "cleared", until: date = NEXT_YEAR) -> Opinion:
    """On the words that were looked through."""
    return judge_screening(
        screening=screening,
        words=screening.fingerprint,
        outcome=outcome,
        reason="Nothing here teaches how.",
        until=until,
        by=person,
    )


def concluded(cast: Cast, revision: Revision | None = None, outcome: str = "cleared", **facts: Any) -> Screening:
    """By Piet and April."""
    screening = submitted(cast, revision, **facts)
    for person in (cast.piet, cast.april):
        judged(screening, person, outcome)
    screening.refresh_from_db()
    return screening


def without_intent(revision: Revision, cast: Cast) -> None:
    norm = revision.norm
    norm.refresh_from_db()
    change_norm(norm=norm, version=norm.version, by=cast.sami, intended_publication=None)
