"""The register, the page of each gap with its history, and the desk where something is withheld, further or no longer."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from normsite.foundation.accounts.access import Reader, SignedInRequest, require, sees_hidden, staff_required
from normsite.foundation.cached import cached
from normsite.foundation.codes import Kind as CodeKind
from normsite.foundation.codes import parse
from normsite.foundation.documents import csv_lines
from normsite.foundation.errors import Refused
from normsite.foundation.showing import get_or_post, posted, renew_hidden, show_form
from normsite.foundation.withholding.models import Withholding
from normsite.foundation.withholding.queries import related_to
from normsite.foundation.withholding.rules import can_read_withheld, can_withhold
from normsite.foundation.withholding.services import refuse_over
from normsite.foundation.withholding.vocabulary import Basis, Kind
from normsite.portal.withheld.deciding import (
    UNKNOWN,
    make_public,
    refuse_unseen,
    renew_withholding,
    rule_of,
    why_not_further,
    withhold_subject,
)
from normsite.portal.withheld.elsewhere import said_elsewhere, said_when_published
from normsite.portal.withheld.forms import AGAIN, LIFT, MEANINGS, AgainForm, WithholdForm
from normsite.portal.withheld.register import (
    AGES,
    LIFTED,
    Line,
    Wanted,
    counted,
    lines_of,
    narrowed,
    next_turn,
    page_of,
    sums,
)
from normsite.portal.withheld.seen import public, seen_by
from normsite.portal.withheld.subjects import (
    OF_COMMENTS,
    Subject,
    changed_since,
    find_subject,
    seen_copies,
    subject_to_withhold,
    subjects_of,
)

COLUMNS = (
    "Code",
    "What",
    "Of",
    "Norm",
    "Ground",
    "Reason",
    "Length",
    "Withheld since",
    "Authorised by",
    "To be looked at again by",
    "Made public",
    "Address",
)
STATES = [("", "Withheld now"), (LIFTED, "Made public since")]


@require_safe
@cached(until=next_turn)
def register(request: HttpRequest) -> HttpResponse:
    """How much is withheld, by norm, by ground and by age, and each gap with a link to where it stands."""
    wanted, today = _wanted(request), timezone.localdate()
    number = sums(wanted, today)
    after = request.GET.get("after", "").replace("\0", "")[:16]
    lines, following = page_of(narrowed(wanted, today), after)
    bars = counted(today)
    context = {
        "wanted": wanted,
        "bars": [("norm", "By norm", bars["norm"]), ("basis", "By ground", bars["basis"]), ("age", "By age", bars["age"])],
        "total": sum(bar.number for bar in bars["basis"]),
        "decisions": number.decisions,
        "lifted": number.lifted,
        "found": number.found,
        "lines": lines,
        "next": following,
        "is_first": not after,
        "query": urlencode({name: value for name, value in vars(wanted).items() if value}),
        "norms": [(bar.key, bar.words) for bar in bars["norm"]],
        "bases": Basis.choices,
        "ages": [(key, words) for key, words, *_ in AGES],
        "states": STATES,
    }
    return render(request, "withheld/register.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    given = {name: request.GET.get(name, "").replace("\0", "")[:40] for name in vars(Wanted())}
    return Wanted(**given)


@require_safe
def table(request: HttpRequest) -> StreamingHttpResponse:
    """All that is withheld or was, for spreadsheets and programs."""
    rows = lines_of(public().select_related("authorised_by", "lifted_by"))
    response = StreamingHttpResponse(csv_lines(COLUMNS, map(_row, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="withheld.csv"'
    return response


def _row(line: Line) -> tuple[str, ...]:
    one = line.withholding
    return (
        one.code,
        one.get_kind_display(),
        line.subject.title if line.subject else one.about,
        one.norm,
        one.get_basis_display(),
        one.reason,
        one.measure,
        str(timezone.localdate(one.since)),
        one.authorised_by.name,
        str(one.until),
        str(timezone.localdate(one.lifted_at)) if one.lifted_at else "",
        one.get_absolute_url(),
    )


@require_safe
@cached(until=next_turn)
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One gap with its facts and every decision on it; the text, once it is public, and before that for whoever may read it."""
    withholding = find(request.user, code)
    subject = find_subject(withholding.part, request.user)
    may_read = sees_hidden(request.user) and can_read_withheld(request.user)
    context = {
        "withholding": withholding,
        "subject": subject,
        "shows_text": subject is not None and subject.text and (may_read or _is_public(withholding)),
        "may_read": may_read,
        "published": said_when_published(subject, request.user) if may_read and subject and withholding.stands else [],
        "decisions": withholding.decisions.select_related("by"),
        "carried_from": seen_by(request.user).filter(pk__in=[withholding.carried_from_id or 0]).first(),
        "carried_to": seen_by(request.user).filter(carried_from=withholding),
        "may_decide": sees_hidden(request.user) and _may_decide(request.user, withholding),
    }
    return render(request, "withheld/detail.html", context)


