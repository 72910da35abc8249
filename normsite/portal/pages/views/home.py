"""The front door and the pages that explain the house."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from comments.models import Consultation
from comments.models.declaration import PRIVACY_NOTICE, SENTENCES, VERSION
from norms.models import Norm
from normsite.foundation.cached import cached
from normsite.portal.pages.glossary import CODES, words
from normsite.portal.publication.models import Publication


@require_safe
@cached(until=Consultation.objects.next_turn)
def home(request: HttpRequest) -> HttpResponse:
    related = Consultation.objects.select_related("revision__norm")
    context = {
        "closing_soon": related.open().order_by("closes_at")[:5],
        "announced": related.announced().order_by("opens_at")[:3],
        "answered": related.concluded().order_by("-concluded_at")[:4],
        "publications": Publication.objects.select_related("revision__norm").defer("document")[:4],
        "norm_count": Norm.objects.public().count(),
    }
    return render(request, "pages/home.html", context)


@require_safe
@cached()
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@require_safe
@cached()
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@require_safe
@cached()
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and the declaration that names it: both in the version that stands now."""
    context = {"notice": PRIVACY_NOTICE, "version": VERSION, "sentences": SENTENCES}
    return render(request, "pages/privacy.html", context)


@require_safe
@cached()
def glossary(request: HttpRequest) -> HttpResponse:
    context = {"glossary": words(), "codes": [(kind.prefix, meaning) for kind, meaning in CODES.items()]}
    return render(request, "pages/glossary.html", context)


@require_safe
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Staff go on to their task list, everybody else to the front page."""
    staff = request.user.is_authenticated and request.user.is_staff_member
    return redirect("pages:dashboard" if staff else "pages:home")
