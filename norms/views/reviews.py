"""Conclude a review of a norm."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from norms import forms, services
from norms.models import NormReview
from norms.rules import can_conclude_review
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form


@staff_required
@get_or_post
def conclude(request: SignedInRequest, code: str) -> HttpResponse:
    seen = NormReview.objects.seen_by(request.user).select_related("norm", "concluded_by")
    review = get_object_or_404(seen, code=code)
    require(can_conclude_review, request.user, review)
    form = forms.ConcludeForm(posted(request))
    if not form.is_valid():
        return show_form(request, "norms/review.html", form, review=review)
    try:
        services.conclude_review(review=review, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "norms/review.html", form, refused, review=review)
    messages.success(request, f"{review.code} is concluded, and everybody can read it. The stage of the norm is yours to move.")
    return redirect(review)
