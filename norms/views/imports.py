"""Import a text in two steps: see what it would do, then do it. What it did can be read later."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from norms import forms, services
from norms.models import ImportRecord, Norm
from norms.rules import can_register_norm
from norms.views.showing import get_or_post, show
from normsite.accounts.access import desk as on_desk
from normsite.accounts.access import require
from normsite.errors import Refused
from normsite.unseen import isolated


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


def _plan(request: HttpRequest, form: forms.ImportForm, changed: str = "") -> HttpResponse:
    """What would happen; `changed` says why a plan that was confirmed is shown anew."""
    given = form.cleaned_data
    plan = services.plan_import(text=given["text"], scheme=given["scheme"], norm=given["norm"])
    context = {
        "form": form,
        "told": plan.told,
        "standing": plan.standing,
        "given": given,
        "norm": given["norm"],
        "title": "" if given["norm"] else plan.title_of_norm(given["title"]),
        "changed": changed,
    }
    return render(request, "norms/import_plan.html", context, status=409 if changed else 200)


def _write(request: HttpRequest, form: forms.ImportForm) -> HttpResponse:
    try:
        report = services.import_markdown(by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        return _plan(request, form, changed=conflict.reason)
    counted = f"{len(report.matched)} clauses lived on, {len(report.new)} are new, {len(report.gone)} are gone"
    messages.success(request, f"{isolated(report.revision.name)} of {isolated(report.norm.title)} is imported: {counted}.")
    return redirect("norms:draft", report.norm.code)


@on_desk
@require_safe
def report(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What the import of a revision said at the time."""
    records = ImportRecord.objects.select_related("revision__norm", "by")
    kept = get_object_or_404(records, revision__norm__code=code, revision__number=number)
    context = {"kept": kept, "told": kept.told, "revision": kept.revision, "norm": kept.revision.norm}
    return render(request, "norms/import_report.html", context)
