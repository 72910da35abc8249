"""A published record on the site: the overview with the cards, each card alone, and the other parts of the record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from norms.models import Revision
from normsite.foundation.cached import cached
from normsite.foundation.documents import FORMATS, Format, Section, as_own_svg, ramp_mark
from normsite.foundation.withholding.models import WithholdingQuerySet
from normsite.portal.publication.files import OF_COMMENTS
from normsite.portal.publication.layout import CLAUSE, Layout, briefly
from normsite.portal.publication.models import Publication
from normsite.portal.publication.queries import layout_of
from normsite.portal.withheld.seen import lifted_since
from riskreviews import queries as risk_queries

LEGEND = as_own_svg(ramp_mark("VH", "L"))
"""The small drawing of two levels, which the legend explains."""


@require_safe
@cached(until=Revision.objects.next_release)
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """The overview and the first cards; of a record of the first schema the whole of it, as it always was."""
    publication = _find(code)
    layout = layout_of(publication)
    if not layout.is_split:
        context = {
            "publication": publication,
            "document": layout.document,
            "downloads": _offers(),
            "lifted": _lifted(publication),
        }
        return render(request, "publication/detail.html", context)
    return _show_cards(request, publication, layout, 1)


@require_safe
@cached(until=Revision.objects.next_release)
def cards(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The next cards, of a long text."""
    publication = _find(code)
    layout = _split(publication)
    if not 2 <= number <= len(layout.card_pages):
        raise Http404("There are no cards on such a page.")
    return _show_cards(request, publication, layout, number)


def _show_cards(request: HttpRequest, publication: Publication, layout: Layout, number: int) -> HttpResponse:
    shown = layout.card_pages[number - 1]
    here = {section.anchor: f"#{section.anchor}" for section in shown}
    context = _context(publication, layout) | {
        "index": [(here.get(one.anchor, layout.addresses[one.anchor]), one) for one in layout.cards],
        "cards": shown,
        "number": number,
        "next": number + 1 if number < len(layout.card_pages) else None,
        "pages": len(layout.card_pages),
    }
    return render(request, "publication/overview.html", context)


@require_safe
@cached(until=Revision.objects.next_release)
def clause(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One card alone, what is watched for its clause today, and what the record says more of it folded beneath."""
    publication = _find(code)
    layout = _split(publication)
    page = layout.find_card(name)
    if page is None:
        raise Http404("There is no card of this clause.")
    here = {section.anchor: f"#{section.anchor}" for _, section in page.beneath}
    norm = publication.revision.norm
    by_clause, of_norm = risk_queries.watching_clauses(norm)
    of_clause = by_clause.get(page.section.anchor.removeprefix(CLAUSE), [])
    watched = risk_queries.with_reviews([*of_clause, *of_norm], norm)
    neighbours = [(one, layout.addresses[one.anchor]) if one else None for one in (page.before, page.after)]
    context = _context(publication, layout) | {
        "page": page,
        "places": layout.addresses | here,
        "before": neighbours[0],
        "after": neighbours[1],
        "address": layout.addresses[page.section.anchor],
        "watched": watched[: len(of_clause)],
        "watched_for_norm": watched[len(of_clause) :],
    }
    return render(request, "publication/clause.html", context)


@require_safe
@cached(until=Revision.objects.next_release)
def part(request: HttpRequest, code: str, anchor: str, number: int = 1) -> HttpResponse:
    """Another part of the record: the risks, the comments with their answers, what is withheld; a long one page by page."""
    publication = _find(code)
    layout = _split(publication)
    found = layout.find_part(anchor)
    if found is None:
        raise Http404("The record has no such part.")
    shown = layout.part_pages(found)
    if not 1 <= number <= len(shown):
        raise Http404("This part has no such page.")
    context = _context(publication, layout) | {
        "part": found,
        "shown": shown[number - 1],
        "tops": [(one, briefly(one)) for one in shown[number - 1].sections],
        "number": number,
        "next": number + 1 if number < len(shown) else None,
        "pages": len(shown),
    }
    return render(request, "publication/part.html", context)


def _find(code: str) -> Publication:
    found = Publication.objects.select_related("revision__norm").defer("document")
    return get_object_or_404(found, code=code.upper())


def _split(publication: Publication) -> Layout:
    layout = layout_of(publication)
    if not layout.is_split:
        raise Http404("This record stands on one page.")
    return layout


def _context(publication: Publication, layout: Layout) -> dict[str, object]:
    parts: list[tuple[str, Section]] = [(layout.addresses[part.anchor], part) for part in layout.parts]
    return {
        "publication": publication,
        "layout": layout,
        "document": layout.document,
        "places": layout.addresses,
        "parts": parts,
        "downloads": _offers(),
        "lifted": _lifted(publication),
        "mark": LEGEND,
    }


def _lifted(publication: Publication) -> WithholdingQuerySet:
    """What was withheld when the page was frozen, and can be read now."""
    return lifted_since(publication.revision.norm.code, publication.published_at)


def _offers() -> list[dict[str, str | None]]:
    return [_offer(form) for form in FORMATS.values()]


def _offer(form: Format) -> dict[str, str | None]:
    label = "Comments as CSV" if form.key == OF_COMMENTS else form.label
    return {"key": form.key, "label": label, "unavailable": form.unavailable()}
