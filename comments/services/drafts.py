"""A list of comments that is worked on over days and by several people: begun, shared, written, sent, forgotten."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from comments.emails import mail_draft, mail_invitation, mail_reminder
from comments.guards.drafts import new_token, refuse_closed_draft, refuse_ended_link, refuse_full_mailbox, token_hash
from comments.models import Consultation, Draft, DraftLink, Submission, tokens_in
from comments.services.attachments import move_files
from normsite.foundation.accounts.models import User
from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.unseen import UNKEPT

FIRST_NUMBER = 1_001  # browsers give small ones in lists of their own: an old page of the one means nothing in the other


def begin_draft(
    *,
    consultation: Consultation,
    items: Sequence[dict[str, Any]],
    sender: dict[str, str],
    key: str,
    email: str,
    name: str = "",
    user: User | None = None,
    place: str = "",
) -> DraftLink:
    """Keep a browser's list so that it can be gone on with elsewhere, and mail the link that opens it.

    `key` is that under which the list counts once, `place` the list whose files come along. Refused: an empty list, a
    consultation that isn't open, an address that got several such mails lately.
    """
    check_words(DraftLink, name=name)
    if not items:
        raise Refused("There is nothing to keep yet.", "Write a comment first.")
    if not consultation.is_open:
        raise Refused("The consultation is not open.")
    refuse_full_mailbox(email)
    token = new_token()
    with transaction.atomic():
        numbered = [item | {"number": number} for number, item in enumerate(_storable(items), FIRST_NUMBER)]
        given = numbered[-1]["number"]
        draft = Draft.objects.create(consultation=consultation, items=numbered, sender=sender, given=given, key=key)
        move_files(tokens=tokens_in(numbered), source=place, to=draft.place)
        link = DraftLink.objects.create(draft=draft, token_hash=token_hash(token), email=email, name=name, user=user)
        mail_draft(link, token=token)
    return link


def invite_colleague(*, draft: Draft, email: str, by: DraftLink) -> DraftLink:
    """Mail a link of their own to somebody who is to work on the draft too. Refused as `refuse_closed_draft` says, and to
    whoever's link was ended meanwhile."""
    refuse_full_mailbox(email)
    token = new_token()
    with transaction.atomic():
        draft = _locked(draft)
        refuse_ended_link(by)
        refuse_closed_draft(draft)
        link = DraftLink.objects.create(draft=draft, token_hash=token_hash(token), email=email)
        mail_invitation(link, token=token)
    return link


@transaction.atomic
def end_link(*, draft: Draft, number: int, by: DraftLink) -> None:
    """From now on this link opens nothing, and the key that its page had shown sends nothing. One that is ended already stays
    so. The last one can't be ended, for nobody could come back to the draft; that of whoever began it only by themselves."""
    draft = _locked(draft)
    refuse_ended_link(by)
    first, *others = draft.links.order_by("pk")
    if not others:
        raise Refused("This is the only link to the list.", "Invite somebody else first.")
    if number == first.pk != by.pk:
        raise Refused("This is the link of whoever began the list.", "Only they can end it.")
    if draft.links.filter(pk=number).delete()[0]:
        renew_key(draft=draft)


def renew_key(*, draft: Draft) -> None:
    """Whoever knows the key under which the list was to count knows nothing of it any more."""
    draft.key = new_token()
    draft.save(update_fields=["key"])


def take_up_draft(*, link: DraftLink, name: str = "", user: User | None = None) -> None:
    """Note who works by this link, as they call themselves, and with which account, so that they find the draft there."""
    check_words(DraftLink, name=name)
    DraftLink.objects.filter(pk=link.pk).update(name=name or link.name, user=user or link.user)


def write_draft(*, draft: Draft, items: Sequence[dict[str, Any]], sender: dict[str, str], given: int) -> None:
    """What stands in the draft now. Whoever calls this has locked it before they read it."""
    draft.items, draft.sender, draft.given = _storable(items), sender, given
    draft.save(update_fields=["items", "sender", "given", "changed_at"])


def finish_draft(*, draft: Draft, submission: Submission, by: str) -> None:
    """It is sent, by whom: from now on its words stand in the submission alone."""
    draft.items, draft.sender, draft.submission, draft.sent_by = [], {}, submission, by
    draft.save(update_fields=["items", "sender", "submission", "sent_by", "changed_at"])


def forget_drafts() -> None:
    """Delete drafts 30 days after their deadline or after they were sent, with their links."""
    Draft.objects.over(timezone.now()).delete()


def remind_of_drafts() -> None:
    """One mail to each address that has a link to a draft which isn't sent three days before the deadline."""
    soon = DraftLink.objects.to_remind(timezone.now()).select_related("draft__consultation")
    for link in soon.iterator():
        mail_reminder(link)


def _locked(draft: Draft) -> Draft:
    return Draft.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=draft.pk)


def _storable(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without what nobody types and PostgreSQL refuses; files that were uploaded may hold it."""
    return [
        {name: UNKEPT.sub("", value) if isinstance(value, str) else value for name, value in item.items()} for item in items
    ]
