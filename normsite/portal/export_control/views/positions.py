"""Who adopts a norm how far, and where something else holds; and a worked example of why that matters."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from comments.models import Consultation
from norms.models import CarveOut, Norm, Revision
from normsite.foundation.cached import cached
from normsite.foundation.documents import csv_lines
from normsite.portal.export_control.countries import COLUMNS, current_positions, divergence, earlier_positions, rows
from normsite.portal.export_control.drawing import MOST_LINES, draw
from normsite.portal.export_control.lag import lags


def next_turn() -> datetime | None:
    """The next instant at which the clock alone changes what these pages show."""
    turns = [turn for turn in (Consultation.objects.next_turn(), CarveOut.objects.next_turn()) if turn]
    return min(turns, default=None)


@require_safe
@cached(until=next_turn)
def positions(request: HttpRequest, code: str) -> HttpResponse:
    norm, revision = _find(code)
    current = current_positions(norm)
    matrix = divergence(norm, revision, current)
    context = {
        "norm": norm,
        "revision": revision,
        "positions": current,
        "earlier": earlier_positions(norm, current),
        "matrix": matrix,
        "drawing": draw(matrix, norm.title) if current and matrix.lines else "",
        "drawn": MOST_LINES,
        "lags": lags(),
    }
    return render(request, "export_control/positions.html", context)


@require_safe
def table(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """The positions as CSV, with the columns that a table of carve-outs is taken in with."""
    norm, _ = _find(code)
    response = StreamingHttpResponse(csv_lines(COLUMNS, rows(current_positions(norm))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{norm.code}-positions.csv"'
    return response


@require_safe
@cached()
def example(request: HttpRequest) -> HttpResponse:
    """Where a closed committee draft is free in one place and controlled in another."""
    return render(request, "export_control/divergence.html")


def _find(code: str) -> tuple[Norm, Revision]:
    """A norm that anybody may read, and the newest text of it that they may."""
    norm = get_object_or_404(Norm.objects.public(), code=code.upper())
    return norm, Revision.objects.released().filter(norm=norm).latest("number")
