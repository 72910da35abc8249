"""Measure within one process: pages of the demonstration, without any server, against the cheapest page there is.

Columns: the median time of a page, that time as a multiple of /healthz, its database queries, the most memory it held at once.
Below: what a long text and a simulated risk cost, as a multiple of the plainest work. `python -m tests.bench.inside`
runs with the servers that `tests.servers` starts.
"""

import os
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench import lists, risks, texts

BASELINE = "/healthz"
PAGES = (
    "/",
    "/norms/",
    "/norms/N-1/",
    "/norms/N-1/r1/",
    "/consultations/",
    "/obligations/",
    "/search/?q=key",
    "/rationale/",
    "/glossary/",
)
ROUNDS = 30
MIB = 1024 * 1024


@dataclass(frozen=True)
class Measure:
    page: str
    milliseconds: float
    queries: int
    mebibytes: float

    def line(self, baseline: float) -> str:
        ratio = self.milliseconds / baseline
        return f"{self.page:<24}{self.milliseconds:>9.2f} ms{ratio:>9.1f} x{self.queries:>9} queries{self.mebibytes:>9.2f} MiB"


def median_milliseconds(act: Callable[[], object]) -> float:
    """The median of many rounds, after one that fills the caches."""
    act()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def peak_mebibytes(act: Callable[[], object]) -> float:
    tracemalloc.start()
    act()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / MIB


def measure(page: str) -> Measure:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})

    def ask() -> None:
        answer = client.get(page)
        if answer.status_code != 200:
            raise SystemExit(f"{page} answered {answer.status_code}")

    milliseconds = median_milliseconds(ask)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask()
    return Measure(page, milliseconds, len(queries), peak_mebibytes(ask))


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "normsite.settings")
    os.environ["NORMSITE_LOG_LEVEL"] = "WARNING"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("demo", "--if-empty", stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)
    baseline = measure(BASELINE)
    print(baseline.line(baseline.milliseconds))
    for page in PAGES:
        print(measure(page).line(baseline.milliseconds))
    for cost in (*texts.costs(), *lists.searches(), *risks.costs()):
        print(cost.line())
    return 0


if __name__ == "__main__":
    sys.exit(main())
