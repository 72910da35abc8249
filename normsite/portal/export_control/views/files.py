"""Control lists as files for programs and spreadsheets."""

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from normsite.foundation.controls.models import ControlList
from normsite.foundation.documents import csv_lines
from normsite.portal.export_control.files import COLUMNS, lines_of


@require_safe
def list_csv(request: HttpRequest, series: str, edition: str) -> StreamingHttpResponse:
    """The whole edition, written while it is read."""
    found = get_object_or_404(ControlList, series=series, edition=edition)
    response = StreamingHttpResponse(csv_lines(COLUMNS, lines_of(found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{series}-{edition}.csv"'
    return response
