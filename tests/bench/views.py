"""How heavy a first view of each public page is, and how many statements it costs."""

import re
from typing import Any

import brotli

from tests.bench.contenders import STRANGE_SESSION, addresses
from tests.bench.ground import Ground, Page, staged
from tests.bench.tables import Column, Table, kilobytes, whole
from tests.load.figures import note
from tests.load.site import Site

LISTS = {"norms": "/norms/", "consultations": "/consultations/", "obligations": "/obligations/", "rationales": "/rationale/"}
FURTHER = {"glossary": "/glossary/", "about": "/about/"}
MOST = 60_000
BROWSER = "gzip, deflate, br, zstd"
STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
SCRIPTS = re.compile(r'<script[^>]* src="([^"]+)"')
IMPORTS = re.compile(r'from "\./([^"]+)"')
STATEMENT = re.compile(r"LOG: +(?:statement|execute [^:]+): (?!BEGIN|COMMIT|ROLLBACK|SET |SAVEPOINT|RELEASE)")
COOKIE = STRANGE_SESSION.decode().partition(": ")[2].strip()
TRIES = 6
WEIGHT_NOTE = f"Style sheets and scripts as the production's collectstatic compresses them (Brotli). Limit: {kilobytes(MOST)}."
STATEMENTS_NOTE = (
    "As PostgreSQL logs them: with the look at whether the connection lives, past the cache also at the session."
    " 1 and 3: clauses and comments of another consultation."
)


def tables(ground: Ground) -> list[Table]:
    note("Weights and statements")
    weights = (*(Column(key, key, kilobytes) for key in ("html", "css", "js", "all")), Column("fits", "fits"))
    counts = (*(Column(key, key, whole) for key in ("anybody", "past the cache", "1", "3")), Column("constant", "constant"))
    return [
        Table("First view", (Column("what", "page"), *weights), first_views(ground), WEIGHT_NOTE),
        Table("Statements", (Column("what", "page"), *counts), statements(ground), STATEMENTS_NOTE),
    ]


def first_views(ground: Ground) -> list[dict[str, Any]]:
    known: dict[str, bytes] = {}

    def asset(address: str) -> bytes:
        if address not in known:
            known[address] = ground.page(address).body
        return known[address]

    rows = []
    for name, path in {**addresses(ground), **LISTS, **FURTHER}.items():
        sent, text = ground.page(path, **{"Accept-Encoding": BROWSER}), ground.page(path).body.decode()
        css = sum(len(brotli.compress(asset(each))) for each in STYLES.findall(text))
        js = sum(len(brotli.compress(asset(each))) for each in modules(text, asset))
        whole_view = len(sent.body) + css + js
        fits = "yes" if whole_view <= MOST else "NO"
        rows.append({"what": name, "html": len(sent.body), "css": css, "js": js, "all": whole_view, "fits": fits})
    return rows


def modules(text: str, asset: Any) -> set[str]:
    """The scripts that a page names, and what they import in their turn."""
    found, open_ = set[str](), SCRIPTS.findall(text)
    while open_:
        address = open_.pop()
        if address not in found:
            found.add(address)
            beside = address.rpartition("/")[0]
            open_ += [f"{beside}/{name}" for name in IMPORTS.findall(asset(address).decode())]
    return found


def statements(ground: Ground) -> list[dict[str, Any]]:
    few, some = (staged(ground.site, number, number) for number in (1, 3))
    small = [addresses(Ground(ground.site, ground.plain_port, paths)) for paths in (few, some)]
    rows = []
    with Log(ground.site) as log:
        for name, path in {**addresses(ground), **LISTS, **FURTHER}.items():
            row: dict[str, Any] = {"what": name, "anybody": log.least(ground, path)}
            row["past the cache"] = log.least(ground, path, Cookie=COOKIE)
            if name in ("norm", "consultation", "docket", "comment"):
                row["1"], row["3"] = (log.least(ground, paths[name], Cookie=COOKIE) for paths in small)
                row["constant"] = "yes" if row["1"] == row["3"] else "NO"
            rows.append(row)
    return rows


class Log:
    """PostgreSQL tells every statement in its log while this lasts."""

    def __init__(self, site: Site) -> None:
        self.site, self.path = site, site.data / "log" / "postgres.log"

    def __enter__(self) -> "Log":
        self._set("ALTER SYSTEM SET log_statement = 'all'")
        return self

    def __exit__(self, *_: object) -> None:
        self._set("ALTER SYSTEM RESET log_statement")

    def _set(self, statement: str) -> None:
        with self.site.database() as connection:
            connection.execute(statement)
            connection.execute("SELECT pg_reload_conf()")

    def least(self, ground: Ground, path: str, **headers: str) -> int:
        """What worker and beat ask meanwhile only adds; the first time also what is read once in the life of a process."""
        return min(self._count(ground, path, **headers) for _ in range(TRIES))

    def _count(self, ground: Ground, path: str, **headers: str) -> int:
        before = self.path.stat().st_size
        page: Page = ground.page(path, **headers)
        if page.status != 200:
            raise SystemExit(f"{path} answered {page.status}")
        with self.path.open("rb") as log:
            log.seek(before)
            return len(STATEMENT.findall(log.read().decode(errors="replace")))
