"""What `mail` measures, by the site's own code; each runs in a process of its own, with the surroundings of the site's.

`python -m tests.bench.mailing WHAT …` prints what it found as JSON.
"""

import json
import os
import resource
import smtplib
import sys
import time
import uuid
from pathlib import Path
from typing import Any

DOMAINS = 50
LINKS = {name: f"https://norms.example/notices/{name}/{'x' * 90}/" for name in ("stop", "manage")}


def _letter() -> Any:
    """A notice with its links, as long as most are."""
    from normsite.foundation.notifications.letters import Writing, slot

    text = "The consultation on the draft is open; what changed since the text before stands below. " * 20
    html = "".join(
        f"<p>The module shall erase keys <b>within {number} s</b> of an alarm; see clause 7.</p>" for number in range(60)
    )
    foot = {name: f"\nStop this: {slot(name)}\n" for name in LINKS}
    headers = {"List-Id": "Normsite <n-1.notices.norms.example>", "List-Unsubscribe": f"<{slot('stop')}>"}
    subject = "Open for comments: Draft of quantum key modules"
    return Writing(subject, text + foot["stop"] + foot["manage"], html + foot["stop"] + foot["manage"], headers)


def queue(count: int) -> dict[str, Any]:
    """So many copies of one letter into the outbox, to leave at once."""
    from django.db import transaction

    from normsite.foundation.notifications.letters import Addressee, letter_of, queue_copies
    from normsite.foundation.notifications.models import Priority

    run = uuid.uuid4()
    many = [Addressee(f"a{n}@d{n % DOMAINS}.example", f"bench/{run}/{n}", LINKS) for n in range(count)]
    with transaction.atomic():
        queue_copies(letter_of(_letter()), many, priority=Priority.NOTICE)
    return {"queued": count}


def deliver() -> dict[str, Any]:
    """One worker process, until nothing is left."""
    from normsite.foundation.notifications.delivery import deliver_due

    _await_start()
    began = time.time()
    left = deliver_due(seconds=600)
    return {"began": began, "ended": time.time(), "left": left, **_spent()}


def bare(count: int) -> dict[str, Any]:
    """`smtplib` alone, on one connection, with the bytes that a worker would send."""
    from django.conf import settings

    from normsite.foundation.notifications.models import OutboxMail
    from normsite.foundation.notifications.stencils import Stencil

    mail = OutboxMail(to="a1@d1.example", slots=LINKS, message_id=f"<{uuid.uuid4()}@norms.example>")
    copy = Stencil(_letter()).copy(mail)
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as talk:
        began = time.time()
        for _ in range(count):
            talk.sendmail("norms@normsite.example", [mail.to], copy)
        ended = time.time()
    return {"began": began, "ended": ended, "left": count, "bytes": len(copy), **_spent()}


def plainly(count: int) -> dict[str, Any]:
    """`send_mail` in a loop."""
    from django.core.mail import send_mail

    letter = _letter()
    began = time.time()
    for _ in range(count):
        send_mail(letter.subject, letter.text, None, ["a1@d1.example"], html_message=letter.html)
    return {"began": began, "ended": time.time(), "left": count, **_spent()}


def digests() -> dict[str, Any]:
    """Cut all digests that are due."""
    from normsite.foundation.notices.digests import cut_digests
    from normsite.foundation.notifications.models import Letter, OutboxMail

    began = time.time()
    cut = cut_digests(seconds=900)
    found = {"cut": cut, "seconds": time.time() - began, "mails": OutboxMail.objects.filter(priority=9).count(), **_spent()}
    return {**found, "letters": Letter.objects.filter(mails__priority=9).distinct().count()}


def commit(count: int) -> dict[str, Any]:
    """How long PostgreSQL takes to write one small change down for good."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS flushed (at timestamptz)")
        began = time.time()
        for _ in range(count):
            cursor.execute("INSERT INTO flushed VALUES (now())")
        took = time.time() - began
        cursor.execute("DROP TABLE flushed")
    return {"seconds": took / count}


def ask_for(task: str) -> dict[str, Any]:
    """Let the site's workers do this."""
    from normsite.celery import app

    app.signature(task).apply_async()
    return {"asked": time.time()}


def _await_start() -> None:
    """Ready: whoever reads this says when to begin."""
    from django.db import connection

    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()


def _spent() -> dict[str, Any]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"processor": used.ru_utime + used.ru_stime, "memory": _peak_mebibytes()}


def _peak_mebibytes() -> float:
    """The most memory that this process has held; where the system doesn't tell it by itself, what `resource` says."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def main(words: list[str]) -> int:
    os.environ["NORMSITE_LOG_LEVEL"] = "WARNING"
    import django

    django.setup()
    what, *rest = words
    acts: dict[str, Any] = {
        "queue": queue,
        "deliver": deliver,
        "bare": bare,
        "plainly": plainly,
        "digests": digests,
        "commit": commit,
    }
    found = ask_for(rest[0]) if what == "ask" else acts[what](*map(int, rest))
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
