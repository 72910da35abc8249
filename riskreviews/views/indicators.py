"""Indicators: what anybody may read of them, and where the desk keeps them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from norms.models import Norm
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.cached import cached
from normsite.foundation.codes import Kind
from normsite.foundation.documents import csv_lines
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.windows import show_conflict
from riskreviews import forms, queries, services
from riskreviews.forms.indicators import COLUMNS, facts_of
from riskreviews.line_chart import line_chart
from riskreviews.models import Indicator, IndicatorKey, Reading
from riskreviews.models.indicator import typed
from riskreviews.rules import can_keep_indicators
from riskreviews.views.showing import stored_code

CSV_COLUMNS = (*COLUMNS, "corrected", "why")


@require_safe
@cached()
def index(request: HttpRequest) -> HttpResponse:
    """What is watched, and what was."""
    found = queries.with_reviews(queries.watch(Indicator.objects.order_by("title", "pk")))
    context = {
        "watched": [one for one in found if one.indicator.ended_at is None],
        "ended": [one for one in found if one.indicator.ended_at is not None],
    }
    return render(request, "riskreviews/indicators.html", context)


@require_safe
@cached()
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: why, its readings as a picture and a table, its norms, and the reviews it has called for."""
    found = _find(code)
    context = {
        **_shown(found),
        "norms": Norm.objects.public().filter(pk__in=found.norms.values("pk")),
        "scenarios": queries.scenarios_of(found),
        "reviews": queries.reviews_by(found),
    }
    return render(request, "riskreviews/indicator.html", context)


