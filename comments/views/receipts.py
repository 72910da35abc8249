"""The receipt: what was received, how to check it, taking a comment back, saying whether the answer satisfies."""

import json

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from comments.emails import receipt_was_mailed
from comments.forms import FindReceiptForm, ReactionForm
from comments.forms.finding import KEY_CHARACTERS, Named
from comments.guards.receipts import opened_by, owns_submission
from comments.models import BESIDE, NAMES, Attached, Attachment, Comment, CommentState, DraftLink, Submission
from comments.queries import for_their_sender
from comments.services import react, withdraw_comment
from comments.views.standing import standing_of
from norms.doors import admit
from normsite.foundation.accounts.access import account_in
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.errors import Refused
from normsite.foundation.private import private
from normsite.foundation.showing import get_or_post, posted, show_form

ON_A_PAGE = 50
HOW_TO_CHECK = (
    "The digest is SHA-256 over the leaf in UTF-8. Each commitment in the leaf is SHA-256 over the bytes of its salt "
    "followed by its value in UTF-8."
)


def own_submission(request: HttpRequest, code: str) -> tuple[Submission, str]:
    """The submission and the key it was opened with; not found without the right key or account."""
    related = Submission.objects.select_related("consultation__revision__norm", "entry")
    submission = get_object_or_404(related, code=code.upper())
    key = request.POST.get("key", "") or request.GET.get("key", "")
    if not owns_submission(submission, token=key, user=account_in(request)):
        raise Http404("No receipt opens with this key.")
    return submission, key


def _address(submission: Submission, key: str) -> str:
    address = reverse("comments:receipt", args=[submission.code])
    return f"{address}?{urlencode({'key': key})}" if key else address


@csrf_exempt  # it changes nothing, and finished pages, which hold no token, have this form too
@private
@get_or_post
def find_receipt(request: HttpRequest) -> HttpResponse:
    """Open what somebody has kept: a receipt by its key, alone or in a link; a comment by its code.

    Tries are not counted: nobody guesses a key of 256 bits, however often they try. The form is sent by POST, so that what was
    typed stands in no address.
    """
    form = FindReceiptForm(posted(request))
    account = account_in(request)
    mine = Submission.objects.filter(user=account).select_related("consultation") if account else None
    if form.is_valid():
        address = _address_of(form.named, account)
        if address:
            return redirect(address)
        _say_why(form, form.named)
    own_submissions = mine.order_by("-received_at") if mine is not None else ()
    drafts = DraftLink.objects.of_account(account) if account else ()
    return show_form(request, "comments/find_receipt.html", form, mine=own_submissions, drafts=drafts)


def _address_of(named: Named, user: User | None) -> str:
    """Where what was named leads; empty where it opens nothing."""
    opened = opened_by(named.keys)
    if opened:
        return _address(*opened)
    if named.kind == Kind.RECEIPT and user and not named.keys:
        own = Submission.objects.filter(code=named.code, user=user).first()
        return _address(own, "") if own else ""
    comment = Comment.objects.filter(code=named.code).first() if named.kind == Kind.COMMENT else None
    return comment.get_absolute_url() if comment else ""


def _say_why(form: FindReceiptForm, named: Named) -> None:
    """What is wrong, beside the field. Of a receipt nobody is told whether there is one of this code."""
    where_key_is = "key" if form.cleaned_data["key"] else "code"
    if named.is_cut:
        form.add_error(where_key_is, f"This key is cut off: a whole one has {KEY_CHARACTERS} characters. Copy all of it.")
    elif named.kind == Kind.RECEIPT and not form.cleaned_data["key"] and not named.keys:
        form.add_error("key", f"{named.code} needs its key to open: the long word at the end of the link.")
    elif named.kind == Kind.RECEIPT:
        form.add_error(where_key_is, "No receipt has this code and this key. Copy both from the receipt or its mail.")
    elif named.keys or form.cleaned_data["key"]:
        form.add_error(where_key_is, "No receipt opens with this key. Copy it from the receipt or its mail.")
    elif named.kind == Kind.COMMENT:
        form.add_error("code", f"There is no comment with the code {named.code}. Look whether all digits are right.")
    else:
        form.add_error("code", "This is no code of a receipt or comment, no key and no link of ours. Copy what you have kept.")


