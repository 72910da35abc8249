"""Control lists and their criteria as files for programs and spreadsheets."""

from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from normsite.foundation.controls.models import ControlList
from normsite.foundation.controls.reading.columns import COLUMNS
from normsite.foundation.documents import csv_lines
from normsite.portal.export_control import queries
from normsite.portal.export_control.files import CRITERIA_COLUMNS, criteria_lines, lines_of


@require_safe
def list_csv(request: HttpRequest, series: str, edition: str) -> StreamingHttpResponse:
    """The whole edition, written while it is read."""
    found = get_object_or_404(ControlList, series=series, edition=edition)
    return _file(csv_lines(COLUMNS, lines_of(found)), f"{series}-{edition}.csv")


@require_safe
def criteria_csv(request: HttpRequest, series: str, edition: str) -> StreamingHttpResponse:
    """The confirmed criteria of an edition."""
    found = get_object_or_404(ControlList, series=series, edition=edition)
    lines = criteria_lines(queries.read_criteria(queries.confirmed_criteria(found).iterator()))
    return _file(csv_lines(CRITERIA_COLUMNS, lines), f"{series}-{edition}-criteria.csv")


def _file(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
