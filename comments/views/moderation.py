"""The moderation queue: publish comments one by one or many at once, withhold one with ground and reason."""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from comments import rules
from comments.forms import WithholdForm
from comments.models import Comment, CommentState
from comments.queries import earlier_doubles, hits_in, hits_on_page, left_for_later, page_after
from comments.services import publish_comment, standing_withholding, withhold_comment
from comments.views.public import find, without_nul
from normsite.foundation.accounts.access import SignedInRequest, require, staff_required
from normsite.foundation.controls.hits import Hit
from normsite.foundation.controls.models import ControlList
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.withholding.rules import can_withhold
from normsite.foundation.withholding.vocabulary import usual_day
from normsite.foundation.workers import hand_over

AGAIN = "Publish it in a minute, or by itself now."
ASKED_AGAIN_AFTER = 60  # seconds
Hits = list[tuple[ControlList, Hit]]


@staff_required
@get_or_post
def moderate(request: SignedInRequest, code: str) -> HttpResponse:
    consultation = find(code)
    if request.method == "POST":
        require(rules.can_moderate_comment, request.user, consultation)
        _publish_chosen(request, consultation.comments.all())
        return redirect("comments:moderate", consultation.code)
    waiting = consultation.comments.awaiting_moderation().select_related("submission", "clause", "question").order_by("id")
    waiting = waiting.with_replied().prefetch_related("attachments")
    plain, held = waiting.not_held(), waiting.held()
    page = page_after(plain, request.GET.get("after", "")[:20], request.user)
    held_page = page_after(held, request.GET.get("held_after", "")[:20], request.user)
    context = {
        "consultation": consultation,
        "page": page,
        "rows": _rows(request, page.comments),
        "total": plain.count(),
        "held_page": held_page,
        "held_rows": _rows(request, held_page.comments),
        "held_total": held.count(),
        "withheld": consultation.comments.filter(state=CommentState.WITHHELD).select_related("moderated_by").order_by("id"),
        "may": rules.can_moderate_comment(request.user, consultation),
        "shows_person": rules.can_see_person(request.user),
        "opens_confidential": rules.can_read_confidential(request.user),
        "may_withhold": can_withhold(request.user),
    }
    return render(request, "comments/moderate.html", context)


def _rows(request: SignedInRequest, comments: list[Comment]) -> list[tuple[Comment, bool, Hits, bool, str]]:
    """Each comment with whether this person may moderate it, what the control lists in force find in it, whether its files were
    left out there, and the code of an earlier one that says the same (empty: there is none)."""
    hits, left = hits_on_page(comments)
    _look_through(left)
    doubles = earlier_doubles(comments)
    may = ((one, rules.can_moderate_comment(request.user, one)) for one in comments)
    return [(one, mine, hits.get(one.pk, []), one.pk in left, doubles.get(one.pk, "")) for one, mine in may]


def _publish_chosen(request: SignedInRequest, comments: "QuerySet[Comment]") -> None:
    chosen = list(comments.filter(code__in=map(without_nul, request.POST.getlist("comment"))).order_by("id"))
    looked_at = set(request.POST.getlist("looked_at"))
    published, refusals = 0, []
    later = left_for_later(chosen)
    _look_through(later)
    for comment in chosen:
        if comment.pk in later:
            refusals.append(f"{comment.code}: its files have yet to be looked through by the control lists. {AGAIN}")
            continue
        try:
            publish_comment(comment=comment, by=request.user, looked_at=comment.code in looked_at)
            published += 1
        except Refused as refused:
            refusals.append(str(refused))
    for sentence in refusals:
        messages.error(request, sentence)
    if published:
        messages.success(request, f"{published} comment{'' if published == 1 else 's'} published.")
    elif not refusals:
        messages.warning(request, "Nothing was chosen: tick the comments to publish.")


def _look_through(keys: set[int]) -> None:
    """Ask a worker for it, once a minute for each comment however often its page is loaded."""
    if new := [key for key in sorted(keys) if cache.add(f"comments:look-through:{key}", 1, ASKED_AGAIN_AFTER)]:
        hand_over("comments.look_through", new)


@staff_required
@get_or_post
def withhold(request: SignedInRequest, code: str) -> HttpResponse:
    """Withhold one comment; for a withheld one, correct the ground and the reason, or publish it after all."""
    related = Comment.objects.select_related("submission", "clause", "question", "consultation__revision__norm")
    comment = get_object_or_404(related, code=code.upper())
    require(rules.can_moderate_comment, request.user, comment)
    known = standing_withholding(comment)
    until = known.until if known else usual_day(timezone.localdate())
    initial = {"ground": comment.withheld_ground, "reason": comment.withheld_reason, "until": until}
    form = WithholdForm(posted(request), initial=initial)
    context: dict[str, Any] = {"comment": comment, "consultation": comment.consultation}
    context |= {"opens_confidential": rules.can_read_confidential(request.user)}
    context |= {"shows_person": rules.can_see_person(request.user), "hits": hits_in([comment]).get(comment.pk, [])}
    if not form.is_valid():
        return show_form(request, "comments/withhold.html", form, **context)
    try:
        withhold_comment(comment=comment, **form.cleaned_data, by=request.user)
    except Refused as refused:
        return show_form(request, "comments/withhold.html", form, refused, **context)
    messages.success(request, f"{comment.code} is withheld; the ground and the reason are public.")
    return redirect("comments:moderate", comment.consultation.code)
