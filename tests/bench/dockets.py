"""Docket, consultation page and search at a short and a long docket: `python -m tests.servers python -m tests.bench.dockets`.

For each page the 95th percentile in milliseconds at both lengths, their ratio, and the statements it takes. The same process
answers, so nothing but the page is measured; both lengths in one run, since only the ratio can be compared between machines.
"""

import os
import sys
import time
from typing import Any

CODE = "C-1999-5000"
DOCKET = (
    "",
    f"after={CODE}",
    "kind=ed",
    "kind=ge",
    "kind=ed&sender=academia",
    "clause=nowhere",
    "outcome=withdrawn&kind=ed",
    "effect=substantive",
    "words=key",
    "words=harmonised",
    "words=nobodysaysthis",
    "words=number+777",
    "words=%22harmonised+key%22",
    "words=key+-security",
    "words=AES-256&sender=anonymous",
)
SEARCH = ("key", "harmonised", "nobodysaysthis", "post-quantum", "number+777", "%22harmonised+key%22", "key+-security", CODE)
ROUNDS = 20
SHORT, LONG = 10_000, 1_000_000
INDEX = "CREATE INDEX comment_by_facts_and_words ON comments_searchedcomment USING gin (facts, words) WITH (fastupdate = off)"


def p95(page: str) -> tuple[float, int]:
    """In milliseconds, after two visits that fill the caches; and the statements."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, times = Client(headers={"host": "localhost"}), []
    for _ in range(ROUNDS + 2):
        began = time.perf_counter()
        answer = client.get(page)
        times.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise SystemExit(f"{page} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    return sorted(times[2:])[int(ROUNDS * 0.95) - 1] * 1000, len(asked)


def megabytes_per_second(page: str, most: int = 60_000_000) -> float:
    from django.test import Client

    began, written = time.perf_counter(), 0
    answer: Any = Client(headers={"host": "localhost"}).get(page)
    for piece in answer.streaming_content:
        written += len(piece)
        if written > most:
            break
    return written / 1e6 / (time.perf_counter() - began)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "normsite.settings")
    os.environ["NORMSITE_LOG_LEVEL"] = "WARNING"
    import django
    from django.core.management import call_command

    django.setup()
    from django.db import connection

    from comments.models import Consultation
    from tests.bench.crowd import plant

    call_command("migrate", verbosity=0)
    call_command("demo", "--if-empty", stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)
    consultation = Consultation.objects.exclude(concluded_at=None)[0]
    at = consultation.get_absolute_url()
    pages = [at, *(f"{at}comments/?{wanted}" for wanted in DOCKET), *(f"/search/?q={words}" for words in SEARCH)]
    found: dict[str, list[tuple[float, int]]] = {page: [] for page in pages}
    for first, last in ((1, SHORT), (SHORT + 1, LONG)):
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX comment_by_facts_and_words")
            plant(consultation, last - first + 1, first=first, answered=True)
            cursor.execute(INDEX)
            cursor.execute("VACUUM ANALYZE")
        for page in pages:
            found[page].append(p95(page))
    print(f"{'':<62}{SHORT:>12,}{LONG:>12,}{'ratio':>8}{'statements':>12}")
    for page, ((short, _), (long, statements)) in found.items():
        print(f"{page:<62}{short:>9.1f} ms{long:>9.1f} ms{long / short:>8.2f}{statements:>12}")
    for name in ("comments.csv", "comments.json"):
        print(f"{at}{name}: {megabytes_per_second(f'{at}{name}'):.0f} MB/s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
