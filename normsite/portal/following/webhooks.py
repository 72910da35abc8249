"""Webhooks: the endpoints of whoever is signed in, what was sent there, and how their programs check it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from normsite.foundation.accounts.access import SignedInRequest, signed_in
from normsite.foundation.cached import cached
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, show_button, show_form
from normsite.foundation.webhooks import endpoints, payloads
from normsite.foundation.webhooks.endpoints import MOST_ENDPOINTS
from normsite.foundation.webhooks.models import Delivery, Endpoint
from normsite.foundation.webhooks.sending import RETRIES
from normsite.portal.following.webhook_forms import EndpointForm, ReplayForm, SecretForm, facts_of

SHOWN = 25  # of the log, on one page


@require_safe
@cached()
def receiving(request: HttpRequest) -> HttpResponse:
    """What is sent, and how whoever gets it checks that it is ours."""
    context = {"types": payloads.types(), "test": payloads.TEST, "tries": len(RETRIES) + 1, "most": MOST_ENDPOINTS}
    return render(request, "following/webhooks_receiving.html", context)


@signed_in
@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    mine = list(Endpoint.objects.of(request.user))
    return render(request, "following/webhooks.html", {"endpoints": mine, "most": MOST_ENDPOINTS})


@never_cache
@signed_in
@get_or_post
def add(request: SignedInRequest) -> HttpResponse:
    form = EndpointForm(posted(request))
    if not form.is_valid():
        return show_form(request, "following/webhook_form.html", form)
    try:
        endpoint, secret = endpoints.add_endpoint(owner=request.user, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "following/webhook_form.html", form, refused)
    return _show_secret(request, endpoint, secret)


def _show_secret(request: HttpRequest, endpoint: Endpoint, secret: str) -> HttpResponse:
    """The answer to the form itself: an address that shows a secret would show it again."""
    return render(request, "following/webhook_secret_shown.html", {"endpoint": endpoint, "secret": secret})


@signed_in
@require_safe
def one(request: SignedInRequest, key: UUID) -> HttpResponse:
    return _show(request, _own(request, key))


def _own(request: SignedInRequest, key: UUID) -> Endpoint:
    return get_object_or_404(Endpoint.objects.of(request.user), pk=key)


def _show(request: SignedInRequest, endpoint: Endpoint, refused: Refused | None = None) -> HttpResponse:
    """The endpoint with its log, a page at a time."""
    log = Delivery.objects.filter(endpoint=endpoint)
    context = {
        "endpoint": endpoint,
        "page": Paginator(log.in_log(), SHOWN).get_page(request.GET.get("page")),
        "has_failed": log.failed().tellable().exclude(event=None).exists(),
        "replay_form": ReplayForm(),
    }
    return show_button(request, "following/webhook.html", refused, **context)


@signed_in
@get_or_post
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    endpoint = _own(request, key)
    form = EndpointForm(posted(request), initial=facts_of(endpoint))
    if not form.is_valid():
        return show_form(request, "following/webhook_form.html", form, endpoint=endpoint)
    try:
        endpoints.change_endpoint(endpoint=endpoint, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "following/webhook_form.html", form, refused, endpoint=endpoint)
    messages.success(request, "The endpoint is changed.")
    return redirect("following:webhook", key)


@never_cache
@signed_in
@get_or_post
def secret(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Change the secret for a new one."""
    endpoint = _own(request, key)
    form = SecretForm(posted(request))
    if not form.is_valid():
        return show_form(request, "following/webhook_secret.html", form, endpoint=endpoint)
    try:
        value = endpoints.rotate_secret(endpoint=endpoint, **form.cleaned_data)
    except Refused as refused:
        return show_form(request, "following/webhook_secret.html", form, refused, endpoint=endpoint)
    return _show_secret(request, endpoint, value)


@signed_in
@get_or_post
def remove(request: SignedInRequest, key: UUID) -> HttpResponse:
    endpoint = _own(request, key)
    if request.method != "POST":
        return show_button(request, "following/webhook_remove.html", endpoint=endpoint)
    endpoints.remove_endpoint(endpoint=endpoint)
    messages.success(request, "The endpoint and its log are removed.")
    return redirect("following:webhooks")


def _carry_out(request: SignedInRequest, key: UUID, act: Callable[[Endpoint], object], said: str) -> HttpResponse:
    """A button on the endpoint's page was pressed."""
    endpoint = _own(request, key)
    try:
        act(endpoint)
    except Refused as refused:
        return _show(request, endpoint, refused)
    messages.success(request, said)
    return redirect("following:webhook", key)


@signed_in
@require_POST
def pause(request: SignedInRequest, key: UUID) -> HttpResponse:
    said = "Nothing is sent there now. What happens meanwhile waits."
    return _carry_out(request, key, lambda endpoint: endpoints.pause_endpoint(endpoint=endpoint), said)


@signed_in
@require_POST
def start(request: SignedInRequest, key: UUID) -> HttpResponse:
    said = "The endpoint is active. What has failed before can be sent again from here."
    return _carry_out(request, key, lambda endpoint: endpoints.start_endpoint(endpoint=endpoint), said)


@signed_in
@require_POST
def test(request: SignedInRequest, key: UUID) -> HttpResponse:
    said = "A test is on its way. Load this page again in some seconds to see what the server answered."
    return _carry_out(request, key, lambda endpoint: endpoints.send_test(endpoint=endpoint), said)


@signed_in
@require_POST
def replay_failed(request: SignedInRequest, key: UUID) -> HttpResponse:
    form = ReplayForm(request.POST)
    days = form.cleaned_data["days"] if form.is_valid() else 1
    said = "What has failed is sent again, one after another."
    return _carry_out(request, key, lambda endpoint: endpoints.replay_failed(endpoint=endpoint, days=days), said)


@signed_in
@require_safe
def delivery(request: SignedInRequest, key: UUID, webhook_id: str) -> HttpResponse:
    return _show_delivery(request, _own_delivery(request, key, webhook_id))


def _own_delivery(request: SignedInRequest, key: UUID, webhook_id: str) -> Delivery:
    log = Delivery.objects.filter(endpoint=_own(request, key)).in_log()
    return get_object_or_404(log.select_related("event", "endpoint"), webhook_id=webhook_id)


def _show_delivery(request: SignedInRequest, delivery: Delivery, refused: Refused | None = None) -> HttpResponse:
    context = {"delivery": delivery, "endpoint": delivery.endpoint, "tries": delivery.tries.all()[:50]}
    return show_button(request, "following/webhook_delivery.html", refused, **context)


@signed_in
@require_POST
def replay(request: SignedInRequest, key: UUID, webhook_id: str) -> HttpResponse:
    delivery = _own_delivery(request, key, webhook_id)
    try:
        endpoints.replay(delivery=delivery)
    except Refused as refused:
        return _show_delivery(request, delivery, refused)
    messages.success(request, "It is sent again. Load this page again in some seconds.")
    return redirect("following:webhook_delivery", key, webhook_id)
