"""Links to drafts: how their secret is made and known again, and how often an address may get one."""

import secrets

from comments.guards.receipts import sha256
from comments.models import MOST_LINKS, Draft, DraftLink
from normsite.foundation.accounts.pace import Pace
from normsite.foundation.errors import Refused
from normsite.foundation.throttle import spoken

DAY = 86_400
# Anybody can type any address: its owner gets some of these mails, then ever fewer. What stands behind a + mostly comes into
# the same mailbox.
A_MAILBOX = Pace("draft-mailbox", free=4, first=60, longest=DAY // 4, remembered=DAY)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a link's secret; the prefix keeps it apart from the hashes of receipts."""
    return sha256(f"draft:{token}")


def link_of(token: str) -> DraftLink | None:
    """The link with this secret, unless it was ended or its draft is deleted."""
    found = DraftLink.objects.select_related("draft__consultation__revision__norm", "draft__submission")
    return found.filter(token_hash=token_hash(token)).first()


def refuse_full_mailbox(email: str) -> None:
    """Count a mail to this address, or raise `Refused` where it got several lately."""
    name, _, domain = email.lower().rpartition("@")
    if wait := A_MAILBOX.take(f"{name.partition('+')[0]}@{domain}").wait:
        raise Refused(
            "This address has got several such mails lately, so none was sent.",
            f"Links that came before stay good. Try again in {spoken(wait)}. Nothing you wrote is lost.",
        )


def refuse_ended_link(link: DraftLink) -> None:
    """Refused where somebody has ended it since this request began; the draft is locked, so from now on nobody does."""
    if not DraftLink.objects.filter(pk=link.pk).exists():
        raise Refused("Your link to this list was ended, so nothing was changed.")


def refuse_closed_draft(draft: Draft) -> None:
    """Refused where a draft is sent already, can't be sent any more, or has as many links as one may have."""
    if draft.submission_id is not None:
        raise Refused("This list is sent already.", "Start a list of your own.")
    if not draft.consultation.is_open:
        raise Refused("The consultation is closed, so nobody can be invited any more.")
    if draft.links.count() >= MOST_LINKS:
        raise Refused(f"A list has at most {MOST_LINKS} links.", "End one that is no longer needed.")
