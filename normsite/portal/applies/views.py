"""Three pages: who asks, what is asked, what it comes to. Nothing is kept: no cookie, no session, no answer in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from norms.models import Revision
from normsite.foundation.cached import cached
from normsite.foundation.private import private
from normsite.foundation.showing import show_form
from normsite.foundation.throttle import Limit, TooMany, ask_to_wait, look, network, spend
from normsite.portal.applies.answers import answers_to
from normsite.portal.applies.forms import WHO, QuestionsForm, WhoForm
from normsite.portal.applies.subjects import subjects_of

A_NETWORK_ASKS = Limit("applies-network", most=60, seconds=60)
BEGIN, QUESTIONS = "applies/begin.html", "applies/questions.html"


@require_safe
@cached(until=Revision.objects.next_release)
def begin(request: HttpRequest) -> HttpResponse:
    """Who asks, and about what."""
    return render(request, BEGIN, {"form": WhoForm()})


@private
@csrf_exempt  # it changes nothing, and the page before it, which holds no token, is kept as a finished copy
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """The scopes of the norms and the figures of the criteria that touch them."""
    if request.method == "GET":
        return redirect("applies:begin")
    if (wait := _wait(request)) is not None:
        return wait
    who = WhoForm(request.POST)
    if not who.is_valid():
        return show_form(request, BEGIN, who)
    answered = request.POST if "change" in request.POST else None
    form = QuestionsForm(answered, subjects=subjects_of(who.cleaned_data["norms"]))
    return show_form(request, QUESTIONS, form, who=who)


@private
@csrf_exempt  # likewise
@require_http_methods(["GET", "POST"])
def result(request: HttpRequest) -> HttpResponse:
    """The clauses that apply, their tiers, what they cost, and what to do next."""
    if request.method == "GET":
        return redirect("applies:begin")
    if (wait := _wait(request)) is not None:
        return wait
    who = WhoForm(request.POST)
    if not who.is_valid():
        return show_form(request, BEGIN, who)
    subjects = subjects_of(who.cleaned_data["norms"])
    form = QuestionsForm(request.POST, subjects=subjects)
    if not form.is_valid():
        return show_form(request, QUESTIONS, form, who=who)
    payer = who.cleaned_data["payer"]
    answers = answers_to(subjects, payer, form.cleaned_data)
    return render(request, "applies/result.html", {"answers": answers, "who": dict(WHO)[payer], "fields": _fields(request)})


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was answered, to be sent along."""
    return [(name, value) for name, values in request.POST.lists() for value in values]


def _wait(request: HttpRequest) -> HttpResponse | None:
    """The page that asks to wait, where many came from one network; it holds what was answered. None goes on, and is counted.
    A browser has no session here to be told from its neighbours by."""
    bucket = A_NETWORK_ASKS.of(network(request))
    if seconds := look(bucket)[0]:
        refused = TooMany(seconds)
        return ask_to_wait(render(request, "applies/wait.html", {"refused": refused, "fields": _fields(request)}), refused)
    spend(bucket)
    return None
