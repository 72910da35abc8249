"""The list of rationale pages, what can be downloaded, and the page from which a norm is published; `pages` shows records."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.http import require_safe

from norms.doors import find_revision
from norms.models import Revision
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.cached import cached
from normsite.foundation.documents import FORMATS, Format
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, show_button
from normsite.foundation.unseen import isolated
from normsite.portal.publication.checks import before_publishing
from normsite.portal.publication.files import has_download, making_of_file, making_of_text, printed_text, published_file
from normsite.portal.publication.making import Making
from normsite.portal.publication.models import PrintedText, Publication, PublishedFile
from normsite.portal.publication.publishing import publish
from normsite.portal.publication.queries import consulted_revision
from normsite.portal.publication.rules import can_publish


@require_safe
@cached(until=Revision.objects.next_release)
def index(request: HttpRequest) -> HttpResponse:
    """Every published norm with its rationale page, the newest first."""
    found = Publication.objects.select_related("revision__norm").defer("document")
    return render(request, "publication/list.html", {"publications": found})


@require_safe
def file(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One download, with its digest in the headers; until it is made, a page that says where it is."""
    publication = get_object_or_404(Publication.objects.defer("document"), code=code.upper())
    if not has_download(publication, key):
        return render(request, "publication/no_download.html", {"publication": publication}, status=404)
    written = published_file(publication, key)
    if written is None:
        return _being_made(request, making_of_file(publication, key), publication, FORMATS[key].label)
    return _download(request, written, f"{publication.code}.{FORMATS[key].extension}", FORMATS[key])


@require_safe
def text(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A public text as a PDF; until it is made, a page that says where it is."""
    released = Revision.objects.released().select_related("norm")
    revision = get_object_or_404(released, norm__code=code.upper(), number=number)
    if reason := FORMATS["pdf"].unavailable():
        raise Refused(reason, "Read the text on its page.")
    printed = printed_text(revision)
    if printed is None:
        return _being_made(request, making_of_text(revision), revision, FORMATS["pdf"].label)
    return _download(request, printed, f"{revision.norm.code}-r{number}.pdf", FORMATS["pdf"])


def _download(request: HttpRequest, written: PublishedFile | PrintedText, name: str, form: Format) -> HttpResponse:
    if _only_looks(request) and not form.at_once:
        return JsonResponse({"is_over": True})
    response = HttpResponse(bytes(written.content), content_type=form.content_type)
    disposition = "inline" if form.shown_inline else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response["ETag"] = f'"{written.digest}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    if not form.at_once:
        patch_vary_headers(response, ["Accept"])
    return response


def _being_made(request: HttpRequest, making: Making, of: Publication | Revision, label: str) -> HttpResponse:
    """202: a worker makes it, and this page tells how far it is. Its script looks again by itself, else a link does."""
    if _only_looks(request):
        try:
            response: HttpResponse = JsonResponse({"is_over": False, "words": making.ask()})
        except Refused:
            response = JsonResponse({"is_over": True})  # loaded anew, the page says why
    else:
        context = {"words": making.ask(), "of": of, "label": label}
        response = render(request, "publication/being_made.html", context, status=202)
        response["Retry-After"] = "3"
    add_never_cache_headers(response)
    patch_vary_headers(response, ["Accept"])
    return response


def _only_looks(request: HttpRequest) -> bool:
    """Whether it is the script of that page that asks."""
    return request.headers.get("Accept") == "application/json"


@staff_required
@get_or_post
def prepare(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """What blocks publishing, and the button when nothing does."""
    revision = find_revision(request, code, number)
    if request.method == "GET":
        return _show_prepare(request, revision)
    require(can_publish, request.user, revision)
    try:
        publication = publish(revision=revision, by=request.user)
    except Refused as refused:
        revision.refresh_from_db()
        return _show_prepare(request, revision, refused)
    messages.success(request, f"{isolated(revision.norm.title)} is published with its rationale page.")
    return redirect(publication)


def _show_prepare(request: SignedInRequest, revision: Revision, refused: Refused | None = None) -> HttpResponse:
    context = {
        "revision": revision,
        "norm": revision.norm,
        "check": before_publishing(revision),
        "consulted": consulted_revision(revision),
        "may_publish": can_publish(request.user, revision),
        "published": Publication.objects.filter(revision=revision).defer("document").first(),
    }
    return show_button(request, "publication/prepare.html", refused, **context)
