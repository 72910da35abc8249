"""What a reader of the docket asks for, and what is found."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from comments.models import Comment, Consultation, Effect
from comments.queries.figures import on_record
from comments.queries.lists import PAGE, docket, page_of
from comments.queries.replies import with_support
from comments.spans import ANY, PUBLIC, Sought, among
from normsite.foundation.search import Asked, Total, asked_for


def changes_of_substance(consultation: Consultation, most: int) -> "Found":
    """The first published comments whose answer changes what the text asks for; none before the answers are published."""
    if consultation.concluded_at is None:
        return Found([], Total(0))
    sought = _sought(consultation, [PUBLIC, f"effect:{Effect.SUBSTANTIVE}"])
    return _found(consultation, sought, None, most)


def on_clause(consultation: Consultation, anchor: str, most: int) -> "Found":
    """The first published comments on a clause, and how many there are."""
    return _found(consultation, _sought(consultation, [PUBLIC, f"on:c:{anchor}"]), None, most)


@dataclass(frozen=True)
class Wanted:
    """What a reader of the docket asks for; empty strings ask for nothing."""

    clause: str = ""
    kind: str = ""
    sender: str = ""
    outcome: str = ""
    effect: str = ""
    reaction: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class Found:
    """Some comments in the order of arrival, how many there are in all, and the code after which the next ones come (empty:
    there are none)."""

    comments: list[Comment]
    total: Total
    next: str = ""


def search_docket(consultation: Consultation, wanted: Wanted, after: str = "", size: int = PAGE) -> Found:
    """The docket narrowed down, from behind the code `after`. Words and authors are searched in published comments alone,
    answers once they are public. What it costs doesn't grow with the docket."""
    start = Comment.objects.on_record().filter(code=after).values_list("pk", flat=True).first() if after else None
    if not wanted:
        return _whole_docket(consultation, start or 0, size)
    asked = asked_for(wanted.words) if wanted.words.strip() else None
    answers_wanted = wanted.outcome or wanted.effect or wanted.reaction
    if (asked is not None and not asked) or (answers_wanted and consultation.concluded_at is None):
        return Found([], Total(0))
    sought = _sought(consultation, _facts(wanted), asked)
    return _found(consultation, sought, start, size)


def found_among(codes: Collection[str], wanted: Wanted, consultation: Consultation | None = None) -> list[str]:
    """Which of these comments a search finds, in a docket or (by words alone) on the whole site."""
    asked = asked_for(wanted.words, by_other_names=consultation is None) if wanted.words.strip() else None
    if asked is not None and not asked:
        return []
    facts = [f"{consultation.pk} {fact}" for fact in _facts(wanted) or [ANY]] if consultation else []
    rows = dict(Comment.objects.public().filter(code__in=codes).values_list("pk", "code"))
    return [rows[key] for key in among(list(rows), facts, asked)]


def _facts(wanted: Wanted) -> list[str]:
    """What is wanted, as the facts of a `SearchedComment`: only public ones have words and a sender, and a withdrawn one counts
    as withdrawn, whatever was decided."""
    facts = []
    if wanted.clause:
        facts.append(
            f"on:{wanted.clause}" if wanted.clause == "whole" or QUESTION.fullmatch(wanted.clause) else f"on:c:{wanted.clause}"
        )
    names = {"kind": wanted.kind, "from": wanted.sender, "outcome": wanted.outcome, "effect": wanted.effect}
    return facts + [f"{name}:{value}" for name, value in {**names, "reaction": wanted.reaction}.items() if value]


QUESTION = re.compile(r"q:\d{1,4}")


def _sought(consultation: Consultation, facts: list[str], asked: Asked | None = None) -> Sought:
    return Sought([f"{consultation.pk} {fact}" for fact in facts or [ANY]], asked, start=_start(consultation))


def _start(consultation: Consultation) -> int:
    """The key of the first comment on record, from which on a search looks."""
    return Comment.objects.for_consultation(consultation).on_record().order_by("pk").values_list("pk", flat=True).first() or 0


def _whole_docket(consultation: Consultation, after: int, size: int) -> Found:
    page = page_of(with_support(docket(consultation)).filter(pk__gt=after), size)
    return Found(page.comments, Total(on_record(consultation)), page.next)


def _found(consultation: Consultation, sought: Sought, after: int | None, size: int) -> Found:
    counted = sought.counted(size + 1)
    keys = counted.first if after is None else sought.behind(after, size + 1)
    page = page_of(with_support(docket(consultation)).filter(pk__in=keys), size)
    return Found(page.comments, counted.total, page.next)
