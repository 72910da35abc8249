"""Consultations for a load run, made by the site's own services; the one place here that knows Django.

`python -m tests.load.scene open COUNT SECONDS` opens so many consultations that close in so many seconds, all at one instant,
and prints them as JSON. `… extend CODE BEFORE LONGER …` waits for each until BEFORE seconds before its deadline, makes it
LONGER seconds later, and prints what became of it. `… import CODE COUNT` begins to take over so many comments of another system
and prints the key of the import.
"""

import gzip
import json
import os
import sys
import threading
import time
from datetime import datetime, timedelta
from typing import Any

CLAUSES = (
    ("Scope", "scope", "scope", "This norm is about modules."),
    ("Keys", "keys", "clause", "The module shall erase keys."),
    ("Alarms", "alarms", "clause", "The module shall raise an alarm."),
)


def open_consultations(count: int, seconds: float) -> list[dict[str, Any]]:
    from django.utils import timezone

    without_lists()
    staff = _staff()
    revisions = [_frozen_revision(number, staff) for number in range(count)]
    now = timezone.now()
    return [_opened(revision, now, now + timedelta(seconds=seconds), staff) for revision in revisions]


def without_lists() -> None:
    """Take the control lists of the demonstration out of force: a text of no words that they name needs no screening here."""
    from normsite.foundation.controls.models import ControlList

    ControlList.objects.update(in_force=False)


def _staff() -> Any:
    """Somebody of the demonstration who may do all of this."""
    from normsite.foundation.accounts.models import User

    return User.objects.filter(grants__role="editor").order_by("pk")[0]


def _frozen_revision(number: int, by: Any) -> Any:
    from norms.services import add_clause, freeze_revision, register_norm

    norm = register_norm(title=f"Modules under load {number + 1}", summary="Keeps keys apart.", scheme="iso", by=by)
    revision = norm.revisions.get()
    for title, anchor, kind, body in CLAUSES:
        add_clause(revision=revision, title=title, anchor=anchor, kind=kind, body=body, by=by)
    return freeze_revision(revision=revision, by=by)


def _opened(revision: Any, now: datetime, closes_at: datetime, by: Any) -> dict[str, Any]:
    from comments.services import open_consultation

    made = open_consultation(
        revision=revision,
        title=f"Draft of {revision.norm.title}",
        asks="Is the clause on keys right?",
        questions=["Is a year long enough?"],
        short_reason="A run of the load tools.",
        opens_at=now,
        closes_at=closes_at,
        by=by,
        at=now,
    )
    return {"code": made.code, "closes_at": made.closes_at.timestamp()}


def begin_import(code: str, count: int) -> str:
    """As the desk does it; of the rows each has a number, an author and some hundred words."""
    from django.utils import timezone

    from comments import services
    from comments.guards.imported import Mapping
    from comments.models import Consultation
    from comments.other_systems import read_table
    from normsite.foundation.accounts.models import User

    words, at = "The key may be refused when the channel is noisy; say how noisy. " * 8, timezone.now().isoformat()
    lines = [f'R-{n},{at},Nadia {n},2,"{words}{n}"' for n in range(count)]
    data = gzip.compress("\n".join(["number,date,name,section,comment", *lines]).encode())
    began, by = time.monotonic(), User.objects.filter(grants__role="secretary").order_by("pk")[0]
    table, consultation = read_table(data), Consultation.objects.get(code=code)
    job = services.keep_import(consultation=consultation, table=table, name="bulk.csv.gz", by=by)
    mapping = Mapping(**Mapping.of(job.mapping).kept | {"source": "another system"})
    services.begin_import(job=services.map_import(job=job, mapping=mapping), by=by)
    print(f"{len(data):,} bytes were read and kept in {time.monotonic() - began:.1f} s", file=sys.stderr)
    return str(job.key)


def extend_consultations(wishes: list[tuple[str, float, float]]) -> list[dict[str, Any]]:
    """Each wish is a code, how long before the deadline to begin, and how much longer; all at once, as desks do."""
    outcomes: list[dict[str, Any]] = []
    threads = [threading.Thread(target=lambda wish=wish: outcomes.append(_extended(*wish))) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _extended(code: str, before: float, longer: float) -> dict[str, Any]:
    from django.db import connection

    from comments.models import Consultation
    from comments.services import extend_consultation
    from normsite.foundation.errors import Refused

    consultation, by = Consultation.objects.get(code=code), _staff()
    deadline = consultation.closes_at
    time.sleep(max(0.0, deadline.timestamp() - before - time.time()))
    begun, refused = time.time(), ""
    try:
        extend_consultation(
            consultation=consultation, closes_at=deadline + timedelta(seconds=longer), reason="More time.", by=by
        )
    except Refused as problem:
        refused = str(problem)
    finally:
        connection.close()
    return {
        "code": code,
        "begun": begun - deadline.timestamp(),
        "ended": time.time() - deadline.timestamp(),
        "refused": refused,
    }


def main(words: list[str]) -> int:
    os.environ["NORMSITE_LOG_LEVEL"] = "WARNING"
    import django

    django.setup()
    what, *rest = words
    if what == "open":
        print(json.dumps(open_consultations(int(rest[0]), float(rest[1]))))
    elif what == "import":
        print(json.dumps(begin_import(rest[0], int(rest[1]))))
    else:
        wishes = [(code, float(before), float(longer)) for code, before, longer in zip(*[iter(rest)] * 3, strict=True)]
        print("ready", flush=True)
        print(json.dumps(extend_consultations(wishes)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
