"""Criteria and correlations as CSV files, out and in."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.controls import services
from normsite.foundation.controls.forms.criteria import TableForm
from normsite.foundation.controls.models import Correlation, Criterion
from normsite.foundation.controls.rules import can_decide_correlations, can_decide_criteria
from normsite.foundation.controls.tables import correlations_csv, criteria_csv
from normsite.foundation.controls.views.criteria import find_edition
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, show_form


@staff_required
@require_safe
def table(request: SignedInRequest, series: str, edition: str) -> HttpResponse:
    """The newest versions of all criteria of an edition, also those that nobody has decided on."""
    control_list = find_edition(series, edition)
    found = Criterion.objects.current().filter(control_list=control_list).select_related("control_list")
    return _file(criteria_csv(found.order_by("entry_code", "pk")), f"{series}-{edition}-criteria.csv")


@staff_required
@get_or_post
def upload(request: SignedInRequest, series: str, edition: str) -> HttpResponse:
    control_list = find_edition(series, edition)
    require(can_decide_criteria, request.user)
    form = _posted(request)
    context = {"control_list": control_list, "what": "criteria"}
    if not form.is_valid():
        return show_form(request, "controls/upload.html", form, **context)
    try:
        taken = services.take_criteria(control_list=control_list, data=form.cleaned_data["file"], by=request.user)
    except Refused as refused:
        return show_form(request, "controls/upload.html", form, refused, **context)
    return show_form(request, "controls/upload.html", TableForm(), taken=taken, **context)


@staff_required
@require_safe
def correlation_table(request: SignedInRequest) -> HttpResponse:
    found = Correlation.objects.select_related("left_list", "right_list").order_by("left_code", "pk")
    return _file(correlations_csv(found), "correlations.csv")


@staff_required
@get_or_post
def correlation_upload(request: SignedInRequest) -> HttpResponse:
    require(can_decide_correlations, request.user)
    form = _posted(request)
    if not form.is_valid():
        return show_form(request, "controls/upload.html", form, what="correlations")
    try:
        taken = services.take_correlations(data=form.cleaned_data["file"])
    except Refused as refused:
        return show_form(request, "controls/upload.html", form, refused, what="correlations")
    return show_form(request, "controls/upload.html", TableForm(), taken=taken, what="correlations")


def _posted(request: SignedInRequest) -> TableForm:
    return TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()


def _file(pieces: Iterator[bytes], name: str) -> HttpResponse:
    response = HttpResponse(b"".join(pieces), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
