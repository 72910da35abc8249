"""The desk takes over comments that another system has received: the file, what its columns are, how far the worker is."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from comments import services
from comments.forms.imports import ImportFileForm, MappingForm
from comments.guards.imported import Imported, Mapping, Reader
from comments.models import CommentImport, ImportState
from comments.other_systems import Row, Table, read_table, unpacked
from comments.rules import can_import_comments
from comments.views.desk import in_own_zone
from comments.views.public import find
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.apart import apart
from normsite.foundation.documents import csv_lines
from normsite.foundation.errors import Refused
from normsite.foundation.left_out import ask_for_less, says_left_out
from normsite.foundation.showing import get_or_post, posted, show_button, show_form
from normsite.foundation.unseen import UNKEPT

SECONDS, MEBIBYTES = 60, 700
SHOWN, SAMPLES, SAMPLE = 5, 3, 80
NOTES = 20


@staff_required
@in_own_zone
@get_or_post
@says_left_out
def take(request: SignedInRequest, code: str) -> HttpResponse:
    """Upload a file of another system; those that were uploaded before stand below."""
    consultation = find(code)
    require(can_import_comments, request.user, consultation)
    form = ImportFileForm(posted(request), request.FILES or None)
    ask_for_less(
        request, form.fields["file"], "The file has more than 15 MB. Pack it as .zip or .gz, or upload it in several files."
    )
    context = {"consultation": consultation, "jobs": CommentImport.objects.of(consultation)[:10]}
    if not form.is_valid():
        return show_form(request, "comments/import.html", form, **context)
    file = form.cleaned_data["file"]
    try:
        table = _read(file.read())
        job = services.keep_import(consultation=consultation, table=table, name=file.name, by=request.user)
    except Refused as refused:
        return show_form(request, "comments/import.html", form, refused, "file", **context)
    return redirect("comments:import_job", job.key)


def _read(data: bytes) -> Table:
    mend = "Upload it in several files, one after another."
    return apart(read_table, data, what="Reading the file", mend=mend, seconds=SECONDS, mebibytes=MEBIBYTES)


def _found(request: SignedInRequest, key: uuid.UUID) -> CommentImport:
    require(can_import_comments, request.user)
    return get_object_or_404(CommentImport.objects.select_related("consultation__revision__norm", "by"), pk=key)


@staff_required
@in_own_zone
@get_or_post
def job(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """How the rows of a file would stand, until it is begun; then how far it is, and what came of it."""
    found = _found(request, key)
    if request.method == "POST":
        return _map(request, found)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"is_over": not found.is_going, "words": _progress(found)})
    if found.state == ImportState.DRAFT:
        return _show_mapping(request, found, MappingForm(None, job=found, samples=_samples(found)))
    return _show_progress(request, found)


def _map(request: SignedInRequest, job: CommentImport) -> HttpResponse:
    if job.state != ImportState.DRAFT:
        return _show_progress(request, job, Refused("It has begun already, so its columns stay as they are."))
    form = MappingForm(request.POST, job=job, samples=_samples(job))
    if not form.is_valid():
        return _show_mapping(request, job, form)
    try:
        services.map_import(job=job, mapping=form.mapping)
        if "begin" in request.POST:
            services.begin_import(job=job, by=request.user)
    except Refused as refused:
        return _show_mapping(request, job, form, refused)
    return redirect("comments:import_job", job.key)


@dataclass(frozen=True)
class Preview:
    """The first rows as they would stand, with what keeps some of them out; how many of so many could be taken over."""

    good: list[tuple[Imported, str]]
    bad: list[tuple[int, str]]
    number_good: int
    number: int


def _first_rows(job: CommentImport) -> list[Row]:
    """With a sign in the place of what no page can show, such as half of a character."""
    piece = job.pieces.order_by("position").first()
    rows = unpacked(bytes(piece.rows)) if piece else []
    return [row._replace(cells=[UNKEPT.sub("\ufffd", cell) for cell in row.cells]) for row in rows]


def _samples(job: CommentImport) -> list[list[str]]:
    """Some of what stands in each column."""
    rows = _first_rows(job)[:100]
    return [[words[:SAMPLE] for words in _in_column(rows, place)][:SAMPLES] for place in range(len(job.headings))]


def _in_column(rows: list[Row], place: int) -> Iterator[str]:
    cells = (" ".join(row.cells[place].split()) for row in rows if len(row.cells) > place)
    yield from dict.fromkeys(cell for cell in cells if cell)


def _preview(job: CommentImport) -> Preview | None:
    """Nothing while no column is the comment, or the other system has no name."""
    mapping = Mapping.of(job.mapping)
    if "text" not in mapping.fields or not mapping.source:
        return None
    rows, reader = _first_rows(job), Reader(job.consultation, mapping)
    good: dict[str, Imported] = {}
    bad = []
    for row in rows:
        try:
            one = reader.read(row)
        except Refused as refused:
            bad.append((row.number, str(refused)))
            continue
        if good.setdefault(one.key, one) is not one:
            bad.append((row.number, f"It is the same as row {good[one.key].number}."))
    names = {anchor: f"{number} {title}".strip() for number, title, anchor, _ in reader.clauses}
    shown = [(one, names.get(one.item.anchor, "the whole text")) for one in list(good.values())[:SHOWN]]
    return Preview(shown, bad[:NOTES], len(good), len(rows))


def _show_mapping(
    request: SignedInRequest, job: CommentImport, form: MappingForm, refused: Refused | None = None
) -> HttpResponse:
    shown = {"job": job, "consultation": job.consultation, "preview": _preview(job)}
    return show_form(request, "comments/import_mapping.html", form, refused, **shown)


def _show_progress(request: SignedInRequest, job: CommentImport, refused: Refused | None = None) -> HttpResponse:
    context = {
        "job": job,
        "consultation": job.consultation,
        "words": _progress(job),
        "notes": job.notes.all()[:NOTES],
        "further": max(0, job.notes.count() - NOTES),
    }
    return show_button(request, "comments/import_job.html", refused, **context)


def _progress(job: CommentImport) -> str:
    words = f"{job.get_state_display()}: {job.done:,} of {job.total:,} rows"
    return f"{words}, {job.bad:,} of them can't be taken over" if job.bad else words


@staff_required
@require_POST
def begin(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Go on with one that was stopped."""
    found = _found(request, key)
    try:
        services.begin_import(job=found, by=request.user)
    except Refused as refused:
        return _show_progress(request, found, refused)
    return redirect("comments:import_job", key)


@staff_required
@require_POST
def stop(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    found = _found(request, key)
    try:
        services.stop_import(job=found, by=request.user)
    except Refused as refused:
        return _show_progress(request, found, refused)
    messages.success(request, "It is stopped. What was taken over stays; the rest can still be.")
    return redirect("comments:import_job", key)


@staff_required
@require_safe
def notes(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """The rows that can't be taken over, with the reason, as a table that can be mended and uploaded again."""
    found = _found(request, key)
    response = HttpResponse(csv_lines(*_left_out(found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.consultation.code}-rows-left-out.csv"'
    return response


def _left_out(job: CommentImport) -> tuple[list[str], Iterator[list[str]]]:
    """The headings of the file with three of ours, and the rows."""
    width = len(job.headings)
    rows = (
        [*(note.cells + [""] * width)[:width], str(note.number), "yes" if note.is_taken else "no", note.reason]
        for note in job.notes.iterator(chunk_size=500)
    )
    return [*job.headings, "Row", "Taken over", "Why it is here"], rows
