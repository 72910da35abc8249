"""Import a text in two steps: see what it would do, then do it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from norms import forms, services
from norms.models import Norm
from norms.rules import can_register_norm
from norms.views.showing import get_or_post, show
from normsite.accounts.access import desk as on_desk
from normsite.accounts.access import require
from normsite.errors import Refused


@on_desk
@get_or_post
def take(request: HttpRequest) -> HttpResponse:
    require(can_register_norm, request.user)
    if request.method == "GET":
        norm = Norm.objects.filter(code=request.GET.get("norm", "").replace("\0", "").upper()).first()
        return show(request, "import.html", forms.ImportForm(initial={"norm": norm}))
    form = forms.ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, "import.html", form)
    if "change" in request.POST:
        return render(request, "norms/import.html", {"form": form})
    try:
        return _write(request, form) if "confirm" in request.POST else _plan(request, form)
    except Refused as refused:
        return show(request, "import.html", form, refused)


def _plan(request: HttpRequest, form: forms.ImportForm) -> HttpResponse:
    given = form.cleaned_data
    plan = services.plan_import(text=given["text"], scheme=given["scheme"], norm=given["norm"])
    context = {
        "form": form,
        "plan": plan,
        "given": given,
        "norm": given["norm"],
        "title": given["title"] or plan.title or plan.parsed.clauses[0].title,
        "counts": list(plan.keyword_counts.items()),
    }
    return render(request, "norms/import_plan.html", context)


def _write(request: HttpRequest, form: forms.ImportForm) -> HttpResponse:
    report = services.import_markdown(by=request.user, **form.cleaned_data)
    counted = f"{len(report.matched)} clauses lived on, {len(report.new)} are new, {len(report.gone)} are gone"
    messages.success(request, f"{report.revision.name} of {report.norm.title} is imported: {counted}.")
    return redirect("norms:draft", report.norm.code)
