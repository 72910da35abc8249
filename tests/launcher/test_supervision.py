"""What happens when a process dies, and when one won't."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from normsite.launcher.errors import CannotStart
from normsite.launcher.processes import Child, await_ready, carry_out, launch
from normsite.launcher.supervision import RESTARTS, Service, watch

pytestmark = pytest.mark.servers


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., Child]:
    def begin(program: str, **options: Any) -> Child:
        return launch("worker", [sys.executable, "-c", program], log=tmp_path / "worker.log", **options)

    return begin


def ended(child: Child) -> Child:
    child.process.wait()
    return child


def test_a_service_that_keeps_dying_ends_everything_with_its_last_words(start):
    def dying() -> Child:
        return ended(start("import sys; sys.exit('the broker is gone')"))

    service = Service(dying, dying())
    with pytest.raises(CannotStart) as reason:
        watch([], [service])
    assert len(service.deaths) == RESTARTS + 1
    assert str(reason.value) == (
        "worker ended by itself (exit code 1). It said:\n    the broker is gone\n"
        "It has now died 4 times within a minute, so everything stops."
    )


def test_deaths_far_apart_are_forgiven(start):
    service = Service(lambda: ended(start("pass")), ended(start("pass")))
    for hour in range(10):
        service.revive(now=hour * 3600.0)
    assert len(service.deaths) == 1


def test_a_database_that_dies_is_named_and_not_started_again(start):
    store = ended(start("print('disk full'); raise SystemExit(2)"))
    with pytest.raises(CannotStart) as reason:
        watch([store], [])
    assert str(reason.value) == "worker ended by itself (exit code 2), so everything stops. It said:\n    disk full"


def test_what_ignores_the_request_to_stop_is_killed(start, tmp_path):
    child = start(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
        patience=0.1,
    )
    await_ready(child, lambda: child.log.read_text() == "deaf\n")
    child.stop()
    assert child.process.returncode == -signal.SIGKILL


def test_a_server_that_ends_while_starting_is_quoted(start):
    child = start("raise SystemExit('no such option')")
    with pytest.raises(CannotStart, match=r"worker did not start\. It said:\n    no such option"):
        await_ready(child, lambda: False)


def test_a_command_that_fails_is_quoted(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit('no such column')"]
    with pytest.raises(CannotStart, match=r"migrate failed\. It said:\n    no such column"):
        carry_out("migrate", command, log=tmp_path / "log", environment={})
