"""What the site and the machine do meanwhile: memory by part, mails that wait, and who uses the processor."""

import threading
import time
from dataclasses import dataclass, field

import psutil
import psycopg

from tests.load.family import MIB, PARTS, mebibytes, seconds_of_processor
from tests.load.figures import Report, slope
from tests.load.site import Site

BACKLOG = "SELECT count(*) AS waiting FROM notifications_outboxmail WHERE state IN ('waiting', 'sending')"
# Memory counts as steady when after the first third, in which caches and pools fill, it rises by less than this share of
# itself until the end. A run that is shorter than so many seconds says nothing about it.
STEADY_RISE = 0.05
LONG_ENOUGH = 300


@dataclass
class Moment:
    at: float
    memory: dict[str, float]
    waiting: int


@dataclass
class Processor:
    """Seconds of processor: of the site, of this tool, and of everything on the machine, over `seconds`."""

    site: float
    tool: float
    machine: float
    seconds: float

    @property
    def others(self) -> float:
        return max(0.0, self.machine - self.site - self.tool)


@dataclass
class Watch:
    """Looks every `interval` seconds, in a thread, from `with` to its end."""

    site: Site
    interval: float = 5.0
    moments: list[Moment] = field(default_factory=list)
    processor: Processor | None = None

    def __enter__(self) -> "Watch":
        self._over, self._began, self._before = threading.Event(), time.monotonic(), self._spent()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        site, tool, machine = (after - before for after, before in zip(self._spent(), self._before, strict=True))
        self.processor = Processor(site, tool, machine, time.monotonic() - self._began)

    def _look(self) -> None:
        while True:
            self.moments.append(self._moment())
            if self._over.wait(self.interval):
                return

    def _moment(self) -> Moment:
        family = self.site.family()
        memory = {part: mebibytes([one for role in roles for one in family.get(role, ())]) for part, roles in PARTS.items()}
        memory["this tool"] = psutil.Process().memory_info().rss / MIB
        try:
            waiting = int(self.site.rows(BACKLOG)[0]["waiting"])
        except psycopg.Error:
            waiting = -1
        return Moment(time.monotonic() - self._began, memory, waiting)

    def _spent(self) -> tuple[float, float, float]:
        people = [process for processes in self.site.family().values() for process in processes]
        times = psutil.cpu_times()
        busy = sum(times) - times.idle - times.iowait - times.guest - times.guest_nice
        return seconds_of_processor(people), seconds_of_processor([psutil.Process()]), busy

    def show(self, report: Report) -> None:
        self._show_memory(report)
        backlog = [moment.waiting for moment in self.moments if moment.waiting >= 0]
        if backlog:
            half = len(backlog) // 2
            row = (backlog[0], backlog[half], max(backlog), backlog[-1])
            report.add("Mails that wait", ("first", "middle", "most", "last"), [row])

    def show_processor(self, report: Report) -> None:
        if spent := self.processor:
            cores = [f"{part / spent.seconds:.2f}" for part in (spent.site, spent.tool, spent.others)]
            head = ("of", "the site", "this tool", "others", "there are")
            report.add("Processor cores in use, on average", head, [("cores", *cores, psutil.cpu_count() or 1)])

    def _show_memory(self, report: Report) -> None:
        rows = []
        for part in self.moments[0].memory if self.moments else ():
            points = [(moment.at, moment.memory[part]) for moment in self.moments]
            values = [value for _, value in points]
            rows.append(
                (part, *(f"{value:.0f}" for value in (values[0], max(values), values[-1])), f"{self.growth(part) * 60:+.2f}")
            )
        report.add("Memory in MiB (PSS)", ("part", "first", "most", "last", "a minute"), rows)

    def growth(self, part: str) -> float:
        """MiB a second, after the first third."""
        points = [(moment.at, moment.memory[part]) for moment in self.moments]
        return slope(points[len(points) // 3 :])

    @property
    def long_enough(self) -> bool:
        return self.moments[-1].at >= LONG_ENOUGH

    def steady(self, part: str) -> bool:
        end = self.moments[-1]
        return self.growth(part) * end.at * 2 / 3 < STEADY_RISE * end.memory[part]