@private
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt; without its key (a mail program may have cut it off) the form that asks for it, whatever the code."""
    try:
        submission, key = own_submission(request, code)
    except Http404:
        form = FindReceiptForm(initial={"code": code.upper()[:16]})
        return render(request, "comments/find_receipt.html", {"form": form, "without_key": True}, status=404)
    standing = standing_of(submission)
    if standing.later:
        admit(request, standing.later)
    context = {
        "submission": submission,
        "consultation": submission.consultation,
        "norm": submission.consultation.revision.norm,
        "standing": standing,
        "page": Paginator(standing.traced, ON_A_PAGE).get_page(request.GET.get("page")),
        "news": standing.news,
        "stages": standing.stages,
        "is_new": standing.stages[0].is_current,
        "key": key,
        "address": f"{settings.BASE_URL}{_address(submission, key)}",
        "answered": submission.consultation.concluded_at is not None,
        "mailed": receipt_was_mailed(submission),
    }
    return render(request, "comments/receipt.html", context)


@private
@require_safe
def receipt_file(request: HttpRequest, code: str) -> HttpResponse:
    """Everything with which the sender can check the public record without us."""
    submission, _ = own_submission(request, code)
    entry = submission.entry
    told = {
        "receipt": submission.code,
        "entry": str(entry.id),
        "digest": entry.digest,
        "leaf": entry.leaf,
        "salts": dict(entry.salts.values_list("field", "salt")),
        "values": _values(submission, json.loads(entry.leaf)["commitments"]),
        "how to check": HOW_TO_CHECK,
    }
    response = JsonResponse(told, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{submission.code}.json"'
    return response


def _values(submission: Submission, fields: dict[str, str]) -> dict[str, str]:
    """What was committed to, under the names of the record: a part of a comment with its position, or a fact of the author."""
    parts = {name.replace("_", " "): name for name in (*NAMES, *BESIDE)}
    comments = {str(comment.position): comment for comment in for_their_sender(submission).with_replied()}
    columns = ("number", "comment__position", "token", "name", "sha256")
    files = Attachment.objects.filter(comment__submission=submission).values_list(*columns)
    told = {f"attachment {number} {position}": Attached(*facts).fact for number, position, *facts in files}
    told |= {f"{one.relation} {position}": one.in_reply_to.code for position, one in comments.items() if one.in_reply_to}
    values = {}
    for field in fields:
        fact, _, position = field.rpartition(" ")
        if field not in told:
            values[field] = getattr(comments[position], parts[fact]) if fact in parts else str(getattr(submission, field))
    return values | {field: told[field] for field in fields if field in told}


def _own_comment(submission: Submission, code: str) -> Comment:
    found = submission.comments.select_related("clause", "consultation", "disposition")
    return get_object_or_404(found, code=code.upper())


@private
@get_or_post
def withdraw(request: HttpRequest, code: str, comment: str) -> HttpResponse:
    """Ask first, then withdraw."""
    submission, key = own_submission(request, code)
    own_comment = _own_comment(submission, comment)
    if request.method == "POST":
        withdraw_comment(comment=own_comment, token=key, by=account_in(request))
        messages.success(request, f"{own_comment.code} is withdrawn. Its words are no longer shown.")
        return redirect(_address(submission, key))
    context = {"submission": submission, "comment": own_comment, "key": key, "back": _address(submission, key)}
    return render(request, "comments/withdraw.html", context)


@private
@get_or_post
def reaction(request: HttpRequest, code: str, comment: str) -> HttpResponse:
    submission, key = own_submission(request, code)
    own_comment = _own_comment(submission, comment)
    if submission.consultation.concluded_at is None or own_comment.state == CommentState.WITHDRAWN:
        raise Http404("This comment has no published answer.")
    disposition = own_comment.disposition
    chosen = disposition.reaction if disposition.reacted_at else None
    form = ReactionForm(posted(request), initial={"reaction": chosen, "text": disposition.reaction_text})
    context = {"submission": submission, "comment": own_comment, "disposition": disposition, "key": key}
    context["back"] = _address(submission, key)
    if not form.is_valid():
        return show_form(request, "comments/reaction.html", form, **context)
    try:
        react(disposition=disposition, **form.cleaned_data, token=key, by=account_in(request))
    except Refused as refused:
        return show_form(request, "comments/reaction.html", form, refused, **context)
    messages.success(request, "Thank you: what you say is on record.")
    return redirect(_address(submission, key))