def _is_public(withholding: Withholding) -> bool:
    """Whether it was made public and is not withheld anew: the words that stand now are then for everybody."""
    return withholding.lifted_at is not None and not Withholding.objects.standing().of_part(withholding.part).exists()


def _may_decide(user: Reader, withholding: Withholding) -> bool:
    return rule_of(withholding.kind)(user)


def find(reader: Reader, code: str) -> Withholding:
    """What is withheld of something that this reader may see; of anything else it is not told that it is."""
    related = seen_by(reader).select_related("authorised_by", "lifted_by", "carried_from")
    return get_object_or_404(related, code=code.upper())


@staff_required
@require_safe
def desk_list(request: SignedInRequest) -> HttpResponse:
    """What is withheld now of all that this person may see, what is to be looked at first; a criterion is found by its code."""
    if wanted := request.GET.get("code", "").strip():
        if parse(wanted) is CodeKind.CRITERION:
            return redirect("withheld:new", "criterion", wanted.upper())
        messages.warning(request, "Type the code of a criterion, for example CR-7.")
    standing = seen_by(request.user).standing().select_related("authorised_by").order_by("until", "pk")
    subjects = subjects_of(standing, request.user)
    context = {
        "lines": [Line(one, subjects.get(one.pk), may_decide=_may_decide(request.user, one)) for one in standing],
        "changed": changed_since(standing, request.user),
        "may_decide": can_withhold(request.user),
    }
    return render(request, "withheld/desk_list.html", context)


@staff_required
@get_or_post
def new(request: SignedInRequest, kind: str, about: str, place: str = "") -> HttpResponse:
    """Withhold a part of the record; what it says stands beside the form."""
    require(can_withhold, request.user)
    subject = subject_to_withhold(kind, about.upper(), place, request.user)
    if subject is None:
        raise Http404
    standing = Withholding.objects.standing().of_part(subject.part).first()
    if standing is not None and request.method == "GET":
        return redirect(standing)
    form = WithholdForm(posted(request), initial={"seen": subject.fingerprint}, since=subject.part.since_revision)
    context = {
        "subject": subject,
        "grounds": MEANINGS,
        "copies": SimpleLazyObject(partial(seen_copies, subject, request.user)),
        "elsewhere": SimpleLazyObject(partial(said_elsewhere, subject, request.user)),
        "published": SimpleLazyObject(partial(said_when_published, subject, request.user)),
    }
    if not form.is_valid():
        return show_form(request, "withheld/new.html", form, **context)
    try:
        made = withhold_subject(subject=subject, **form.cleaned_data, by=request.user)
    except Refused as refused:
        renew_hidden(form, seen=subject.fingerprint)  # the page shows what it says now
        return show_form(request, "withheld/new.html", form, refused, **context)
    messages.success(request, _done(made, request.user))
    return redirect(made)


def _done(made: Withholding, reader: Reader) -> str:
    """What was withheld, with the copies that this reader may see."""
    copies = seen_by(reader).filter(carried_from=made).order_by("pk").values_list("code", flat=True)
    along = f", and along with it {', '.join(copies)}, which say the same" if copies else ""
    return f"{made.code} is withheld, and looked at again by {made.until:%-d %B %Y}; the gap says so{along}."


