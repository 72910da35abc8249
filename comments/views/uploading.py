"""A comment form that was filled in elsewhere is uploaded, shown as it was read and put right, and its comments put into the
list."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from comments.commenting_form import CommentingForm
from comments.forms import ColumnsForm, FormFileForm, PlaceForm, RowForm, SenderForm, labels_of, sender_of, subjects
from comments.forms.uploaded import LARGEST
from comments.models import CommentKind, Consultation, KeptForm, Phase
from comments.queries import sent_for
from comments.views import uploads
from comments.views.steps import once_open
from comments.views.unsent import Basket, lock_always, lock_session
from comments.views.uploads import BEFORE, Upload
from normsite.foundation.errors import Refused
from normsite.foundation.left_out import ask_for_less, says_left_out
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.throttle import TooMany, ask_to_wait

TOO_LARGE = f"The file has more than {LARGEST}. Take out pictures, or upload it in several files."
AT_ONCE = 20  # rows to be put right on one page: each has all clauses to choose from


@never_cache
@get_or_post
@once_open
@says_left_out
def form(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Upload a form; with what was read of it, to be put right, until that is put into the list."""
    if consultation.phase != Phase.OPEN:
        return _rescue(request, consultation)
    if request.method != "POST":
        return _show(request, consultation, FormFileForm())
    return ACTS.get(request.POST.get("keep", ANOTHER), _take_over)(request, consultation)


