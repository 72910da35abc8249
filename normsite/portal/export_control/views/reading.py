"""Control lists as anybody reads them: which there are, one edition, one category of it, one entry."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from norms.models import Revision
from normsite.foundation.cached import cached
from normsite.foundation.controls import correspondences
from normsite.foundation.controls.models import ControlList, Entry
from normsite.foundation.controls.queries import counted_editions, unclear
from normsite.portal.export_control import queries
from normsite.portal.export_control.editions import compare_editions


@require_safe
@cached()
def lists(request: HttpRequest) -> HttpResponse:
    """Every list with its editions, by jurisdiction."""
    return render(request, "export_control/lists.html", {"editions": counted_editions()})


@require_safe
@cached()
def series(request: HttpRequest, series: str) -> HttpResponse:
    """One list: all its editions."""
    editions = list(counted_editions().filter(series=series))
    current = get_object_or_404(ControlList.objects.current(), series=series)
    return render(request, "export_control/series.html", {"editions": editions, "current": current})


@require_safe
@cached()
def edition(request: HttpRequest, series: str, edition: str) -> HttpResponse:
    """One edition: where it is from, what the import couldn't tell, and its categories."""
    found = _edition(series, edition)
    context = {
        "edition": found,
        "categories": queries.categories(found),
        "unclear": unclear(found),
        "criteria_total": queries.confirmed_criteria(found).count(),
        "others": ControlList.objects.filter(series=series).exclude(pk=found.pk).order_by("-as_of"),
        "current": ControlList.objects.current().filter(series=series).first(),
    }
    return render(request, "export_control/edition.html", context)


@require_safe
@cached()
def category(request: HttpRequest, series: str, edition: str, category: int) -> HttpResponse:
    """The entries of one category, by product group."""
    found = _edition(series, edition)
    categories = queries.categories(found)
    chosen = next((one for one in categories if one.number == category), None)
    if chosen is None:
        raise Http404
    context = {
        "edition": found,
        "category": chosen,
        "categories": categories,
        "groups": queries.groups(found, category),
    }
    return render(request, "export_control/category.html", context)


@require_safe
@cached(until=Revision.objects.next_release)
def entry(request: HttpRequest, series: str, edition: str, code: str) -> HttpResponse:
    """One entry with its paragraphs, what bears its code elsewhere, and the norms that name it."""
    found = _edition(series, edition)
    entry, before, after = queries.entry_and_beside(found, code)
    if entry is None:
        raise Http404
    nodes = queries.text_of(entry)
    context = {
        "edition": found,
        "entry": entry,
        "facts": queries.facts_of(entry),
        "nodes": nodes,
        "outline": queries.outline_of(nodes),
        "before": before,
        "after": after,
        "elsewhere": queries.elsewhere(code, found),
        "criteria": list(queries.read_criteria(queries.confirmed_criteria(found).filter(entry_code=code))),
        "correspondences": correspondences.of_entry(entry),
        "mentions": queries.mentions(entry),
    }
    return render(request, "export_control/entry.html", context)


@require_safe
@cached()
def difference(request: HttpRequest, series: str, edition: str, other: str) -> HttpResponse:
    """What edition `edition` has that `other`, the earlier one, had not, and the other way round."""
    second, first = _edition(series, edition), _edition(series, other)
    shown = compare_editions(first, second)
    context = {"first": first, "second": second, "shown": shown, "difference": shown.difference}
    return render(request, "export_control/difference.html", context)


@require_safe
@cached()
def difference_of_entry(request: HttpRequest, series: str, edition: str, other: str, code: str) -> HttpResponse:
    """The same, of the paragraphs of one entry."""
    second, first = _edition(series, edition), _edition(series, other)
    shown = compare_editions(first, second, code)
    if not shown.by_entry:
        raise Http404
    return render(request, "export_control/difference_of_entry.html", {"first": first, "second": second, "shown": shown})


@require_safe
@cached()
def criteria(request: HttpRequest, series: str, edition: str) -> HttpResponse:
    """The criteria for heightened screening that were drawn from an edition and confirmed, by entry."""
    found = _edition(series, edition)
    shown = list(queries.read_criteria(queries.confirmed_criteria(found)))
    return render(request, "export_control/criteria.html", {"edition": found, "criteria": shown})


@require_safe
def current_entry(request: HttpRequest, series: str, code: str) -> HttpResponse:
    """The entry in the current edition; where that has none, what the search says of the code."""
    current = get_object_or_404(ControlList.objects.current(), series=series)
    found = Entry.objects.select_related("control_list").filter(control_list=current, code=code).first()
    return redirect(found or f"{reverse('export_control:search')}?{urlencode({'q': code})}")


@require_safe
def paragraph(request: HttpRequest, series: str, edition: str, code: str) -> HttpResponse:
    """The place of a paragraph in the page of its entry."""
    entry, _, place = code.partition(".")
    return redirect(f"{reverse('export_control:entry', args=[series, edition, entry])}#{place}")


@require_safe
def current_paragraph(request: HttpRequest, series: str, code: str) -> HttpResponse:
    """The same in the current edition."""
    current = get_object_or_404(ControlList.objects.current(), series=series)
    return paragraph(request, series, current.edition, code)


def _edition(series: str, edition: str) -> ControlList:
    return get_object_or_404(ControlList, series=series, edition=edition)
