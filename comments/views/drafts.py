"""Work on one submission over days, on several devices, by several people: by a private link, without an account."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from comments.forms import InviteForm, LaterForm, TakeUpForm
from comments.guards.drafts import link_of
from comments.guards.receipts import receipt_of_repeat
from comments.models import Consultation, Draft, DraftLink
from comments.services import begin_draft, end_link, invite_colleague, take_up_draft
from comments.views.sending import receipt_address
from comments.views.steps import once_open
from comments.views.unsent import Basket, leave_draft, lock_session, why_too_many, work_by
from normsite.foundation.accounts.access import account_in
from normsite.foundation.errors import Refused
from normsite.foundation.private import private
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.throttle import Limit, TooMany, ask_to_wait, browser, look, network, spend

A_BROWSER_MAILS = Limit("draft-mail", most=20, seconds=3_600)
A_NETWORK_MAILS = Limit("draft-mail-network", most=60, seconds=3_600)


@private
@get_or_post
@once_open
def later(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Keep the list so that it can be gone on with elsewhere, by a link that is mailed."""
    if request.method == "POST":
        return _begin(request, consultation, _wait(request))
    basket = Basket(request.session, consultation)
    known = {"email": basket.sender.get("email", ""), "name": basket.sender.get("name", "")}
    return _show_later(request, consultation, basket, LaterForm(initial=known))


@lock_session
def _begin(request: HttpRequest, consultation: Consultation, wait: float) -> HttpResponse:
    basket = Basket(request.session, consultation)
    form = LaterForm(request.POST)
    if basket.draft or not form.is_valid():  # the second of two clicks, or typed wrong
        return _show_later(request, consultation, basket, form)
    try:
        link = _begun(request, consultation, basket, form, wait)
    except TooMany as refused:
        return ask_to_wait(_show_later(request, consultation, basket, form, refused), refused)
    except Refused as refused:
        return _show_later(request, consultation, basket, form, refused)
    messages.success(request, f"The link is on its way to {link.email}.")
    return redirect("comments:shared", consultation.code)


def _begun(request: HttpRequest, consultation: Consultation, basket: Basket, form: LaterForm, wait: float) -> DraftLink:
    if wait:
        raise TooMany(wait)
    link = begin_draft(
        consultation=consultation,
        items=basket.items,
        sender=basket.sender,
        key=basket.key,
        place=basket.place,
        user=account_in(request),
        **form.cleaned_data,
    )
    basket.own.clear()
    work_by(request.session, link)
    _count(request)
    return link


def _show_later(
    request: HttpRequest, consultation: Consultation, basket: Basket, form: LaterForm, refused: Refused | None = None
) -> HttpResponse:
    if basket.draft:
        return redirect("comments:shared", consultation.code)
    if not basket.items or not consultation.is_open:
        return redirect("comments:basket", consultation.code)
    return show_form(request, "comments/later.html", form, refused, consultation=consultation)


def _wait(request: HttpRequest) -> float:
    """How many seconds this browser, or its network, has to wait until it may ask for one more mail."""
    return max(look(A_BROWSER_MAILS.of(browser(request)), A_NETWORK_MAILS.of(network(request))))


def _count(request: HttpRequest) -> None:
    buckets = A_BROWSER_MAILS.of(browser(request)), A_NETWORK_MAILS.of(network(request))
    transaction.on_commit(partial(spend, *buckets), robust=True)


@private
@get_or_post
def open_draft(request: HttpRequest, token: str) -> HttpResponse:
    """What the link leads to, with a button: programs that look at mails follow links, and people press buttons."""
    link = link_of(token)
    if link is None:
        return render(request, "comments/no_draft.html", status=404)
    if link.draft.submission_id:
        return _show_sent(request, link.draft)
    form = TakeUpForm(posted(request), initial={"name": link.name})
    if form.is_valid():
        return _open(request, link, form)
    own = Basket(request.session, link.draft.consultation).own.read()["items"] if request.COOKIES else []
    context = {"draft": link.draft, "consultation": link.draft.consultation, "own": len(own)}
    return show_form(request, "comments/open_draft.html", form, **context)