def _to_columns(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    _keep_typed(request, consultation)
    return redirect("comments:columns", consultation.code)


@lock_session
def _keep_typed(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Keep what was typed into the rows of the page, right or wrong, before it is left for another."""
    upload = Upload(request, consultation)
    if upload.is_of(request):
        wrong, places = _forms(upload, subjects(consultation), request.POST)
        changed = [one for one in wrong if one.is_sent and one.is_changed]
        _put_right(upload, changed, [one for one in places if one.is_sent and one.is_changed])
    return HttpResponse()


def _upload(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    _keep_typed(request, consultation)
    sent = FormFileForm(request.POST, request.FILES)
    ask_for_less(request, sent.fields["file"], TOO_LARGE)
    if not sent.is_valid():
        return _show(request, consultation, sent)
    file = sent.cleaned_data["file"]
    try:
        uploads.refuse_crowds(request, consultation)
        data = file.read()
        read, named_at = uploads.read_as_named(request, data, file.name)
        return _wait(request, consultation, read, data=data, name=file.name, named_at=named_at)
    except TooMany as refused:
        return ask_to_wait(_show(request, consultation, sent, refused), refused)
    except Refused as refused:
        return _show(request, consultation, sent, refused)


ANOTHER = "another"
ACTS = {ANOTHER: _upload, "columns": _to_columns}


@lock_session
def _wait(
    request: HttpRequest,
    consultation: Consultation,
    read: CommentingForm,
    *,
    data: bytes,
    name: str,
    named_at: str = "",
) -> HttpResponse:
    """Keep what was read, and lead to it; where nobody can tell which column holds the comments, that is asked first."""
    upload = Upload(request, consultation)
    upload.put(read, data=data, name=name, named_at=named_at)
    upload.leave_out(Basket(request.session, consultation).rows)
    return redirect(_first_of(upload), consultation.code)


def _first_of(upload: Upload) -> str:
    return "comments:form" if upload.has_comments or not upload.kept else "comments:columns"


def _to_what_waits(request: HttpRequest, upload: Upload) -> HttpResponse:
    """From a page of a form that was read anew meanwhile, or that another has taken the place of."""
    messages.info(request, "Nothing was taken from the page before: this is what was read last.")
    return redirect(_first_of(upload), upload.consultation.code)


# ---- What its columns are


@never_cache
@get_or_post
@once_open
def columns(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Say what each column is; then the form is read again."""
    upload = Upload(request, consultation)
    file = upload.file
    if file is None or consultation.phase != Phase.OPEN:
        return _to_upload(request, consultation)
    if request.method == "POST" and not upload.is_of(request):
        return _to_what_waits(request, upload)
    form = ColumnsForm(posted(request), columns=upload["columns"])
    if not form.is_valid():
        return _show_columns(request, upload, form)
    try:
        uploads.refuse_crowds(request, consultation)
        return _read_again(request, upload, file, form.headings)
    except TooMany as refused:
        return ask_to_wait(_show_columns(request, upload, form, refused), refused)
    except Refused as refused:
        return _show_columns(request, upload, form, refused)


def _to_upload(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    if consultation.phase == Phase.OPEN:
        messages.info(request, "The file is not here any more. Upload it once more to say what its columns are.")
    return redirect("comments:form", consultation.code)


def _read_again(request: HttpRequest, upload: Upload, file: KeptForm, fields: dict[int, str]) -> HttpResponse:
    data = bytes(file.data)
    read = uploads.read(data, file.name, fields)
    _remember(request, upload["columns"], fields)
    return _wait(request, upload.consultation, read, data=data, name=file.name)


@lock_session
def _remember(request: HttpRequest, columns: list[dict[str, Any]], fields: dict[int, str]) -> HttpResponse:
    uploads.remember(request, columns, fields)
    return HttpResponse()


def _show_columns(request: HttpRequest, upload: Upload, form: ColumnsForm, refused: Refused | None = None) -> HttpResponse:
    context = {"consultation": upload.consultation, "upload": upload.kept}
    return show_form(request, "comments/columns.html", form, refused, **context)


# ---- What its rows are


@lock_session
def _take_over(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Put the rows into the list, as they were put right on the page. Those that are still wrong stay on it with what was
    typed, or are left out where that was asked for."""
    upload, basket = Upload(request, consultation), Basket(request.session, consultation)
    if upload.kept is None and basket.items:  # a second click
        return redirect(_onward(request, consultation, basket), consultation.code)
    if not upload.is_of(request):
        return _to_what_waits(request, upload)
    wrong, places = _forms(upload, subjects(consultation), request.POST)
    faulty = {one.row["id"]: one for one in (*wrong, *places) if one.is_sent and not _is_settled(one)}
    _put_right(upload, wrong, places)
    upload.drop({one.row["id"] for one in (*wrong, *places) if one.is_sent and one.leaves})
    if request.POST["keep"] == "rest":
        upload.change(wrong=[])
    if upload["wrong"] or any(row["id"] in faulty for row in upload["good"]):
        return _show(request, consultation, FormFileForm(), faulty=faulty)
    return _into_list(request, consultation, upload)


def _forms(
    upload: Upload, choices: list[tuple[str, Any]], data: QueryDict | None = None
) -> tuple[list[RowForm], list[PlaceForm]]:
    """For the rows that can't be kept as they stand, and for those with a remark; so many as one page holds, those of
    an earlier form first."""
    remarked = sorted((row for row in upload["good"] if row["remarks"]), key=lambda row: BEFORE not in row["remarks"])
    return (
        [RowForm(data, row=row, subjects=choices) for row in upload["wrong"][:AT_ONCE]],
        [PlaceForm(data, row=row, subjects=choices) for row in remarked[:AT_ONCE]],
    )


def _is_settled(form: PlaceForm) -> bool:
    return form.leaves or form.is_valid()


def _put_right(upload: Upload, wrong: list[RowForm], places: list[PlaceForm]) -> None:
    """What was said of rows is kept with them; one that was mended is among the good ones from now on."""
    placed = {one.row["id"]: one.put_right for one in places if one.is_sent and one.is_valid()}
    mended = {one.row["id"]: one.put_right for one in wrong if one.is_sent and not one.leaves and one.is_valid()}
    typed = {one.row["id"]: one.as_typed for one in wrong if one.is_sent}
    good = [placed.get(row["id"], row) for row in upload["good"]]
    wrong_still = [typed.get(row["id"], row) for row in upload["wrong"] if row["id"] not in mended]
    upload.change(good=[*good, *mended.values()], wrong=wrong_still)


def _into_list(request: HttpRequest, consultation: Consultation, upload: Upload) -> HttpResponse:
    """As many rows as the list holds, each once; the others wait here until those are sent."""
    basket = Basket(request.session, consultation)
    sent = set() if "again" in request.POST else basket.rows_sent | _sent_before(request, upload)
    new = _new(basket, upload["good"], sent)
    fitting = new[: basket.how_many_fit(row["item"] for row in new)]
    basket.add(row["item"] for row in fitting)
    if rest := new[len(fitting) :]:
        upload.change(good=rest)
        messages.warning(request, f"Your list is full with {len(basket.items)}. Send it; then put the other {len(rest)} in.")
        return redirect("comments:form", consultation.code)
    upload.end()
    return redirect(_onward(request, consultation, basket), consultation.code)


@lock_always
def _rescue(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """After the deadline all rows go into the list, as they were typed where they are sent: it says how to keep what is in
    it."""
    upload, basket = Upload(request, consultation), Basket(request.session, consultation)
    if rows := _new(basket, [*upload["good"], *upload["wrong"]], basket.rows_sent):
        typed = _typed(request, upload) if upload.is_of(request) else {}
        basket.add(typed.get(row["id"], row["item"]) for row in rows)
    upload.end()
    return redirect("comments:basket", consultation.code)


def _typed(request: HttpRequest, upload: Upload) -> dict[str, dict[str, str]]:
    """What the rows of the page say as they were sent, right or wrong."""
    wrong, places = _forms(upload, subjects(upload.consultation), request.POST)
    return {one.row["id"]: one.as_typed["item"] for one in (*wrong, *places) if one.is_sent}


def _new(basket: Basket, rows: list[dict[str, Any]], sent: set[str]) -> list[dict[str, Any]]:
    """The rows that are not in the list, nor among those `sent`."""
    there = basket.rows | sent
    return [row for row in rows if row["item"]["row"] not in there]


def _sent_before(request: HttpRequest, upload: Upload) -> set[str]:
    """The rows that whoever is signed in has sent from any browser, or that somebody else has for their organisation. Nobody
    else is told: what was sent may be unread."""
    if not request.user.is_authenticated:
        return set()
    items = [row["item"] for row in upload["good"]]
    sent = sent_for(request.user, upload.consultation, (item["text"] for item in items))
    return {item["row"] for item in items if _said(item) in sent}


def _said(item: Mapping[str, str]) -> tuple[str, str, str]:
    anchor = item["about"].removeprefix("c:") if item["about"].startswith("c:") else ""
    return anchor, item["text"], item["proposed_change"]


def _onward(request: HttpRequest, consultation: Consultation, basket: Basket) -> str:
    """Who acts for an organisation is asked nothing that is known: the next page shows it, with a way to change it."""
    if not basket.items:
        return "comments:basket"
    if not basket.sender and request.user.is_authenticated:
        known = SenderForm(sender_of(request.user), consultation=consultation)
        if known.is_valid() and known.cleaned_data["organisation"]:
            basket.say_who(known.sender)
    return "comments:check" if basket.sender else "comments:sender"


def _show(
    request: HttpRequest,
    consultation: Consultation,
    form: FormFileForm,
    refused: Refused | None = None,
    faulty: Mapping[str, PlaceForm] | None = None,
) -> HttpResponse:
    basket, upload = Basket(request.session, consultation), Upload(request, consultation)
    context = {"consultation": consultation, "kept": len(basket.items), "upload": upload.kept}
    if upload.kept:
        context |= _rows(request, upload, basket, faulty or {})
    answer = show_form(request, "comments/form.html", form, refused, "file", **context)
    answer.status_code = 422 if faulty else answer.status_code
    return answer


def _rows(request: HttpRequest, upload: Upload, basket: Basket, faulty: Mapping[str, PlaceForm]) -> dict[str, Any]:
    """What was read, as the page shows it; forms in which something is wrong as they were sent."""
    choices = subjects(upload.consultation)
    sent = basket.rows_sent | _sent_before(request, upload)
    wrong, places = ([faulty.get(one.row["id"], one) for one in forms] for forms in _forms(upload, choices))
    return {
        "faulty": [one for one in (*wrong, *places) if one.is_bound],
        "wrong": wrong,
        "more_wrong": len(upload["wrong"]) - len(wrong),
        "remarked": [row for row in upload["good"] if row["remarks"]],
        "rows": list(_in_words(upload["good"], labels_of(choices), {one.row["id"]: one for one in places})),
        "new": len(_new(basket, upload["good"], sent)),
        "in_list": _count(upload["good"], basket.rows),
        "sent": _count(upload["good"], basket.rows_sent - basket.rows),
        "sent_elsewhere": _count(upload["good"], sent - basket.rows_sent - basket.rows),
        "left_out": [one for one in upload["columns"] if not one["field"] and one["sample"]],
        "has_comments": upload.has_comments,
        "named_on": upload.named_on,
    }


def _count(rows: list[dict[str, Any]], known: set[str]) -> int:
    return sum(row["item"]["row"] in known for row in rows)


def _in_words(
    rows: list[dict[str, Any]], labels: Mapping[str, str], forms: Mapping[str, PlaceForm]
) -> Iterator[dict[str, Any]]:
    kinds = dict(CommentKind.choices)
    for row in rows:
        item = row["item"]
        words = {"label": labels.get(item["about"], labels["whole"]), "kind": kinds.get(item["kind"], "")}
        yield {**row, **words, "form": forms.get(row["id"])}