@staff_required
@get_or_post
def decide(request: SignedInRequest, code: str) -> HttpResponse:
    """Look at something again, and choose: withhold it further, or make it public, each with a form of its own."""
    withholding = seen_by(request.user).select_related("authorised_by", "lifted_by").filter(code=code.upper()).first()
    if withholding is None:
        return _not_there(request, code)
    require(rule_of(withholding.kind), request.user)
    if not withholding.stands and request.method == "GET":
        became = "was made public already" if withholding.lifted_at else "is over: what it withheld is not there any more"
        messages.info(request, f"{withholding.code} {became}. Nothing has to be decided on it.")
        return redirect(withholding)
    context: dict[str, Any] = {
        "withholding": withholding,
        "subject": find_subject(withholding.part, request.user),
        "decisions": withholding.decisions.select_related("by"),
        "grounds": [] if withholding.kind == Kind.COMMENT else MEANINGS,
    }
    there = _looked_at(withholding, context["subject"])
    typed = posted(request)
    chosen = (request.GET if typed is None else typed).get("decision", "")
    context["chosen"] = chosen if chosen in dict(AGAIN) else ""
    context["not_further"] = why_not_further(withholding, context["subject"], request.user)
    context["others"] = _standing_others(withholding, request.user) if context["chosen"] == LIFT else []
    initial = {"basis": withholding.basis, "seen": there}
    form = AgainForm(typed, initial=initial, kind=withholding.kind, chosen=context["chosen"])
    if not form.is_valid():
        return show_form(request, "withheld/decide.html", form, **context)
    try:
        _carry_out(withholding, form.cleaned_data, request)
    except Refused as refused:
        renew_hidden(form, seen=there)  # the page shows what was decided meanwhile
        return show_form(request, "withheld/decide.html", form, refused, **context)
    return redirect(reverse("withheld:detail", args=[withholding.code]))


def _standing_others(withholding: Withholding, reader: Reader) -> list[Line]:
    """What else stands by the same decision, of all that this reader may see."""
    others = seen_by(reader).standing().filter(pk__in=related_to(withholding)).order_by("pk")
    subjects = subjects_of(others, reader)
    return [Line(one, subjects.get(one.pk)) for one in others]


def _looked_at(withholding: Withholding, subject: Subject | None) -> str:
    """How many decisions there are and a digest of the words, as the form remembers them."""
    return f"{withholding.decisions.count()}-{subject.fingerprint if subject else ''}"


def _not_there(request: SignedInRequest, code: str) -> HttpResponse:
    """What was withheld has gone, or its comment is shown to nobody now: told to whoever could decide, with what they typed.
    What is hidden from this person alone is not told of."""
    withholding = get_object_or_404(Withholding, code=code.upper())
    if withholding.kind not in OF_COMMENTS and subjects_of([withholding], None):
        raise Http404
    require(rule_of(withholding.kind), request.user)
    given = posted(request)
    context = {"code": withholding.code, "typed": "" if given is None else given.get("reason", "")}
    return render(request, "withheld/not_there.html", context, status=404 if given is None else 409)


@transaction.atomic
def _carry_out(withholding: Withholding, given: dict[str, Any], request: SignedInRequest) -> None:
    refuse_over(Withholding.objects.select_for_update().get(pk=withholding.pk))  # one decides at a time, on what stands
    decided, _, words = given["seen"].partition("-")
    if decided != str(withholding.decisions.count()):
        raise Refused(
            "Somebody has decided on it meanwhile." if decided else UNKNOWN, "Look at what stands below, then decide."
        )
    refuse_unseen(find_subject(withholding.part, request.user), words)
    if given["decision"] == LIFT:
        make_public(withholding=withholding, reason=given["reason"], by=request.user)
        messages.success(request, f"{withholding.code} is public; the text stands where the gap was, with its history.")
        return
    facts = {name: given[name] for name in ("basis", "reason", "until")}
    renewed = renew_withholding(withholding=withholding, **facts, by=request.user)
    messages.success(request, f"{renewed.code} is withheld further, and looked at again by {renewed.until:%-d %B %Y}.")
