"""What was typed of a scenario or a safeguard that somebody has removed meanwhile: given back in words, to be copied."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from normsite.foundation.accounts.access import Rest, SignedInRequest
from normsite.foundation.accounts.unsent import fields_of
from normsite.foundation.codes import Kind
from riskreviews.views.showing import NotThere

View = Callable[Concatenate[SignedInRequest, Rest], HttpResponse]

PRESSED = ("go", "drop", "remove", "preview")
KEYS = ("clause", "owner", "provision", "provisions", "scenarios", "addressees", "cases")  # of rows; they tell people nothing
ADDS = {Kind.SCENARIO: "riskreviews:scenario_new", Kind.SAFEGUARD: "riskreviews:safeguard_new"}


def giving_words_back(view: View[Rest]) -> View[Rest]:
    """Answer a form of what is not there any more with a page that holds what was typed; 404 all the same."""

    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotThere as gone:
            typed = _words(request.POST)
            if not typed:
                raise
            adds = reverse(ADDS[gone.kind], args=[gone.assessment.code])
            context = {"assessment": gone.assessment, "code": gone.code, "typed": typed, "adds": adds}
            return render(request, "riskreviews/removed.html", context, status=404)

    return guarded


def _words(post: QueryDict) -> list[tuple[str, str, int]]:
    told = post.copy()
    for name in (*PRESSED, *KEYS):
        told.pop(name, None)
    return fields_of(told)
