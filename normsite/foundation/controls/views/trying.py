"""Try the criteria on a text that somebody pastes. Nothing of it is kept: neither in the database nor in reports of errors."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from normsite.foundation.accounts.access import SignedInRequest, staff_required
from normsite.foundation.controls.forms.criteria import TryForm
from normsite.foundation.controls.hits import HIT_NAMES, Hit
from normsite.foundation.controls.indexes import index_for
from normsite.foundation.controls.models import ControlList, Criterion
from normsite.foundation.controls.text.screening import screen_text
from normsite.foundation.search import Piece
from normsite.foundation.showing import get_or_post, posted, show_form


@dataclass(frozen=True)
class Found:
    """A hit with its kind in words and the criterion that it meets, if any."""

    hit: Hit
    kind: str
    criterion: Criterion | None


@sensitive_post_parameters("text")
@never_cache
@staff_required
@get_or_post
def attempt(request: SignedInRequest) -> HttpResponse:
    """What the criteria of an edition find in a text, and where."""
    lists = list(ControlList.objects.order_by("-in_force", "jurisdiction", "series", "-as_of"))
    chosen = request.GET.get("control_list") or (str(lists[0].pk) if lists else "")
    form = TryForm(posted(request), lists=lists, initial={"control_list": chosen})
    if not form.is_valid():
        return show_form(request, "controls/try.html", form, lists=lists)
    by_key = {str(one.pk): one for one in lists}
    return _show_found(request, form, by_key[form.cleaned_data["control_list"]], lists)


def _show_found(request: HttpRequest, form: TryForm, control_list: ControlList, lists: list[ControlList]) -> HttpResponse:
    text = form.cleaned_data["text"]
    hits = screen_text(text, index_for(control_list))
    criteria = Criterion.objects.in_bulk({hit.criterion for hit in hits if hit.criterion is not None})
    found = [Found(hit, HIT_NAMES[hit.kind], criteria.get(hit.criterion or 0)) for hit in hits]
    context = {"control_list": control_list, "lists": lists, "found": found, "pieces": with_marks(text, hits), "tried": True}
    return show_form(request, "controls/try.html", form, **context)


def with_marks(text: str, hits: list[Hit]) -> list[Piece]:
    """The text with the words of its hits marked; of hits that overlap, what they cover together."""
    pieces, at = [], 0
    for start, end in _together(hits):
        pieces += [Piece(text[at:start]), Piece(text[start:end], is_marked=True)]
        at = end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.words]


def _together(hits: list[Hit]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in sorted({(hit.start, hit.end) for hit in hits}):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans
