"""Reviews from outside: invite somebody, take it back, answer points; and the page behind the private link."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from norms.doors import admit
from norms.models import Clause
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.conflicts import mark
from normsite.foundation.errors import Refused
from normsite.foundation.private import private
from normsite.foundation.showing import get_or_post, posted, renew_hidden, show_form
from normsite.foundation.unseen import isolated
from normsite.foundation.windows import Difference
from riskreviews import forms, queries, services
from riskreviews.models import Assessment, OutsidePoint, OutsideReview
from riskreviews.models.outside import QUESTIONS
from riskreviews.rules import can_answer_point, can_invite_outsider
from riskreviews.views.showing import find_assessment, read_risks
from riskreviews.views.typed_late import everything_typed, typed_late


@staff_required
@get_or_post
def invite(request: SignedInRequest, code: str) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_invite_outsider, request.user, assessment)
    asks_for_look = bool(queries.controlled_codes(assessment, outside=True))
    form = forms.InviteForm(posted(request), asks_for_look=asks_for_look)
    context = {"assessment": assessment, "asked": QUESTIONS}
    if not form.is_valid():
        return show_form(request, "riskreviews/outside_invite.html", form, **context)
    try:
        services.invite_outsider(assessment=assessment, by=request.user, **form.facts)
    except Refused as refused:
        return show_form(request, "riskreviews/outside_invite.html", form, refused, **context)
    messages.success(request, "The link is on its way. It opens this assessment for whoever has it, until the day you gave.")
    return _back(assessment)


@staff_required
@require_POST
def take_back(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_invite_outsider, request.user, assessment)
    review = get_object_or_404(OutsideReview, assessment=assessment, pk=pk)
    services.take_back_invitation(review=review, by=request.user)
    messages.success(request, "The invitation is taken back: its link opens nothing any more.")
    return _back(assessment)


@staff_required
@get_or_post
def answer(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    assessment = find_assessment(request, code)
    require(can_answer_point, request.user, assessment)
    given = OutsidePoint.objects.filter(review__assessment=assessment, review__given_at__isnull=False)
    point = get_object_or_404(given.select_related("review__assessment__revision", "clause"), pk=pk)
    form = forms.PointAnswerForm(posted(request))
    context = {"assessment": assessment, "point": point}
    if not form.is_valid():
        return show_form(request, "riskreviews/outside_answer.html", form, **context)
    try:
        services.answer_point(point=point, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "riskreviews/outside_answer.html", form, refused, **context)
    messages.success(request, "The answer is recorded, and published with the review.")
    return _back(assessment)


def _back(assessment: Assessment) -> HttpResponse:
    return redirect("riskreviews:desk", assessment.code)


@private
@get_or_post
def outside(request: HttpRequest, token: str) -> HttpResponse:
    """What the link leads to: interests first, then the assessment with the form, then what was given."""
    review = services.review_of(token)
    if review is None:
        return _ended(request, services.ended_review_of(token))
    admit(request, review.assessment.revision)  # of a restricted text its named readers alone, link or no link
    if review.given_at is not None:
        return _given(request, review)
    if review.declared_at is None:
        return _declare(request, review)
    return _review(request, review)


def _ended(request: HttpRequest, review: OutsideReview | None) -> HttpResponse:
    """That the link opens nothing. Who was still writing behind one gets that back, with the day and whom to ask."""
    sent = posted(request)
    if review is None or sent is None:
        return render(request, "riskreviews/outside_ended.html", status=404)
    # Called by their numbers: the questions themselves are behind the link.
    asked = {f"answer_{number}": f"Your answer to question {number}" for number in range(1, len(review.questions) + 1)}
    context = {"review": review, "typed": everything_typed(sent, asked)}
    return render(request, "riskreviews/outside_ended_late.html", context, status=409)


def _declare(request: HttpRequest, review: OutsideReview) -> HttpResponse:
    form = forms.InterestsForm(posted(request))
    context = {"review": review, "assessment": review.assessment}
    if not form.is_valid():
        return show_form(request, "riskreviews/outside_interests.html", form, **context)
    try:
        services.declare_interests(review=review, **form.facts)
    except Refused as refused:
        review.refresh_from_db()
        if not review.is_open:
            return _ended(request, review)
        return show_form(request, "riskreviews/outside_interests.html", form, refused, **context)
    return redirect(request.path)


def _review(request: HttpRequest, review: OutsideReview) -> HttpResponse:
    pressed = request.POST
    stands = {
        "words": queries.text_fingerprint(review.assessment.revision),
        "read": queries.assessment_fingerprint(review.assessment),
    }
    seen = {name: pressed.get(name, fingerprint) for name, fingerprint in stands.items()}
    form = forms.OutsideForm(
        posted(request),
        review=review,
        clauses=list(Clause.objects.filter(revision=review.assessment.revision_id).outline()),
        gives="give" in pressed,
        adds="add" in pressed,
    )
    if not form.is_valid():
        return show_form(request, "riskreviews/outside.html", form, **_context(request, review) | seen)
    try:
        _refuse_interests(pressed)
        opened = {"version": form.cleaned_data["version"], "shown": form.marks}
        kept = services.write_answers(review=review, answers=form.answers, **opened)
        _go_on_from(form, kept)  # what is refused from here on is sent again over these answers
        _carry_out(kept, form, pressed.get("remove", ""), seen)
    except services.EditConflict as conflict:
        differences = _differences(form, conflict.current)
        _go_on_from(form, conflict.current)
        context = _context(request, review) | seen
        return show_form(request, "riskreviews/outside.html", form, conflict, **context, differences=differences)
    except Refused as refused:
        review.refresh_from_db()
        if review.given_at is not None:
            return _given(request, review)
        if not review.is_open:
            return _ended(request, review)
        # What was read otherwise is told, and shown as it stands; after any other refusal that is still to come.
        told = stands if isinstance(refused, services.ReadOtherwise) else seen
        return show_form(request, "riskreviews/outside.html", form, refused, **_context(request, review) | told)
    if form.gives:
        return redirect(request.path)
    messages.success(request, "What you wrote is kept. Nobody else sees it before you give the review.")
    if seen != stands:
        messages.warning(request, "The text or its assessment was changed while you were reading. Look at it again below.")
    return redirect(f"{request.path}#points")


def _given(request: HttpRequest, review: OutsideReview) -> HttpResponse:
    """That it was given, and when; what was typed in another window since is shown to be copied, as nothing records it."""
    sent = posted(request)
    late = {} if sent is None else typed_late(review, sent)
    context = {"review": review, "assessment": review.assessment, "late": late}
    return render(request, "riskreviews/outside_given.html", context, status=409 if late else 200)


def _differences(form: forms.OutsideForm, current: OutsideReview) -> list[Difference]:
    """The answers that both windows have changed since this one was shown them."""
    both = zip(current.answered, form.answers, form.marks, strict=True)
    return [
        Difference(question, theirs, mine)
        for (question, theirs), mine, shown in both
        if theirs != mine.strip() and mark(theirs) != shown != mark(mine)
    ]


def _go_on_from(form: forms.OutsideForm, review: OutsideReview) -> None:
    """Sent once more, the form says that whoever sends it has seen what is kept now."""
    form.take_over(review)
    renew_hidden(form, version=review.version, shown=forms.marks_of(review))


def _refuse_interests(pressed: Mapping[str, str]) -> None:
    """From another window that still asked for them."""
    if "has_interests" in pressed:
        typed = f"What you typed there is not recorded: “{isolated(pressed.get('interests', ''))}”."
        raise Refused("You have said before what your interests are.", f"{typed} Tell the secretary if it has to be corrected.")


def _carry_out(review: OutsideReview, form: forms.OutsideForm, remove: str, seen: Mapping[str, str]) -> None:
    """A point that was typed is kept whatever button was pressed; then what the button says, of what was `seen`."""
    if form.point is not None:
        services.add_point(review=review, **form.point)
    if remove.isdecimal():
        services.remove_point(review=review, number=int(remove[:5]))
    if form.gives and form.taken_over:
        raise Refused(
            "Answers that you kept in another window were taken over below, and the review is not given yet.",
            "Look at them, then give it.",
        )
    if form.gives:
        withheld = form.cleaned_data["withheld"]
        services.give_outside_review(
            review=review,
            **seen,
            answers=[answer for _, answer in review.answered],
            verdict=form.cleaned_data["verdict"],
            withheld="" if withheld == forms.NAME_SHOWN else withheld,
        )


def _context(request: HttpRequest, review: OutsideReview) -> dict[str, Any]:
    assessment = review.assessment
    scenarios, safeguards, stated = read_risks(assessment, request.user)
    return {
        "review": review,
        "assessment": assessment,
        "method": assessment.risk_method,
        "plain": scenarios,
        "scenarios": [(one, queries.weigh_scenario(one)) for one in scenarios],
        "moves": queries.arrows_of(assessment, scenarios),
        "safeguards": safeguards,
        "stated": stated,
        "points": review.points.select_related("clause"),
    }
