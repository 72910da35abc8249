"""Public pages that show consultations and what was said in them."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comments.commenting_form.columns import COLUMNS
from comments.commenting_form.writing import FORMS, Facts
from comments.documents import deadline_entry, json_pieces, listed, log_row
from comments.models import DEFAULT_DAYS, Capacity, CommentKind, Consultation, Effect, Outcome, Phase, Reaction
from comments.queries import (
    Wanted,
    changes_of_substance,
    chosen_answers,
    docket,
    on_record,
    participation,
    public_counts,
    search_docket,
    waiting_for_moderation,
    with_support,
)
from comments.strip import heat_strip, key_of_strip
from comments.views.unsent import kept_in, show_with_kept
from norms.models import Clause, Revision
from normsite.foundation.accounts.models import OrganisationKind
from normsite.foundation.cached import cached
from normsite.foundation.calendars import calendar
from normsite.foundation.documents import csv_lines
from normsite.foundation.errors import Refused
from normsite.foundation.search import MOST_CANDIDATES

LONGEST_WORDS = 200
MOST_CONCLUDED = 50
MOST_CHANGES = 8
A_PIECE = 64 * 1024


def find(code: str) -> Consultation:
    """The consultation with this code, with its revision and norm; 404 otherwise."""
    related = Consultation.objects.select_related("revision__norm").prefetch_related("questions")
    return get_object_or_404(related, code=code.upper())


def without_nul(words: str) -> str:
    """PostgreSQL knows no NUL; nothing of ours is named with one."""
    return words.replace("\0", "")


@require_safe
@cached(until=Consultation.objects.next_turn)
def consultations(request: HttpRequest) -> HttpResponse:
    related = Consultation.objects.select_related("revision__norm")
    context = {
        "open": related.open().order_by("closes_at"),
        "announced": related.announced().order_by("opens_at"),
        "closed": related.closed().order_by("-closes_at"),
        "concluded": related.concluded().order_by("-concluded_at")[:MOST_CONCLUDED],
    }
    return render(request, "comments/consultations.html", context)


@require_safe
@cached(until=Consultation.objects.next_turn, counts_intake=True)
def consultation(request: HttpRequest, code: str) -> HttpResponse:
    """One address through the whole life: announced, open, closed, concluded."""
    consultation = find(code)
    if request.GET.get("clause"):  # how the text under consultation links to what was said on a clause
        return redirect(
            f"{reverse('comments:docket', args=[consultation.code])}?{urlencode({'clause': request.GET['clause']})}"
        )
    phase = consultation.phase
    by_anchor = public_counts(consultation).by_anchor
    text = Clause.objects.public().outline().filter(revision=consultation.revision_id)
    context = {
        "consultation": consultation,
        "norm": consultation.revision.norm,
        "phase": phase,
        "phases": Phase,
        "readable": phase != Phase.ANNOUNCED,
        "extensions": consultation.extensions.all(),
        "figures": participation(consultation),
        "chosen": chosen_answers(consultation),
        "strip": heat_strip(text, by_anchor),
        "strip_key": key_of_strip(),
        "latest": with_support(docket(consultation).public()).order_by("-id")[:3],
        "changes": changes_of_substance(consultation, MOST_CHANGES),
        "kept": kept_in(request, consultation),
        "days": DEFAULT_DAYS,
        "newer": Revision.objects.released().after(consultation.revision).first(),
        "earlier": consultation.revision.based_on
        if consultation.revision.based_on and consultation.revision.based_on.is_released
        else None,
    }
    return show_with_kept(request, "comments/consultation.html", context)


@require_safe
@cached(until=Consultation.objects.next_turn, counts_intake=True)
def comments(request: HttpRequest, code: str) -> HttpResponse:
    """The docket: every moderated comment, filtered and searched, page after page."""
    consultation = find(code)
    wanted = _wanted(request)
    context = {
        "consultation": consultation,
        "norm": consultation.revision.norm,
        "wanted": wanted,
        "found": search_docket(consultation, wanted, request.GET.get("after", "")[:20]),
        "most_looked_at": f"{MOST_CANDIDATES:,}",
        "is_first": not request.GET.get("after"),
        "query": urlencode({key: value for key, value in vars(wanted).items() if value}),
        "answered": consultation.concluded_at is not None,
        "clauses": Clause.objects.seen_by(request.user).outline().filter(revision=consultation.revision_id),
        "kinds": CommentKind.choices,
        "senders": [*OrganisationKind.choices, *[choice for choice in Capacity.choices if choice[0] != "organisation"]],
        "outcomes": Outcome.choices,
        "effects": Effect.choices,
        "reactions": Reaction.choices,
        "waiting": waiting_for_moderation(consultation),
        "forms": _forms_for(on_record(consultation)),
    }
    return render(request, "comments/docket.html", context)


def _forms_for(many: int) -> list[str]:
    return [end for end, form in FORMS.items() if many <= form.most]


def _wanted(request: HttpRequest) -> Wanted:
    given = {name: request.GET.get(name, "").strip()[:LONGEST_WORDS] for name in vars(Wanted())}
    return Wanted(**given)


@require_safe
def log(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """The whole docket, written while it is read, so that no docket is too long."""
    consultation = find(code)
    pieces = csv_lines(COLUMNS, map(log_row, listed(consultation)))
    return _file(pieces, "text/csv; charset=utf-8", f"{consultation.code}-comments.csv")


@require_safe
def listing(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Likewise for programs."""
    consultation = find(code)
    return _file(json_pieces(consultation), "application/json", f"{consultation.code}-comments.json")


@require_safe
def workbook(request: HttpRequest, code: str) -> StreamingHttpResponse:
    return _form(code, "xlsx")


@require_safe
def word_file(request: HttpRequest, code: str) -> StreamingHttpResponse:
    return _form(code, "docx")


def _form(code: str, end: str) -> StreamingHttpResponse:
    """The docket as the comment form of standards bodies; refused where it would be too long for such a file."""
    consultation, form = find(code), FORMS[end]
    if on_record(consultation) > form.most:
        raise Refused(f"More than {form.most:,} comments don't go into one {end.upper()} file. Take the CSV: it has them all.")
    return _file(_form_pieces(consultation, end), form.content_type, f"{consultation.code}-comments.{end}")


def _form_pieces(consultation: Consultation, end: str) -> Iterator[bytes]:
    norm = consultation.revision.norm
    facts = Facts(f"{timezone.now():%Y-%m-%d}", f"{norm.title}, revision {consultation.revision.number}", norm.code)
    whole = FORMS[end].write(facts, map(log_row, listed(consultation)))
    for start in range(0, len(whole), A_PIECE):
        yield whole[start : start + A_PIECE]


def _file(pieces: Iterator[bytes], content_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def deadline(request: HttpRequest, code: str) -> HttpResponse:
    consultation = find(code)
    response = HttpResponse(calendar([deadline_entry(consultation)]), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{consultation.code}.ics"'
    return response
