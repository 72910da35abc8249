"""Search in control lists: words and codes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from normsite.foundation.controls.codes import is_nearly_code
from normsite.foundation.controls.models import ControlList
from normsite.foundation.numbers import whole
from normsite.foundation.search import MOST_COUNTED, asked_for, hits_of, in_order
from normsite.portal.export_control.finding import find_entries, found_rows, places_of, said_of

MOST = 20
LAST_PAGE = MOST_COUNTED // MOST
LONGEST_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What each list knows of a code; then the entries that hold the words, of all current editions or of one list."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    current = list(ControlList.objects.current())
    chosen = next((one for one in current if one.series == request.GET.get("list")), None)
    page = min(whole(request.GET.get("page", "")) or 1, LAST_PAGE)
    context: dict[str, object] = {"searched": words, "lists": current, "chosen": chosen, "number": page}
    if words:
        asked = asked_for(words, by_other_names=True)
        hits = find_entries(asked, most=MOST, first=(page - 1) * MOST, edition=chosen)
        context |= {
            "places": places_of(words),
            "is_mistyped": is_nearly_code(words),
            "asked": asked,
            "total": hits.total,
            "hits": hits_of(in_order(hits.keys, found_rows().in_bulk(hits.keys)), said_of, asked),
            "next": page + 1 if page * MOST < hits.total.number else None,
        }
    return render(request, "export_control/search.html", context)
