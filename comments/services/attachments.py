"""Files for comments that are not sent yet: taken in, made a comment's when that is sent, forgotten when it never is."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from comments.models import Attached, Attachment, AttachmentContent, Comment, Draft, tokens_in
from comments.models.attachment import MOST_UNSENT
from normsite.foundation.apart import apart
from normsite.foundation.errors import Refused
from normsite.foundation.prepared import prepared
from normsite.foundation.uploads import Examined, NotTaken, ScannerAway, examine_all, malware_in, needs_a_library

SECONDS = 30
MEBIBYTES = 1000
LONGEST_WAIT = 2.0  # in seconds
SCANNING = 10.0  # seconds, for all files of a form
AWAY = 20.0  # seconds in which a scanner that did not answer isn't asked again
_away_until: dict[str, float] = {}  # by address
logger = logging.getLogger(__name__)
_reading = Lock()  # one thread of a process reads files, so that another goes on taking comments in
# A file that another comment or another list has, or that isn't the one which was looked at, is none of these. What list it was
# in is forgotten: else what a browser sends under a name and what it sends without one would be tied together for good. Under
# its key a program's file is known when the submission is repeated; that ties no more than the submission does. As `within`, a
# draft has what stands in it and is still a browser's own: processes of the version before share a list without its files.
_CLAIM = """
UPDATE comments_attachment AS kept SET comment_id = one.comment, number = one.number,
    place = CASE WHEN starts_with(kept.place, 'key:') THEN kept.place ELSE '' END
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::smallint[])
    AS one(token, name, sha256, place, comment, number)
WHERE kept.token = one.token AND kept.name = one.name AND kept.sha256 = one.sha256 AND kept.comment_id IS NULL
    AND (kept.place IN ('', one.place) OR (starts_with(one.place, 'draft:') AND kept.place !~ '^(draft|key):'))
"""


def keep_files(*, files: Sequence[tuple[str, bytes]], place: str = "") -> list[Attachment | NotTaken]:
    """Keep files (name, bytes) until their comment is sent; each is told by its content and may be refused by itself.

    `place` is the list whose they are (empty: that is said before anybody is told of them).

    All are `Refused` where they take too long to be read, hold malware, or can't be looked through for it just now.
    """
    if Attachment.objects.unclaimed().weight() + sum(len(data) for _, data in files) > MOST_UNSENT:
        raise Refused(
            "Too many files wait here for their comments to be sent, so none was taken.",
            "Attach them again tomorrow, or send the comment without them.",
        )
    if settings.CLAMD:
        with _alone():
            _refuse_malware(files, settings.CLAMD)
    read = _read(files)
    with transaction.atomic():
        return [_kept(one, place) if isinstance(one, Examined) else one for one in read]


def _read(files: Sequence[tuple[str, bytes]]) -> list[Examined | NotTaken]:
    """What needs a library is read in a process of its own, all of it in one."""
    heavy = [(name, data) for name, data in files if needs_a_library(data)]
    read = iter(_read_apart(heavy) if heavy else ())
    return [next(read) if needs_a_library(data) else examine_all([(name, data)])[0] for name, data in files]


def _read_apart(files: list[tuple[str, bytes]]) -> list[Examined | NotTaken]:
    what, mend = "Reading the files", "Attach them one by one, or print them to PDF."
    with _alone():
        return apart(examine_all, files, what=what, mend=mend, seconds=SECONDS, mebibytes=MEBIBYTES)


@contextmanager
def _alone() -> Iterator[None]:
    if not _reading.acquire(timeout=LONGEST_WAIT):
        raise Refused("Files of somebody else are being read at this moment.", "Attach yours again in a few seconds.")
    try:
        yield
    finally:
        _reading.release()


def _refuse_malware(files: Sequence[tuple[str, bytes]], address: str) -> None:
    """All files of a form have one time together; after a scanner that didn't answer, nobody waits for it for a while."""
    until = monotonic() + SCANNING
    try:
        if monotonic() < _away_until.get(address, 0.0):
            raise ScannerAway("It didn't answer a moment ago.")
        for name, data in files:
            _refuse_found(name, _found(data, address, until))
    except ScannerAway as away:
        if monotonic() >= _away_until.get(address, 0.0):
            _away_until[address] = monotonic() + AWAY
            logger.warning("No file is taken: the malware scanner at %s gives no answer (%s).", address, away)
        raise Refused(
            "Files can't be looked through for malware at this moment, so none was taken.",
            "Attach them again in some minutes, or send the comment without them.",
        ) from away


def _found(data: bytes, address: str, until: float) -> str:
    now = monotonic()
    if now >= until:
        raise ScannerAway("The time for all files is over.")
    return malware_in(data, address, seconds=until - now)


def _refuse_found(name: str, found: str) -> None:
    if found:
        raise Refused(f"“{name[-60:]}” holds malware ({found[:60]}), so no file was taken.", "Attach the others alone.")


def _kept(one: Examined, place: str) -> Attachment:
    facts = {"name": one.name, "kind": one.kind, "size": len(one.data), "sha256": one.sha256}
    attachment = Attachment.objects.create(**facts, place=place)
    AttachmentContent.objects.create(attachment=attachment, data=one.data, words=one.words)
    attachment.remark = one.remark
    return attachment


def claim_files(comments: Sequence[Comment], attached: Sequence[Sequence[Attached]]) -> None:
    """Give each comment its files, within the transaction in which it comes in. Refused where one of them is not there."""
    rows = [
        (one.token, one.name, one.sha256, one.place, comment.pk, number)
        for comment, files in zip(comments, attached, strict=True)
        for number, one in enumerate(files, 1)
    ]
    if not rows:
        return
    with prepared() as cursor:
        cursor.execute(_CLAIM, [list(column) for column in zip(*rows, strict=True)])
        claimed = cursor.rowcount
    if claimed != len(rows):
        raise Refused("An attached file is no longer here.", "Change the comment: attach the file again, or leave it out.")


def move_files(*, tokens: Collection[str], to: str, source: str = "") -> None:
    """From now on these files belong to that list, if they were those of the `source` (empty: of no list yet)."""
    if tokens:
        Attachment.objects.within(source).filter(token__in=tokens).update(place=to)


def renew_files(*, tokens: Collection[str]) -> None:
    """The list in which these files are was written anew, so they last from now on."""
    if tokens:
        Attachment.objects.unclaimed().filter(token__in=tokens).update(uploaded_at=Now())


@transaction.atomic
def forget_files() -> int:
    """Remove files whose comment was never sent, and can't be any more; how many. A draft lasts longer than a session.

    One that is being sent meanwhile is locked, and stays.
    """
    unsent = Draft.objects.filter(submission=None).values_list("items", flat=True)
    in_drafts = tokens_in(item for items in unsent for item in items)
    chosen = Attachment.objects.forgotten().exclude(token__in=in_drafts).order_by("pk")
    keys = list(chosen.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
    return Attachment.objects.filter(pk__in=keys).delete()[1].get(Attachment._meta.label, 0)
