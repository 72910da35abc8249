"""Follow, confirm, see and change all that one follows, stop. A GET changes nothing: programs that read mail open all links."""

from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from normsite.foundation.accounts.access import SignedInRequest, signed_in
from normsite.foundation.errors import Refused
from normsite.foundation.notices import followers
from normsite.foundation.notices.kinds import Pace
from normsite.foundation.notices.links import (
    Expired,
    Wish,
    managing,
    read_confirming,
    read_managing,
    read_stopping,
)
from normsite.foundation.notices.models import Follower, Notice, Subscription
from normsite.foundation.notices.targets import Breadth, breadth_of, kind_of, name_of, target
from normsite.foundation.private import private
from normsite.foundation.showing import get_or_post, posted, show_form
from normsite.foundation.throttle import Limit, TooMany, ask_to_wait, look, network, spend
from normsite.portal.following.emails import mail_confirmation, mail_link
from normsite.portal.following.forms import PACES, ClockForm, FollowForm, LinkForm, subscription_forms
from normsite.portal.following.subjects import Subject, find_subject, searched, wider_than

A_NETWORK_ASKS = Limit("follow-network", most=30, seconds=600)


@private
@get_or_post
def follow(request: HttpRequest) -> HttpResponse:
    """Follow what the address names, at once with an account, else once the owner of the mailbox has said yes."""
    to = request.GET.get("to", "")
    subject = find_subject(searched(request.GET.dict()) if to == "search" else to)
    user = request.user if request.user.is_authenticated else None
    known = _known(request, subject)
    form = FollowForm(posted(request), needs_address=user is None, to=subject.target, initial=known)
    context = {"subject": subject, "followed": bool(known), "wider": wider_than(subject)}
    if not form.is_valid():
        return show_form(request, "following/follow.html", form, **context)
    if user is None:
        return _ask_owner(request, form, subject)
    follower = followers.follower_of(user.email, user=user, zone=form.cleaned_data["zone"] or user.time_zone)
    try:
        _follow(follower, subject, form.cleaned_data["pace"], form.cleaned_data.get("everything", True))
    except Refused as refused:
        return show_form(request, "following/follow.html", form, refused, **context)
    messages.success(request, _done(subject, form.cleaned_data["pace"]))
    return redirect("following:settings")


