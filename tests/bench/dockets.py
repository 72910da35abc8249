"""Docket, consultation page and search at a short and a long docket: `python -m tests.servers python -m tests.bench.dockets`.

For each page the 95th percentile in milliseconds at both lengths, their ratio, and the statements it takes. Each length has a
database and a process of its own, which are asked by turns, so that whatever else the machine does slows both. What answers is
Django alone, without the gateway; a lasting server keeps both databases for the next run.
"""

import json
import os
import subprocess
import sys
import time
from typing import Any

CODE = "C-1999-5000"
CONSULTATION = "/consultations/CN-1/"  # of the demonstration; it is concluded
WANTED = (
    "",
    f"after={CODE}",
    "kind=ed",
    "kind=ge",
    "kind=ed&sender=individual",
    "clause=nowhere",
    "outcome=withdrawn&kind=te",
    "effect=substantive",
    "words=key",
    "words=harmonised",
    "words=nobodysaysthis",
    "words=number+777",
    "words=%22harmonised+key%22",
    "words=key+-security",
    "words=AES-256&sender=anonymous",
)
WORDS = ("key", "harmonised", "nobodysaysthis", "post-quantum", "number+777", "%22harmonised+key%22", "key+-security", CODE)
PAGES = (
    CONSULTATION,
    *(f"{CONSULTATION}comments/?{wanted}" for wanted in WANTED),
    *(f"/search/?q={words}" for words in WORDS),
)
LISTS = (f"{CONSULTATION}comments.csv", f"{CONSULTATION}comments.json")
ROUNDS = 40
LENGTHS = (10_000, 1_000_000)
INDEX = "CREATE INDEX comment_by_facts_and_words ON comments_searchedcomment USING gin (facts, words) WITH (fastupdate = off)"


def prepare(many: int) -> None:
    """The demonstration with so many more comments, unless they are there already."""
    from django.core.management import call_command
    from django.db import connection

    from comments.models import Comment, Consultation
    from tests.bench.crowd import plant

    call_command("migrate", verbosity=0)
    call_command("demo", "--if-empty", stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)
    if Comment.objects.filter(code="C-1999-1").exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX comment_by_facts_and_words")
        plant(Consultation.objects.get(code="CN-1"), many, answered=True)
        cursor.execute(INDEX)
        cursor.execute("VACUUM ANALYZE")


def serve(many: int) -> None:
    """Answer on standard output what is asked on standard input: a page, how long it took, and its statements."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    prepare(many)
    client: Any = Client(headers={"host": "localhost"})
    print("ready", flush=True)
    for line in sys.stdin:
        page, began, written = line.strip(), time.perf_counter(), 0
        answer = client.get(page)
        pieces = answer.streaming_content if answer.streaming else [answer.content]
        for piece in pieces:
            written += len(piece)
            if written > 100_000_000:
                break
        took = time.perf_counter() - began
        with CaptureQueriesContext(connection) as asked:
            if not answer.streaming:
                client.get(page)
        print(json.dumps([answer.status_code, took, len(asked), written]), flush=True)


class Site:
    """One length."""

    def __init__(self, many: int) -> None:
        server, _, name = os.environ["DATABASE_URL"].rpartition("/")
        import psycopg

        with psycopg.connect(f"{server}/{name}", autocommit=True) as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [f"dockets_{many}"]).fetchone() is None:
                connection.execute(f"CREATE DATABASE dockets_{many}")
        environment = os.environ | {"DATABASE_URL": f"{server}/dockets_{many}", "NORMSITE_LOG_LEVEL": "WARNING"}
        command = [sys.executable, "-m", "tests.bench.dockets", str(many)]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._line("ready")

    def ask(self, page: str) -> tuple[float, int, int]:
        """Seconds, statements, bytes."""
        assert self.process.stdin is not None
        print(page, file=self.process.stdin, flush=True)
        status, took, statements, written = json.loads(self._line(""))
        if status != 200:
            raise SystemExit(f"{page} answered {status}")
        return took, statements, written

    def _line(self, word: str) -> str:
        assert self.process.stdout is not None
        while not (line := self.process.stdout.readline()).startswith(word or "["):
            if not line:
                raise SystemExit("A process of the measuring has ended.")
        return line


def main() -> int:
    sites = [Site(many) for many in LENGTHS]
    print(f"{'':<62}{LENGTHS[0]:>12,}{LENGTHS[1]:>12,}{'ratio':>8}{'statements':>12}")
    for page in PAGES:
        rounds = [[site.ask(page) for site in sites] for _ in range(ROUNDS + 2)][2:]
        short, long = (sorted(each[n][0] for each in rounds)[int(ROUNDS * 0.95) - 1] * 1000 for n in range(2))
        print(f"{page:<62}{short:>9.1f} ms{long:>9.1f} ms{long / short:>8.2f}{rounds[0][1][1]:>12}", flush=True)
    for page in LISTS:
        took, _, written = min(sites[1].ask(page) for _ in range(3))
        print(f"{page:<62}{written / 1e6 / took:>9.0f} MB/s")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "normsite.settings")
    sys.exit(serve(int(sys.argv[1])) if sys.argv[1:] else main())
