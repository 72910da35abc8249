"""The servers that are measured, on one machine: a site of its own as `make run` starts it, and the plain project beside it.

Both stand on the same PostgreSQL, each with a database of its own, and are served by granian with as many workers.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psutil
import psycopg
from psycopg.rows import dict_row

from normsite.launcher.ports import is_free
from normsite.launcher.processes import Child, launch
from normsite.launcher.site import BUSY_WORKERS, SERVING
from tests.bench import planting
from tests.load.family import BACKEND, POSTGRES, WEB, WEB_WORKER, seconds_of_processor
from tests.load.figures import note
from tests.load.site import PROJECT, Site, running
from tests.load.submissions import ANCHORS
from tests.load.watch import BACKLOG

CLAUSES = 50
REMARKS = 50
READ, CROWDED = 1, 2  # the norm of the plain project whose page is read, and the one that has as many comments as Normsite's
STORE = (POSTGRES, BACKEND)
TABLES = ("migrate", "--run-syncdb", "--verbosity", "0")
PLAIN_CLAUSES = """
    SELECT k.title, k.body_html, k.rationale_html FROM norms_clause k
    JOIN comments_consultation c ON c.revision_id = k.revision_id WHERE c.code = %s ORDER BY k."order"
"""
QUOTES = """
    SELECT k.anchor, rtrim(left(k.words, 60)) AS words FROM norms_clause k
    JOIN comments_consultation c ON c.revision_id = k.revision_id WHERE c.code = %s AND k.anchor = ANY(%s)
"""
STOP = """
    SELECT pg_cancel_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'active' AND query_start < now() - interval '2 seconds'
"""
START_LASTS, SETTLES = 30, 60
THREADS = 2  # in each worker, as the gateway has for readers (`normsite.gateway.lanes`)


@dataclass
class Ground:
    """`paths` are the pages of Normsite to ask for, by what they show, and what else `stage` has told."""

    site: Site
    plain_port: int
    paths: dict[str, Any]
    plain: Child | None = None
    planted: int = 0
    crowded_form: "Page | None" = None  # the page of django-contrib-comments with its form, while it held no comments

    @cached_property
    def plain_url(self) -> str:
        """The database of the plain project, beside Normsite's."""
        return re.sub(r"/[^/]*$", "/plain", self.site.environment["DATABASE_URL"])

    def plain_database(self) -> "psycopg.Connection[dict[str, Any]]":
        return psycopg.connect(self.plain_url, row_factory=dict_row, autocommit=True)

    def grow(self, comments: int) -> None:
        """Plant until there are so many comments on both sides."""
        if comments <= self.planted:
            return
        began = time.monotonic()
        with self.site.database() as connection, self.plain_database() as plain:
            planting.plant(connection, self.paths["template"], self.planted + 1, comments)
            planting.plant_plainly(plain, CROWDED, self.planted + 1, comments)
        self.planted = comments
        note(f"{comments:,} comments are planted ({time.monotonic() - began:.0f} s)")

    def quotes(self) -> dict[str, str]:
        """Words with which the clauses begin that comments name."""
        with self.site.database() as connection:
            rows = connection.execute(QUOTES, (self.paths["code"], [anchor for anchor in ANCHORS if anchor])).fetchall()
        return {row["anchor"]: row["words"] for row in rows}

    def spent(self) -> float:
        """Seconds of processor that Normsite's web server and PostgreSQL have used so far."""
        family = self.site.family()
        return seconds_of_processor([one for role in (WEB, WEB_WORKER, *STORE) for one in family.get(role, ())])

    def plainly_spent(self) -> float:
        """The same of the plain project, with the same PostgreSQL."""
        assert self.plain
        family, server = self.site.family(), psutil.Process(self.plain.process.pid)
        store = [one for role in STORE for one in family.get(role, ())]
        return seconds_of_processor([server, *server.children(recursive=True), *store])

    def settle(self) -> None:
        """Wait for the receipts that are still to be mailed, so that they are nobody else's burden."""
        deadline = time.monotonic() + SETTLES
        while self.site.rows(BACKLOG)[0]["waiting"] and time.monotonic() < deadline:
            time.sleep(0.5)

    def stop_statements(self) -> None:
        """Those that go on although nobody waits for their page any more would slow down whoever comes next."""
        with self.site.database() as connection:
            connection.execute(STOP)

    def page(self, path: str, **headers: str) -> "Page":
        return fetch(self.site.port, path, **headers)