@lock_session
def _open(request: HttpRequest, link: DraftLink, form: TakeUpForm) -> HttpResponse:
    take_up_draft(link=link, name=form.cleaned_data["name"], user=account_in(request))
    work_by(request.session, link)
    basket = Basket(request.session, link.draft.consultation)
    if form.cleaned_data["take"] and basket.is_shared:  # unless it was sent, or the link ended, at this very moment
        _take_own(request, basket)
    return redirect("comments:basket", link.draft.consultation.code)


def _take_own(request: HttpRequest, basket: Basket) -> None:
    """What the browser has in a list of its own is put behind what stands in the draft, if all of it fits."""
    own = [item for item in basket.own.read()["items"] if item.get("row") not in basket.rows]
    if full := why_too_many([*basket.items, *own]):
        messages.warning(request, f"{full} Yours wait in a list of your own.")
    else:
        basket.take_over(own)


def _show_sent(request: HttpRequest, draft: Draft, *, working: bool = False) -> HttpResponse:
    """Who wrote a part of it may open its receipt, as whoever sent it: by a button, since the key stands in the address."""
    receipt = receipt_of_repeat(consultation=draft.consultation, idempotency_key=draft.key)
    if receipt and "receipt" in request.POST:
        return redirect(receipt_address(receipt))
    context = {"draft": draft, "consultation": draft.consultation, "opens": receipt is not None, "working": working}
    return render(request, "comments/draft_sent.html", context)


@private
@require_POST
@lock_session
def take_up(request: HttpRequest, number: int) -> HttpResponse:
    """Go on with a draft that was opened before with this account, without the link."""
    if (user := account_in(request)) is None:
        raise Http404("Drafts are found by their links, or with an account.")
    link = get_object_or_404(DraftLink.objects.of_account(user), pk=number)
    work_by(request.session, link)
    return redirect("comments:basket", link.draft.consultation.code)


@private
@get_or_post
@once_open
def shared(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Who works on the list, and a form that invites one more."""
    link = Basket(request.session, consultation).link
    if link is None:
        return redirect("comments:basket", consultation.code)
    if link.draft.submission_id:
        return _show_sent(request, link.draft, working=True)
    form = InviteForm(posted(request))
    if not form.is_valid():
        return _show_shared(request, link, form)
    try:
        if wait := _wait(request):
            raise TooMany(wait)
        invite_colleague(draft=link.draft, by=link, **form.cleaned_data)
    except TooMany as refused:
        return ask_to_wait(_show_shared(request, link, form, refused), refused)
    except Refused as refused:
        return _show_shared(request, link, form, refused)
    _count(request)
    messages.success(request, f"A link is on its way to {form.cleaned_data['email']}.")
    return redirect("comments:shared", consultation.code)


def _show_shared(request: HttpRequest, link: DraftLink, form: InviteForm, refused: Refused | None = None) -> HttpResponse:
    draft = link.draft
    context = {"draft": draft, "consultation": draft.consultation, "links": draft.links.all(), "mine": link.pk}
    return show_form(request, "comments/shared.html", form, refused, **context)


@private
@require_POST
@once_open
def end(request: HttpRequest, consultation: Consultation, number: int) -> HttpResponse:
    """End somebody's link."""
    link = Basket(request.session, consultation).link
    if link is None:
        return redirect("comments:basket", consultation.code)
    end_link(draft=link.draft, number=number, by=link)
    return redirect("comments:shared", consultation.code)


@private
@require_POST
@once_open
@lock_session
def leave(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """This browser works on the draft no more; the link opens it again."""
    leave_draft(request.session, consultation)
    messages.success(request, "This browser no longer works on the shared list. The link in your mail opens it again.")
    return redirect(consultation)
