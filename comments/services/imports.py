"""Comments that another system has received are taken over: in the background, piece by piece, none twice and none lost."""

import secrets
import time
import uuid
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Model
from django.utils import timezone

from comments.guards.imported import Imported, Mapping, Reader, refuse_wrong_mapping
from comments.guards.locks import lock_consultation_shared
from comments.guards.receipts import sha256
from comments.models import (
    Comment,
    CommentImport,
    Consultation,
    CountedBy,
    ImportNote,
    ImportPiece,
    ImportState,
    Phase,
    Submission,
    said_in,
)
from comments.models.imports import GOING
from comments.other_systems import Row, Table, guessed, has_html, headings_signature, unpacked
from comments.rules import can_import_comments
from normsite.foundation.accounts.models import User
from normsite.foundation.codes import Kind
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry, Salt
from normsite.foundation.ledger.services import entry_of
from normsite.foundation.lines import check_words, one_line
from normsite.foundation.references import next_codes
from normsite.foundation.rows import insert
from normsite.foundation.turns import turn
from normsite.foundation.unseen import UNKEPT
from normsite.foundation.workers import hand_over

CARRY_OUT = "comments.carry_on_import"
SECONDS = 60
"""How long a worker is at one import before others have their turn."""
MOST_GOING = 3
AGAIN_AFTER = timedelta(minutes=1)
DRAFTS_LAST, NOTES_LAST = timedelta(days=3), timedelta(days=30)
MOST_TRIES = 5
SAMPLE = 100
AT_ONCE = 100


@transaction.atomic
def keep_import(*, consultation: Consultation, table: Table, name: str, by: User) -> CommentImport:
    """Keep the rows of a file, to be looked at and then taken over. How a file with the same headings was read the last time is
    how this one is read until somebody says otherwise."""
    _refuse_wrong_time(consultation)
    signature = headings_signature(table.headings)
    mapping = _as_before(signature) or _suggested(table, by)
    job = CommentImport.objects.create(
        consultation=consultation,
        name=UNKEPT.sub("", name)[-200:],
        headings=table.headings,
        signature=signature,
        mapping=mapping.kept,
        total=table.rows,
        by=by,
    )
    ImportPiece.objects.bulk_create(
        (ImportPiece(parent=job, position=place, rows=piece) for place, piece in enumerate(table.pieces)), batch_size=20
    )
    return job


def _as_before(signature: str) -> Mapping | None:
    begun = CommentImport.objects.filter(signature=signature).exclude(state=ImportState.DRAFT).order_by("-created_at")
    kept = begun.values_list("mapping", flat=True).first()
    return Mapping.of(kept | {"undated": ""}) if kept else None


def _suggested(table: Table, by: User) -> Mapping:
    sample = unpacked(table.pieces[0])[:SAMPLE]
    is_html = any(has_html(cell[:5_000]) for row in sample for cell in row.cells)
    return Mapping(tuple(guessed(table.headings)), zone=by.time_zone, html=is_html)


@transaction.atomic
def map_import(*, job: CommentImport, mapping: Mapping) -> CommentImport:
    """Say how the rows are to be read, before they are taken over."""
    job = CommentImport.objects.select_for_update().get(pk=job.pk)
    if job.state != ImportState.DRAFT:
        raise Refused("The import has begun, so its columns stay as they are.", "Upload the file again to read it otherwise.")
    check_words(Submission, source=mapping.source)
    refuse_wrong_mapping(mapping, len(job.headings), timezone.now())
    job.mapping = Mapping(**mapping.kept | {"source": one_line(mapping.source)}).kept
    job.save(update_fields=["mapping"])
    return job


