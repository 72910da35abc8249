"""Write down what happened, in the transaction of the change itself; take it back; call it back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from normsite.foundation.errors import Refused
from normsite.foundation.lines import check_words
from normsite.foundation.notices.kinds import KINDS, Pace
from normsite.foundation.notices.letters import in_words
from normsite.foundation.notices.models import Event, EventQuerySet, Notice
from normsite.foundation.notifications.models import MailState, OutboxMail, Priority
from normsite.foundation.unseen import can_be_seen
from normsite.foundation.workers import hand_over

CALLED_BACK = "called-back/"  # how the occasion of a correction begins; the key of the event that it corrects follows

# A digest is written just before its notices are noted as mailed, in the same transaction: that tells which it was. All its
# notices wait again, and the window ends at once; however many followers have one, in one statement.
_CUT_ANEW = """
WITH gone AS (
    DELETE FROM notifications_outboxmail mail USING notices_notice notice
    WHERE mail.state = 'waiting' AND mail.priority = %(digest)s
        AND notice.event_id = %(event)s AND notice.pace <> 'now'
        AND notice.mailed_at BETWEEN mail.created_at AND mail.created_at + interval '1 minute'
        AND split_part(mail.occasion, '/', 1) = 'digest' AND split_part(mail.occasion, '/', 2) = notice.pace
        AND split_part(mail.occasion, '/', 3) = notice.follower_id::text
    RETURNING notice.follower_id, notice.pace, notice.mailed_at
), waiting AS (
    UPDATE notices_notice notice SET mailed_at = NULL FROM gone
    WHERE notice.follower_id = gone.follower_id AND notice.pace = gone.pace AND notice.mailed_at = gone.mailed_at
)
UPDATE notices_follower follower SET
    next_daily_at = CASE gone.pace WHEN 'daily' THEN %(now)s ELSE next_daily_at END,
    next_weekly_at = CASE gone.pace WHEN 'weekly' THEN %(now)s ELSE next_weekly_at END
FROM gone WHERE follower.id = gone.follower_id
"""


def tell_followers(
    kind: str,
    *,
    occasion: str,
    targets: Sequence[str],
    path: str,
    norm: str = "",
    norm_title: str = "",
    at: datetime | None = None,
    due_at: datetime | None = None,
    **facts: Any,
) -> None:
    """Write an event down; its followers get their notices from a worker, after the commit and not before `at`.

    A second event with the same `occasion` changes nothing, but one that was withdrawn may be told again. `facts` are codes,
    titles of what its audience may know, and instants: what anybody has typed freely is never among them.
    """
    row = KINDS[kind]
    told: dict[str, Any] = {
        "kind": kind,
        "audience": row.audience,
        "targets": list(dict.fromkeys(targets)),
        "norm": norm,
        "norm_title": norm_title,
        "path": path,
        "facts": {name: _in_utc(value) for name, value in facts.items()},
        "at": at or timezone.now(),
        "due_at": due_at,
    }
    if Event.objects.filter(occasion=occasion, withdrawn_at=None).exists():
        return
    Event.objects.bulk_create([Event(occasion=occasion, **told)], ignore_conflicts=True)
    withdrawn = Event.objects.filter(occasion=occasion).exclude(withdrawn_at=None)
    if withdrawn.update(withdrawn_at=None, told_at=None, **told):  # who has a notice already gets no second one
        Event.objects.filter(pk__in=_with_corrections(occasion)).update(withdrawn_at=None)
    if told["at"] <= timezone.now():
        transaction.on_commit(tell_soon, robust=True)


def _in_utc(value: Any) -> Any:
    """An instant by the same clock as all others, not by that of whoever gave it."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def tell_soon() -> None:
    """Wake a worker; without a broker, beat does within seconds."""
    hand_over("notices.tell")


def withdraw_event(occasion: str) -> None:
    """Tell an event to nobody any more, because what it speaks of may no longer be shown: it leaves feeds, the site, digests to
    come, and what waits for the mail server by itself. An event that there isn't changes nothing."""
    _withdraw(Event.objects.filter(pk__in=_with_corrections(occasion)))


