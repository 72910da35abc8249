from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tests.bench.plain.bytes import SAME_BYTES
from tests.bench.plain.models import Norm, Remark


def page(request, pk):
    norm = get_object_or_404(Norm, pk=pk)
    return render(request, "norm.html", {"norm": norm, "clauses": norm.clauses.prefetch_related("remarks")})


def contrib(request, pk):
    norm = get_object_or_404(Norm, pk=pk)
    return render(request, "contrib.html", {"norm": norm, "clauses": norm.clauses.all()})


@require_POST
def remark(request):
    Remark.objects.create(clause_id=request.POST["clause"], name=request.POST["name"], text=request.POST["text"])
    return redirect("/")


def same_bytes(request):
    return HttpResponse(SAME_BYTES)