@dataclass(frozen=True)
class Page:
    status: int
    headers: dict[str, str]
    body: bytes


def fetch(port: int, path: str, **headers: str) -> Page:
    accepting = {"Accept": "text/html", **headers}
    try:
        with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers=accepting), timeout=120) as answer:
            return Page(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read())
    except HTTPError as problem:
        return Page(problem.code, {}, problem.read())


def staged(site: Site, clauses: int, comments: int) -> dict[str, Any]:
    """What `stage` tells after it has opened a consultation on this site."""
    command = [sys.executable, "-m", "tests.bench.stage", str(clauses), str(comments)]
    said = subprocess.run(command, cwd=PROJECT, env=site.environment, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(said.stdout)
    return told


@contextmanager
def prepared(port: int, *, keep: bool = False) -> Iterator[Ground]:
    """Both servers, ready; the site's port, and the plain project's two above it."""
    if not is_free(port + 2):
        raise SystemExit(f"Port {port + 2} is taken. Choose another with --port.")
    with running(port, keep=keep) as site:
        ground = Ground(site, port + 2, staged(site, CLAUSES, 1))
        ground.plain = plain = _plain_server(ground)
        try:
            _await(plain, ground.plain_port)
            ground.crowded_form = fetch(ground.plain_port, f"/norms/{CROWDED}/contrib/")
            yield ground
        finally:
            plain.stop()


def _plain_server(ground: Ground) -> Child:
    site = ground.site
    with site.database() as connection:
        connection.execute("CREATE DATABASE plain")
        clauses = connection.execute(PLAIN_CLAUSES, (ground.paths["code"],)).fetchall()
    same = site.folder / "same-bytes.html"
    same.write_bytes(ground.page(ground.paths["norm"]).body)
    environment = {
        **site.environment,
        "DATABASE_URL": ground.plain_url,
        "DJANGO_SETTINGS_MODULE": "tests.bench.plain.settings",
        "BENCH_BYTES": str(same),
    }
    subprocess.run([sys.executable, "-m", "django", *TABLES], cwd=PROJECT, env=environment, check=True)
    with ground.plain_database() as connection:
        _fill(connection, clauses)
    return launch("plain", _serving(ground.plain_port), log=site.folder / "plain.log", environment=environment, folder=PROJECT)


def _serving(port: int) -> list[str]:
    """As the launcher serves Normsite, but by WSGI, with as many workers."""
    serving = ["wsgi" if word == "asgi" else word for word in SERVING]
    workers = ["--workers", str(BUSY_WORKERS), "--blocking-threads", str(THREADS)]
    where = ["--host", "127.0.0.1", "--port", str(port)]
    return [sys.executable, "-m", "granian", *where, *serving, *workers, "tests.bench.plain.wsgi:application"]


def _fill(connection: "psycopg.Connection[dict[str, Any]]", clauses: list[dict[str, Any]]) -> None:
    """The clauses of Normsite's norm, and a page's worth of comments of either kind."""
    cursor = connection.cursor()
    cursor.executemany("INSERT INTO plain_norm (id, title) VALUES (%s, %s)", [(READ, "Modules"), (CROWDED, "Modules, crowded")])
    cursor.executemany(
        "INSERT INTO plain_clause (norm_id, number, title, body_html, rationale_html) VALUES (%s, %s, %s, %s, %s)",
        [(READ, number, *row.values()) for number, row in enumerate(clauses, 1)],
    )
    cursor.execute(
        "INSERT INTO plain_clause (norm_id, number, title, body_html, rationale_html) VALUES (%s, 0, '', '', '')", (CROWDED,)
    )
    remarks = planting.TEXT.replace("%", "%%")
    cursor.execute(
        "INSERT INTO plain_remark (clause_id, name, text, received_at)"  # noqa: S608  (the text is ours)
        f" SELECT c.id, 'Sender ' || n, {remarks}, now() FROM generate_series(1, %s) n JOIN plain_clause c ON c.number = n",
        (REMARKS,),
    )
    planting.plant_plainly(connection, READ, 1, REMARKS)


def _await(server: Child, port: int) -> None:
    deadline = time.monotonic() + START_LASTS
    while time.monotonic() < deadline and server.alive:
        try:
            if fetch(port, "/same-bytes/").status == 200:
                return
        except (URLError, OSError):
            pass
        time.sleep(0.1)
    raise SystemExit(f"The plain project did not start:\n{server.last_words()}")
