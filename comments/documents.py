"""What leaves the room: the comments as tables and lists, and the deadline for calendars."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONArray
from django.urls import reverse

from comments.models import (
    NAMES,
    Attachment,
    Comment,
    CommentState,
    ConfidentialGround,
    Consultation,
    Outcome,
    WithholdingGround,
    relation,
)
from comments.models.comment import AUTHOR, OUT_OF_TIME, STANDING
from normsite.foundation.calendars import Entry

AT_ONCE = 2_000
LINES_OF_A_PIECE = 250


class Listed(NamedTuple):
    """A moderated comment as lists tell it. What is not public is never read from the record: words and author are empty unless
    it is published, ground and reason unless it is withheld, the answer before the answers are published."""

    key: int
    code: str
    state: str
    kind: str
    received_at: datetime
    anchor: str | None
    number: str | None
    title: str | None
    question: int | None
    text: str
    proposed_change: str
    own_reference: str
    passage: str
    answer: str
    author: str
    withheld_ground: str
    withheld_reason: str
    outcome: str
    reason: str
    effect: str
    reaction: str
    confidential_ground: str
    confidential_reason: str
    language: str
    files: list[list[Any]]
    passage_start: int | None
    prefix: str | None
    suffix: str | None
    source: str
    out_of_time: str
    in_reply_to: str
    stance: str


def listed(consultation: Consultation) -> Iterator[Listed]:
    """The whole docket, so many at a time, each by a query of its own: while somebody reads slowly nothing is held open, and
    what is withheld meanwhile is withheld in what follows."""
    rows = Comment.objects.for_consultation(consultation).on_record().with_context().order_by("pk")
    columns = _columns(answered=consultation.concluded_at is not None)
    last = 0
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        yield from map(Listed._make, rows.filter(pk__in=keys).values_list(*columns))
        last = keys[-1]


def _columns(*, answered: bool) -> list[str | Combinable]:
    """What `Listed` holds, column by column."""
    columns: dict[str, str | Combinable] = {name: name for name in ("code", "state", "kind", "received_at")}
    columns |= {"key": "pk", "anchor": "clause__anchor", "number": "clause__number", "title": "clause__title"}
    columns |= {"question": "question__position", "source": "submission__source", "out_of_time": OUT_OF_TIME}
    columns |= {name: Case(When(PUBLISHED, then=name), default=Value(None)) for name in ("passage_start", "prefix", "suffix")}
    columns |= {name: _where(PUBLISHED, name) for name in (*NAMES, *KEPT)}
    columns |= {"files": Case(When(PUBLISHED, then=ArraySubquery(_files())), default=Value([]))}
    columns |= {"in_reply_to": _where(PUBLISHED, "in_reply_to__code"), "stance": _where(PUBLISHED, "stance")}
    columns |= {"author": _where(PUBLISHED, AUTHOR), "language": _where(PUBLISHED, "submission__language")}
    columns |= {name: _where(WITHHELD, name) for name in ("withheld_ground", "withheld_reason")}
    told = {name: Coalesce(_where(STANDING, f"disposition__{name}"), Value("")) for name in ANSWER}
    columns |= told if answered else dict.fromkeys(ANSWER, Value(""))
    return [columns[name] for name in Listed._fields]


def _files() -> QuerySet[Any]:
    """Of each file of a comment what `told_file` takes after its code."""
    files = Attachment.objects.filter(comment=OuterRef("pk")).order_by("number")
    return files.values_list(JSONArray("number", "name", "kind", "size", "sha256", "withheld_as"))


def told_file(code: str, number: int | None, name: str, kind: str, size: int, sha256: str, withheld_as: str) -> dict[str, Any]:
    """A file of the comment with this code, as programs are told of it; of a withheld one only that, and how long it is."""
    if withheld_as:
        return {"name": "", "kind": kind, "size": size, "sha256": "", "address": "", "withheld": withheld_as}
    address = f"{settings.BASE_URL}{reverse('comments:file', args=[code, number])}"
    return {"name": name, "kind": kind, "size": size, "sha256": sha256, "address": address, "withheld": ""}


def told_passage(passage: str, start: int | None, prefix: str | None, suffix: str | None) -> list[dict[str, str | int]]:
    """A passage as the Web Annotation Data Model selects it in the words of its clause; empty without one."""
    if start is None:
        return []
    quote = {"exact": passage, "prefix": prefix or "", "suffix": suffix or ""}
    position = {"start": start, "end": start + len(passage)}
    return [{"type": "TextQuoteSelector", **quote}, {"type": "TextPositionSelector", **position}]


KEPT = ("confidential_ground", "confidential_reason")
PUBLISHED, WITHHELD = Q(state=CommentState.PUBLISHED), Q(state=CommentState.WITHHELD)
ANSWER = ("outcome", "reason", "effect", "reaction")


def _where(condition: Q, what: str | Combinable) -> Case:
    return Case(When(condition, then=what), default=Value(""), output_field=CharField())


def log_row(one: Listed) -> tuple[str, ...]:
    """A moderated comment in the columns of the form, with its answer once that is published; withheld or withdrawn without
    words."""
    clause = one.number or one.title or ""
    if one.state == CommentState.WITHDRAWN:
        return ("", "", clause, "", one.kind, "Withdrawn by its author.", "", one.code)
    observations = one.code if not one.source else f"{one.code}. {told_source(one.source, one.out_of_time)}"
    if one.in_reply_to:
        observations = f"{observations.rstrip('.')}. {relation(one.stance).capitalize()} {one.in_reply_to}."
    if one.outcome:
        observations = f"{observations.rstrip('.')}. {Outcome(one.outcome).label}. {one.reason}".strip()
    if one.confidential_ground:
        observations = f"{observations.rstrip('.')}. {_kept(one)}"
    if one.state == CommentState.WITHHELD:
        words = f"Withheld. {WithholdingGround(one.withheld_ground).label}: {one.withheld_reason}"
        return ("", "", clause, "", one.kind, words, "", observations)
    return (_sender(one), "", clause, "", one.kind, one.text, one.proposed_change, observations)


def _sender(one: Listed) -> str:
    """Who sent it, with their own number: "DE, DE-12". The name stays, since anybody may count under any code."""
    return ", ".join(filter(None, (one.author or "Anonymous", one.own_reference)))


def told_source(source: str, out_of_time: str) -> str:
    """Which other system received a comment, and whether within the time of the consultation."""
    return f"Received by {', '.join(filter(None, (source, out_of_time)))}."


def told_support(support: Mapping[str, int]) -> str:
    """By how many a comment is supported, as `queries.with_support` counts them."""
    bodies, more = support["bodies"], "at least " if support["is_cut"] else ""
    return f"{more}{support['number']}" + (f" (of which {bodies} organisation{'' if bodies == 1 else 's'})" if bodies else "")


def _kept(one: Listed) -> str:
    ground = ConfidentialGround(one.confidential_ground).label.lower()
    return f"A part of this comment is kept confidential: {ground}. {one.confidential_reason}"


def json_row(consultation: Consultation, one: Listed) -> dict[str, Any]:
    """The same comment as the interface tells it."""
    is_public = one.state == CommentState.PUBLISHED
    words = {name: getattr(one, name) if is_public else None for name in NAMES}
    return {
        "code": one.code,
        "consultation": consultation.code,
        "clause": one.anchor,
        "question": one.question,
        "kind": one.kind,
        "state": one.state,
        "author": (one.author or "Anonymous") if is_public else None,
        **words,
        "in_reply_to": one.in_reply_to or None,
        "stance": one.stance,
        "passage_start": one.passage_start,
        "selector": told_passage(one.passage, one.passage_start, one.prefix, one.suffix),
        "language": one.language,
        **{name: getattr(one, name) for name in KEPT},
        "withheld_ground": one.withheld_ground,
        "withheld_reason": one.withheld_reason,
        "received_at": one.received_at.isoformat().replace("+00:00", "Z"),
        "received_by": one.source,
        "out_of_time": one.out_of_time,
        "disposition": {name: getattr(one, name) for name in ANSWER} if one.outcome else None,
        "attachments": [told_file(one.code, *file) for file in one.files] if is_public else None,
    }


def json_pieces(consultation: Consultation) -> Iterator[bytes]:
    """The whole docket as a JSON array, a line for each comment, written while it is read."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    lines: list[str] = []
    between = "[\n"
    for one in listed(consultation):
        lines += between, encode(json_row(consultation, one))
        between = ",\n"
        if len(lines) > LINES_OF_A_PIECE:
            yield "".join(lines).encode()
            lines = []
    yield "".join([*lines, "\n]\n" if between == ",\n" else "[]\n"]).encode()


def deadline_entry(consultation: Consultation) -> Entry:
    """The deadline in a calendar, with a reminder a week before: the same entry through all extensions."""
    extensions = list(consultation.extensions.all())
    address = settings.BASE_URL + consultation.get_absolute_url()
    return Entry(
        name=consultation.code,
        sequence=len(extensions),
        changed=extensions[-1].made_at if extensions else consultation.created_at,
        starts=consultation.closes_at,
        summary=f"Last chance to comment: {consultation.title}",
        description=f"{consultation.code} closes at this moment. Comment at {address}",
        url=address,
        reminder=f"{consultation.code} closes in a week",
    )


def opening_entry(consultation: Consultation) -> Entry:
    """The opening of an announced consultation."""
    address = settings.BASE_URL + consultation.get_absolute_url()
    return Entry(
        name=f"{consultation.code}-opens",
        changed=consultation.created_at,
        starts=consultation.opens_at,
        summary=f"Opens for comment: {consultation.title}",
        description=f"{consultation.code} opens at this moment. Its text can be read from then on, at {address}",
        url=address,
    )
