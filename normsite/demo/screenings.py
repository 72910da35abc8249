"""Texts are screened by the control lists before they go out: looked through, answered, agreed by two people."""

from typing import Any

from norms.models import Revision
from normsite.demo import files
from normsite.demo.clock import Calendar
from normsite.demo.people import People
from normsite.foundation.controls.models import ControlList
from riskreviews.checklist import CONCERN, HARMLESS, NONE, QUESTIONS, Answers
from riskreviews.models import Relevance, Screening
from riskreviews.queries import text_fingerprint
from riskreviews.services import (
    answer_hits,
    ask_authority,
    begin_screening,
    change_screening,
    judge_screening,
    note_reply,
    submit_screening,
)

ANALYST, REVIEWERS = "anders", ("rajesh", "mireille")
HOLDS = 365  # days


def screen(name: str, revision: Revision, calendar: Calendar, people: People, days: float, outcome: str = "cleared") -> None:
    """Screen the text by each list in force, so that it is concluded on that day."""
    for edition in ControlList.objects.in_force():
        screen_by(edition, name, revision, calendar, people, days, outcome)


def screen_by(
    edition: ControlList, name: str, revision: Revision, calendar: Calendar, people: People, days: float, outcome: str
) -> None:
    """By one list. What is said of its findings stands in `screening.yaml`, by the norm and the jurisdiction."""
    said = _said(name, edition)
    screening = _prepared(said, edition, revision, calendar, people, days)
    for hours, reviewer in enumerate(REVIEWERS, start=1):
        with calendar.pretending(days - 1 + hours / 24):
            judge_screening(
                screening=screening,
                words=text_fingerprint(revision),
                outcome=outcome,
                reason=said["reasons"][reviewer],
                until=calendar.on(days + HOLDS),
                by=people.staff[reviewer],
            )


def begin(edition: ControlList, revision: Revision, calendar: Calendar, people: People, days: float) -> Screening:
    """Look through the text, and leave what was found to be answered."""
    with calendar.pretending(days):
        return begin_screening(revision=revision, control_list=edition, by=people.staff[ANALYST])


def _said(name: str, edition: ControlList) -> dict[str, Any]:
    known: dict[str, dict[str, Any]] = files.read("controls", "screening.yaml")
    own: dict[str, Any] = known.get(name, {}).get(edition.jurisdiction, {})
    return known["usual"] | own


def _prepared(
    said: dict[str, Any], edition: ControlList, revision: Revision, calendar: Calendar, people: People, days: float
) -> Screening:
    """With each finding and each question answered, waiting for its reviewers."""
    analyst = people.staff[ANALYST]
    screening = begin(edition, revision, calendar, people, days - 4)
    concerns: dict[str, str] = said.get("concerns", {})
    with calendar.pretending(days - 3):
        found = {kind: list(screening.hits.filter(kind=kind).values_list("pk", flat=True)) for kind in _kinds(screening)}
        for kind, hits in found.items():
            relevance = Relevance.RELEVANT if kind in concerns else Relevance.NOT_RELEVANT
            answer_hits(screening=screening, hits=hits, relevance=relevance, reason=_why(said, kind), by=analyst)
        facts: dict[str, Any] = {"exclusion": said["exclusion"]} if concerns and "exclusion" in said else {}
        facts |= {"answers": _answers(said, set(found)), "audience": "public", "end_use": said["end_use"]}
        if concerns and "authority" in said:
            facts["reply"] = _asked(screening, said["authority"], calendar, days, people)
        screening.refresh_from_db()
        change_screening(screening=screening, version=screening.version, by=analyst, **facts)
    with calendar.pretending(days - 2):
        return submit_screening(screening=screening, by=analyst)


def _kinds(screening: Screening) -> list[str]:
    return sorted(set(screening.hits.order_by().values_list("kind", flat=True)))


def _why(said: dict[str, Any], kind: str) -> str:
    return str(said.get("concerns", {}).get(kind) or said["found"][kind])


def _answers(said: dict[str, Any], found: set[str]) -> Answers:
    """To each question of the checklist: that nothing of it is there, or what it is."""
    answers: Answers = {}
    for question in QUESTIONS:
        kinds = sorted(question.kinds & found)
        if not kinds:
            answers[question.key] = {"answer": NONE, "note": ""}
            continue
        concern = next((kind for kind in kinds if kind in said.get("concerns", {})), None)
        answers[question.key] = {"answer": CONCERN if concern else HARMLESS, "note": _why(said, concern or kinds[0])}
    return answers


def _asked(screening: Screening, asked: dict[str, str], calendar: Calendar, days: float, people: People) -> Any:
    """What an authority was asked, and has replied."""
    analyst = people.staff[ANALYST]
    referral = ask_authority(
        screening=screening,
        authority=asked["name"],
        number=asked["number"],
        question=asked["question"],
        sent_on=calendar.on(days - 3),
        by=analyst,
    )
    return note_reply(
        referral=referral,
        reply="not_controlled",
        reply_number=asked["reply"],
        conditions=asked["conditions"],
        replied_on=calendar.on(days - 3),
        until=calendar.on(days + HOLDS),
        by=analyst,
    )