@transaction.atomic
def begin_import(*, job: CommentImport, by: User) -> CommentImport:
    """Hand it to the worker; one that was stopped goes on where it was."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    job = CommentImport.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=job.pk)
    if job.is_going:
        return job
    if job.state == ImportState.DONE:
        raise Refused("All rows of this file were gone through already.")
    if job.done < job.total and not job.pieces.exists():
        raise Refused("The rows that were left are not here any more.", "Upload the file again: none is taken over twice.")
    _refuse_wrong_time(job.consultation)
    refuse_wrong_mapping(Mapping.of(job.mapping), len(job.headings), timezone.now())
    if CommentImport.objects.going().filter(by=by).count() >= MOST_GOING:
        raise Refused(f"{MOST_GOING} imports of yours are still on their way.", "Wait until one of them is done.")
    job.state, job.answer, job.by, job.moved_at = ImportState.WAITING, "", by, timezone.now()
    job.save(update_fields=["state", "answer", "by", "moved_at"])
    transaction.on_commit(lambda: hand_over(CARRY_OUT, str(job.key)), robust=True)
    return job


@transaction.atomic
def stop_import(*, job: CommentImport, by: User) -> CommentImport:
    """Take over no more rows. What has become comments stays: it is in the public record."""
    job = CommentImport.objects.select_for_update().get(pk=job.pk)
    if not job.is_going:
        raise Refused("The import isn't under way.")
    job.state, job.answer = ImportState.STOPPED, f"Stopped by {by}."
    job.save(update_fields=["state", "answer"])
    return job


def _refuse_wrong_time(consultation: Consultation) -> None:
    phase = consultation.phase
    if phase == Phase.CONCLUDED:
        raise Refused("The answers of this consultation are published, so no comment comes in any more.")
    if phase == Phase.ANNOUNCED:
        raise Refused("The consultation isn't open yet.", "Take comments over once it is.")


# ---- The worker


def carry_on_import(key: str) -> bool:
    """Take over the rows of an import that are left, for a minute at most; whether some are left then.

    Each piece of rows is one transaction, in which the import's count moves: a worker that is killed leaves nothing half done,
    and whoever goes on begins with the next piece. Two workers are never at the same import, since the turn is one's own and
    ends with its connection; and were they, each comment has one key, which the database holds once.
    """
    with turn(f"comments:import:{key}") as is_ours:
        if not is_ours:
            return False
        end = time.monotonic() + SECONDS
        while _take_piece_again(uuid.UUID(key)):
            if time.monotonic() > end:
                return True
    return False


def _take_piece_again(key: uuid.UUID) -> bool:
    """Whether there was one. A comment that another import brought at the same instant is found there the next time."""
    for last in (False,) * (MOST_TRIES - 1) + (True,):
        try:
            return _take_piece(key)
        except (OperationalError, InterfaceError):
            raise  # the database is away; another worker goes on when it is back
        except IntegrityError:
            if last:
                _stop(key)
                raise
        except Exception:
            _stop(key)
            raise
    return False


def _stop(key: uuid.UUID) -> None:
    CommentImport.objects.going().filter(pk=key).update(
        state=ImportState.STOPPED, answer="Something went wrong on our side. Go on with it, or tell whoever runs the site."
    )


@transaction.atomic
def _take_piece(key: uuid.UUID) -> bool:
    job = CommentImport.objects.select_for_update(of=("self",)).select_related("by").filter(pk=key, state__in=GOING).first()
    if job is None:
        return False
    job.consultation = lock_consultation_shared(job.consultation_id)
    piece = job.pieces.order_by("position").first()
    try:
        _refuse_to_go_on(job)
    except Refused as refused:
        job.state, job.answer, piece = ImportState.STOPPED, str(refused), None
    else:
        job.state = ImportState.RUNNING if piece else ImportState.DONE
    if piece:
        _take_over(job, unpacked(bytes(piece.rows)))
        piece.delete()
    job.moved_at = timezone.now()
    job.save(update_fields=["state", "answer", "done", "taken", "known", "bad", "moved_at"])
    return piece is not None


def _refuse_to_go_on(job: CommentImport) -> None:
    if not can_import_comments(job.by, job.consultation):
        raise Refused(f"{job.by} may not take comments over any more.")
    _refuse_wrong_time(job.consultation)


def _take_over(job: CommentImport, rows: Sequence[Row]) -> None:
    reader = Reader(job.consultation, Mapping.of(job.mapping))
    notes: list[ImportNote] = []
    read: list[tuple[Row, Imported]] = []
    for row in rows:
        try:
            read.append((row, reader.read(row)))
        except Refused as refused:
            notes.append(_note(job, row, str(refused)))
    new, doubles, known = _parted(job, read)
    notes += [_note(job, row, _why_double(one)) for row, one in doubles]
    notes += [_note(job, row, remark, is_taken=True) for row, one in new for remark in one.remarks]
    _write(job, [one for _, one in new])
    ImportNote.objects.bulk_create(notes)
    job.done += len(rows)
    job.taken += len(new)
    job.known += known
    job.bad += len(rows) - len(new) - known


Read = tuple[Row, Imported]


def _parted(job: CommentImport, read: Sequence[Read]) -> tuple[list[Read], list[Read], int]:
    """What is new; what stands in this file already; how many were taken over from another file."""
    keys = [one.key for _, one in read]
    there = dict(Submission.objects.filter(idempotency_key__in=keys).values_list("idempotency_key", "imported"))
    new: dict[str, Read] = {}
    doubles, known = [], 0
    for row, one in read:
        if one.key in new or there.get(one.key) == job.pk:
            doubles.append((row, one))
        elif one.key in there:
            known += 1
        else:
            new[one.key] = (row, one)
    return list(new.values()), doubles, known


def _why_double(one: Imported) -> str:
    reference = one.item.own_reference
    return f"“{reference}” is the number of an earlier row." if reference else "It says the same as an earlier row."


def _note(job: CommentImport, row: Row, reason: str, *, is_taken: bool = False) -> ImportNote:
    """PostgreSQL keeps no NUL and no half of a character, also not to show what is wrong."""
    cells = [UNKEPT.sub("\ufffd", cell) for cell in row.cells]
    return ImportNote(parent=job, number=row.number, is_taken=is_taken, reason=UNKEPT.sub("\ufffd", reason), cells=cells)


def _write(job: CommentImport, new: Sequence[Imported]) -> None:
    """The record, submissions and comments of many rows."""
    if not new:
        return
    now = timezone.now()
    codes = next_codes(*[Kind.RECEIPT] * len(new), *[Kind.COMMENT] * len(new))
    receipts, comments = codes[: len(new)], codes[len(new) :]
    entries, salts, submissions = [], [], []
    for one, receipt, comment in zip(new, receipts, comments, strict=True):
        entry, salted = _entry(job, one, receipt, comment, now.isoformat())
        entries.append(entry)
        salts.append(salted)
        submissions.append(_submission(job, one, code=receipt, entry=entry, stored_at=now))
    _insert(entries)
    _insert([*chain.from_iterable(salts)])
    _insert(submissions)
    _insert([_comment(one, sent, code) for one, sent, code in zip(new, submissions, comments, strict=True)])


def _insert(rows: Sequence[Model]) -> None:
    """So many at a time that the statements are mostly the same: each other one would be kept in mind."""
    for start in range(0, len(rows), AT_ONCE):
        insert(*rows[start : start + AT_ONCE])


def _entry(job: CommentImport, one: Imported, receipt: str, comment: str, now: str) -> tuple[Entry, list[Salt]]:
    facts = {field: value for field, value in vars(one.author).items() if value}
    facts |= {f"{said.part.fact} 1": said.words for said in said_in(one.item.words)}
    public = {
        "consultation": job.consultation.code,
        "comments": comment,
        "received_at": one.received.isoformat(),
        "stored_at": now,
        "source": job.source,
    }
    return entry_of(Act.COMMENT_RECEIVED, receipt, facts=facts, public=public)


def _submission(job: CommentImport, one: Imported, **more: object) -> Submission:
    """Nobody has a receipt of it: its secret is thrown away."""
    return Submission(
        consultation=job.consultation,
        token_hash=sha256(secrets.token_hex(32)),
        idempotency_key=one.key,
        body_digest=one.digest,
        received_at=one.received,
        counted_by=CountedBy.SOURCE,
        source=job.source,
        imported=job,
        **vars(one.author),
        **more,
    )


def _comment(one: Imported, sent: Submission, code: str) -> Comment:
    return Comment(
        code=code,
        submission=sent,
        consultation=sent.consultation,
        position=1,
        clause_id=one.clause,
        kind=one.item.kind,
        received_at=one.received,
        **one.item.words,
    )


# ---- The clock


def resume_imports() -> None:
    """Hand to a worker what none has moved for a minute, since a worker died or could not be reached."""
    for key in CommentImport.objects.going().filter(moved_at__lt=timezone.now() - AGAIN_AFTER).values_list("key", flat=True):
        hand_over(CARRY_OUT, str(key))


def forget_imports() -> None:
    """Delete files that nobody began with for some days, rows that nobody goes on with for a month, and the notes of then."""
    now = timezone.now()
    CommentImport.objects.filter(state=ImportState.DRAFT, created_at__lt=now - DRAFTS_LAST).delete()
    old = CommentImport.objects.filter(moved_at__lt=now - NOTES_LAST).exclude(state__in=GOING)
    ImportNote.objects.filter(parent__in=old).delete()
    ImportPiece.objects.filter(parent__in=old).delete()