def _known(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    """How whoever is signed in follows it already."""
    if not request.user.is_authenticated:
        return {}
    found = Subscription.objects.filter(follower__user=request.user, target=subject.target).first()
    return {"pace": found.pace, "everything": "yes" if found.everything else "no"} if found else {}


def _follow(follower: Follower, subject: Subject, pace: str, everything: bool) -> None:
    followers.follow(
        follower=follower, target=subject.target, name=subject.name, path=subject.path, pace=pace, everything=everything
    )


def _done(subject: Subject, pace: str) -> str:
    if pace == Pace.NEVER:
        return f"You hear no more of {subject.name}, except what you follow more closely."
    return f"You now follow {subject.name}."


def _ask_owner(request: HttpRequest, form: FollowForm, subject: Subject) -> HttpResponse:
    """Mail the link that confirms. What the page says is the same whoever's address it is."""
    bucket = A_NETWORK_ASKS.of(network(request))
    wait = look(bucket)[0]
    if wait:
        refused = TooMany(wait)
        return ask_to_wait(show_form(request, "following/follow.html", form, refused, subject=subject), refused)
    given = form.cleaned_data
    wish = Wish(given["email"], subject.target, given["pace"], given.get("everything", True), given["zone"] or "UTC")
    mail_confirmation(wish, subject)
    spend(bucket)
    context = {"subject": subject, "email": given["email"], "mutes": wish.mutes}
    return render(request, "following/asked.html", context)


@private
@get_or_post
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the owner of the mailbox is asked; with POST they say yes."""
    try:
        wishes = read_confirming(token)
    except Expired:
        return render(request, "following/expired.html", {"what": "confirm"}, status=410)
    except BadSignature:
        return _not_whole(request)
    found = [(wish, subject) for wish in wishes if (subject := _subject_of(wish)) is not None]
    if request.method != "POST":
        context = {
            "found": [(subject, _how(wish)) for wish, subject in found],
            "email": wishes[0].email,
            "mutes": all(wish.mutes for wish, _ in found),
        }
        return render(request, "following/confirm.html", context)
    if not found:  # what was asked for has gone meanwhile
        return redirect(request.path)
    follower = followers.follower_of(wishes[0].email, zone=wishes[0].zone)
    for wish, subject in found:
        _follow(follower, subject, wish.pace, wish.everything)
        messages.success(request, _done(subject, wish.pace))
    return redirect(managing(follower))


def _not_whole(request: HttpRequest) -> HttpResponse:
    """Mail programs break long links; whoever follows what is left of one learns what to do."""
    return render(request, "following/not_whole.html", status=404)


def _how(wish: Wish) -> str:
    """How often, and what about, in the words of the form."""
    return f"{dict(PACES)[Pace(wish.pace)].lower()}, {'everything' if wish.everything else 'only what matters'}"


def _subject_of(wish: Wish) -> Subject | None:
    """What a wish is about; None where it has gone meanwhile. A submission is the sender's own, and named by nobody else."""
    kind, _, name = wish.target.partition(":")
    if kind == "submission":
        return Subject(wish.target, f"what becomes of your comments in {name}", reverse("comments:find_receipt"))
    try:
        return find_subject(wish.target)
    except Http404:
        return None


@private
@get_or_post
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """All that this address follows, without signing in."""
    try:
        follower = read_managing(token)
    except Expired:
        return render(request, "following/expired.html", {"what": "manage"}, status=410)
    except BadSignature:
        return _not_whole(request)
    if follower is None:
        return render(request, "following/expired.html", {"what": "manage"}, status=410)
    return _settings(request, follower)


@private
@signed_in
@get_or_post
def settings(request: SignedInRequest) -> HttpResponse:
    """All that one follows, with an account."""
    user = request.user
    if request.method == "POST" and followers.find_follower(user) is None:
        followers.follower_of(user.email, user=user, zone=user.time_zone)
    return _settings(request, followers.find_follower(user) or Follower(email=user.email, user=user, zone=user.time_zone))


def _settings(request: HttpRequest, follower: Follower) -> HttpResponse:
    act = request.POST.get("act", "")
    clock = ClockForm(request.POST if act == "clock" else None, instance=follower)
    lines = subscription_forms(follower, request.POST if act == "lines" else None)
    if act == "stop":
        followers.stop_all(follower=follower)
        messages.success(request, "Nothing is sent to you any more. What you follow is kept, in case you start again.")
    elif act == "start":
        followers.start_again(follower=follower)
        messages.success(request, "You are told again, from now on.")
    elif act == "clock" and clock.is_valid():
        followers.change_follower(follower=Follower.objects.get(pk=follower.pk), **clock.cleaned_data)
        messages.success(request, "Your digests come by this clock now.")
    elif act == "renew" and not request.user.is_authenticated:
        messages.success(request, "Links to this page in earlier mails open nothing any more. This is the new one.")
        return redirect(managing(followers.new_links(follower)))
    elif act == "mute":
        norm = find_subject(target("norm", request.POST.get("norm", "")))
        _follow(follower, norm, Pace.NEVER, everything=False)
        messages.success(request, _done(norm, Pace.NEVER))
    elif act == "lines" and lines.is_valid():
        _change_lines(follower, lines)
        messages.success(request, "What you follow is changed.")
    else:
        status = 422 if request.method == "POST" else 200
        context = {"follower": follower, "lines": lines, "clock": clock, "norms": _told_of(follower)}
        return render(request, "following/settings.html", context, status=status)
    return redirect(request.path)


def _told_of(follower: Follower) -> list[tuple[str, str]]:
    """The norms of the latest notices that are not followed or left out by themselves, for whoever wishes to hear less.

    None where nothing wider is followed: then no norm comes along unasked.
    """
    followed = Subscription.objects.filter(follower=follower.pk)
    if all(breadth_of(one.target) >= Breadth.NORM for one in followed.exclude(pace=Pace.NEVER)):
        return []
    latest = Notice.objects.filter(follower=follower.pk).exclude(event__norm="").order_by("-pk")[:200]
    norms = dict(latest.values_list("event__norm", "event__norm_title"))
    named = {name_of(one) for one in followed.values_list("target", flat=True) if kind_of(one) == "norm"}
    return sorted((code, title) for code, title in norms.items() if code not in named)


def _change_lines(follower: Follower, lines: Any) -> None:
    stopped = [form.instance.target for form in lines.deleted_forms]
    for form in lines.initial_forms:
        one = form.instance
        if form.has_changed() and one.target not in stopped and one.follower_id == follower.pk:
            given = form.cleaned_data
            followers.follow(
                follower=follower,
                target=one.target,
                name=one.name,
                path=one.path,
                pace=given["pace"],
                everything=given["everything"],
            )
    followers.unfollow(follower=follower, targets=stopped)


@private
@get_or_post
def link(request: HttpRequest) -> HttpResponse:
    """Send the link anew to an address that follows something. What the page says tells nobody whether it does."""
    form = LinkForm(posted(request))
    if not form.is_valid():
        return show_form(request, "following/link.html", form)
    bucket = A_NETWORK_ASKS.of(network(request))
    if wait := look(bucket)[0]:
        refused = TooMany(wait)
        return ask_to_wait(show_form(request, "following/link.html", form, refused), refused)
    email = form.cleaned_data["email"]
    known = Q(user=None, email__iexact=email) | Q(user__email__iexact=email)
    follower = Follower.objects.select_related("user").filter(known).first()
    if follower is not None:
        mail_link(follower)
    spend(bucket)
    return render(request, "following/asked.html", {"email": email})


@csrf_exempt  # mail programs send it by themselves, without any cookie (RFC 8058)
@private
@get_or_post
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop what a mail came of: by one click in a mail program, or by the button on this page."""
    try:
        follower, what = read_stopping(token)
    except BadSignature:
        return _not_whole(request)
    if follower is None:
        return render(request, "following/stopped.html", {"gone": [], "done": True})
    digest = what[0] if what and what[0] in (Pace.DAILY, Pace.WEEKLY) else ""
    # What was left out since stays left out: to end that would bring more mails, not fewer.
    at_once = follower.subscriptions.filter(target__in=what).exclude(pace=Pace.NEVER)
    followed = followers.in_digest(follower, digest) if digest else at_once
    if request.method != "POST":
        return render(request, "following/stopped.html", {"gone": followed, "digest": digest, "done": False})
    if digest:
        gone = followers.stop_digest(follower=follower, pace=digest)
    else:
        gone = followers.unfollow(follower=follower, targets=[one.target for one in followed])
    return render(request, "following/stopped.html", {"gone": gone, "done": True})
