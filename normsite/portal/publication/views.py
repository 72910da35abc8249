"""The published rationale page, its downloads, and the page from which a norm is published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from norms.models import Revision
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.cached import cached
from normsite.foundation.documents import FORMATS, Document, Format
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, show_button
from normsite.foundation.unseen import isolated
from normsite.portal.publication.checks import before_publishing
from normsite.portal.publication.files import OF_COMMENTS, published_file
from normsite.portal.publication.models import Publication
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
@cached(until=Revision.objects.next_release)
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """The rationale page: all it says of the norm stands in the frozen Document."""
    publication = get_object_or_404(Publication, code=code.upper())
    context = {
        "publication": publication,
        "document": Document.load(bytes(publication.document)),
        "downloads": [_offer(form) for form in FORMATS.values()],
    }
    return render(request, "publication/detail.html", context)


def _offer(form: Format) -> dict[str, str | None]:
    label = "Comments as CSV" if form.key == OF_COMMENTS else form.label
    return {"key": form.key, "label": label, "unavailable": form.unavailable()}


@require_safe
def file(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One download, with its digest in the headers."""
    publication = get_object_or_404(Publication.objects.defer("document"), code=code.upper())
    written = published_file(publication=publication, key=key)
    response = HttpResponse(bytes(written.content), content_type=FORMATS[key].content_type)
    disposition = "inline" if FORMATS[key].shown_inline else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="{publication.code}.{FORMATS[key].extension}"'
    response["ETag"] = f'"{written.digest}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return response


@staff_required
@get_or_post
def prepare(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """What blocks publishing, and the button when nothing does."""
    revision = get_object_or_404(Revision.objects.select_related("norm"), norm__code=code.upper(), number=number)
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