def _with_corrections(occasion: str) -> list[int]:
    """The key of an event, of its correction, which repeats it, of the correction's, and so on."""
    found: list[int] = []
    while (key := Event.objects.filter(occasion=occasion).values_list("pk", flat=True).first()) is not None:
        found.append(key)
        occasion = f"{CALLED_BACK}{key}"
    return found


def withdraw_events(*, target: str = "", kinds: Sequence[str] = (), occasion: str = "") -> None:
    """`withdraw_event` for all events of a target, or those of some kinds; or those whose occasions begin so."""
    if not (target or occasion):
        raise TypeError("Say which events.")
    events = Event.objects.of(target) if target else Event.objects.filter(occasion__startswith=occasion)
    _withdraw(events.filter(kind__in=kinds) if kinds else events)


def _withdraw(events: EventQuerySet) -> None:
    for event in events.filter(withdrawn_at=None):
        Event.objects.filter(pk=event.pk).update(withdrawn_at=timezone.now())
        _take_out(event)


def _take_out(event: Event) -> None:
    """Mails that have not left yet: those of it alone, and digests that hold it, which are cut anew without it."""
    alone = OutboxMail.objects.filter(occasion__startswith=f"notice/{event.pk}/", state=MailState.WAITING)
    unsent = [int(occasion.rpartition("/")[2]) for occasion in _delete(alone)]
    event.notices.filter(follower__in=unsent).update(mailed_at=None)
    _cut_anew(event)


def _delete(mails: QuerySet[OutboxMail]) -> list[str]:
    """Their occasions; what a worker has claimed meanwhile stays."""
    occasions = list(mails.select_for_update(skip_locked=True).values_list("occasion", flat=True))
    OutboxMail.objects.filter(occasion__in=occasions).delete()
    return occasions


def _cut_anew(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CUT_ANEW, {"event": event.pk, "digest": Priority.DIGEST, "now": timezone.now()})


@transaction.atomic
def call_back(*, event: Event, correction: str, by: object) -> Event:
    """Say that what was told is wrong, and what is right: to everybody who has a notice of it, in feeds and to webhooks.

    Whoever had it in a mail, or saw it on the site, is told at once; who was still to get it gets only the correction, by the
    pace that was meant. What is right is free text of the body's, so it is shown as plain words. Refused a second time.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.recalled_at is not None:
        raise Refused("This was called back already.", "Call the correction back if that is wrong too.")
    if event.withdrawn_at is not None:
        raise Refused("This is told to nobody any more.", "What it speaks of may not be shown.")
    check_words(Event, correction=correction)
    if not can_be_seen(correction):
        raise Refused("Say what is right.", "All who got the notice will read it.")
    event.recalled_at, event.recalled_by = timezone.now(), by  # type: ignore[assignment]  # the caller's own kind of user
    event.correction = correction.strip()
    event.save(update_fields=["recalled_at", "recalled_by", "correction"])
    first = event.facts["of"] if event.kind == "called_back" else event.kind
    followed = Event.objects.create(
        kind="called_back",
        occasion=f"{CALLED_BACK}{event.pk}",
        audience=event.audience,
        targets=event.targets,
        norm=event.norm,
        norm_title=event.norm_title,
        path=event.path,
        facts={"of": first, "was": in_words(event).title, "correction": event.correction},
        at=event.recalled_at,
        told_at=event.recalled_at,  # its readers are those of the first, and nobody else
    )
    _take_out(event)
    _tell_all_who_had(event, followed)
    transaction.on_commit(tell_soon, robust=True)
    return followed


def _tell_all_who_had(event: Event, correction: Event) -> None:
    had = Notice.objects.filter(event=event)
    rows = (
        Notice(
            follower_id=one.follower_id,
            event=correction,
            why=one.why,
            pace=Pace.NOW if one.mailed_at or one.seen_at else one.pace,
        )
        for one in had.only("follower_id", "why", "pace", "mailed_at", "seen_at").iterator(chunk_size=5_000)
    )
    Notice.objects.bulk_create(rows, batch_size=5_000)
    had.filter(mailed_at=None, seen_at=None).update(seen_at=timezone.now())  # only the correction waits for them now