@require_safe
def table(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """All readings as CSV, with the columns of a table that is taken in."""
    found = _find(code)
    response = StreamingHttpResponse(csv_lines(CSV_COLUMNS, _rows(found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}-readings.csv"'
    return response


def _rows(found: Indicator) -> Iterator[tuple[str, ...]]:
    for one in found.readings.order_by("day", "pk").iterator():
        corrected = one.superseded_at.date().isoformat() if one.superseded_at else ""
        yield one.day.isoformat(), typed(one.value), one.note, one.source, corrected, one.correction


def _find(code: str) -> Indicator:
    return get_object_or_404(Indicator, code=stored_code(code, Kind.INDICATOR))


def _shown(found: Indicator) -> dict[str, Any]:
    """What the public page and the desk show of it alike."""
    (watched,) = queries.watch(Indicator.objects.filter(pk=found.pk))
    drawn = queries.readings_drawn(found)
    return {
        "indicator": found,
        "watched": watched,
        "drawing": line_chart(found, drawn),
        "readings": queries.readings_listed(found),
        "most_listed": queries.MOST_LISTED,
    }


@staff_required
@require_safe
def desk_list(request: SignedInRequest) -> HttpResponse:
    watched = queries.watch(Indicator.objects.order_by("ended_at", "title", "pk"))
    context = {"watched": watched, "may_keep": can_keep_indicators(request.user)}
    return render(request, "riskreviews/indicators_desk.html", context)


@staff_required
@get_or_post
def create(request: SignedInRequest) -> HttpResponse:
    require(can_keep_indicators, request.user)
    form = forms.IndicatorForm(posted(request))
    if not form.is_valid():
        return show_form(request, "riskreviews/indicator_form.html", form)
    try:
        made = services.add_indicator(by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "riskreviews/indicator_form.html", form, refused)
    messages.success(request, f"{made.code} is watched from now on, and everybody can see it.")
    return redirect("riskreviews:indicator_desk", made.code)


@staff_required
@get_or_post
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    found = _find(code)
    require(can_keep_indicators, request.user, found)
    form = forms.IndicatorChangeForm(posted(request), initial=facts_of(found))
    if not form.is_valid():
        return show_form(request, "riskreviews/indicator_form.html", form, indicator=found)
    try:
        services.change_indicator(indicator=found, by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        stands = forms.IndicatorChangeForm(initial=facts_of(conflict.current))
        return show_conflict(request, "riskreviews/indicator_form.html", form, conflict, stands, indicator=found)
    except Refused as refused:
        return show_form(request, "riskreviews/indicator_form.html", form, refused, indicator=found)
    messages.success(request, f"{found.code} is saved.")
    return redirect("riskreviews:indicator_desk", found.code)


@staff_required
@get_or_post
def desk(request: SignedInRequest, code: str) -> HttpResponse:
    """The indicator with its readings, and the form that gives one."""
    found = _find(code)
    form = forms.ReadingForm(posted(request))
    if request.method == "POST":
        require(can_keep_indicators, request.user, found)
    if not form.is_valid():
        return _show_desk(request, found, form)
    try:
        given = services.give_reading(indicator=found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _show_desk(request, found, form, refused)
    messages.success(request, f"The reading of {given.day:%-d %B %Y} is recorded.{_what_followed(found)}")
    return redirect("riskreviews:indicator_desk", found.code)


def _what_followed(found: Indicator) -> str:
    crossing = found.crossings.standing().first()
    if crossing is None:
        return ""
    codes = ", ".join(crossing.reviews.order_by("pk").values_list("code", flat=True))
    return f" The threshold is crossed; open or concluded for it: {codes}."


def _show_desk(
    request: SignedInRequest, found: Indicator, form: forms.ReadingForm, refused: Refused | None = None, **more: Any
) -> HttpResponse:
    context = {
        **_shown(found),
        "norms": found.norms.all(),
        "reviews": queries.reviews_by(found),
        "keys": found.keys.select_related("made_by"),
        "key_form": forms.KeyForm(),
        "may_keep": can_keep_indicators(request.user, found) and found.ended_at is None,
    }
    return show_form(request, "riskreviews/indicator_desk.html", form, refused, **(context | more))


@staff_required
@get_or_post
def correct(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    found = _find(code)
    require(can_keep_indicators, request.user, found)
    reading = get_object_or_404(Reading.objects.select_related("indicator"), indicator=found, pk=pk)
    known = {"value": typed(reading.value), "note": reading.note, "source": reading.source}
    form = forms.CorrectionForm(posted(request), initial=known)
    context = {"indicator": found, "reading": reading}
    if not form.is_valid():
        return show_form(request, "riskreviews/reading.html", form, **context)
    try:
        services.correct_reading(reading=reading, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "riskreviews/reading.html", form, refused, **context)
    messages.success(request, f"The reading of {reading.day:%-d %B %Y} is corrected; both values stay on record.")
    return redirect("riskreviews:indicator_desk", found.code)


@staff_required
@get_or_post
def take(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a table in: first shown line by line, then taken. What can't be taken stays in the field, to be mended."""
    found = _find(code)
    require(can_keep_indicators, request.user, found)
    form = forms.ReadingsForm(posted(request), request.FILES if request.method == "POST" else None)
    context: dict[str, Any] = {"indicator": found}
    if not form.is_valid():
        return show_form(request, "riskreviews/readings.html", form, **context)
    try:
        if "take" not in request.POST:
            form.mark(services.refusals_of(indicator=found, rows=form.good, by=request.user))
            return show_form(request, "riskreviews/readings.html", form, **context)
        refusals = services.give_readings(indicator=found, rows=form.good, by=request.user)
    except Refused as refused:
        return show_form(request, "riskreviews/readings.html", form, refused, **context)
    taken = len(form.good) - len(refusals)
    messages.success(request, f"{taken} reading{'s' if taken != 1 else ''} taken in.{_what_followed(found)}")
    if not refusals and not form.bad:
        return redirect("riskreviews:indicator_desk", found.code)
    form.mark(refusals)
    return show_form(request, "riskreviews/readings.html", form, **context, taken=taken)


@never_cache
@staff_required
@require_POST
def make_key(request: SignedInRequest, code: str) -> HttpResponse:
    """A key for a program; its secret is in the answer to the form itself, and nowhere else ever after."""
    found = _find(code)
    require(can_keep_indicators, request.user, found)
    form = forms.KeyForm(request.POST)
    if not form.is_valid():
        return _show_desk(request, found, forms.ReadingForm(), key_form=form)
    try:
        key, secret = services.make_key(indicator=found, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _show_desk(request, found, forms.ReadingForm(), key_form=form)
    return render(request, "riskreviews/indicator_key.html", {"indicator": found, "key": key, "secret": secret})


@staff_required
@require_POST
def end_key(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    found = _find(code)
    require(can_keep_indicators, request.user, found)
    services.end_key(key=get_object_or_404(IndicatorKey, indicator=found, pk=pk), by=request.user)
    messages.success(request, "The key is ended: nothing is taken under it any more.")
    return redirect("riskreviews:indicator_desk", found.code)


@staff_required
@get_or_post
def end(request: SignedInRequest, code: str) -> HttpResponse:
    """Watch it no more."""
    found = _find(code)
    require(can_keep_indicators, request.user, found)
    if request.method != "POST":
        return render(request, "riskreviews/indicator_end.html", {"indicator": found})
    services.end_indicator(indicator=found, by=request.user)
    messages.success(request, f"{found.code} is not watched any more. Its readings stay for everybody to see.")
    return redirect("riskreviews:indicator_desk", found.code)
